"""Step terms: the phrases that papers share."""
