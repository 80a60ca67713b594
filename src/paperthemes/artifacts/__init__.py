"""The files that steps hand to each other: vectors, neighbours, clusters, terms, identities."""
