"""The ways in which papers come back, and in which other works look like them.

A *copy* is the same work as its paper, edited as catalogues, authors and converters do; a
*neighbour* is another work that looks like it.
"""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

# What a word becomes in another wording.
SYNONYMS = dict(
    re.findall(
        r"(\w+)/(\w+)",
        "method/approach approach/method methods/techniques show/demonstrate shows/reveals "
        "demonstrate/show demonstrates/shows propose/present proposes/introduces "
        "present/describe introduce/propose novel/new new/novel paper/work work/study "
        "study/paper results/findings experiments/evaluations significantly/substantially "
        "outperforms/surpasses improve/increase improves/raises performance/accuracy "
        "however/yet moreover/furthermore existing/current recent/latest use/employ "
        "using/employing uses/employs based/building important/crucial challenging/difficult "
        "problem/task task/problem large/big small/little many/numerous various/several "
        "different/distinct several/multiple framework/scheme model/system achieve/reach "
        "achieves/attains obtain/get provide/give provides/gives analyze/examine "
        "investigate/study explore/examine find/observe data/datasets enables/allows "
        "robust/reliable efficient/fast effective/powerful complex/complicated thus/hence "
        "therefore/so",
    )
)
FILLERS = (
    "Our code will be made publicly available.",
    "The implications of these findings are discussed in detail.",
    "We conclude with a discussion of open questions.",
    "Extensive evaluations support our claims.",
    "These observations may guide future research in the area.",
)
GREEK = {
    "α": r"\alpha",
    "β": r"\beta",
    "γ": r"\gamma",
    "λ": r"\lambda",
    "μ": r"\mu",
    "Δ": r"\Delta",
}
ACCENTS = {"é": r"\'e", "ö": r"\"{o}", "ü": r"\"u", "ç": r"\c{c}", "á": r"\'{a}"}
NOTICES = (
    " © 2021 Elsevier B.V. All rights reserved.",
    " © The Author(s), under exclusive licence to Springer Nature 2023.",
    " Copyright © 2019 IEEE.",
)
GENERIC = ("Editorial", "Introduction", "Preface", "Book Review", "Guest Editorial", "Discussion")
SENTENCES = re.compile(r"(?<=[a-z)$][.!?])\s+(?=[A-Z])")
STRENGTH = 0.75  # share of the words with a synonym that a rewriter replaces


@dataclass(frozen=True)
class Item:
    """A record to be: what it says, which work it is, and how it came about."""

    work: int
    kind: str
    title: str
    abstract: str
    label: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""
    arxiv_id: str = ""
    doi: str = ""


@dataclass
class Writer:
    """Edits papers by lot, each lot from one seed.

    `donors` are papers that stand in no record themselves: each lends its sentences to one
    neighbour, of its field as long as there are any.
    """

    seed: int
    donors: Sequence[Item]
    by_label: dict[str, list[Item]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.lot = random.Random(self.seed)
        for paper in self.donors:
            self.by_label.setdefault(paper.label, []).append(paper)

    def other(self, paper: Item) -> Item:
        """Take a donor of the field of a paper."""
        if not self.by_label.get(paper.label):
            label = self.lot.choice([label for label, papers in self.by_label.items() if papers])
            return self.by_label[label].pop()
        return self.by_label[paper.label].pop()

    # ---- edits of a text

    def typos(self, text: str, share: float) -> str:
        """Slip in a share of the longer words."""
        return " ".join(
            self._slip(word) if len(word) > 4 and self.lot.random() < share else word
            for word in text.split()
        )

    def _slip(self, word: str) -> str:
        place = self.lot.randrange(1, len(word) - 2)
        if not word[place : place + 2].isalpha():
            return word
        return self.lot.choice(
            (
                word[:place] + word[place + 1] + word[place] + word[place + 2 :],
                word[:place] + word[place + 1 :],
                word[:place] + word[place] + word[place:],
            )
        )

    def synonyms(self, text: str, share: float = STRENGTH) -> str:
        """Say some words otherwise."""
        return " ".join(
            SYNONYMS[word] if word in SYNONYMS and self.lot.random() < share else word
            for word in text.split()
        )

    def rewritten(self, abstract: str) -> str:
        """Say an abstract anew: sentences dropped, moved, added; words replaced and left out."""
        parts = [self.synonyms(part) for part in SENTENCES.split(abstract)]
        if len(parts) > 3:
            parts.pop(self.lot.randrange(len(parts)))
        if len(parts) > 3:
            place = self.lot.randrange(len(parts) - 1)
            parts[place : place + 2] = reversed(parts[place : place + 2])
        parts.insert(self.lot.randrange(len(parts) + 1), self.lot.choice(FILLERS))
        words = " ".join(parts).split()
        return " ".join(word for word in words if self.lot.random() > 0.08)

    def revised(self, abstract: str) -> str:
        """Change an abstract as a second version does: a sentence or two, and numbers."""
        parts = SENTENCES.split(abstract)
        place = self.lot.randrange(len(parts))
        parts[place] = self.synonyms(parts[place], 1)
        if self.lot.random() < 0.5:
            parts[self.lot.randrange(len(parts))] = self.lot.choice(FILLERS)
        text = " ".join(parts)
        return re.sub(r"\b\d\d\b", lambda _: str(self.lot.randrange(10, 99)), text, count=2)

    def typeset(self, text: str) -> str:
        """Turn LaTeX into Unicode, or Unicode and plain signs into LaTeX or HTML."""
        if "$" in text or "\\" in text:
            return _unicode_of(text)
        for plain, latex in GREEK.items():
            text = text.replace(plain, f"${latex}$")
        for plain, latex in ACCENTS.items():
            text = text.replace(plain, latex)
        return self.lot.choice(
            (
                text.replace("-", "–").replace("fi", "ﬁ").replace('"', "”"),
                text.replace("%", r"\%").replace("&", r"\&").replace("fl", "ﬂ"),
                text.replace("&", "&amp;").replace("<", "&lt;").replace("-", "&#8208;"),
            )
        )

    def hyphenated(self, text: str) -> str:
        """Break words as the ends of lines do, and join words that had a hyphen."""
        words = text.split()
        for place, word in enumerate(words):
            if len(word) > 8 and word.isalpha() and self.lot.random() < 0.08:
                words[place] = f"{word[:4]}- {word[4:]}"
        return " ".join(words).replace("-", " " if self.lot.random() < 0.5 else "-")

    def cut(self, abstract: str) -> str:
        """Keep the beginning of an abstract."""
        words = abstract.split()
        kept = " ".join(words[: max(20, int(len(words) * self.lot.uniform(0.2, 0.7)))])
        return kept + self.lot.choice(("…", "...", " ...", ""))

    def retitled(self, title: str, abstract: str) -> str:
        """Give a paper another title: one of the ways in which authors do."""
        head, colon, tail = title.partition(": ")
        ways = [
            f"Towards {title}",
            f"On {title[0].lower()}{title[1:]}",
            f"{self._acronym()}: {tail or title}",
            " ".join(abstract.split()[3:11]).strip(",.;:").capitalize(),
            self.synonyms(title.lower(), 1).capitalize() + " in Practice",
        ]
        if colon and len(tail.split()) > 2:
            ways += [tail, tail]
        if colon and len(head.split()) > 2:
            ways += [head, f"{tail}: {head}"]
        return self.lot.choice(ways)

    def _acronym(self) -> str:
        return (
            "".join(self.lot.choice("BDFGKLMNPRST") + self.lot.choice("aeiou") for _ in "ab")
            + "Net"
        )

    # ---- sentences of two works

    def mixed(self, paper: Item, other: Item, share: float, *, reworded: bool) -> str:
        """Begin as one paper does, for a share of its sentences, and go on as another."""
        mine, theirs = SENTENCES.split(paper.abstract), SENTENCES.split(other.abstract)
        kept = mine[: max(1, round(share * len(mine)))]
        if reworded:
            kept = [self.synonyms(part) for part in kept]
        return " ".join(kept + theirs[-max(1, len(mine) - len(kept)) :])


def _unicode_of(text: str) -> str:
    for plain, latex in GREEK.items():
        text = re.sub(re.escape(latex) + r"(?![A-Za-z])", plain, text)
    text = re.sub(r"\$?_\{?(\d)\}?\$?", lambda match: chr(0x2080 + int(match[1])), text)
    text = re.sub(r"\\(?:mathrm|mathbf|textbf|textit|text|emph)\{([^{}]*)\}", r"\1", text)
    text = text.replace(r"\times", "×").replace(r"\sim", "∼").replace(r"\%", "%")
    return text.replace("$", "").replace("{", "").replace("}", "")


# ---- copies: the same work ----------------------------------------------------------------------

Edit = Callable[[Writer, Item], Item]


def _edited(paper: Item, title: str | None = None, abstract: str | None = None) -> Item:
    return replace(
        paper,
        title=paper.title if title is None else title,
        abstract=paper.abstract if abstract is None else abstract,
    )


COPIES: dict[str, Edit] = {
    "second version": lambda w, p: _edited(
        p, w.lot.choice((p.title, w.synonyms(p.title.lower(), 1))), w.revised(p.abstract)
    ),
    "typos": lambda w, p: _edited(p, w.typos(p.title, 0.25), w.typos(p.abstract, 0.03)),
    "LaTeX or Unicode": lambda w, p: _edited(p, w.typeset(p.title), w.typeset(p.abstract)),
    "hyphenation": lambda w, p: _edited(p, w.hyphenated(p.title), w.hyphenated(p.abstract)),
    "copyright notice": lambda w, p: _edited(
        p, p.title.upper() + ".", f"Abstract: {w.revised(p.abstract)}{w.lot.choice(NOTICES)}"
    ),
    "truncated": lambda w, p: _edited(p, w.typos(p.title, 0.1), w.cut(p.abstract)),
    "truncated and retitled": lambda w, p: _edited(
        p, w.retitled(p.title, p.abstract), w.cut(p.abstract)
    ),
    "rewritten": lambda w, p: _edited(p, w.typos(p.title, 0.05), w.rewritten(p.abstract)),
    "rewritten, title changed": lambda w, p: _edited(
        p, w.synonyms(w.typos(p.title, 0.15).lower(), 1), w.rewritten(p.abstract)
    ),
    "retitled": lambda w, p: _edited(p, w.retitled(p.title, p.abstract), w.revised(p.abstract)),
    "retitled and rewritten": lambda w, p: _edited(
        p, w.retitled(p.title, p.abstract), w.rewritten(p.abstract)
    ),
    "without abstract": lambda w, p: _edited(
        p, w.lot.choice((p.title.lower(), w.typos(p.title, 0.1), w.typeset(p.title))), ""
    ),
}

# ---- neighbours: another work -------------------------------------------------------------------


def _same_beginning(writer: Writer, paper: Item) -> Item:
    other, words = writer.other(paper), paper.title.split()
    title = " ".join(words[: max(3, len(words) - 3)] + other.title.split()[-3:])
    return _edited(paper, title, writer.mixed(paper, other, 0.15, reworded=False))


def _extended(writer: Writer, paper: Item) -> Item:
    other = writer.other(paper)
    end = " ".join(other.title.split()[:3]).strip(":,")
    title = writer.lot.choice(
        (
            f"{paper.title} and {end}",
            f"{paper.title}: Extended Version",
            f"{paper.title} with {end}",
        )
    )
    share = writer.lot.uniform(0.3, 0.6)
    return _edited(paper, title, writer.mixed(paper, other, share, reworded=True))


def _next_part(writer: Writer, paper: Item) -> Item:
    sign = writer.lot.choice((", Part II", " II", " (II)", ": Part 2", ", II. Applications"))
    share = writer.lot.choice((0.2, 0.4, 0.6))
    abstract = writer.mixed(paper, writer.other(paper), share, reworded=False)
    return _edited(paper, paper.title + sign, abstract)


def _next_dataset(writer: Writer, paper: Item) -> Item:
    head, colon, tail = paper.title.partition(": ")
    sign = writer.lot.choice(("++", "-v2", " 2.0", "-2", " V2"))
    title = f"{head}{sign}: {tail}" if colon else f"{paper.title}{sign}"
    return _edited(paper, title, writer.mixed(paper, writer.other(paper), 0.5, reworded=True))


def _correction(writer: Writer, paper: Item) -> Item:
    sign = writer.lot.choice(("Correction to: ", "Erratum: ", "Comment on “", "Reply to: "))
    abstract = writer.lot.choice(("", f"The original article was corrected: {paper.title}."))
    return _edited(paper, sign + paper.title, abstract)


def _generic(writer: Writer, paper: Item) -> Item:
    title = writer.lot.choice(GENERIC)
    return replace(paper, title=title, abstract=writer.other(paper).abstract, authors=())


def _follow_up(writer: Writer, paper: Item) -> Item:
    other = writer.other(paper)
    return _edited(paper, other.title, writer.mixed(paper, other, 0.4, reworded=False))


NEIGHBOURS: dict[str, Edit] = {
    "same first words": _same_beginning,
    "extended version": _extended,
    "part II": _next_part,
    "dataset v2": _next_dataset,
    "correction or comment": _correction,
    "generic title": _generic,
    "follow-up with the same introduction": _follow_up,
    "title without abstract, one word apart": lambda w, p: _edited(
        p, _one_word_apart(w, p.title), ""
    ),
}


def _one_word_apart(writer: Writer, title: str) -> str:
    words = title.split()
    long = [place for place, word in enumerate(words) if len(word) > 4]
    place = writer.lot.choice(long or [0])
    words[place] = writer.lot.choice(("Un", "Non-", "Multi-", "Semi-")) + words[place].lower()
    return " ".join(words)
