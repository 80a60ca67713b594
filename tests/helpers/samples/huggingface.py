"""Small pages of Hugging Face papers in all saved forms."""

import html
import json

TITLES = ["Sorting Apples by Ear and by Colour, at Night", "Ageing Bridges: A Fine-Grained Guide"]
IDS = ["2407.01234", "2407.05678"]
ABSTRACT = "We sort apples by ear. A plain rule in [0, 1) does as well as any, and costs a fifth."
OTHER = "Bridges sing in the wind. We record them for a year and predict their age from the song."
LONG_ABSTRACT = (
    "We sort apples by colour and size, and find that a plain rule does as well as any. " * 3
)
DAILY_MD = """\
[![Hugging Face's logo](/front/logo.svg) Hugging
Face](/)

  * [ Models](/models)
  * Solutions\x20

Get trending papers in your email inbox!

# [Daily Papers](/papers)

## by [![](/front/papers-by.png)AK](/akhaliq) and the research
community

[](/papers?date=2024-07-31) Aug 1 [](/papers?date=2024-08-02)

[![](https://cdn-thumbnails.huggingface.co/social-
thumbnails/papers/2407.01234.png) ](/papers/2407.01234)

Submitted by ![](https://cdn-
avatars.huggingface.co/a.jpeg)
ada

[ 94](/login?next=%2Fpapers%2F2407.01234)

### [Sorting Apples by Ear and by
Colour, at Night](/papers/2407.01234)

[

  * ![](/avatars/a.svg)
  * · 533 authors\x20

](/papers/2407.01234) [ 5 ](/papers/2407.01234#community)

Submitted by ![](/avatars/b.svg) bo

[ 7](/login?next=%2Fpapers%2F2407.05678)

### [Ageing Bridges: A Fine-
Grained Guide](/papers/2407.05678)

[ ![](/o.png)Bridge Lab](/bridgelab) [ 2 ](/papers/2407.05678#community)

[Previous](/papers?date=2024-07-31) [Next](/papers?date=2024-08-02)

Company

© Hugging Face
"""
DAILY_HTML = """\
<!DOCTYPE html><html><head><title>Daily Papers - Hugging Face</title></head><body>
<nav><a href="/models">Models</a></nav><main>
<div><a href="/papers?date=2024-07-31"></a><time datetime="2024-08-01T00:00:00.000Z">
<span>Aug</span><span>1</span></time></div>
<article><a href="/papers/2407.01234"><img></a><div>Submitted by <img> ada</div>
<a href="/login?next=%2Fpapers%2F2407.01234"><svg></svg><div>94</div></a>
<h3><a href="/papers/2407.01234">Sorting Apples by Ear and by Colour, at Night</a></h3>
<a href="/papers/2407.01234"><ul><li></li><li><div>·</div> 533 authors</li></ul></a>
<a href="/papers/2407.01234#community"> 5</a></article>
<article><div>Submitted by <img> bo</div>
<a href="/login?next=%2Fpapers%2F2407.05678"><div>7</div></a>
<h3><a href="/papers/2407.05678">Ageing Bridges: A Fine-Grained Guide</a></h3>
<a href="/bridgelab"><img>Bridge Lab</a><a href="/papers/2407.05678#community">2</a></article>
</main></body></html>
"""
DAILY_TEXT = """\
Daily Papers - Hugging Face


\t\tModels

new
Get trending papers in your email inbox!
Subscribe

Daily Papers
by AK and the research community

Aug
1

Submitted by
\t\t\t
\t\tada

94

Sorting Apples by Ear and by Colour, at Night

·
\t\t533 authors

5

Submitted by
bo

7

Ageing Bridges: A Fine-Grained Guide

Bridge Lab

2

Previous
Next
Company
"""
INDENTED_TEXT = """\
        * Models
        * Log In

        Get trending papers in your email inbox!

          Aug 1
          Submitted by ada
                  94

              Sorting Apples by Ear and by Colour, at Night

                  * \x20
                      * ·
                      533 authors
                5
          Submitted by bo
                  7

              Ageing Bridges: A Fine-Grained Guide

              Bridge Lab
                2
        Previous Next
  Models Datasets Spaces Pricing Docs
"""
UNLINKED_MD = f"""\
Get trending papers in your email inbox!

# Daily Papers

Aug 1

Submitted by ada

94

### {TITLES[0].removesuffix(" at Night")}
at Night

  *   *   * · 533 authors\x20

5

Submitted by bo

7

### {TITLES[1]}

Bridge Lab

2
"""
FIRECRAWL = f"""\
---
url: https://huggingface.co/papers?q=apples
retrieved: 2026-10-02
title: Daily Papers - Hugging Face
---
Get trending papers in your email inbox!

[Trending Papers](https://huggingface.co/papers/trending)

Oct 2

[101](https://huggingface.co/login?next=%2Fpapers%2F2606.00683)

### [Sorting Apples\\  at Night](https://huggingface.co/papers/2606.00683)

[{ABSTRACT}](https://huggingface.co/papers/2606.00683)

[![lab](https://cdn.co/x.png)Orchard Lab](https://huggingface.co/lab)

·

May 29[6](https://huggingface.co/papers/2606.00683#community)

[-](https://huggingface.co/login?next=%2Fpapers%2F2502.20581)

### [Ageing Bridges](https://huggingface.co/papers/2502.20581)

[Bridges sing in the wind. We record them\\\\
for a year and predict their age from the\\\\
song.](https://huggingface.co/papers/2502.20581)

[- ![](https://cdn.co/y.png)\\\\
- 3 authors](https://huggingface.co/papers/2502.20581)

·

Dec 27
"""
NUMBERED = """\
# Web source

- URL: https://huggingface.co/papers?q=apples
- Title: [[Hugging Face's logo] Hugging Face][1]
- Captured (UTC): 2026-10-02T16:31:22.1+00:00

```text
* [ Models ][2]
Get trending papers in your email inbox!

## by[AK][30] and the research community
* Daily

Oct 2
[
101
][31]

### [Sorting Apples at Night][32]

[

We sort apples by ear. A plain rule in [0, 1) does as well as any,
and costs a fifth.

][33]
[[lab] Orchard Lab][34]
·
May 29 [ 6][35]
[
-
][36]

### [Ageing Bridges][37]

[

Bridges sing in the wind. We record them for a year and predict their age from
the song.

][38]
[
* 3 authors
][39]
·
Dec 27
```
"""
OWN_LINES = f"""\
---
url: https://huggingface.co/papers?q=apples
exported: 2026-11-28
---

Hugging Face

https://huggingface.co/

Get trending papers in your email inbox!

https://huggingface.co/papers/date/2026-10-01

Oct 2

 [-] 101

https://huggingface.co/login?next=%2Fpapers%2F2606.00683

Sorting Apples at Night

https://huggingface.co/papers/2606.00683

{ABSTRACT}

https://huggingface.co/papers/2606.00683

 \x20

https://huggingface.co/papers/2606.00683

 Orchard Lab

https://huggingface.co/lab

·

May 29\x20

6

https://huggingface.co/papers/2606.00683#community

 [-] -

https://huggingface.co/login?next=%2Fpapers%2F2502.20581

Ageing Bridges

https://huggingface.co/papers/2502.20581

{OTHER}

https://huggingface.co/papers/2502.20581

[

3 authors](https://huggingface.co/papers/2502.20581)

·

Dec 27
"""

COMPACT_TEXT = f"""\
Get trending papers in your email inbox once a day!
Get trending papers in your email inbox!
SubscribeorchardNet: Sorting Apples
{LONG_ABSTRACT}
What Does a Bridge Sound Like? Ageing by Ear
{OTHER}
"""
SPACED_TEXT = f"""\
new

Get trending papers in your email inbox!

Subscribe

Daily Papers

byAK and the research community

Aug 1

Sorting Apples

{LONG_ABSTRACT}

Ageing Bridges by Ear

{OTHER}
"""


def make_entry(number: int, **changes: object) -> dict:
    """Return an entry of the API; `changes` are values of its paper."""
    paper = {
        "id": IDS[number],
        "title": TITLES[number].replace(" and ", "\n  and "),
        "summary": [ABSTRACT, OTHER][number],
        "authors": [{"_id": "1", "name": "Ada Li"}, {"name": ""}, 3, {"name": "Cy Bo"}],
        "publishedAt": "2024-07-02T10:00:00.000Z",
        "submittedOnDailyAt": "2024-08-01T00:00:00.000Z",
        "upvotes": 94,
        "ai_keywords": ["apples", None, "ears"],
        "organization": {"name": "lab", "fullname": "Orchard Lab"},
    } | changes
    return {
        "paper": paper,
        "publishedAt": "2024-08-01T01:00:00.000Z",
        "title": TITLES[number],
        "numComments": 5,
        "submittedBy": {"fullname": "Ada", "name": "ada"},
    }


def embed_in_page(data: str) -> str:
    """Return the daily page with embedded JSON data."""
    div = f'<div data-target="DailyPapers" data-props="{html.escape(data)}"></div><main>'
    return DAILY_HTML.replace("<main>", div)


ENTRIES = [make_entry(0), make_entry(1)]
JSONS = {
    "array": json.dumps(ENTRIES),
    "indented": json.dumps(ENTRIES, indent=1),
    "lines": "\n".join(map(json.dumps, ENTRIES)),
    "props": json.dumps({"dailyPapers": ENTRIES, "date": "2024-08-01"}),
    "indented props": json.dumps({"dailyPapers": ENTRIES}, indent=1),
}
