"""Text of papers: titles, words, identifiers, and the wording of counts."""
