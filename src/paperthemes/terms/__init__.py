"""Step terms: papers in, their phrases out."""
