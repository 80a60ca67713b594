"""Archived runs in `history/`: topic ids, names and maps of earlier runs."""
