"""Figures step: draw the map for slides and papers."""
