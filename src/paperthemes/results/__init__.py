"""The results of a clustering in Python, for notebooks and other programs."""
