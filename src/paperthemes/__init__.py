"""Research themes in dumps of paper listings: parse, dedupe, embed, cluster, report."""

__version__ = "0.1.0"
