"""Readers of arXiv's feeds, harvests, metadata snapshot, listing mails and web pages."""
