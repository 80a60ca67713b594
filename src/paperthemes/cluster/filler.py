"""Words that say nothing of what a paper is about, whatever it is about."""

from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

# What papers say of themselves.
_ACADEMIC = """
ablation able abstract accepted accuracy achieve achieved achieves achieving across additional
additionally address addresses addressing advance advanced advances advantage aim aims algorithm
algorithms allow allowing allows alone although analysis analyze applied apply approach approaches
approximately art ask asked asks aspect aspects available average avoid base based baseline
baselines behavior behaviour benchmark benchmarks benefit best better beyond billion bring build
building called capable case cases cent certain challenge challenges challenging cm code combine
combined combining come comes common commonly comparable compare compared comparing comparison
competitive complete complex component components comprehensive condition conditions conduct
conducted consider considered consist consistent consistently content context contexts contrast
contribution contributions cost critical crucial current currently data-driven dataset datasets day
days deep demonstrate demonstrated demonstrates demonstrating depend depends design designed
despite develop developed development did different difficult direct directly discuss does doing
double easily easy effect effective effectively effectiveness efficient efficiently eight empirical
empirically employ enable enables enabling end enhance enhanced enhancing entire especially
establish et etc evaluate evaluated evaluating evaluation evaluations even every evidence example
examples existing experiment experimental experiments explore extend extends extensive factor
factors fail fails far field finally find finding findings first five focus following four fourth
framework fully furthermore future gb general generally github given gives goes good greatly half
having help helps high higher highly hold holds hour hours however human humans hundred hundreds
idea ideal ideas identify illustrate impact important importantly improve improved improvement
improvements improves improving include includes including increase increased increasing
increasingly indirect information instance instances instead introduce introduced introduces
introducing investigate involve issue issues just kb keep keeps kept key khz km known lack large
large-scale largely larger later lead leading leads learn learned learning learning-based least let
level leverage leverages leveraging like limit limitation limitations limited little look looked
looking looks low lower main mainly make makes making manner many mb measure method methods million
minute minutes mm model models module modules month months moreover mostly ms multiple named nature
near nearly need needed needs new nine notably notion novel number numerous obtain obtained offer
offers one open order original outperform outperforming outperforms overall paper papers particular
particularly pass passed percent perform performance performed performing performs pipeline
pipelines point points popular possible potential practical practice predicted present presented
presents previous previously prior problem problems procedure process produce produces promising
properties property propose proposed proposes proposing prove provide provided provides providing
public publicly quality quantity quite range rate rates rather ready real real-world recent
recently reduce reduced reduces reducing related release released releases relies rely remain
remains report reported reports represent require required requires requiring research researchers
respect respectively result resulting results reveal reveals robust role run running say says
scenario scenarios score scores second seconds set sets setting settings setup seven several short
show showing shown shows significant significantly similar simple simply single six small solution
solutions solve source specific specifically stage stages started step steps still strategies
strategy strong studied studies study substantial substantially success successful suffer suggest
suggests superior support surpass surpasses system systems table tackle take taken takes task tasks
technique techniques tell tells ten test tested testing tests third thousand three time times train
trained training true turn turns twice two type types typical typically understand understanding
unique unlike use used useful user users uses using utilize value values variety various vast
versus ways week weeks whose wide widely work works world worse worst write written year years yet
yield yields
"""

# Filler alone, yet part of what a field is called ("metric learning", "language model").
_WITHIN = """
algorithm analysis class classes complex condition content context cost data deep design evaluation
feature features framework human image images information instance large learning level method
model models network networks open property quality rate representation representations robust
score single small space system systems task tasks test testing time training understanding user
world
"""

ONLY_WITHIN = frozenset(_WITHIN.split())
STOP = ENGLISH_STOP_WORDS.union(_ACADEMIC.split())
