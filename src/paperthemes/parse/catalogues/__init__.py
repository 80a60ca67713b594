"""Open catalogues: OpenAlex and Semantic Scholar."""
