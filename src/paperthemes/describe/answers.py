"""Answers of a language model: what is a name in them, and whether it is of any use."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from paperthemes.describe.stems import stems
from paperthemes.terms.stop_words import is_stop

_MOST_WORDS, _LONGEST = 8, 80  # words and characters of a name
_AROUND = " \"'`*_«»「」『』\u2018\u2019\u201c\u201d\u201e\u2039\u203a"
_BEFORE = re.compile(
    r"(?i)[#>•*-]+\s+|\d+[.)]\s+|(?:(?:cluster|group|research|suggested|theme|topic)\s+)*"
    r"(?:answer|group|label|name|theme|title|topic)(?:\s+is)?\s*[:\uff1a]\s*"
)
_NO_NAME = re.compile(
    r"(?i)[<>{}\[\]|\\`!?;:\n]|\.\s|www\.|[\w-]\.(?:com|net|org)\b"
    r"|^(?:as an|here|i|i['\u2019]m|it|sorry|sure|these|this)[\s,]"
)


@dataclass(frozen=True, slots=True)
class Draft:
    """What is known of a topic or theme: its offline name, keywords, and titles of exemplars."""

    name: str
    keywords: tuple[str, ...]
    titles: tuple[str, ...]


def name_in(reply: str, draft: Draft) -> str:
    """Return a reply without what models put around a name: thoughts, marks, "Topic:", a stop."""
    said = re.sub(r"(?is)\A.*</think>|<think>.*", "", reply)
    lines = [line for line in said.splitlines() if line.strip() and not line.startswith("```")]
    if len(lines) != 1 or len(lines[0]) > 10 * _LONGEST:
        return "\n".join(lines)
    name = " ".join(unicodedata.normalize("NFC", lines[0]).split())
    before = ""
    while name != before:
        before = name
        name = name.strip(_AROUND)
        name = name[match.end() :] if (match := _BEFORE.match(name)) else name.rstrip(".。")
    small = name.split(" ")[0].islower() and draft.name[:1].isupper()  # unlike "mRNA"
    return name[0].upper() + name[1:] if small else name


def flaw_of(name: str, draft: Draft) -> str | None:
    """Say why a name is of no use, or None."""
    if not name:
        return "empty"
    if len(name) > _LONGEST or len(name.split()) > _MOST_WORDS:
        return "too long"
    if _NO_NAME.search(name) or any(unicodedata.category(sign)[0] == "C" for sign in name):
        return "not a plain phrase"
    titles = Counter(word for title in set(draft.titles) for word in _words(title))
    about = _words(" ".join((draft.name, *draft.keywords)))
    about |= {word for word, number in titles.items() if number > 1}
    return "not about its papers" if about.isdisjoint(_words(name)) else None


def _words(text: str) -> frozenset[str]:
    """Return the stems of words that say something; of scripts without capitals, pairs of signs."""
    found = re.findall(r"\w{2,}", text.casefold())
    words = [word for word in found if not is_stop(word) and any(map(str.isalpha, word))]
    pairs = [two for word in words if word == word.upper() for two in re.findall("(?=(..))", word)]
    return stems(" ".join(words + pairs))
