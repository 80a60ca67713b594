"""Ways to find groups of papers, behind one protocol."""
