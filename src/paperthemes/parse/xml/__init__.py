"""Readers of XML by tables of paths: exports of databases, feeds, harvests."""
