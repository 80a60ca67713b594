"""Readers of tables: delimited text, Parquet and Arrow, and JSON objects."""
