"""Small bibliographies: BibTeX, RIS, PubMed and Web of Science."""

ABSTRACT = "We sort apples by colour and size, and find that a plain rule does as well as any. " * 2


BIB = r"""% Encoding: UTF-8
@string{joo = {Journal of Orders}}
@preamble{"\newcommand{\x}{}"}
@Article{li2024,
  title    = "Sorting {A}pples in {M}{\"u}nchen: {BERT} and $x^2$ Pears",
  author   = {Li, Ada and {Guild of Sorters, Inc.} and van Dam, Jr., Bo and Mette Thun{\o}
              and others},
  journal  = joo,
  year = 2024, month = may,
  doi = {https://doi.org/10.5555/AB\_1},
  url = {https://example.org/{\textasciitilde}li/a\_b},
  keywords = {apples, pears},
  abstract = {We sort 5\% of all apples, 6% of pears \& some {`}plums{'}.},
}
@comment{jabref-meta: databaseType:bibtex;}

@misc{cut, title = {A Cut Pear}, eprint={2405.01234v2}, archivePrefix={arXiv}, primaryClass={cs.LG},
  date={2024-05-06}}
@book(ore, title = {{On Ores}}, subtitle = {A Study}, isbn = {978-3-16-148410-0}, year = {2019})
"""


RIS = f"""\
Provider: Orchard Press
Content: text/plain; charset="UTF-8"


TY  - JOUR
TI  - Sorting Apples
T2  - Journal of Orders
AU  - Li, Ada
AU  - van Dam, Bo, Jr.
PY  - 2024
Y1  - 24-27 Sept. 2024
DA  - 2023/01/01/
KW  - apples
KW  - pears
DO  - https://doi.org/10.5555/AB1
UR  - https://example.org/a;b
UR  - https://arxiv.org/abs/2405.01234v2
AB  - {ABSTRACT}
It goes on here.

T1-weighted apples and AB-plums too.
VL  - 7
IS  -
ER  -

TY  - RPRT
T1  - Pears
  of All Kinds
A1  - Chen B.
N2  -No blank before me.
Y1  - 2019/05//
M3  - doi:10.5555/2
ER  - \n"""


NBIB = """
PMID- 12345678
OWN - NLM
DP  - 2024 May-Jun
TI  - Sorting apples by colour: a
      randomised trial.
PG  - 1-2
LID - 10.5555/12 [doi]
LID - e12 [pii]
AB  - BACKGROUND: We sort
      apples.
FAU - Li, Ada
AU  - Li A
FAU - Chen, Bo
PMC - PMC99
JT  - Journal of orders
PT  - Journal Article
OT  - apples

PMID- 12345679
DP  - 2024
AU  - Du C
"""


WOS = """\
FN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Li, A
   Chen, B
AF Li, Ada
   Chen, Bo
TI Sorting apples by
   colour
SO JOURNAL OF ORDERS
AB We sort
   apples.
CR Du C, 2001, PEARS, V1
   Eo D, 2002, PLUMS, V2
TC 7
QQ of a new kind
PD MAY 1
PY 2024
DI 10.5555/12
UT WOS:000123
PM 99
ER

PT J
AU Du, C
ER

EF"""
