"""Error messages of Snakemake, made short."""

import re

# What Snakemake adds to an error whose message needs no place in the code.
_CODE_PLACES = re.compile(r"^WorkflowError\b.*:\n|^  File \".*\n?", re.MULTILINE)
_TRACEBACK = re.compile(r"(?s:.*)Traceback \(most recent call last\):\n(?: .*\n|\n)*")


def shorten_error(message: str) -> str:
    """Return an error message without the places in the code of a `WorkflowError` or traceback."""
    if message.startswith("WorkflowError"):
        message = _CODE_PLACES.sub("", message)
    elif message.startswith("Traceback"):
        message = f"{_TRACEBACK.sub('', message).rstrip()} (details: --verbose)"
    return message.strip()
