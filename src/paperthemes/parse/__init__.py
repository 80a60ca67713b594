"""Stage 1: one dump file in, its records and an account of every line out."""
