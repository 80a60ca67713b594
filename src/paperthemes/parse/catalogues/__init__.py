"""Readers of literature catalogues: OpenAlex and Semantic Scholar."""
