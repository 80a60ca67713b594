"""Overview step: comparison of all clusterings, and the index of all results."""
