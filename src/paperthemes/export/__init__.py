"""Step export: the papers with their topics as files for spreadsheets and reference managers."""
