"""Research themes in dumps of paper listings.

Public are `load`, `Results` and `__version__` (docs/api.md); everything else may change.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from paperthemes.results import Results as Results
    from paperthemes.results import load as load
    from paperthemes.version import __version__ as __version__

# Imported when needed: pandas takes half a second. And all steps depend on this file, so an import
# in it would make every step run again when that module changes, such as for each new version.
_PUBLIC = {
    "Results": "paperthemes.results",
    "__version__": "paperthemes.version",
    "load": "paperthemes.results",
}
__all__ = ["Results", "__version__", "load"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - anything public
    """Return something public, from its module."""
    if name not in _PUBLIC:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_PUBLIC[name]), name)


def __dir__() -> list[str]:
    """Return all names, for the completion of notebooks."""
    return sorted({*globals(), *__all__})
