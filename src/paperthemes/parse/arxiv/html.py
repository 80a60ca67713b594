"""Saved pages of arxiv.org: listings, search results, and pages of single papers.

The examples are a listing (`/list/cs.LG/new`, `/recent`, `/pastweek`), a search result, and the
head of a paper's page. Listings before 2024 have `<span class="list-identifier">` around the id::

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

Only for new papers is the day of the announcement the date of publication.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from paperthemes.parse import fields
from paperthemes.parse.arxiv.paper import Paper, announce_type, parse_day, split_names
from paperthemes.parse.dump import Dump
from paperthemes.parse.format import Format, ReaderItem
from paperthemes.parse.html_text import Element, classes, first_with_class, parse_html, text_of
from paperthemes.text.identifiers import find_doi

_MARKS = re.compile(r"(?:class=[\"']?(?:list-title|arxiv-result)|name=[\"']?citation_arxiv_id)\b")
_SITE = re.compile(
    r"static\.arxiv\.org|arxiv\.org/static|<title>[^<]{0,200}(?:arXiv\.org|arXiv e-print)"
)
_ID = re.compile(r"arXiv:(\S{1,40})")
_SECTION = re.compile(r"(?:New |Cross|Replacement)", re.IGNORECASE)
# In a `dt` or in the heading of a section.
_CROSS_LISTED = re.compile("cross-list|cross submissions")
_SUBJECT = re.compile(r"\(([a-z-]{2,20}(?:\.[A-Za-z-]{2,20})?)\)")
_SUBMITTED = re.compile(r"(?:.*v1 submitted|Submitted) (\d{1,2} [A-Z][a-z]+,? \d{4})")
_TOGGLE = re.compile(r"[△▽]\s*(?:Less|More)$")  # the link that folds an abstract
_EXTRA = {  # keys in `extra` by the label of a note
    "Comments:": "comments",
    "Journal ref:": "journal_ref",
    "Report number:": "report_no",
    "MSC Class:": "msc_class",
    "ACM Class:": "acm_class",
}


def _detect(dump: Dump) -> float:
    """Return 1 for the mark-up of papers on arXiv's pages, 0.6 for other pages of arXiv, or 0."""
    text = dump.head_text
    if not text.lstrip().startswith("<"):
        return 0.0
    if _MARKS.search(text) and "arxiv" in text.lower():
        return 1.0
    return 0.6 if _SITE.search(text) else 0.0


def _read(dump: Dump, _: object) -> Iterator[ReaderItem]:
    """Yield the papers of a listing or of search results, or else the paper of a page about it.

    The place of a paper is its number on the page, from 1.
    """
    root = parse_html(dump.text)
    results = [e for e in root.iter("li", "div") if "arxiv-result" in classes(e)]
    papers = [*_read_listing(root), *map(_read_search_result, results)] or _read_paper_page(root)
    for number, paper in enumerate(papers, start=1):
        yield paper.to_record(start=number, end=number)


def _read_listing(root: Element) -> Iterator[Paper]:
    """Yield the paper of each `dt` and `dd`; the headings above contain its section and day.

    A `dt` without an arXiv id is skipped. A `dt` with one, but without a `dd`, gives a paper
    without a title, which will be rejected. A `dd` with a title is also read without a `dt`.
    """
    section, announced = "", ""
    term: Element | None = None
    for element in root.iter("h2", "h3", "dt", "dd"):
        if element.tag in {"h2", "h3"}:
            heading = text_of(element)
            announced = parse_day(heading) or announced
            section = heading if _SECTION.match(heading) else section
        elif element.tag == "dt":
            if term is not None:
                yield Paper(title="", abstract=text_of(term))
            term = element if _ID.search(text_of(element)) else None
        elif term is not None or first_with_class(element, "list-title") is not None:
            yield _read_entry(term, element, section, announced)
            term = None
    if term is not None:
        yield Paper(title="", abstract=text_of(term))


def _read_entry(term: Element | None, details: Element, section: str, announced: str) -> Paper:
    """Read an entry of a listing: its `dt` (the term) and its `dd` (the details).

    The day is the date of publication only of a new paper; otherwise it is `announced` in `extra`.
    """
    subjects = _read_part(details, "list-subjects", "Subjects")
    abstract = next((e for e in details.iter("p") if "mathjax" in classes(e)), None)
    text = f"{section} {text_of(term)}".lower()
    kind = announce_type(replaced="replace" in text, crossed=bool(_CROSS_LISTED.search(text)))
    return Paper(
        title=_read_part(details, "list-title", "Title"),
        abstract=_remove_label(text_of(abstract), "Abstract"),
        url=_find_url(term),
        arxiv_id=_find_arxiv_id(term),
        doi=_read_part(details, "list-doi", "DOI"),
        published=announced if kind == "new" else "",
        authors=_find_authors(details, "list-authors"),
        extra={
            "comments": _read_part(details, "list-comments", "Comments"),
            "journal_ref": _read_part(details, "list-journal-ref", "Journal-ref"),
            "categories": " ".join(_SUBJECT.findall(subjects)) or subjects,
            "announce_type": kind,
            "announced": "" if kind == "new" else announced,
        },
    )


def _read_search_result(result: Element) -> Paper:
    """Read an entry of a list of search results; its date is that of the first submission."""
    link = first_with_class(result, "list-title")
    abstracts = (
        first_with_class(result, name) for name in ("abstract-full", "abstract-short", "abstract")
    )
    abstract = text_of(next((element for element in abstracts if element is not None), None))
    notes = [text_of(e) for e in result.iter("p") if "is-size-7" in classes(e)]
    date = next(filter(None, map(_SUBMITTED.search, notes)), None)
    extra = {
        key: note.removeprefix(label)
        for note in notes
        for label, key in _EXTRA.items()
        if note.startswith(label)
    }
    tags = [e for e in result.iter("span") if "tag" in classes(e)]
    extra["categories"] = " ".join(text_of(tag) for tag in tags if tag.get("data-tooltip"))
    return Paper(
        title=text_of(first_with_class(result, "title")),
        abstract=_remove_label(_TOGGLE.sub("", abstract), "Abstract"),
        url=_find_url(link),
        arxiv_id=_find_arxiv_id(link),
        doi=next((doi for tag in tags if (doi := find_doi(text_of(tag)))), ""),
        published=parse_day(date[1]) if date else "",
        authors=_find_authors(result, "authors"),
        extra=extra,
    )


def _read_paper_page(root: Element) -> Iterator[Paper]:
    """Yield the paper of a page about a single paper, mostly from the metadata in the page's head.

    Nothing is yielded if the metadata has no title.
    """
    meta: dict[str, list[str]] = defaultdict(list)
    for element in root.iter("meta"):
        meta[element.get("name") or ""].append(element.get("content") or "")
    values = defaultdict(str, {name: contents[0] for name, contents in meta.items()})
    if not values["citation_title"]:
        return
    links = (e.get("href") or "" for e in root.iter("link") if e.get("rel") == "canonical")
    published, updated = (parse_day(values[f"citation_{n}"]) for n in ("date", "online_date"))
    yield Paper(
        title=values["citation_title"],
        abstract=values["citation_abstract"]
        or _remove_label(text_of(first_with_class(root, "abstract")), "Abstract"),
        url=next(links, ""),
        arxiv_id=values["citation_arxiv_id"],
        doi=values["citation_doi"],
        published=published or updated,
        authors=map(fields.given_name_first, meta["citation_author"]),
        extra={
            "comments": _remove_label(text_of(first_with_class(root, "comments")), "Comments"),
            "categories": " ".join(_SUBJECT.findall(text_of(first_with_class(root, "subjects")))),
            "journal_ref": text_of(first_with_class(root, "jref")),
            "updated": updated if updated != published else "",
        },
    )


def _read_part(details: Element, name: str, label: str) -> str:
    """Return the text of the element with class `name`, without its label.

    The label is an element of its own, of class `descriptor`, or the beginning of the text.
    """
    element = first_with_class(details, name)
    text = text_of(element, without="descriptor")
    return text if text != text_of(element) else _remove_label(text, label)


def _remove_label(text: str, label: str) -> str:
    """Remove a label, such as `Title:`, from the beginning of a text."""
    return re.sub(rf"^{label}\s*:\s*", "", text)


def _find_authors(entry: Element, name: str) -> tuple[str, ...]:
    """Return the names that are links in the element with class `name`, or else split its text."""
    links = _find_links(first_with_class(entry, name))
    authors = tuple(filter(None, map(text_of, links)))
    return authors or split_names(_read_part(entry, name, "Authors"))


def _find_arxiv_id(element: Element | None) -> str:
    """Return the arXiv id in the text of an element, or `""`."""
    match = _ID.search(text_of(element))
    return match[1] if match else ""


def _find_url(element: Element | None) -> str:
    """Return the address of the first link to an abstract page in an element, or `""`."""
    addresses = (link.get("href") or "" for link in _find_links(element))
    address = next((address.strip() for address in addresses if "/abs/" in address), "")
    return f"https://arxiv.org{address}" if address.startswith("/") else address


def _find_links(element: Element | None) -> list[Element]:
    """Return the links in an element; an empty list if there is no element."""
    return [] if element is None else [*element.iter("a")]


FORMAT = Format("arxiv-html", _detect, _read, "entry")
