"""Pages of arxiv.org saved as HTML: listings, search results, the page of one paper.

A listing (`/list/cs.LG/new`, `/recent`, `/pastweek`), a search result, and the head of a paper's
page; listings before 2024 have `<span class="list-identifier">` around the id::

    <h3>New submissions for Tue, 2 Jan 24</h3>
    <dl>
      <dt><a href="/abs/2401.00001">arXiv:2401.00001</a> (cross-list from cs.DS)</dt>
      <dd><div class="list-title"><span class="descriptor">Title:</span> Sorting Apples</div>
          <div class="list-authors"><a>Ada Apple</a>, <a>Bo Pear</a></div>
          <div class="list-subjects">Machine Learning (cs.LG); Algorithms (cs.DS)</div>
          <p class="mathjax">We sort apples.</p></dd>
    </dl>

    <li class="arxiv-result">
      <p class="list-title"><a href="https://arxiv.org/abs/2401.00001">arXiv:2401.00001</a></p>
      <p class="title">Sorting Apples</p>  <p class="authors"><a>Ada Apple</a></p>
      <span class="abstract-full">We sort apples. <a>△ Less</a></span>
      <p class="is-size-7">Submitted 1 January, 2024; originally announced January 2024.</p>
    </li>

    <meta name="citation_title" content="Sorting Apples" />
    <meta name="citation_author" content="Apple, Ada" />

The day of an announcement counts as the date of what is new in it only.
"""

import re
from collections.abc import Iterator

from paperthemes.parse.arxiv.fields import (
    CROSS,
    NEW,
    REPLACE,
    REPLACE_CROSS,
    Paper,
    day,
    inverted,
    names,
)
from paperthemes.parse.dump import Dump
from paperthemes.parse.format import Format, ReaderItem, ReaderOptions, Rejected, excerpt
from paperthemes.parse.html_text import Element, classes, first, page, text_of
from paperthemes.text.identifiers import find_doi

_MARKS = (
    re.compile(r"class=[\"']?list-title\b"),
    re.compile(r"class=[\"']?arxiv-result\b"),
    re.compile(r"name=[\"']?citation_arxiv_id\b"),
)
_SITE = re.compile(
    r"static\.arxiv\.org|arxiv\.org/static|<title>[^<]{0,200}(?:arXiv\.org|arXiv e-print)"
)
_ID = re.compile(r"arXiv:(\S{1,40})")
_SECTION = re.compile(r"(?:New |Cross|Replacement)", re.IGNORECASE)
_SUBJECT = re.compile(r"\(([a-z-]{2,20}(?:\.[A-Za-z-]{2,20})?)\)")
_SUBMITTED = re.compile(r"(?:v1 submitted|Submitted) (\d{1,2} [A-Z][a-z]+,? \d{4})")
_FIRST = re.compile(r"v1 submitted (\d{1,2} [A-Z][a-z]+,? \d{4})")
_SHOWN = re.compile(r"[△▽]\s*(?:Less|More)$")
_EXTRA = {
    "Comments:": "comments",
    "Journal ref:": "journal_ref",
    "Report number:": "report_no",
    "MSC Class:": "msc_class",
    "ACM Class:": "acm_class",
}


def _recognises(dump: Dump) -> float:
    text = dump.head_text
    if not text.lstrip().startswith("<"):
        return 0
    if any(mark.search(text) for mark in _MARKS) and "arxiv" in text.lower():
        return 1
    return 0.6 if _SITE.search(text) else 0


def _read(dump: Dump, _: ReaderOptions) -> Iterator[ReaderItem]:
    root = page(dump.text)
    listed = (*_listed(root), *_results(root))
    for number, found in enumerate(listed or tuple(_of_one(root)), start=1):
        if isinstance(found, Paper):
            yield found.find(number, number)
        else:
            yield Rejected(number, number, "an entry of a listing without a title", found)


def _listed(root: Element) -> Iterator[Paper | str]:
    """Read a listing: a `dt` and its `dd` are an entry, the headings tell its kind and day."""
    section, announced = "", ""
    term: Element | None = None
    for element in root.iter("h2", "h3", "dt", "dd"):
        if element.tag in {"h2", "h3"}:
            heading = text_of(element)
            announced = day(heading) or announced
            section = heading if _SECTION.match(heading) else section
        elif element.tag == "dt":
            if term is not None:
                yield excerpt(text_of(term))
            term = element if _ID.search(text_of(element)) else None
        elif term is not None or first(element, "list-title") is not None:
            yield _entry(term, element, _kind(f"{section} {text_of(term)}"), announced)
            term = None
    if term is not None:
        yield excerpt(text_of(term))


def _entry(term: Element | None, details: Element, kind: str, announced: str) -> Paper:
    match = _ID.search(text_of(term))
    subjects = _part(details, "list-subjects", "Subjects")
    abstract = next((e for e in details.iter("p") if "mathjax" in classes(e)), None)
    return Paper(
        _part(details, "list-title", "Title"),
        _unlabelled(text_of(abstract), "Abstract"),
        _address(term),
        match[1] if match else "",
        _part(details, "list-doi", "DOI"),
        announced if kind == NEW else "",
        _authors(details, "list-authors"),
        {
            "comments": _part(details, "list-comments", "Comments"),
            "journal_ref": _part(details, "list-journal-ref", "Journal-ref"),
            "categories": " ".join(_SUBJECT.findall(subjects)) or subjects,
            "announce_type": kind,
            "announced": "" if kind == NEW else announced,
        },
    )


def _kind(text: str) -> str:
    """Tell from a heading and the beginning of an entry what is announced."""
    text = text.lower()
    crossed = "cross-list" in text or "cross submissions" in text
    if "replace" in text:
        return REPLACE_CROSS if crossed else REPLACE
    return CROSS if crossed else NEW


def _results(root: Element) -> Iterator[Paper]:
    for result in root.iter("li", "div"):
        if "arxiv-result" in classes(result):
            yield _result(result)


def _result(result: Element) -> Paper:
    told = first(result, "list-title")
    match = _ID.search(text_of(told))
    abstract = first(result, "abstract-full")
    if abstract is None:
        abstract = first(result, "abstract-short")
    if abstract is None:
        abstract = first(result, "abstract")
    notes = [text_of(e) for e in result.iter("p") if "is-size-7" in classes(e)]
    submitted = next((text for text in notes if _SUBMITTED.search(text)), "")
    found = _FIRST.search(submitted) or _SUBMITTED.search(submitted)
    extra = {
        key: note.removeprefix(label)
        for note in notes
        for label, key in _EXTRA.items()
        if note.startswith(label)
    }
    tags = [e for e in result.iter("span") if "tag" in classes(e)]
    extra["categories"] = " ".join(text_of(tag) for tag in tags if tag.get("data-tooltip"))
    doi = next((known for tag in tags if (known := find_doi(text_of(tag)))), "")
    return Paper(
        text_of(first(result, "title")),
        _unlabelled(_SHOWN.sub("", text_of(abstract)), "Abstract"),
        _address(told),
        match[1] if match else "",
        doi,
        day(found[1]) if found else "",
        _authors(result, "authors"),
        extra,
    )


def _of_one(root: Element) -> Iterator[Paper]:
    """Read the page of one paper, by the metadata in its head."""
    told: dict[str, list[str]] = {}
    for meta in root.iter("meta"):
        told.setdefault(meta.get("name") or "", []).append(meta.get("content") or "")
    one = {name: values[0] for name, values in told.items()}
    if not one.get("citation_title"):
        return
    abstract = _unlabelled(text_of(first(root, "abstract")), "Abstract")
    links = (e.get("href") or "" for e in root.iter("link") if e.get("rel") == "canonical")
    published, updated = (day(one.get(f"citation_{n}", "")) for n in ("date", "online_date"))
    yield Paper(
        one["citation_title"],
        one.get("citation_abstract") or abstract,
        next(links, ""),
        one.get("citation_arxiv_id", ""),
        one.get("citation_doi", ""),
        published or updated,
        tuple(map(inverted, told.get("citation_author", ()))),
        {
            "comments": _unlabelled(text_of(first(root, "comments")), "Comments"),
            "categories": " ".join(_SUBJECT.findall(text_of(first(root, "subjects")))),
            "journal_ref": text_of(first(root, "jref")),
            "updated": updated if updated != published else "",
        },
    )


def _part(details: Element, name: str, label: str) -> str:
    """Return the text of a part of an entry without its label."""
    part = first(details, name)
    is_marked = part is not None and first(part, "descriptor") is not None
    text = text_of(part, without="descriptor")
    return text if is_marked else _unlabelled(text, label)


def _unlabelled(text: str, label: str) -> str:
    """Take away a label that is not marked as one."""
    rest = text.removeprefix(label).lstrip()
    return rest[1:].lstrip() if text.startswith(label) and rest.startswith(":") else text


def _authors(entry: Element, name: str) -> tuple[str, ...]:
    """Take linked names one by one, and else what is written."""
    element = first(entry, name)
    linked = [text_of(link) for link in element.iter("a")] if element is not None else []
    return tuple(filter(None, linked)) or names(_part(entry, name, "Authors"))


def _address(element: Element | None) -> str:
    links = (link.get("href") or "" for link in (element.iter("a") if element is not None else ()))
    address = next((link.strip() for link in links if "/abs/" in link), "")
    return f"https://arxiv.org{address}" if address.startswith("/") else address


FORMAT = Format("arxiv-html", _recognises, _read, "entry")
