"""Readers of bibliographies: BibTeX, and the tagged texts of RIS, PubMed and Web of Science."""
