"""Laying out a plain-text filing: centring, wrapping, columns, page turns. Marks take no room."""

from __future__ import annotations

from random import Random

from ..labels import Label
from . import marks
from .names import chance

B = Label.BOILERPLATE


def wrap(text: str, width: int, first: int = 0, hang: int = 0) -> list[str]:
    """Lines of at most `width` columns; the first is indented by `first`, the rest by `hang`."""
    lines, current, used = [], " " * first, first
    empty = True
    for word in text.split():
        size = marks.width(word)
        if not empty and used + 1 + size > width:
            lines.append(current)
            current, used, empty = " " * hang, hang, True
        if not empty:
            current, used = current + " ", used + 1
        current, used, empty = current + word, used + size, False
    return [*lines, current] if not empty or not lines else lines


def pad(text: str, width: int, align: str = "l") -> str:
    """The text filled up with spaces to `width` columns."""
    room = max(0, width - marks.width(text))
    if align == "r":
        return " " * room + text
    if align == "c":
        return " " * (room // 2) + text + " " * (room - room // 2)
    return text + " " * room


class Sheet:
    """What plain text and HTML have in common: labels, records and attached ranges.

    `label` first, then the text, for every call that writes; texts may hold marks.
    """

    html = False

    def __init__(self, rng: Random):
        self.rng = rng
        self.records: list[tuple[str, dict]] = []
        self.cover: dict | None = None
        self.pending = ""
        self.page_number = 1
        self.head: list[str] = []  # what every later page begins with; "{n}" is the page's number
        self.head_align = "centre"

    def record(self, kind: str, **fields) -> str:
        """Add a "signature" or "exhibit" record; the mark to put where its line is. An exhibit counts once."""
        if kind == "exhibit" and any(k == kind and f["number"] == fields["number"] for k, f in self.records):
            return ""
        self.records.append((kind, fields))
        return chr(marks.RECORD_BASE + len(self.records) - 1)

    def printed(self, text: str) -> str:
        """The text as the sheet prints it: with curly quotes, perhaps."""
        return text

    def attach(self) -> None:
        """An attached exhibit begins with the next text."""
        self.pending += marks.ATTACH

    def detach(self) -> None:
        """The attached exhibit ended with the last text."""
        self.pending += marks.DETACH

    def _tag(self, label: Label, text: str) -> str:
        text = self.pending + marks.LABEL_MARK[label] + text
        self.pending = ""
        return text

    def lines(self, label: Label, texts: list[str], align: str = "left", indent: int = 0) -> None:
        for text in texts:
            self.line(label, text, align, indent)


class TextSheet(Sheet):
    """A plain-text filing; its habits of layout are drawn once."""

    def __init__(self, rng: Random):
        super().__init__(rng)
        self.out: list[str] = []
        self.width = rng.choice((70, 72, 74, 76, 78, 79, 80, 80, 80))
        self.margin = rng.choice((0, 0, 0, 0, 0, 1, 2, 5, 8))
        self.first = rng.choice((0, 0, 3, 5, 5, 5, 8, 10))
        self.page_length = rng.choice((38, 45, 50, 54, 56, 58, 60, 200))
        self.page_tag = rng.choice(("<PAGE>", "<PAGE>", "<PAGE>", "<PAGE>  {n}", "<PAGE>{n}", ""))
        self.number = rng.choice(
            (
                "{n}",
                "{n}",
                "{n}",
                "-{n}-",
                "- {n} -",
                "Page {n}",
                "Page {n} of {m}",
                "{n}/{m}",
                "({n})",
                "F-{n}",
                "",
                "",
            )
        )
        self.number_align = rng.choice(("centre", "centre", "centre", "right", "left"))
        self.tags = chance(rng, 0.6)
        self.lower_tags = chance(rng, 0.1)
        self.spread = chance(rng, 0.15)  # more blank lines
        self.page_rule = rng.choice(("", "", "", "", "", "-", "_", "="))
        self.used = 0
        self.last: Label | None = None
        self.pages = rng.randint(6, 90)

    def _emit(self, label: Label, text: str) -> None:
        self.last = label
        self.out.append(" " * self.margin + self._tag(label, text.replace("§", "ss.")).rstrip())
        self.used += 1

    def _turn_if_full(self, label: Label) -> None:
        # a signature block or a front page is seldom cut
        whole = label == self.last and label in (Label.SIGNATURE, Label.COVER)
        if self.used >= self.page_length + (25 if whole else 0):
            self.page()

    def gap(self, n: int = 1) -> None:
        n += self.spread
        self.out.extend([""] * n)
        self.used += n

    def line(self, label: Label, text: str, align: str = "left", indent: int = 0) -> None:
        self._turn_if_full(label)
        if align == "left" and marks.width(text) + indent <= self.width + 12:
            self._emit(label, " " * indent + text)
            return
        for piece in wrap(text, self.width - indent) if marks.width(text) > self.width else [text]:
            size = marks.width(piece)
            offset = {"centre": (self.width - size) // 2, "right": self.width - size}.get(align, indent)
            self._emit(label, " " * max(0, offset) + piece)

    def para(self, label: Label, text: str, indent: int = 0, first: int | None = None, hang: int = 0) -> None:
        """A wrapped paragraph and a blank line."""
        first = self.first if first is None else first
        self._turn_if_full(label)
        lines = wrap(text, self.width - indent, first, hang)
        opened = False
        for k, piece in enumerate(lines):
            if k and not opened and self.used >= self.page_length + 3:
                self.page()
            self._emit(label, " " * indent + piece)
            opened = marks.is_open(piece, opened)
        self.gap()

    def block(self, label: Label, texts: list[str]) -> None:
        """Lines that no page turn parts, set as they are."""
        self._turn_if_full(label)
        for text in texts:
            self._emit(label, text)

    def row(self, label: Label, cells: list[str], widths: list[int], aligns: str = "", between: int = 2) -> None:
        """One table row; a cell wraps in its column, and "\\n" in it begins a new line."""
        self._turn_if_full(label)
        aligns = aligns or "l" * len(cells)
        columns = [
            [piece for part in cell.split("\n") for piece in wrap(part, width)]
            for cell, width in zip(cells, widths, strict=True)
        ]
        height = max(map(len, columns))
        ink = [[k < len(column) and bool(column[k].strip()) for k in range(height)] for column in columns]
        for j, column in enumerate(columns):
            between_lines = [
                any(c[k] for c in ink[j + 1 :]) or any(c[k + 1] for c in ink[:j]) for k in range(len(column) - 1)
            ]
            columns[j] = marks.reopen(column, between_lines)
        for k in range(height):
            pieces = [
                pad(column[k] if k < len(column) else "", width, align)
                for column, width, align in zip(columns, widths, aligns, strict=True)
            ]
            text = (" " * between).join(pieces).rstrip()
            if marks.bare(text).strip():
                self._emit(label, text)
            else:
                self.gap(0)

    def rule(self, label: Label, width: int = 0, char: str = "-", align: str = "left", indent: int = 0) -> None:
        """A rule; on a made page it is text like any other."""
        self.line(label, char * (width or self.width), align, indent)

    def table(self, label: Label, header: list[str] | None = None, widths: list[int] | None = None) -> None:
        """A table begins: its tags, where this filing keeps them, with the caption and column heads between."""
        self.gap()
        if self.tags:
            self.tag("<TABLE>")
            self.tag("<CAPTION>")
        if header and widths:
            self.row(label, header, widths, "l" + "c" * (len(header) - 1))
            if chance(self.rng, 0.5):
                rules = ["-" * min(w, max(4, marks.width(h))) if h else "" for h, w in zip(header, widths, strict=True)]
                self.row(label, rules, widths, "l" + "c" * (len(header) - 1))
        if self.tags:
            columns = widths or [20, 12]
            self.tag("<S>".ljust(columns[0] + 2) + "".join("<C>".ljust(w + 2) for w in columns[1:]))

    def end_table(self) -> None:
        if self.tags:
            self.tag("</TABLE>")
        self.gap()

    def tag(self, text: str) -> None:
        """A left-over tag on a line of its own."""
        self._emit(B, text.lower() if self.lower_tags else text)

    def page(self) -> None:
        """A page turns: its number, the tag, a running head."""
        number = self.number.format(n=self.page_number, m=self.pages)
        self.gap(self.rng.randint(0, 2))
        self.used = 0
        if number:
            self.line(B, number, self.number_align)
        if self.page_rule:
            self.rule(B, self.width, self.page_rule)
        self.page_number += 1
        if self.page_tag:
            self.tag(self.page_tag.format(n=self.page_number))
        self.gap(self.rng.randint(0, 2))
        for head in self.head:
            self.line(B, head.format(n=self.page_number), self.head_align)
        if self.head:
            self.gap()
        self.used = 0

    def marked(self) -> tuple[list[str], list[str] | None]:
        """The lines with their marks; the second is for HTML."""
        return self.out, None
