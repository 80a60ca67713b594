"""The lexicon: known fields of research, and where texts mention them."""
