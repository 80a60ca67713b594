"""Libraries for English words, imported without their parts that take long and are not used here.

In a small corpus, these imports would take longer than the work.
"""

import functools
import runpy
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_OPTIONAL_FOR_NLTK = ("sklearn", "scipy.stats")  # a second


@functools.cache
def import_tagger() -> Callable[[list[str]], list[tuple[str, str]]]:
    """Return TextBlob's part-of-speech tagger for English: from tokens to tokens and tags."""
    with _hide(*_OPTIONAL_FOR_NLTK):
        from textblob.en import parser
    return parser.find_tags  # type: ignore[no-any-return]


@functools.cache
def import_lexicon() -> Mapping[str, str]:
    """Return the lexicon of TextBlob's tagger: the part of speech of 94,000 words as spelled."""
    import_tagger()
    from textblob.en import lexicon

    return lexicon  # type: ignore[no-any-return]


@functools.cache
def import_stemmer(language: str = "porter") -> Callable[[str], str]:
    """Return a stemmer of NLTK for a language: a function from a word to its stem.

    The default is Porter's for English. The others are those of Snowball (Porter, 2001).
    """
    with _hide(*_OPTIONAL_FOR_NLTK):
        from nltk.stem import PorterStemmer, SnowballStemmer
    stemmer = PorterStemmer() if language == "porter" else SnowballStemmer(language)
    return stemmer.stem  # type: ignore[no-any-return]


def read_english_stop_words() -> frozenset[str]:
    """Return scikit-learn's English stop words: 318 words in lower case."""
    package = find_spec("sklearn")  # finds the package without importing it
    assert package is not None
    assert package.origin is not None
    path = Path(package.origin).parent / "feature_extraction" / "_stop_words.py"
    if path.is_file():
        return frozenset(runpy.run_path(str(path))["ENGLISH_STOP_WORDS"])
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    return frozenset(ENGLISH_STOP_WORDS)


@contextmanager
def _hide(*modules: str) -> Iterator[None]:
    """Let a library in the block believe that optional modules are not installed.

    Modules that are already imported stay visible.
    """
    hidden: dict[str, Any] = {name: None for name in modules if name not in sys.modules}
    sys.modules.update(hidden)
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]
