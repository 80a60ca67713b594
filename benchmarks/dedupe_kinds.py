"""Kinds of edits: copies of a paper, which are the same work, and lookalikes, which are not.

Those of `SAME_DOI_COPIES` and `SAME_DOI_LOOKALIKES` keep the DOI of the paper.
"""

from collections.abc import Callable
from dataclasses import replace

from dedupe_edits import BOOK_PARTS, GENERIC_TITLES, NOTICES, Editor, SourceRecord

Edit = Callable[[Editor, SourceRecord], SourceRecord]


def _with_texts(
    paper: SourceRecord, title: str | None = None, abstract: str | None = None
) -> SourceRecord:
    return replace(
        paper,
        title=paper.title if title is None else title,
        abstract=paper.abstract if abstract is None else abstract,
    )


COPIES: dict[str, Edit] = {
    "second version": lambda e, p: _with_texts(
        p, e.random.choice((p.title, e.replace_synonyms(p.title.lower(), 1))), e.revise(p.abstract)
    ),
    "typos": lambda e, p: _with_texts(p, e.misspell(p.title, 0.25), e.misspell(p.abstract, 0.03)),
    "LaTeX or Unicode": lambda e, p: _with_texts(
        p, e.change_typesetting(p.title), e.change_typesetting(p.abstract)
    ),
    "hyphenation": lambda e, p: _with_texts(p, e.hyphenate(p.title), e.hyphenate(p.abstract)),
    "copyright notice": lambda e, p: _with_texts(
        p, p.title.upper() + ".", f"Abstract: {e.revise(p.abstract)}{e.random.choice(NOTICES)}"
    ),
    "truncated": lambda e, p: _with_texts(p, e.misspell(p.title, 0.1), e.truncate(p.abstract)),
    "truncated and retitled": lambda e, p: _with_texts(
        p, e.retitle(p.title, p.abstract), e.truncate(p.abstract)
    ),
    "rewritten": lambda e, p: _with_texts(p, e.misspell(p.title, 0.05), e.rewrite(p.abstract)),
    "rewritten, title changed": lambda e, p: _with_texts(
        p, e.replace_synonyms(e.misspell(p.title, 0.15).lower(), 1), e.rewrite(p.abstract)
    ),
    "retitled": lambda e, p: _with_texts(p, e.retitle(p.title, p.abstract), e.revise(p.abstract)),
    "retitled and rewritten": lambda e, p: _with_texts(
        p, e.retitle(p.title, p.abstract), e.rewrite(p.abstract)
    ),
    "without abstract": lambda e, p: _with_texts(
        p,
        e.random.choice((p.title.lower(), e.misspell(p.title, 0.1), e.change_typesetting(p.title))),
        "",
    ),
}


def _copy_beginning(editor: Editor, paper: SourceRecord) -> SourceRecord:
    other, words = editor.take_donor(paper), paper.title.split()
    title = " ".join(words[: max(3, len(words) - 3)] + other.title.split()[-3:])
    return _with_texts(paper, title, editor.combine(paper, other, 0.15, reworded=False))


def _extend(editor: Editor, paper: SourceRecord) -> SourceRecord:
    other = editor.take_donor(paper)
    end = " ".join(other.title.split()[:3]).strip(":,")
    title = editor.random.choice(
        (
            f"{paper.title} and {end}",
            f"{paper.title}: Extended Version",
            f"{paper.title} with {end}",
        )
    )
    share = editor.random.uniform(0.3, 0.6)
    return _with_texts(paper, title, editor.combine(paper, other, share, reworded=True))


def _make_next_part(editor: Editor, paper: SourceRecord) -> SourceRecord:
    suffix = editor.random.choice((", Part II", " II", " (II)", ": Part 2", ", II. Applications"))
    share = editor.random.choice((0.2, 0.4, 0.6))
    abstract = editor.combine(paper, editor.take_donor(paper), share, reworded=False)
    return _with_texts(paper, paper.title + suffix, abstract)


def _make_next_dataset(editor: Editor, paper: SourceRecord) -> SourceRecord:
    head, colon, tail = paper.title.partition(": ")
    suffix = editor.random.choice(("++", "-v2", " 2.0", "-2", " V2"))
    title = f"{head}{suffix}: {tail}" if colon else f"{paper.title}{suffix}"
    return _with_texts(
        paper, title, editor.combine(paper, editor.take_donor(paper), 0.5, reworded=True)
    )


def _correct(editor: Editor, paper: SourceRecord) -> SourceRecord:
    prefix = editor.random.choice(("Correction to: ", "Erratum: ", "Comment on “", "Reply to: "))
    abstract = editor.random.choice(("", f"The original article was corrected: {paper.title}."))
    return _with_texts(paper, prefix + paper.title, abstract)


def _give_generic_title(editor: Editor, paper: SourceRecord) -> SourceRecord:
    title = editor.random.choice(GENERIC_TITLES)
    return replace(paper, title=title, abstract=editor.take_donor(paper).abstract, authors=())


def _follow_up(editor: Editor, paper: SourceRecord) -> SourceRecord:
    other = editor.take_donor(paper)
    return _with_texts(paper, other.title, editor.combine(paper, other, 0.4, reworded=False))


LOOKALIKES: dict[str, Edit] = {
    "same first words": _copy_beginning,
    "extended version": _extend,
    "part II": _make_next_part,
    "dataset v2": _make_next_dataset,
    "correction or comment": _correct,
    "generic title": _give_generic_title,
    "follow-up with the same introduction": _follow_up,
    "title without abstract, one word apart": lambda e, p: _with_texts(
        p, _change_word(e, p.title), ""
    ),
}


def _change_word(editor: Editor, title: str) -> str:
    words = title.split()
    long = [index for index, word in enumerate(words) if len(word) > 4]
    index = editor.random.choice(long or [0])
    words[index] = editor.random.choice(("Un", "Non-", "Multi-", "Semi-")) + words[index].lower()
    return " ".join(words)


def _take_whole(editor: Editor, paper: SourceRecord) -> SourceRecord:
    """Return another work of the same supplement."""
    other = editor.take_donor(paper)
    return replace(other, doi=paper.doi)


SAME_DOI_COPIES: dict[str, Edit] = {
    "retitled and rewritten": lambda e, p: _with_texts(
        p, e.retitle(p.title, p.abstract), e.rewrite(p.abstract)
    ),
    "retitled, without abstract": lambda e, p: _with_texts(p, e.retitle(p.title, p.abstract), ""),
    "title of another work, without authors": lambda e, p: replace(
        p, title=e.take_donor(p).title, abstract=e.revise(p.abstract), authors=()
    ),
    "texts of another work, same authors": lambda e, p: replace(
        _take_whole(e, p), authors=p.authors
    ),
    "title alone": lambda e, p: replace(p, title=e.take_donor(p).title, abstract="", authors=()),
}
SAME_DOI_LOOKALIKES: dict[str, Edit] = {
    "supplement": _take_whole,
    "supplement, without authors": lambda e, p: replace(_take_whole(e, p), authors=()),
    "supplement, without abstract": lambda e, p: replace(_take_whole(e, p), abstract=""),
    "part of a book": lambda e, p: replace(
        _take_whole(e, p), title=e.random.choice(BOOK_PARTS), abstract=""
    ),
}
# Protocols of Cochrane reviews have such an abstract.
TEMPLATE = (
    "This is the protocol for a review and there is no abstract. The objectives are as follows: to "
    "assess the effects of {title} on comfort and recovery."
)
