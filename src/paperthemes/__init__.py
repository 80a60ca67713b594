"""Research themes in dumps of paper listings."""

from paperthemes.version import __version__ as __version__
