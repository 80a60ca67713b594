"""Curation: the user's edits of topics and papers, from `curation.yaml`."""
