"""Sentences of a text."""

import re
from collections.abc import Iterator

# A full stop after one of these words does not end a sentence. Single capitals are known.
_WORDS = """
al app approx astron astrophys a.k.a bzw ca cf ch chem co commun comput conf corp def dept
dr eds e.g eg eq eqs ex exp fig figs i.e ie i.i.d inc incl int jr lett ltd math mr mrs ms
nat no nos ph phys pp proc prof ref refs resp rev sci sec secs sog st s.t tab trans univ u.k
u.s viz vgl vol vs w.r.t z.b
"""
_ABBREVIATIONS = frozenset(_WORDS.split())
# A mark with closing quotes and brackets, and then white space and a letter or digit that can
# begin a sentence; marks of Chinese and Japanese need no white space. Hindi has the mark U+0964.
_END = re.compile(
    r"[.!?\u061f\u06d4\u0964\u2026]+[\"')\]\u2019\u201d]*(?=\s+[\"'(\[\u2018\u201c]*[^\W_a-z]|\s*$)"
    r"|[\u3002\uff01\uff1f]+[\u201d\u300d\u300f\uff09]*"
)
_LAST_WORD = re.compile(r"[^\s(\[]*$")


def split_sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a text, without the white space around them."""
    start = 0
    while start < len(text):
        end = find_sentence_end(text, start)
        if sentence := text[start:end].strip():
            yield sentence
        start = end


def find_sentence_end(text: str, start: int) -> int:
    """Return where the sentence ends that begins at `start`: behind its full stop or the like."""
    for match in _END.finditer(text, start):
        # The longest abbreviation is far shorter than 20 characters.
        word = _LAST_WORD.search(text, max(start, match.start() - 20), match.start())
        assert word is not None  # matches the empty text, too
        is_initial = len(word[0]) == 1 and word[0].isupper()
        if match[0] != "." or not (is_initial or word[0].lower() in _ABBREVIATIONS):
            return match.end()
    return len(text)
