"""The tagged lines of one record."""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from paperthemes.parse.cleaning import join_lines
from paperthemes.parse.limits import MAX_RECORD_LENGTH
from paperthemes.parse.references.tag_rules import NUMBERED, TagRules, Values
from paperthemes.text.titles import collapse_whitespace

_SENTENCE_END = re.compile(r"[^\w\s,;:({\[-]\s{0,9}$")


@dataclass(slots=True)
class TaggedBlock:
    """The tagged lines of one record, collected one by one."""

    start: int  # number of the first line
    rules: TagRules
    first_tag: str
    end: int = 0  # number of the last line that is not blank
    lines: list[str] = field(default_factory=list)  # without blank ones
    # Numbers of lines without a tag, after a tag whose text should not continue.
    untagged_numbers: list[int] = field(default_factory=list)
    # The parts of each text, by tag; joined, they are the text.
    texts: dict[str, list[list[str]]] = field(default_factory=lambda: defaultdict(list))
    last_tag: str = ""  # of the last line that has one
    length: int = 0  # characters of the lines; beyond `MAX_RECORD_LENGTH`, lines are not kept
    is_after_blank: bool = False  # there was a blank line after the last line with a tag

    def is_complete_before(self, tag: str) -> bool:
        """Return whether a tag begins the next record.

        A start tag does so if this record has it already. After a blank line, a start tag always
        does, and so does the tag that this record began with.
        """
        if tag in self.rules.tags["start"]:
            return tag in self.texts or self.is_after_blank
        return self.is_after_blank and tag == self.first_tag

    def add_line(self, number: int, line: str, tag: str | None, text: str) -> None:
        """Add a line of the record, given its number, its tag and its text.

        The first line must have a tag. A later line without a tag (`None`) belongs to the last tag.
        Its text continues the text above, unless the last tag has one value per line, such as `AU`
        in Web of Science: then it is a text of its own. After the number of a record, only one
        paragraph without a tag is kept: the title.
        """
        if not line.strip():
            self.is_after_blank = True
            if self.last_tag == NUMBERED and len(self.texts[NUMBERED][-1]) > 1:
                self.last_tag = ""
            return
        self.end = number
        self.length += len(line)
        if self.length > MAX_RECORD_LENGTH:
            return
        self.lines.append(line)
        if tag is None and self.last_tag in self.rules.tags["unbroken"]:
            self.untagged_numbers.append(number)
        if tag is not None:
            self.last_tag, self.is_after_blank = tag, False
        if tag or self.last_tag in self.rules.tags["list"] or not self.texts[self.last_tag]:
            self.texts[self.last_tag].append([text])
        else:
            self.texts[self.last_tag][-1].append(text)

    def is_cut_off(self) -> bool:
        """Return whether the lines end with a title or an abstract without a mark at its end."""
        tags = (*self.rules.tags["title"], *self.rules.tags["abstract"])
        return self.last_tag in tags and not _SENTENCE_END.search(self.lines[-1])

    def collect_values(self) -> Values:
        """Return the texts that are not empty, by tag; a tag may have none."""
        return {
            tag: [text for parts in texts if (text := collapse_whitespace(join_lines(parts)))]
            for tag, texts in self.texts.items()
        }
