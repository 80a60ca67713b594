"""Curation: what the user decides about topics, in `curation.yaml`."""
