"""Step cluster: papers, vectors and neighbours in, the topic of each paper out."""
