"""Step overview: the pages that cover all clusterings."""
