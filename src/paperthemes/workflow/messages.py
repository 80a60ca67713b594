"""Error messages of Snakemake."""

import re

# What Snakemake adds to an error whose message needs no place in the code.
_CODE_PLACES = re.compile(r"^WorkflowError\b.*:\n|^  File \".*\n?", re.MULTILINE)


def leave_out_places(message: str) -> str:
    """Return the message of a `WorkflowError` without the places in the code."""
    return _CODE_PLACES.sub("", message)
