"""Words whatever their spelling: "Few-Shot Models" and "few shot model" are the same."""

import functools
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import inflect


# Letters, and the marks that scripts set around them, which \w lacks; C++, few-shot, GPT-3.5.
WORD = (
    r"[^\W_](?:[\w+#'\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0900-\u0eff-]"
    r"|\.(?=\d))*"
)
CJK = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+")
_WORD = re.compile(WORD)
_ACRONYMS = re.compile(r"[A-Z\d]{2,}s")
_DASHES = re.compile(r"[\u2010-\u2014\u2212]")
_SHORT = 3  # letters of words that are left as they are
_NO_PLURAL = re.compile(r"(?:ss|us|is|ias|gas|lens)$|[^s]$")
_PLURALS = {"indices": "index", "matrices": "matrix", "vertices": "vertex"}  # inflect lacks these


def normalise_dashes(text: str) -> str:
    """Write all dashes as hyphens."""
    return _DASHES.sub("-", text)


def words_of(text: str) -> list[str]:
    """Return the words of a text, as they are written."""
    return _WORD.findall(normalise_dashes(text))


def space_out_cjk(text: str) -> str:
    """Set the characters of scripts without spaces between words apart."""
    return CJK.sub(lambda found: f" {' '.join(found[0])} ", text)


@functools.lru_cache(maxsize=100_000)
def singular(word: str) -> str:
    """Return what all spellings of a word share: the singular of its parts, in small letters."""
    return " ".join(_singular(part) for part in word.split("-") if part)


def _singular(word: str) -> str:
    if _ACRONYMS.fullmatch(word):
        return word[:-1].lower()
    word = word.lower()
    if len(word) <= _SHORT or _NO_PLURAL.search(word):
        return word
    return _PLURALS.get(word) or _engine().singular_noun(word) or word


@functools.cache
def _engine() -> "inflect.engine":
    import inflect  # takes two seconds, and few jobs need it

    return inflect.engine()
