"""arXiv: feeds, harvests, the metadata snapshot, listing mails and pages."""
