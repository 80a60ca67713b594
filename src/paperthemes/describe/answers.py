"""Answers of a language model: extraction and validation of the name in them."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from paperthemes.describe.keywords import stem_words
from paperthemes.text.stop_words import is_stop_word

MAX_WORDS, MAX_CHARACTERS = 8, 80  # of a name; the model is asked for 2 to 6 words
MIN_TITLES_WITH_WORD = 2  # so that one title cannot decide what is about the group
_DECORATION = " \"'`*_«»「」『』\u2018\u2019\u201c\u201d\u201e\u2039\u203a"
_PREFIX = re.compile(
    r"(?i)[#>•*-]+\s+|\d+[.)]\s+|(?:(?:cluster|group|research|suggested|theme|topic)\s+)*"
    r"(?:answer|group|label|name|theme|title|topic)(?:\s+is)?\s*[:\uff1a]\s*"
)
_NOT_A_PHRASE = re.compile(
    r"(?i)[<>{}\[\]|\\`!?;:\n]|\.\s|www\.|[\w-]\.(?:com|net|org)\b"
    r"|^(?:as an|here|i|i['\u2019]m|it|sorry|sure|these|this)[\s,]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A topic or theme to name: its keyword-based name, keywords, and titles of exemplars."""

    name: str
    keywords: tuple[str, ...]
    titles: tuple[str, ...]


def extract_name(answer: str, draft: Draft) -> str:
    """Remove what models add to a name: thoughts, quotation marks, "Topic:", a full stop."""
    text = re.sub(r"(?is)\A.*</think>|<think>.*", "", answer)
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("```")]
    if len(lines) != 1 or len(lines[0]) > 10 * MAX_CHARACTERS:
        return "\n".join(lines)
    name = " ".join(unicodedata.normalize("NFC", lines[0]).split())
    before = ""
    while name != before:
        before = name
        name = name.strip(_DECORATION)
        name = name[match.end() :] if (match := _PREFIX.match(name)) else name.rstrip(".。")
    capitalise = name.split(" ")[0].islower() and draft.name[:1].isupper()  # but not "mRNA"
    return name[0].upper() + name[1:] if capitalise else name


def find_flaw(name: str, draft: Draft) -> str | None:
    """Return why a name is not usable, or `None` if it is."""
    if not name:
        return "empty"
    if len(name) > MAX_CHARACTERS or len(name.split()) > MAX_WORDS:
        return "too long"
    if _NOT_A_PHRASE.search(name) or any(unicodedata.category(sign)[0] == "C" for sign in name):
        return "not a plain phrase"
    title_words = Counter(word for title in set(draft.titles) for word in _content_stems(title))
    expected = _content_stems(" ".join((draft.name, *draft.keywords)))
    expected |= {word for word, count in title_words.items() if count >= MIN_TITLES_WITH_WORD}
    return "not about its papers" if expected.isdisjoint(_content_stems(name)) else None


def _content_stems(text: str) -> frozenset[str]:
    """Return the stems of content words; in scripts without capitals, pairs of characters too."""
    words = [
        word
        for word in re.findall(r"\w{2,}", text.casefold())
        if not is_stop_word(word) and any(map(str.isalpha, word))
    ]
    pairs = [
        pair for word in words if word == word.upper() for pair in re.findall("(?=(..))", word)
    ]
    return stem_words(" ".join(words + pairs))
