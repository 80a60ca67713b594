"""Detection of the encoding of a text.

The encodings of Western and Central European texts differ in a few letters only. They are told
apart by the words that they make: `München` is German, while `M³nchen` is no word.
"""

import codecs
import re
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib.resources import files
from math import log

from charset_normalizer import from_bytes

from paperthemes.errors import UserError

_BYTE_ORDER_MARKS = (
    ("utf-8-sig", (codecs.BOM_UTF8,)),
    ("utf-32", (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)),  # begins with a mark of UTF-16
    ("utf-16", (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)),
)
# In UTF-16 nearly every second byte of a Western text is zero: at least this share of them.
_MIN_ZERO_SHARE = 0.9
# A text may have a few stray bytes of these, such as a zero byte: at most this share.
_CONTROL = re.compile(rb"[\0-\x08\x0e-\x1a\x1c-\x1f]")
_MAX_CONTROL_SHARE = 0.005
# A declaration in XML or HTML; encodings of Unicode are recognised without it.
_DECLARATION = re.compile(
    rb"""<(?:\?xml|meta)\s[^<>]{0,200}?(?:encoding|charset)\s{0,9}=\s{0,9}["']?"""
    rb"""((?:iso-8859|windows|cp|koi8|shift_jis|gb|big5|euc)[\w-]{0,20})""",
    re.IGNORECASE,
)
_DECLARED_WITHIN = 4_096  # bytes at the beginning
_C1 = re.compile("[\x80-\x84\x86-\x9f]")  # control characters: signs of a wrong encoding
_GUESS_BYTES = 200_000  # that charset-normalizer gets; its time grows with their number
# The most frequent syllables of Korean, with those of surnames: at least this share of a text. In
# Chinese that is read as Korean, whose bytes are the same, they are rare.
_KOREAN = ("cp949", "euc_kr", "johab")
_SYLLABLES = re.compile(
    "[가강경고공과구국그기김나는다대도동들라로를리박방법보부분사상서석성세소수스시아어에여연용원윤으은을의이인일임"
    "있자장전정제조주지최트하한해]"
)
_MIN_SYLLABLES_SHARE = 0.2
_MAX_WORDS = 2_000  # distinct ones, by which encodings are compared
ESCAPED = re.compile("[\udc80-\udcff]")
"""Characters that stand for undecodable bytes after decoding with `surrogateescape`."""

_TABLES = tomllib.loads(files(__package__).joinpath("letters.toml").read_text("utf-8"))
_LATIN: Mapping[str, int] = _TABLES.pop("encodings")
_SIGNS: Mapping[str, str] = _TABLES.pop("signs")
_PLACES = ("alone", "before", "behind", "between")  # of a sign: before a letter, or behind one
_FOREIGN, _WRONG = -6.0, -10.0  # costs: a letter of another language; a sign within a word
_MIN_MEAN_RATE = -4.0  # of a text in Latin letters
# Costs of letters by language. Those of a language follow Zipf's law.
_LANGUAGES = [
    {letter: -log(rank + 2) - (group == "small") for rank, letter in enumerate(letters.split())}
    for group, languages in _TABLES.items()
    for letters in languages.values()
]
_WORD = re.compile(r"[A-Za-z\x80-\U0010ffff]+")


@dataclass(frozen=True, slots=True)
class Encoding:
    """The Python name of an encoding; `guessed` unless a mark, a declaration or UTF-8 proves it."""

    name: str
    guessed: bool = False


def _rate_word(word: str) -> float:
    """Return the likelihood of the characters beyond ASCII in a word, as a logarithm.

    Its letters should be of one language, and its signs not within the word. No small letter is
    expected before a capital one, and no word of many accented letters, as in a wrong encoding.
    """
    rate, letters = 0.0, []
    for before, char, after in zip(f" {word}", word, f"{word[1:]} ", strict=False):
        if char.isalpha() and char not in "ªº":
            if not char.isascii():
                letters.append((char.lower(), f"{char}{after}".lower()))
                rate -= 4 * (char.isupper() and before.islower())
        elif char in _SIGNS[_PLACES[2 * before.isalpha() + after.isalpha()]]:
            rate -= 1
        else:
            rate += _WRONG
    count = sum(not char.isascii() for char in word)
    if count > 3 and count > 0.7 * len(word):
        return _WRONG * count
    return rate + max(
        sum(costs.get(pair, costs.get(letter, _FOREIGN)) for letter, pair in letters)
        for costs in _LANGUAGES
    )


def _rate_text(text: str) -> tuple[float, float]:
    """Return the likelihood of a text, as a logarithm, and that of a mean character beyond ASCII.

    Only the first `_MAX_WORDS` distinct words with such characters count.
    """
    words = dict.fromkeys(word for word in _WORD.findall(text) if not word.isascii())
    first_words = [*words][:_MAX_WORDS]
    count = sum(not char.isascii() for word in first_words for char in word)
    rate = sum(map(_rate_word, first_words))
    return rate, rate / max(count, 1)


def _guess_encoding(content: bytes) -> str:
    """Return the Python name of the encoding that fits `content` best.

    It is the one of `_LATIN` that makes the most likely words; if they are unlikely, the text is
    not in Latin letters, and charset-normalizer decides.

    Raises
    ------
    UserError
        If no encoding fits.
    """
    rates = {name: _rate_text(content.decode(name, "replace")) for name in _LATIN}
    best = max(rates, key=lambda name: rates[name][0] - _LATIN[name])
    if rates[best][1] >= _MIN_MEAN_RATE:
        return best
    match = from_bytes(content).best()
    if match is None:
        raise UserError("not text in any known encoding; save the file as UTF-8")
    if match.encoding in _KOREAN:
        text = re.sub(r"[\0-\x7f]", "", content.decode(match.encoding, "replace"))
        if len(_SYLLABLES.findall(text)) < _MIN_SYLLABLES_SHARE * len(text):
            return "gb18030"
    return match.encoding.replace("_", "-")


def detect_encoding(head: bytes) -> Encoding:
    """Return the encoding of a text, judged by its beginning `head`.

    It is the first of these that applies:

    1. the encoding of the byte order mark at the beginning;
    2. UTF-16, if there are zero bytes as in a Western text; a few other zero bytes are allowed;
    3. UTF-8, if no bytes are invalid in it, or if there are more valid non-ASCII characters than
       invalid bytes;
    4. the encoding that the text declares, if it decodes all bytes to usual characters;
    5. the encoding that `_guess_encoding` returns.

    It is `guessed` in case 2, in case 5, and in case 3 if there are invalid bytes.

    Raises
    ------
    UserError
        If there are zero bytes, but not as in UTF-16, or if no encoding can be guessed.
    """
    for name, marks in _BYTE_ORDER_MARKS:
        if head.startswith(marks):
            return Encoding(name)
    if b"\0" in head and (utf16 := _detect_utf16_without_mark(head)):
        return utf16
    # An incremental decoder: a character cut off at the end of `head` is no error.
    text = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode(head)
    invalid_count = len(ESCAPED.findall(text))  # one character for each invalid byte
    # The sum also counts the invalid bytes; the rest, valid characters, must be more than these.
    if not invalid_count or sum(not char.isascii() for char in text) > 2 * invalid_count:
        return Encoding("utf-8", guessed=invalid_count > 0)
    if declared := _find_declared_encoding(head):
        return declared
    # ASCII lines carry no information about the encoding.
    lines = (line for line in head.split(b"\n") if not line.isascii())
    return Encoding(_guess_encoding(b"\n".join(lines)[:_GUESS_BYTES]), guessed=True)


def _find_declared_encoding(head: bytes) -> Encoding | None:
    """Return the encoding that XML or HTML declares; `None` if it does not fit the bytes."""
    if match := _DECLARATION.search(head[:_DECLARED_WITHIN]):
        name = match[1].decode().lower()
        with suppress(LookupError, ValueError):  # an unknown encoding; bytes that do not fit
            if not _C1.search(codecs.getincrementaldecoder(name)().decode(head)):
                return Encoding(name)
    return None


def _detect_utf16_without_mark(head: bytes) -> Encoding | None:
    """Return UTF-16 if nearly every second byte is zero, and none of the bytes between these is.

    A Western character has two bytes in UTF-16, of which the upper one is zero. It comes second in
    the little-endian encoding (`utf-16-le`), and first in the other. If there are only a few zero
    bytes, which may be stray ones, return `None`.

    Raises
    ------
    UserError
        If the zero bytes are distributed in another way, so the content is not text.
    """
    for name, upper_bytes in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
        zero_count = upper_bytes.count(0)
        if zero_count == head.count(0) >= _MIN_ZERO_SHARE * (len(head) // 2):
            return Encoding(name, guessed=True)
    if len(_CONTROL.findall(head)) <= max(1, _MAX_CONTROL_SHARE * len(head)):
        return None
    raise UserError(
        f"byte offset {head.find(0)}: a zero byte, so this is not text; the file begins with "
        f"{head[:16]!r}"
    )
