"""The typed side of the rules: config, dumps, digests, history state, and the runner of `make`."""
