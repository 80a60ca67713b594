"""Step identify: permanent topic ids, curation, and a map that stays similar between runs."""
