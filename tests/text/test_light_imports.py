"""Libraries for English words, imported without parts that are not used."""

import subprocess
import sys

from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS
from textblob.en import tag

from paperthemes.text.light_imports import (
    import_stemmer,
    import_tagger,
    read_english_stop_words,
)
from paperthemes.text.words import singular

SENTENCE = "we train very large graph-based models quickly on 3 cores , using the c++ compiler"


def test_each_token_has_the_tag_that_it_has_in_the_sentence() -> None:
    tokens = SENTENCE.split()
    one_by_one = [import_tagger()([token])[0] for token in tokens]
    assert [tuple(pair) for pair in one_by_one] == tag(SENTENCE, tokenize=False)


def test_words_are_stemmed_and_put_in_the_singular() -> None:
    assert import_stemmer()("captioning") == "caption"
    assert singular("analyses") == "analysis"


def test_stop_words_are_those_of_scikit_learn() -> None:
    assert read_english_stop_words() == ENGLISH_STOP_WORDS


def test_the_large_libraries_are_not_imported_and_can_be_imported_afterwards() -> None:
    code = (
        "import sys; from paperthemes.text import light_imports as light, words; "
        "light.import_tagger(); light.import_stemmer(); words.singular('models'); "
        "light.read_english_stop_words(); "
        "print({'sklearn', 'scipy.stats'} & {*sys.modules}); import sklearn, scipy.stats; "
        "from typeguard import typechecked; print(typechecked.__name__)"
    )
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert run.stdout.split() == ["set()", "typechecked"]
