"""Stage 4: papers and vectors in, topics out."""
