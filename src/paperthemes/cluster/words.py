"""The terms of a text that may tell what it is about: 1-3-grams without filler."""

import re
from collections.abc import Iterator

from paperthemes.cluster.filler import ONLY_WITHIN, STOP

_LONGEST = 3
_SEGMENT = re.compile(r"[^\w\s'\u2019+#/-]|_|\s--?\s|--+")
_WORD = re.compile(r"[^\W_](?:[\w+#'\u2019-]*[\w+#])?")
_SAID = re.compile(
    r"https?://\S+|\$[^$]{1,200}\$|\\[a-z]+"
    r"|\b(?:state[- ]of[- ]the[- ]art|(?:code|data|models?) (?:is|are) available)\b",
    re.IGNORECASE,
)

_FILLER = STOP | ONLY_WITHIN


def terms(text: str) -> Iterator[str]:
    """Yield the terms of `text` in lower case, each as often as it stands there.

    Terms do not cross punctuation or stop words, and begin and end in a word that means something
    by itself or, within longer terms, names a field.
    """
    for segment in _SEGMENT.split(_SAID.sub(" . ", text)):
        for run in _runs(segment):
            for length in range(1, _LONGEST + 1):
                for start in range(len(run) - length + 1):
                    words = run[start : start + length]
                    if any(word not in _FILLER for word in words):
                        yield " ".join(words)


def _runs(segment: str) -> Iterator[list[str]]:
    """Split a segment into runs of words that may stand in a term."""
    run: list[str] = []
    for token in segment.replace("/", " ").split():
        match = _WORD.search(token)
        word = match[0].lower().replace("\u2019", "'").removesuffix("'s") if match else ""
        if _may_stand(word):
            run.append(word)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _may_stand(word: str) -> bool:
    if len(word) < 2 or not any(char.isalpha() for char in word):
        return False
    return word in ONLY_WITHIN or word not in STOP
