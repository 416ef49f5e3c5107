"""One entry of an exhibit list: its number, the lines of its description, and what goes on with them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .layout import fold

NOTE = re.compile(r"(?i)^\s*(?:[*+#†‡§^~]{1,3}|\([\d*+#†]{1,2}\)|_{6,}|note:?\b)\s*\S?")
STATUS = re.compile(r"(?i)\W*(?:filed|incorporated|previously|furnished|see\b|page|exhibit|attached|included)")
IN_GROUP = re.compile(r"(?P<group>\(?\d{1,3}\)?(?:\([a-z]+\))?)-(?P<number>\d{1,2})$")
PAGE = re.compile(r"(?i)^[\W]*(?:[a-z]{1,3}-?)?\d{0,4}(?:\s*(?:-|to|through)\s*\d+)?[\W]*$|^(?:n/?a|x|page\b.*)$")
LEADER = re.compile(r"(?:\.\s?){4,}.*$|_{3,}\s*$")


@dataclass(slots=True)
class Entry:
    """One entry of a list while it is read. `column`, `text_column`: where number and description begin;
    `end`: where the number ends."""

    number: str
    row: int
    column: int
    text_column: int
    end: int
    lines: list[str] = field(default_factory=list)
    worded: bool = False
    bracketed: bool = False
    caption: bool = False

    def next_in_group(self, printed: str, end: int) -> str | None:
        """The whole number where a group prints its first entry's alone: 2, set under the 1 of (4)-1, is (4)-2."""
        match = IN_GROUP.match(self.number)
        if match and end == self.end and int(printed) == int(match["number"]) + 1:
            return f"{match['group']}-{printed}"
        return None

    @property
    def description(self) -> str:
        return _description(self.lines, self.text_column)


def goes_on(entry: Entry, line: str, indent: int, gap: int) -> bool:
    """Whether this line continues the entry."""
    if not entry.lines:
        return True
    if gap == 0:
        return not (NOTE.match(line) and indent <= entry.column + 1)
    if NOTE.match(line):
        return False
    hanging = entry.text_column - entry.column >= 3
    if hanging and indent >= entry.text_column - 2 and gap <= 3:
        return True
    return bool(line.strip()[:1].islower()) and gap <= 12


def _description(lines: list[str], text_column: int) -> str:
    """The description's own column of an entry's lines, without page numbers, leaders and foot marks."""
    rows = [
        [(m.start(), m.group()) for m in re.finditer(r"\S(?:.*?\S)??(?=\s{3,}|\s*$)", LEADER.sub("", line))]
        for line in lines
    ]
    rows = [[c for k, c in enumerate(row) if k == 0 or not PAGE.match(c[1])] for row in rows if row]
    if not rows:
        return ""
    cut = 0
    if len(rows[0]) > 1:
        second = rows[0][1][0]
        shared = sum(any(abs(at - second) <= 2 for at, _ in row) for row in rows[1:])
        if second - text_column >= 16 and (shared or len(rows) == 1 or STATUS.match(rows[0][1][1])):
            cut = second - 2
    parts = []
    for k, row in enumerate(rows):
        text = " ".join(x for at, x in row if not cut or at < cut)
        if text and not (k and PAGE.match(text)):
            parts.append(text.replace("|", " "))
    return re.sub(r"\s*[*+#†‡]+$", "", fold(" ".join(parts)))
