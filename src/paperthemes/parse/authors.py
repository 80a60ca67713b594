"""Lists of authors as people, catalogues and databases write them.

::

    Ada Li; Bo van Ek         Li, Ada; van Ek, Bo        Li, Ada and van Ek, Bo     Li, Ada, Ek, Bo
    Ada Li, Bo Ek and Cy Om   Li, A., Ek, B.             Ada Li|Bo Ek               a name per line
    李艾达、王波                Li A., Ek B. (Scopus)      Ada LiBo Ek (Springer)
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from paperthemes.text.titles import collapse_whitespace

_FOOTNOTES = str.maketrans("", "", "*\u2020\u2021\u00a7\u00b6")  # marks behind names
_FULL_WIDTH = str.maketrans("\uff1b\uff0c\uff5c", ";,|")
_STRONG_SEPARATORS = (";", "\n", "|", " / ", "\u3001")  # the last is the ideographic comma
_AND = re.compile(r",? (?:and|&) ", re.IGNORECASE)
_PARTICLE = re.compile(r"[a-z\u00df-\u00ff']")  # as in the surname `van Ek`
_LATIN = re.compile(r"\s*[A-Za-z\u00c0-\u024f]")  # other names are not inverted
_LATIN_WORD = re.compile(r"[A-Za-z\u00c0-\u024f'\u2019.-]+")
_INITIALS = re.compile(r"(?:[^\W\d_]\.?[ -]?){1,4}")
_DOTTED_INITIALS_LAST = re.compile(r"(\S.*\S|\S) ((?:[^\W\d_]{1,2}\.-?)+)")
_INITIALS_LAST = re.compile(r"(\S.*\S|\S) ([A-Z]{1,4})")
# An id of the author, such as an ORCID, or an e-mail address.
_NAME_ID = re.compile(r"\s?(?:\([\d-]{1,30}X?\)|<[^<>]{1,100}>)$")
_SUFFIXES = ("jr", "jr.", "sr", "sr.", "ii", "iii", "iv")
_NO_NAMES = {"", "phd", "ph.d.", "md", "m.d.", "msc", "bsc", "dr", "dr.", "prof", "prof."}
_ET_AL = re.compile(r"[\s,]*\b(?:et\.?\s?al\b\.?|and others|and)$", re.IGNORECASE)
_UNNAMED = re.compile(
    r"(?:and )?others|and|etc\.?|\.\.\.|…|(?:and )?\d+ additional authors not shown", re.IGNORECASE
)
_SEPARATOR = re.compile(r",? and |[,;:]")
_SUFFIX = re.compile(r"\s?[,;:]\s*((?:Jr|Sr|II|III|IV)\b)")
# With others inside; or the rest of a text in which they are never closed.
_PARENTHESES = re.compile(r"\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)|\(.*", re.DOTALL)
_MAX_LIST_LENGTH, _MAX_NAME_LENGTH = 200_000, 200  # characters; more is slow and no authors


def split_authors(text: str, style: str = "any") -> tuple[str, ...]:
    """Return the names of the authors that a text lists, such as `Ada Li`.

    A name written as `Li, Ada` is put into this order, and "et al." and the like are left out.

    Parameters
    ----------
    text
        The list. What follows after `_MAX_LIST_LENGTH` characters is ignored.
    style
        The way the authors are listed, a key of `_SPLITTERS`. In all but `any`, initials at the end
        of a name are also put first.
    """
    return name_authors(_SPLITTERS[style](text[:_MAX_LIST_LENGTH]))


def name_authors(names: Iterable[str]) -> tuple[str, ...]:
    """Return names of authors with the given name first; "et al." and the like are left out."""
    bare = (_ET_AL.sub("", collapse_whitespace(name.translate(_FOOTNOTES))) for name in names)
    ordered = map(put_given_name_first, bare)
    return tuple(name for name in ordered if name and not _UNNAMED.fullmatch(name))


def put_given_name_first(name: str) -> str:
    """Turn `Li, Jr., Ada (7)` into `Ada Li Jr.`; an id or e-mail address of the author is removed.

    So are degrees. A name is not reordered if it has more than two parts between commas that are no
    suffixes such as `Jr.`.
    """
    name = name.strip()
    if "," not in name and not name.endswith((")", ">")):  # nothing to be done, mostly
        return "" if name.lower() in _NO_NAMES else name
    name = _NAME_ID.sub("", name)
    if "(" in name:  # a comma may stand within the parentheses
        return name
    parts = [part for part in map(str.strip, name.split(",")) if part.lower() not in _NO_NAMES]
    suffixes = [part for part in parts[1:] if part.lower() in _SUFFIXES]
    names = [part for part in parts if part not in suffixes]
    return name if len(names) > 2 else " ".join((*reversed(names), *suffixes))


def _split_any(text: str) -> Sequence[str]:
    """Split a list of authors whose style is unknown, such as `Ada Li and Bo Ek`.

    It is split at the first of `_STRONG_SEPARATORS` that it has. Otherwise it is split at "and",
    and unless the names are inverted ("Smith, John and Doe, Jane"), at commas too.
    """
    if text.startswith("[") and text.endswith("]"):
        return text[1:-1].split(",")
    text = _ET_AL.sub("", text.translate(_FULL_WIDTH))
    for separator in _STRONG_SEPARATORS:
        if separator in text:
            return text.split(separator)
    if pairs := _pair_surnames(text):
        return pairs
    parts = _AND.split(text)
    return parts if _are_inverted(parts) else [name for part in parts for name in part.split(",")]


def _are_inverted(parts: Sequence[str]) -> bool:
    """Return true if each part is a name written as `Li, Ada`, the surname first.

    Each must have exactly one comma. One part, or two, may also be lists of full names, such as
    `Ada Li, Bo Ek`; a name is inverted for sure if a single word or a particle begins it.
    """
    if not all(part.count(",") == 1 and _LATIN.match(part) for part in parts):
        return False
    surnames = [part.partition(",")[0].strip() for part in parts]
    certain = [" " not in name or bool(_PARTICLE.match(name)) for name in surnames]
    return all(certain) or len(parts) > 2 or (len(parts) == 2 and any(certain))


def _pair_surnames(text: str) -> list[str]:
    """Return `Li, A.` and `Ek, B.` for `Li, A., Ek, B.`; an empty list for other texts.

    "and" and "&" count as commas. Of the parts between commas, every second one must be initials,
    and no other part may be; or all are single words in Latin letters (`Li, Ada, Ek, Bo`). There
    must be two pairs or more.
    """
    parts = [*filter(None, map(str.strip, _AND.sub(",", text).replace("&", ",").split(",")))]
    if len(parts) < 4 or len(parts) % 2:  # not two pairs or more
        return []
    surnames, given_names = parts[::2], parts[1::2]
    has_initials = all(map(_is_initials, given_names)) and not any(map(_is_initials, surnames))
    if not has_initials and not (" and " not in text and all(map(_LATIN_WORD.fullmatch, parts))):
        return []
    return [f"{surname}, {given}" for surname, given in zip(surnames, given_names, strict=True)]


def _is_initials(part: str) -> bool:
    """Return true for one to four initials, such as `A.` or `B.-C.`, all in capitals."""
    return part.isupper() and bool(_INITIALS.fullmatch(part))


def _split_at_semicolons(text: str) -> Sequence[str]:
    """Split a list of authors at semicolons, such as `Li, Ada (7004212771); Ek B.`.

    A list without semicolons in which a comma follows a full stop, such as `Li A., Ek B.`, is split
    at the commas. Initials at the end of a name are put first: `B. Ek`.
    """
    separator = "," if ";" not in text and ".," in text else ";"
    return [_put_initials_first(name) for name in text.split(separator)]


def _split_surnames_first(text: str) -> Sequence[str]:
    """Split `Li A., van Ek B.-C.` at commas, or at semicolons if there are any.

    The initials are put first: `A. Li`, `B.-C. van Ek`.
    """
    return [_put_initials_first(name) for name in text.split(";" if ";" in text else ",")]


def _split_sentence(text: str) -> Sequence[str]:
    """Split `Li A, van Ek BC.`, where a full stop ends the list; put the initials first."""
    return _split_surnames_first(text.strip().removesuffix("."))


def _split_without_separator(text: str) -> Sequence[str]:
    """Split `Ada LiBo van Ek`, where nothing separates the names.

    A name begins at a capital letter directly after a lower-case letter or a closing bracket. But a
    name has two words or more, so `Ian McRaeBo Ek` is split only before "Bo", not before "Rae".
    """
    pieces = [""]
    # The space in front makes a pair for the first character.
    for previous_char, char in pairwise(f" {text}"):
        if char.isupper() and (previous_char.islower() or previous_char == ")"):
            pieces.append("")
        pieces[-1] += char
    names: list[str] = []
    for piece in pieces:
        # If this piece or the name so far is a single word, both belong to one name.
        if names and (" " not in piece.strip() or " " not in names[-1].strip()):
            names[-1] += piece
        else:
            names.append(piece)
    return names


def _split_with_affiliations(text: str) -> Sequence[str]:
    """Split a list such as `A. Apple (MIT), B. Pear (1), Jr. and C. Plum ((1) Some University)`.

    It is split at commas, semicolons, colons or "and". Texts in parentheses are left out. A suffix
    after a separator is joined to the name before it.
    """
    text = _SUFFIX.sub(r" \1", collapse_whitespace(_PARENTHESES.sub(" ", text)))
    # ",and C. Plum" begins with "and".
    return [name.strip(" )").removeprefix("and ") for name in _SEPARATOR.split(text)]


_SPLITTERS = {
    "any": _split_any,
    "semicolons": _split_at_semicolons,
    "surnames first": _split_surnames_first,
    "surnames first, full stop": _split_sentence,
    "no separator": _split_without_separator,
    "affiliations": _split_with_affiliations,
}


def _put_initials_first(name: str) -> str:
    """Turn `Ek B.C.` into `B.C. Ek` and `Ek BC` into `BC Ek`; return other names as they are."""
    name = name.strip()
    if "," in name or len(name) > _MAX_NAME_LENGTH:
        return name
    if match := _DOTTED_INITIALS_LAST.fullmatch(name) or _INITIALS_LAST.fullmatch(name):
        return f"{match[2]} {match[1]}"  # the initials, then the surname
    return name
