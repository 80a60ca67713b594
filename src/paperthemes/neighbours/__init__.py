"""Step neighbours: papers and vectors in, the neighbour graph and its layouts out."""
