"""Names in the answers of a language model: extraction and validation."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from paperthemes.describe.keywords import stem_words
from paperthemes.text.stop_words import is_stop_word

MAX_WORDS, MAX_CHARACTERS = 8, 80  # of a name; the model is asked for 2 to 6 words
MIN_TITLES_WITH_WORD = 2  # a name is about the papers if it has a word of so many titles
# Removed from a name: quotation marks and emphasis around it, list markers and labels before it.
_DECORATION = " \"'`*_«»「」『』\u2018\u2019\u201c\u201d\u201e\u2039\u203a"
_PREFIX = re.compile(
    r"(?i)[#>•*-]+\s+|\d+[.)]\s+|(?:(?:cluster|group|research|suggested|theme|topic)\s+)*"
    r"(?:answer|group|label|name|theme|title|topic)(?:\s+is)?\s*[:\uff1a]\s*"
)
# Markup, code, addresses, sentences, and the beginnings of remarks to the user.
_NOT_A_PHRASE = re.compile(
    r"(?i)[<>{}\[\]|\\`!?;:\n]|\.\s|www\.|[\w-]\.(?:com|net|org)\b"
    r"|^(?:as an|here|i|i['\u2019]m|it|sorry|sure|these|this)[\s,]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A topic or theme to name.

    Attributes
    ----------
    name
        Name without a model, which stays if the model gives no usable name.
    field
        The field of research that the name states, with the fields that it is part of, such as
        "computer vision > object detection"; empty if it states none.
    keywords
        Keywords, best first.
    titles
        Titles of the exemplars.
    summary
        Sentences from abstracts.
    """

    name: str
    keywords: tuple[str, ...]
    titles: tuple[str, ...]
    field: str = ""
    summary: tuple[str, ...] = ()


def extract_name(answer: str, draft: Draft) -> str:
    """Return the name in an answer of a model.

    Models add thoughts, quotation marks, "Topic:" or a full stop to a name: these are removed. If
    the draft's name begins with a capital, so does the name, unless its first word has capitals,
    such as "mRNA". An answer of several lines, or of one very long line, is no name: its lines are
    returned, and `find_flaw` rejects them. Lines that are blank or begin with "```" do not count.
    """
    # Thoughts end with "</think>", or are the rest of the answer.
    text = re.sub(r"(?is)\A.*</think>|<think>.*", "", answer)
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("```")]
    if len(lines) != 1 or len(lines[0]) > 10 * MAX_CHARACTERS:
        return "\n".join(lines)
    name = " ".join(unicodedata.normalize("NFC", lines[0]).split())
    previous = ""
    while name != previous:  # because a label may stand inside quotation marks, and vice versa
        previous = name
        name = name.strip(_DECORATION)
        # Remove a label before the name or, if there is none, a full stop after it.
        name = name[match.end() :] if (match := _PREFIX.match(name)) else name.rstrip(".。")
    needs_capital = name.split(" ")[0].islower() and draft.name[:1].isupper()
    return name[0].upper() + name[1:] if needs_capital else name


def find_flaw(name: str, draft: Draft) -> str | None:
    """Return the reason why a name is not usable; `None` if it is usable.

    A usable name is a short phrase. It shares a stem (see `_find_content_stems`) with the draft's
    name, with a keyword, or with at least `MIN_TITLES_WITH_WORD` different titles.
    """
    if not name:
        return "empty"
    if len(name) > MAX_CHARACTERS or len(name.split()) > MAX_WORDS:
        return "too long"
    # Category "C": control characters and other characters that are not displayed.
    if _NOT_A_PHRASE.search(name) or any(unicodedata.category(char)[0] == "C" for char in name):
        return "not a plain phrase"
    # Number of titles with each stem.
    counts = Counter(stem for title in set(draft.titles) for stem in _find_content_stems(title))
    expected = _find_content_stems(" ".join((draft.name, *draft.keywords)))
    expected |= {stem for stem, count in counts.items() if count >= MIN_TITLES_WITH_WORD}
    return "not about its papers" if expected.isdisjoint(_find_content_stems(name)) else None


def _find_content_stems(text: str) -> frozenset[str]:
    """Return the stems of the words of a text that are not stop words.

    Words of one character and words without letters are left out.

    In scripts without capitals, such as Chinese, also return the pairs of adjacent characters,
    because such scripts may not separate words by spaces.
    """
    words = [
        word
        for word in re.findall(r"\w{2,}", text.casefold())
        if not is_stop_word(word) and any(map(str.isalpha, word))
    ]
    # If a word is the same in upper case, its script has no capitals. "(?=(..))" also finds pairs
    # that overlap.
    pairs = [
        pair for word in words if word == word.upper() for pair in re.findall("(?=(..))", word)
    ]
    return stem_words(" ".join(words + pairs))
