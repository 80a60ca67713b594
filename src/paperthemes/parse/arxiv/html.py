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

from paperthemes.parse.arxiv.paper import Paper, name_announce_type, parse_day
from paperthemes.parse.authors import put_given_name_first, split_authors
from paperthemes.parse.dump import Dump
from paperthemes.parse.format import Format, ReaderItem, Rejected
from paperthemes.parse.html_text import (
    Element,
    classes,
    first_with_class,
    parse_html,
    separate,
    text_of,
)
from paperthemes.text.identifiers import find_doi

# Attributes of the elements that arXiv uses for papers.
_ATTRS = re.compile(r"(?:class=[\"']?(?:list-title|arxiv-result)|name=[\"']?citation_arxiv_id)\b")
_SITE = re.compile(
    r"static\.arxiv\.org|arxiv\.org/static|<title>[^<]{0,200}(?:arXiv\.org|arXiv e-print)"
)
_ID = re.compile(r"arXiv:(\S{1,40})")
_SECTION = re.compile(r"(?:New |Cross|Replacement)", re.IGNORECASE)
_SUBJECT = re.compile(r"\(([a-z-]{2,20}(?:\.[A-Za-z-]{2,20})?)\)")
_SUBMITTED = re.compile(r"(?:.*v1 submitted|Submitted) (\d{1,2} [A-Z][a-z]+,? \d{4})")
_TOGGLE = re.compile(r"[△▽]\s*(?:Less|More)$")  # the link that folds an abstract
_EXTRA_KEY_BY_LABEL = {  # labels of the notes below a search result
    "Comments:": "comments",
    "Journal ref:": "journal_ref",
    "Report number:": "report_no",
    "MSC Class:": "msc_class",
    "ACM Class:": "acm_class",
}


def _detect(dump: Dump) -> float:
    """Return the confidence that a dump is a page of arxiv.org with papers.

    It is 1 if the beginning of the dump has elements that arXiv uses for papers and mentions arXiv,
    0.6 for any other page of arXiv, and 0 for other dumps, such as those without "<" at the start.
    """
    text = dump.head_text
    if not text.lstrip().startswith("<"):
        return 0.0
    if _ATTRS.search(text) and "arxiv" in text.lower():
        return 1.0
    return 0.6 if _SITE.search(text) else 0.0


def _read(dump: Dump, _: object) -> Iterator[ReaderItem]:
    """Yield the records and rejections of all papers in listings and search results of a page.

    A page without any is read as a page about a single paper. The place of a paper is its number on
    the page, from 1.
    """
    root, damage = parse_html(dump.page)
    results = separate(root, "li", "div", class_="arxiv-result")
    papers = [*_read_listing(root), *map(_read_search_result, results)]
    papers = papers or [*_read_paper_page(root)]
    for number, paper in enumerate(papers, start=1):
        yield paper.to_record(start=number, end=number)
    if damage:
        yield Rejected(len(papers) + 1, len(papers) + 1, damage, "")


def _read_listing(root: Element) -> Iterator[Paper]:
    """Yield the papers of a listing, in which a paper is a `dt` with its id and a `dd` below it.

    The headings above name the day and the section, such as "Cross submissions". A `dt` without an
    arXiv id is skipped. A `dt` with an id, but without a `dd`, gives a paper without a title, which
    will be rejected; the text of the `dt` is its abstract, so that the rejection shows it. A `dd`
    with a title is read even without a `dt`.
    """
    section, day = "", ""
    open_term: Element | None = None  # the `dt` above whose `dd` was not read yet
    for element in separate(root, "h2", "h3", "dt", "dd"):
        if element.tag in {"h2", "h3"}:
            heading = text_of(element)
            day = parse_day(heading) or day
            section = heading if _SECTION.match(heading) else section
        elif element.tag == "dt":
            if open_term is not None:
                yield Paper(title="", abstract=text_of(open_term))
            open_term = element if _ID.search(text_of(element)) else None
        elif open_term is not None or first_with_class(element, "list-title") is not None:
            yield _read_listing_entry(open_term, element, section, day)
            open_term = None
    if open_term is not None:
        yield Paper(title="", abstract=text_of(open_term))


def _read_listing_entry(term: Element | None, details: Element, section: str, day: str) -> Paper:
    """Return the paper of an entry of a listing, given its `dt` (`term`) and its `dd` (`details`).

    `term` is `None` if the `dt` is missing; then the paper has no arXiv id. `section` and `day` are
    from the headings above the entry, or `""`. The day is the date of publication only if the paper
    is new; otherwise it is kept in `extra` as the day of the announcement.
    """
    subjects = _read_field(details, "list-subjects", "Subjects")
    abstract = next((e for e in details.iter("p") if "mathjax" in classes(e)), None)
    text = f"{section} {text_of(term)}".lower()
    is_cross = "cross-list" in text or "cross submissions" in text
    announce_type = name_announce_type(is_replacement="replace" in text, is_cross=is_cross)
    return Paper(
        title=_read_field(details, "list-title", "Title"),
        abstract=_remove_label(text_of(abstract), "Abstract"),
        url=_find_url(term),
        arxiv_id=_find_arxiv_id(term),
        doi=_read_field(details, "list-doi", "DOI"),
        published=day if announce_type == "new" else "",
        authors=_find_authors(details, "list-authors"),
        extra={
            "comments": _read_field(details, "list-comments", "Comments"),
            "journal_ref": _read_field(details, "list-journal-ref", "Journal-ref"),
            "categories": " ".join(_SUBJECT.findall(subjects)) or subjects,
            "announce_type": announce_type,
            "announced": "" if announce_type == "new" else day,
        },
    )


def _read_search_result(result: Element) -> Paper:
    """Return the paper of an entry in a list of search results.

    Its date of publication is the day on which it was first submitted, or `""` if no day is given.
    """
    link = first_with_class(result, "list-title")
    abstracts = (  # the complete one is preferred
        first_with_class(result, name) for name in ("abstract-full", "abstract-short", "abstract")
    )
    abstract = text_of(next((element for element in abstracts if element is not None), None))
    # Notes are lines such as "Comments: 9 pages" and "Submitted 1 January, 2024; …".
    notes = [text_of(e) for e in result.iter("p") if "is-size-7" in classes(e)]
    submitted_match = next(filter(None, map(_SUBMITTED.search, notes)), None)
    extra = {
        key: note.removeprefix(label)
        for note in notes
        for label, key in _EXTRA_KEY_BY_LABEL.items()
        if note.startswith(label)
    }
    # Some tags are DOIs; those with a tooltip (the name of a category) are categories.
    tags = [e for e in result.iter("span") if "tag" in classes(e)]
    extra["categories"] = " ".join(text_of(tag) for tag in tags if tag.get("data-tooltip"))
    return Paper(
        title=text_of(first_with_class(result, "title")),
        abstract=_remove_label(_TOGGLE.sub("", abstract), "Abstract"),
        url=_find_url(link),
        arxiv_id=_find_arxiv_id(link),
        doi=next((doi for tag in tags if (doi := find_doi(text_of(tag)))), ""),
        published=parse_day(submitted_match[1]) if submitted_match else "",
        authors=_find_authors(result, "authors"),
        extra=extra,
    )


def _read_paper_page(root: Element) -> Iterator[Paper]:
    """Yield the paper of a page about a single paper, or nothing if its metadata has no title.

    Most fields are from the `meta` elements in the head of the page. The date of publication is
    that of the first version or, if the page does not have it, that of the latest version.
    """
    contents_by_name: dict[str, list[str]] = defaultdict(list)
    for element in root.iter("meta"):
        contents_by_name[element.get("name") or ""].append(element.get("content") or "")
    # The first content of each name; `""` for a missing name.
    values = defaultdict(str, {name: texts[0] for name, texts in contents_by_name.items()})
    if not values["citation_title"]:
        return
    links = (e.get("href") or "" for e in root.iter("link") if e.get("rel") == "canonical")
    # `citation_online_date` is the day of the latest version.
    published, updated = map(parse_day, (values["citation_date"], values["citation_online_date"]))
    yield Paper(
        title=values["citation_title"],
        abstract=values["citation_abstract"]
        or _remove_label(text_of(first_with_class(root, "abstract")), "Abstract"),
        url=next(links, ""),
        arxiv_id=values["citation_arxiv_id"],
        doi=values["citation_doi"],
        published=published or updated,
        authors=map(put_given_name_first, contents_by_name["citation_author"]),
        extra={
            "comments": _remove_label(text_of(first_with_class(root, "comments")), "Comments"),
            "categories": " ".join(_SUBJECT.findall(text_of(first_with_class(root, "subjects")))),
            "journal_ref": text_of(first_with_class(root, "jref")),
            "updated": updated if updated != published else "",
        },
    )


def _read_field(entry: Element, class_name: str, label: str) -> str:
    """Return the text of the first element of a class in an entry; `""` if there is none.

    The text is without its label, such as "Title:", which is an element of class `descriptor`, or
    else just the beginning of the text. The parameter `label` is the label without its colon.
    """
    element = first_with_class(entry, class_name)
    text = text_of(element, without="descriptor")
    # The texts only differ if there is a `descriptor`, which the first one leaves out.
    return text if text != text_of(element) else _remove_label(text, label)


def _remove_label(text: str, label: str) -> str:
    """Remove a label and a colon from the beginning of a text: `Title: Apples` gives `Apples`."""
    return re.sub(rf"^{label}\s*:\s*", "", text)


def _find_authors(entry: Element, class_name: str) -> tuple[str, ...]:
    """Return the author names in the first element of a class in an entry.

    Each link in the element is a name. Without links, its text is split into names.
    """
    links = _find_links(first_with_class(entry, class_name))
    authors = tuple(filter(None, map(text_of, links)))
    return authors or split_authors(_read_field(entry, class_name, "Authors"), "affiliations")


def _find_arxiv_id(element: Element | None) -> str:
    """Return the word after `arXiv:` in the text of an element, which should be an id, or `""`."""
    match = _ID.search(text_of(element))
    return match[1] if match else ""


def _find_url(element: Element | None) -> str:
    """Return the address of the first link in an element to a paper's page (`/abs/`), or `""`.

    An address without a site, such as `/abs/2401.00001`, is completed.
    """
    addresses = (link.get("href") or "" for link in _find_links(element))
    address = next((address.strip() for address in addresses if "/abs/" in address), "")
    return f"https://arxiv.org{address}" if address.startswith("/") else address


def _find_links(element: Element | None) -> list[Element]:
    """Return the links in an element; an empty list if there is no element."""
    return [] if element is None else [*element.iter("a")]


FORMAT = Format("arxiv-html", _detect, _read, "entry")
