"""Shared parts of all HTML pages: assembly, templates, colours, wording."""
