"""An editor of papers that imitates the edits of authors, catalogues and converters."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

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
GENERIC_TITLES = (
    "Editorial",
    "Introduction",
    "Preface",
    "Book Review",
    "Guest Editorial",
    "Discussion",
)
BOOK_PARTS = ("Introduction", "Index", "Front Matter", "Table of Contents", "Preface")
SENTENCES = re.compile(r"(?<=[a-z)$][.!?])\s+(?=[A-Z])")
SYNONYM_SHARE = 0.75  # share of the words with a synonym that are replaced


@dataclass(frozen=True)
class SourceRecord:
    """A record for the benchmark: its texts, the number of its work, and the kind of edit."""

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
class Editor:
    """Random edits of papers.

    Attributes
    ----------
    seed
        Random seed.
    donors
        Papers without a record of their own. Each lends its sentences to one lookalike, of its own
        label while there are any.
    by_label
        Donors that are left, by label.
    """

    seed: int
    donors: Sequence[SourceRecord]
    by_label: dict[str, list[SourceRecord]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        for paper in self.donors:
            self.by_label.setdefault(paper.label, []).append(paper)

    def take_donor(self, paper: SourceRecord) -> SourceRecord:
        """Remove and return a donor, with the label of the paper if one is left."""
        if not self.by_label.get(paper.label):
            label = self.random.choice([label for label, papers in self.by_label.items() if papers])
            return self.by_label[label].pop()
        return self.by_label[paper.label].pop()

    def misspell(self, text: str, share: float) -> str:
        """Misspell a share of the longer words."""
        return " ".join(
            self._misspell_word(word) if len(word) > 4 and self.random.random() < share else word
            for word in text.split()
        )

    def _misspell_word(self, word: str) -> str:
        place = self.random.randrange(1, len(word) - 2)
        if not word[place : place + 2].isalpha():
            return word
        return self.random.choice(
            (
                word[:place] + word[place + 1] + word[place] + word[place + 2 :],
                word[:place] + word[place + 1 :],
                word[:place] + word[place] + word[place:],
            )
        )

    def replace_synonyms(self, text: str, share: float = SYNONYM_SHARE) -> str:
        """Replace a share of the words that have a synonym."""
        return " ".join(
            SYNONYMS[word] if word in SYNONYMS and self.random.random() < share else word
            for word in text.split()
        )

    def rewrite(self, abstract: str) -> str:
        """Reword an abstract: drop, move and add sentences, replace and drop words."""
        parts = [self.replace_synonyms(part) for part in SENTENCES.split(abstract)]
        if len(parts) > 3:
            parts.pop(self.random.randrange(len(parts)))
        if len(parts) > 3:
            place = self.random.randrange(len(parts) - 1)
            parts[place : place + 2] = reversed(parts[place : place + 2])
        parts.insert(self.random.randrange(len(parts) + 1), self.random.choice(FILLERS))
        words = " ".join(parts).split()
        return " ".join(word for word in words if self.random.random() > 0.08)

    def revise(self, abstract: str) -> str:
        """Change a sentence or two and some numbers, as a second version does."""
        parts = SENTENCES.split(abstract)
        place = self.random.randrange(len(parts))
        parts[place] = self.replace_synonyms(parts[place], 1)
        if self.random.random() < 0.5:
            parts[self.random.randrange(len(parts))] = self.random.choice(FILLERS)
        text = " ".join(parts)
        return re.sub(r"\b\d\d\b", lambda _: str(self.random.randrange(10, 99)), text, count=2)

    def change_typesetting(self, text: str) -> str:
        """Convert LaTeX to Unicode, or Unicode and ASCII to LaTeX, ligatures or HTML entities."""
        if "$" in text or "\\" in text:
            return _latex_to_unicode(text)
        for plain, latex in GREEK.items():
            text = text.replace(plain, f"${latex}$")
        for plain, latex in ACCENTS.items():
            text = text.replace(plain, latex)
        return self.random.choice(
            (
                text.replace("-", "–").replace("fi", "ﬁ").replace('"', "”"),
                text.replace("%", r"\%").replace("&", r"\&").replace("fl", "ﬂ"),
                text.replace("&", "&amp;").replace("<", "&lt;").replace("-", "&#8208;"),
            )
        )

    def hyphenate(self, text: str) -> str:
        """Hyphenate words as line breaks do, and drop hyphens of compounds."""
        words = text.split()
        for place, word in enumerate(words):
            if len(word) > 8 and word.isalpha() and self.random.random() < 0.08:
                words[place] = f"{word[:4]}- {word[4:]}"
        return " ".join(words).replace("-", " " if self.random.random() < 0.5 else "-")

    def truncate(self, abstract: str) -> str:
        """Keep the first words of an abstract."""
        words = abstract.split()
        kept = " ".join(words[: max(20, int(len(words) * self.random.uniform(0.2, 0.7)))])
        return kept + self.random.choice(("…", "...", " ...", ""))

    def retitle(self, title: str, abstract: str) -> str:
        """Return another title, changed in one of the ways that authors do."""
        head, colon, tail = title.partition(": ")
        candidates = [
            f"Towards {title}",
            f"On {title[0].lower()}{title[1:]}",
            f"{self._make_acronym()}: {tail or title}",
            " ".join(abstract.split()[3:11]).strip(",.;:").capitalize(),
            self.replace_synonyms(title.lower(), 1).capitalize() + " in Practice",
        ]
        if colon and len(tail.split()) > 2:
            candidates += [tail, tail]
        if colon and len(head.split()) > 2:
            candidates += [head, f"{tail}: {head}"]
        return self.random.choice(candidates)

    def _make_acronym(self) -> str:
        return (
            "".join(self.random.choice("BDFGKLMNPRST") + self.random.choice("aeiou") for _ in "ab")
            + "Net"
        )

    def combine(
        self, paper: SourceRecord, other: SourceRecord, share: float, *, reworded: bool
    ) -> str:
        """Join a share of the first sentences of a paper and the last sentences of another."""
        first, last = SENTENCES.split(paper.abstract), SENTENCES.split(other.abstract)
        kept = first[: max(1, round(share * len(first)))]
        if reworded:
            kept = [self.replace_synonyms(part) for part in kept]
        return " ".join(kept + last[-max(1, len(first) - len(kept)) :])


def _latex_to_unicode(text: str) -> str:
    for plain, latex in GREEK.items():
        text = re.sub(re.escape(latex) + r"(?![A-Za-z])", plain, text)
    text = re.sub(r"\$?_\{?(\d)\}?\$?", lambda match: chr(0x2080 + int(match[1])), text)
    text = re.sub(r"\\(?:mathrm|mathbf|textbf|textit|text|emph)\{([^{}]*)\}", r"\1", text)
    text = text.replace(r"\times", "×").replace(r"\sim", "∼").replace(r"\%", "%")
    return text.replace("$", "").replace("{", "").replace("}", "")
