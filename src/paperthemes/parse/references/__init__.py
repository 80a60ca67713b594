"""Reference managers and databases of literature: BibTeX, RIS and other tagged texts."""
