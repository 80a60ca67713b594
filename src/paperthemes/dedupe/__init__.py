"""Stage 2: the records of all dumps in, the papers they are copies of out."""
