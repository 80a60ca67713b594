"""Stage 6: everything about one clustering in, one self-contained HTML page out."""
