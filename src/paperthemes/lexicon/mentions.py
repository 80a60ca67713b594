"""Mentions of fields in texts."""

import functools
import re
from collections import defaultdict
from collections.abc import Iterable

from paperthemes.lexicon.lexicon import Lexicon
from paperthemes.text.words import space_out_cjk

# Runs of letters and digits; "C++", "o'clock" and "3.5" are one token.
_TOKEN = re.compile(r"[^\W_]+(?:[+#]+|['.][^\W_]+)*")
# British endings and their American counterparts: changed in texts and names alike, so it does no
# harm that some words become none.
_SPELLINGS = re.compile(r"isation|ise(?=[sdr]?$)|lling$|lled$|our(?=s?$|al|ed$|ing$)|logue")
_AMERICAN = {"isation": "ization", "ise": "ize", "lling": "ling", "lled": "led", "our": "or"}
_MIN_PLURAL = 4  # letters of a word that loses a final s

Key = tuple[str, ...]


class MentionFinder:
    """Finds the fields that texts mention by name or alias.

    Hyphens, case, British spelling and a plural s make no difference; but an acronym must be
    written with its capitals, so that "DRAM" is not found in "dram".
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._fields: dict[Key, list[int]] = defaultdict(list)
        for field, (name, aliases) in enumerate(zip(lexicon.names, lexicon.aliases, strict=True)):
            for text in (name, *aliases):
                self._fields[make_key(text)].append(field)
        # Length of the longest key, by its first token.
        self._longest: dict[str, int] = defaultdict(int)
        for key in self._fields:
            if key:
                self._longest[key[0]] = max(self._longest[key[0]], len(key))

    def find(self, text: str) -> set[int]:
        """Return the numbers of the fields that a text mentions."""
        return self.fields_of(self.find_names(text))

    def fields_of(self, names: Iterable[Key]) -> set[int]:
        """Return the numbers of the fields that have any of these names."""
        return {field for name in names for field in self._fields[name]}

    def find_names(self, text: str) -> set[Key]:
        """Return the keys of all names and aliases of fields in a text."""
        found: set[Key] = set()
        raw = _TOKEN.findall(space_out_cjk(text))
        for tokens in (tuple(map(_fold, raw)), tuple(map(_strip_plural, raw))):
            for start, token in enumerate(tokens):
                for length in range(1, self._longest.get(token, 0) + 1):
                    if (key := tokens[start : start + length]) in self._fields:
                        found.add(key)
        return found

    def has(self, text: str) -> bool:
        """Return whether a text is the name or an alias of a field."""
        return make_key(text) in self._fields


def make_key(text: str) -> Key:
    """Return the tokens of a name, in a form that is the same for all its spellings.

    The tokens of an acronym, such as "LLMs" or "GPT-4", keep their capitals.
    """
    tokens = _TOKEN.findall(space_out_cjk(text))
    return tuple(map(_strip_plural if _is_acronym(text) else _fold, tokens))


def _is_acronym(text: str) -> bool:
    """Return whether a name is one word with two capitals, or all capitals: "GNN", "mRNA", "5G"."""
    capitals = sum(map(str.isupper, text))
    return " " not in text and (capitals > 1 or (text.isupper() and len(text) > 1))


def _strip_plural(token: str) -> str:
    """Return an acronym without its plural s: "LLM" for "LLMs"."""
    return token[:-1] if len(token) > 2 and token[-1] == "s" and token[-2].isupper() else token


@functools.lru_cache(maxsize=100_000)
def _fold(token: str) -> str:
    """Return a token in lower case, in American spelling and without plural s."""
    token = _SPELLINGS.sub(lambda match: _AMERICAN.get(match[0], "log"), token.casefold())
    if len(token) < _MIN_PLURAL or not token.endswith("s") or token.endswith("ss"):
        return token
    return f"{token[:-3]}y" if token.endswith("ies") else token[:-1]


def add_parents(fields: Iterable[int], lexicon: Lexicon) -> set[int]:
    """Return fields with all fields that they are part of."""
    return {ancestor for field in fields for ancestor in lexicon.path(field)}
