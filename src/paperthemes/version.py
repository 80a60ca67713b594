"""The version of paperthemes: here, and nowhere else in the code."""

__version__ = "0.2.0"
