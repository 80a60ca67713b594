"""Splitters of the author lists of tables; names get the given name first.

::

    Ada Li; Bo Ek         Li, Ada; Ek, Bo       Li, A., Ek, B.        Ada Li and Bo Ek
    ['Ada Li', 'Bo Ek']   Li A., Ek B.          Ada LiBo Ek (Springer's export)
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from paperthemes.parse import fields

_QUOTED = re.compile(r'"([^"]*)"|\'([^\']*)\'')
_INITIALS = re.compile(r"(?:[^\W\d_]\.?[ -]?){1,4}")
_DOTTED_INITIALS_LAST = re.compile(r"(\S.*\S|\S) ((?:[^\W\d_]{1,2}\.-?)+)")
_INITIALS_LAST = re.compile(r"(\S.*\S|\S) ([A-Z]{1,4})")
_NUMBER = re.compile(r" ?\(\d+\)$")
_SUFFIXES = ("jr", "jr.", "sr", "sr.", "ii", "iii", "iv")
# Characters of a list and of a name; more would take long, and are no authors.
_MAX_LENGTH, _MAX_NAME_LENGTH = 200_000, 200


def split_authors(text: str, style: str = "any") -> tuple[str, ...]:
    """Split a list of authors written in one of the styles that `columns.toml` names."""
    parts = _SPLITTERS[style](text[:_MAX_LENGTH])
    return tuple(name for part in parts if (name := _put_given_name_first(part)))


def _split_any(text: str) -> Sequence[str]:
    """Split a list of authors in any of the usual ways."""
    if text.startswith("[") and text.endswith("]"):
        quoted = [first or second for first, second in _QUOTED.findall(text)]
        return quoted or text[1:-1].split(",")
    pairs = [] if ";" in text else _pair_initials(text)
    return pairs or fields.split_authors(text)


def _split_at_semicolons(text: str) -> Sequence[str]:
    """Split `Li, Ada (7004212771); Ek B.`, where commas belong to the names.

    Without a semicolon `Li A., Ek B.` is split at the commas.
    """
    separator = "," if ";" not in text and ".," in text else ";"
    return [_put_initials_first(name) for name in text.split(separator)]


def _split_surnames_first(text: str) -> Sequence[str]:
    """Split `Li A., van Ek B.-C.`, at semicolons if there are any."""
    return [_put_initials_first(name) for name in text.split(";" if ";" in text else ",")]


def _split_sentence(text: str) -> Sequence[str]:
    """Split `Li A, van Ek BC.`, where the full stop ends the list."""
    return _split_surnames_first(text.strip().removesuffix("."))


def _split_without_separator(text: str) -> Sequence[str]:
    """Split `Ada LiBo van Ek`, where a name begins at a capital after a small letter.

    A name has two words or more, so `Ian McRaeBo Ek` has two names.
    """
    pieces = [""]
    for before, char in pairwise(f" {text}"):
        if char.isupper() and (before.islower() or before == ")"):
            pieces.append("")
        pieces[-1] += char
    names: list[str] = []
    for piece in pieces:
        if names and (" " not in piece.strip() or " " not in names[-1].strip()):
            names[-1] += piece
        else:
            names.append(piece)
    return names


_SPLITTERS = {
    "any": _split_any,
    "semicolons": _split_at_semicolons,
    "surnames first": _split_surnames_first,
    "surnames first, full stop": _split_sentence,
    "no separator": _split_without_separator,
}


def _put_given_name_first(name: str) -> str:
    """Turn `Li, Ada` into `Ada Li`; names in other forms are kept."""
    name = _NUMBER.sub("", name.strip())
    parts = [part.strip() for part in name.split(",")]
    suffixes = [part for part in parts[1:] if part.lower() in _SUFFIXES]
    names = [part for part in parts if part not in suffixes]
    if len(names) > 2 or not all(parts):
        return name
    return " ".join((*reversed(names), *suffixes))


def _pair_initials(text: str) -> list[str]:
    """Return `Li, A.` and `Ek, B.` of `Li, A., Ek, B.`; an empty list for other texts."""
    parts = [part.strip() for part in text.replace(" and ", ",").replace("&", ",").split(",")]
    parts = [part for part in parts if part]
    if len(parts) < 4 or len(parts) % 2:
        return []
    surnames, initials = parts[::2], parts[1::2]
    if not all(map(_is_initials, initials)) or any(map(_is_initials, surnames)):
        return []
    return [f"{surname}, {given}" for surname, given in zip(surnames, initials, strict=True)]


def _is_initials(part: str) -> bool:
    return part.isupper() and bool(_INITIALS.fullmatch(part))


def _put_initials_first(name: str) -> str:
    """Turn `Ek B.C.` or `Ek BC` into `B.C. Ek`."""
    name = name.strip()
    if "," in name or len(name) > _MAX_NAME_LENGTH:
        return name
    if match := _DOTTED_INITIALS_LAST.fullmatch(name) or _INITIALS_LAST.fullmatch(name):
        return f"{match[2]} {match[1]}"
    return name
