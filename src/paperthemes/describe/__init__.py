"""Stage 5: groups of papers in, named topics and themes out, and why each paper is in its own."""
