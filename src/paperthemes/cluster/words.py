"""The terms of a text that may tell what it is about: 1-3-grams without filler."""

import re
from collections.abc import Iterator

from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

_LONGEST = 3
_SEGMENT = re.compile(r"[^\w\s'’+#/-]|_|\s--?\s|--+")
_WORD = re.compile(r"[^\W_](?:[\w+#'’-]*[\w+#])?")
_SAID = re.compile(
    r"https?://\S+|\$[^$]{1,200}\$|\\[a-z]+"
    r"|\b(?:state[- ]of[- ]the[- ]art|in this (?:paper|work)|(?:code|data|models?) (?:is|are) available)\b",
    re.IGNORECASE,
)

# What papers say of themselves, whatever they are about.
_ACADEMIC = frozenset(
    """
    able ablation abstract accuracy achieve achieved achieves achieving across additional
    additionally address addresses addressing advance advanced advances advantage aim aims allow
    allowing allows although analysis analyze approach approaches apply applied art available
    average avoid base baseline baselines based benefit best better beyond bring build building
    called capable case cases challenge challenges challenging code combine combined combining
    commonly compare compared comparable comparing comparison competitive complete complex
    comprehensive conduct conducted consider considered consist consistent consistently contrast
    contribution contributions cost critical crucial current currently dataset datasets
    demonstrate demonstrated demonstrates demonstrating depend depends design designed despite
    develop developed different difficult directly discuss easily easy effect effective
    effectively effectiveness efficient efficiently empirical empirically employ enable enables
    enabling end enhance enhanced enhancing entire especially establish et etc evaluate evaluated
    evaluating evaluation evaluations evidence existing experiment experimental experiments
    explore extensive extend extends fail fails field find finding findings finally focus
    following framework fully furthermore future general generally given gives good greatly half
    help helps high higher highly hold holds hours however ideal identify illustrate impact
    important importantly improve improved improvement improvements improves improving include
    includes including increase increased increasing increasingly information instead introduce
    introduced introduces introducing investigate involve issue issues key known lack large larger
    later lead leading leads learn learned learning let level leverage leverages leveraging like
    limit limitation limitations limited little low lower main mainly make makes making manner
    measure method methods model models moreover multiple named nature nearly need needed needs
    new notably novel number numerous obtain obtained offer offers open order original outperform
    outperforming outperforms overall paper papers particular particularly perform performance
    performed performing performs popular possible potential practical practice present presented
    presents previous previously prior problem problems procedure process produce produces
    promising propose proposed proposes proposing prove provide provided provides providing public
    publicly quality range rate rates ready real recent recently reduce reduced reduces reducing
    related rely relies remain remains report reported reports represent require required requires
    requiring research researchers respectively result resulting results reveal reveals robust
    role run running score scores second set sets setting settings setup short show showing shown
    shows significant significantly similar simple simply single small solution solutions solve
    source specific specifically step steps strategy strategies strong studied studies study
    substantial substantially success successful suffer suggest suggests superior support surpass
    surpasses system systems table tackle task tasks technique techniques test tested testing tests
    thousand time times train trained training true type types typical typically understand
    understanding unique unlike use used useful user users uses using utilize value values variety
    various vast versus ways week weeks wide widely work works world yet yield yields
    approximately released release releases public github accepted keep keeps kept hundred hundreds
    million billion points point percent cent ask asks asked turn turns comes come goes say says
    tell tells whose every even still just rather least take takes taken started quite largely
    mostly worse worst alone far near half double twice third fourth first one two three four five
    six seven eight nine ten does did doing having written write pass passed predicted large-scale
    real-world deep data-driven learning-based development develop algorithm algorithms benchmark
    benchmarks behavior behaviour property properties content human humans aspect aspects factor
    factors respect notion idea ideas example examples instance instances quantity conditions
    condition context contexts scenario scenarios component components stage stages module modules
    pipeline pipelines direct indirect certain common commonly multiple several many
    """.split()
)
_STOP = ENGLISH_STOP_WORDS | _ACADEMIC
# Filler alone, yet part of what a field is called ("metric learning", "language model").
_ONLY_WITHIN = frozenset(
    "algorithm analysis class classes complex condition content context cost data deep design "
    "evaluation feature features framework human image images information instance "
    "large learning level method model models network networks open property quality representation "
    "representations robust score single small space system systems task tasks test testing time "
    "training understanding user world".split()
)
_FILLER = _STOP | _ONLY_WITHIN


def terms(text: str) -> Iterator[str]:
    """Yield the terms of `text` in lower case, each as often as it stands there.

    Terms do not cross punctuation or stop words, and begin and end in a word that means something
    by itself or, within longer terms, names a field.
    """
    for segment in _SEGMENT.split(_SAID.sub(" . ", text)):
        for run in _runs(segment):
            for length in range(1, _LONGEST + 1):
                for start in range(len(run) - length + 1):
                    words = run[start : start + length]
                    if any(word not in _FILLER for word in words):
                        yield " ".join(words)


def _runs(segment: str) -> Iterator[list[str]]:
    """Split a segment into runs of words that may stand in a term."""
    run: list[str] = []
    for token in segment.replace("/", " ").split():
        match = _WORD.search(token)
        word = match[0].lower().replace("’", "'").removesuffix("'s") if match else ""
        if _may_stand(word):
            run.append(word)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _may_stand(word: str) -> bool:
    if len(word) < 2 or not any(char.isalpha() for char in word):
        return False
    return word in _ONLY_WITHIN or word not in _STOP
