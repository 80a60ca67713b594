"""Small texts of EndNote, RefWorks, ERIC, Cochrane, Ovid, ProQuest and CNKI."""

from helpers.reference_samples import ABSTRACT

ERIC = f"""\
OWN - ERIC
TI  - Sorting Apples
AU  - Li, Ada
AU  - van Ek, Bo
OT  - Apples
JT  - Journal of Orders
SO  - v10 n1 p1-10 2020
AID - http://dx.doi.org/10.5555/1
OID - EJ1000001
DP  - 2020
LID - http://eric.example.org/?id=EJ1000001
AB  - {ABSTRACT}
ISSN - ISSN-0000-0000
PT  - Journal Articles

OWN - ERIC
TI  - Pruning Pears
DP  - 2021
"""


REFER = f"""\
%0 Journal Article
%T Sorting Apples
%A Li, Ada
%A van Ek, Bo
%J Journal of Orders
%D 2021
%8 March 15
%K apples; pears
%X {ABSTRACT}
It goes on here.

And here: 5
% of all.
%R 10.5555/1
%U https://example.org/1
%2 PMC99

%0 Conference Proceedings
%T Pruning Pears
%A Ek, Bo
%Y Om, Cy
%S Proceedings of the Orchard
%D 2020
%J arXiv preprint arXiv:2405.01234
"""


REFWORKS = f"""\
RT Journal Article
SR Electronic(1)
ID 271
A1 Li,Ada
A1 van Ek,Bo
T1 Sorting Apples
YR 2021
FD 2021/03
JF Journal of Orders
AB {ABSTRACT}
WE go on here.
DO 10.5555/1
LK https://example.org/1

RT Dissertation/Thesis
A1 \u738b\u4e94;\u674e\u56db
T1 Pruning Pears
YR 2022
vo 45
DS CNKI
"""


COCHRANE = f"""\
Record #1 of 2
ID: CN-00000001
AU: Li A
AU: van Ek BC
TI: Sorting Apples
SO: Journal of Orders
YR: 2021
PM: PUBMED 123
DOI: 10.5555/1
AB: {ABSTRACT}

AIM: It goes on here.
US: https://example.org/1


Record #2 of 2
ID: CN-00000002
TI: Pruning Pears
YR: 2022
"""


OVID = f"""\
Database: Ovid MEDLINE(R) <1946 to Present>
Search Strategy:
--------------------------------------------------
1     exp Apples/ (123)

<1>
Unique Identifier
  33445566
Title
  Sorting
  Apples
Source
  Journal of Orders. 1999(3):1-10, 2021 Mar.
Authors
  Li A. van Ek BC.
Abstract
  {ABSTRACT}
  It goes on here.
Digital Object Identifier
  https://dx.doi.org/10.5555/1

<2>
Title
  Pruning Pears
Authors Full Name
  Ek, Bo; Om, Cy
Year of Publication
  2020
"""


OVID_TAGGED = f"""\
<1. >
VN  - Ovid Technologies
DB  - Embase
AU  - Li, Ada [Author, Reprint Author; E-mail: a@example.org]
AU  - van Ek, Bo [Author]
TI  - Sorting Apples
SO  - Journal of Orders. 12(3):1-10, 2021 Mar.
AB  - {ABSTRACT}
DO  - https://dx.doi.org/10.5555/1
ST  - [1] Hominidae
YR  - 2021

<2. >
VN  - Ovid Technologies
DB  - Embase
TI  - Pruning Pears
YR  - 2020
"""


PROQUEST = f"""\
____________________________________________________________

Report Information from ProQuest

Database: two of them

____________________________________________________________

Document 1 of 2

Sorting
Apples

A line of no field

Author: Li, Ada; van Ek, Bo

Publication info: Journal of Orders; 12(3), 2020.

Abstract (English): {ABSTRACT}

Aim: It goes on here.

Links: https://example.org/link

Publication title: Journal of Orders

Publication year: 2021

Publication date: Mar 2021

DOI: http://dx.doi.org/10.5555/1

____________________________________________________________

Document 2 of 2

Pruning Pears

Author: Ek, Bo

Publication info: Journal of Pears; 12(3), 2020.

____________________________________________________________

Contact us at: https://example.org
"""


CNKI = f"""\
{{Reference Type}}: Journal Article
{{Title}}: Sorting Apples
{{Author}}: \u738b\u4e94;\u674e\u56db;
{{Journal}}: Journal of Orders
{{Year}}: 2021
{{Keywords}}: apples;pears
{{Abstract}}: {ABSTRACT}
It goes on here.
{{DOI}}: 10.5555/1
{{Database Provider}}: CNKI

{{Reference Type}}: Thesis
{{Title}}: Pruning Pears
{{Author}}: Ek, Bo
{{Year}}: 2020
"""


ESTUDY = f"""\
DataType: 1
Title-\u9898\u540d: Sorting Apples
Author-\u4f5c\u8005: \u738b\u4e94;\u674e\u56db;
Source-\u520a\u540d: Journal of Orders
Year-\u5e74: 2021
PubTime-\u51fa\u7248\u65f6\u95f4: 2021-03-18
Summary-\u6458\u8981: {ABSTRACT}
SrcDatabase-\u6765\u6e90\u5e93: \u671f\u520a
Link-\u94fe\u63a5: https://example.org/1
DataType: 1
Title-\u9898\u540d: Pruning Pears
Year-\u5e74: 2020
SrcDatabase-\u6765\u6e90\u5e93: \u671f\u520a
"""
