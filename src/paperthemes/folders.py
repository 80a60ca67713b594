"""The folders in the working directory that the workflow writes to."""

from pathlib import Path

RESULTS = Path("results")
HISTORY = Path("history")  # what must outlast the results
