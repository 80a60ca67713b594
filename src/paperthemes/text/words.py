"""Words of texts, and their normal form: "Few-Shot Models" and "few shot model" are the same."""

import functools
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import inflect

# Letters with their combining marks, which \w does not match; U+0964 and U+0965 end sentences.
# Words such as C++, few-shot and GPT-3.5 are matched as a whole.
WORD = (
    r"[^\W_](?:[\w+#'\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f"
    r"\u0900-\u0963\u0966-\u0eff-]|\.(?=\d))*"
)
CJK = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+")
THAI = re.compile(r"[\u0e01-\u0e3a\u0e40-\u0e4e]+")
_WORD = re.compile(WORD)
_ACRONYMS = re.compile(r"[A-Z\d]{2,}s")
_DASHES = re.compile(r"[\u2010-\u2014\u2212]")
_MAX_SHORT_WORD = 3  # letters; words up to this length, such as "its", have no singular
_SINGULAR_ENDING = re.compile(r"(?:ss|us|is|ias|gas|lens)$|[^s]$")
# Plurals that inflect does not know.
_IRREGULAR_PLURALS = {"indices": "index", "matrices": "matrix", "vertices": "vertex"}


def normalise_dashes(text: str) -> str:
    """Return a text with `-` in place of dashes, minus signs and other hyphens."""
    return _DASHES.sub("-", text)


def words_of(text: str) -> list[str]:
    """Return the words of a text as written, except that dashes become hyphens."""
    return _WORD.findall(normalise_dashes(text))


def space_out_cjk(text: str) -> str:
    """Return a text with spaces around each Chinese or Japanese character.

    In these languages, there are no spaces between words, so each character counts as a word.
    """
    return CJK.sub(lambda match: f" {' '.join(match[0])} ", text)


@functools.lru_cache(maxsize=100_000)
def singular(word: str) -> str:
    """Return a word in lower case and in the singular: `few shot model` for `Few-Shot-Models`.

    In a word with hyphens, each part is put in the singular, and spaces replace the hyphens.
    """
    return " ".join(_make_singular(part) for part in word.split("-") if part)


def _make_singular(word: str) -> str:
    """Return a word without hyphens in lower case and in the singular.

    A plural of an acronym loses its `s`: `LLMs` becomes `llm`. Any other word that is short
    (`_MAX_SHORT_WORD`), or does not end like a plural, is only put in lower case.
    """
    if _ACRONYMS.fullmatch(word):
        return word[:-1].lower()
    word = word.lower()
    if len(word) <= _MAX_SHORT_WORD or _SINGULAR_ENDING.search(word):
        return word
    # `singular_noun` returns `False` if the word is not a plural.
    return _IRREGULAR_PLURALS.get(word) or _import_inflect().singular_noun(word) or word


@functools.cache
def _import_inflect() -> "inflect.engine":
    """Return inflect's engine, which turns English plurals into singulars."""
    try:
        import typeguard
    except ModuleNotFoundError:  # a version of inflect that does without
        import inflect

        return inflect.engine()
    # Inflect would add type checks to all its methods, which takes 1.5 of 1.6 seconds.
    typechecked = typeguard.typechecked
    typeguard.typechecked = lambda target: target  # type: ignore[assignment]
    try:
        import inflect
    finally:
        typeguard.typechecked = typechecked
    return inflect.engine()


def capitalise(name: str) -> str:
    """Return a name with a capital first letter, unless its first word is like "mRNA"."""
    return name[0].upper() + name[1:] if re.split(r"[\s-]", name)[0].islower() else name
