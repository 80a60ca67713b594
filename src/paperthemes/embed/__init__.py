"""Stage 3: papers in, one vector for each out."""
