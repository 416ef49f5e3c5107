"""Lines in the making: text is written, lines and blocks are ended."""

from __future__ import annotations

from collections.abc import Iterable

from .packed import BLANK, CHUNK, Packed, Rendered
from .styles import State


class Canvas:
    """Lines being written: of the document, or of one cell."""

    __slots__ = ("bold", "bullet", "centred", "end", "letters", "lines", "margin", "parts", "size", "space", "start")

    def __init__(self) -> None:
        self.lines: list[Rendered] | Packed = []
        self.margin = 1000  # blank lines since the last text; none are wanted at the top
        self.bullet = ""
        self.parts: list[str] = []  # of the line at hand
        self.space = False  # a space is due before more text
        self.letters = self.bold = 0
        self.size = 0.0

    def add(self, line: Rendered) -> None:
        """Add a line that is at hand."""
        self.lines.append(line)
        if len(self.lines) == CHUNK and isinstance(self.lines, list):
            self.lines = Packed(self.lines)

    def extend(self, lines: Iterable[Rendered]) -> None:
        """Add lines that are at hand."""
        for line in lines:
            self.add(line)

    def write(self, text: str, state: State, indent: int, start: int, end: int) -> None:
        """Add text to the line at hand."""
        if not self.parts:
            prefix = " " * (indent - len(self.bullet)) + self.bullet
            self.bullet = ""
            if prefix:
                self.parts.append(prefix)
            self.centred, self.start = bool(state.centred), start
        n = len(text)
        self.parts.append(text)
        self.letters += n
        self.size += n * state.size
        if state.bold:
            self.bold += n
        self.end = end

    def end_line(self) -> bool:
        """Close the line at hand, if it has text."""
        if not self.parts:
            return False
        n = self.letters
        bold, size = (self.bold / n, self.size / n) if n else (0.0, BLANK.size)
        self.add(Rendered("".join(self.parts), self.centred, bold, size, 0, self.start, self.end))
        self.margin = 0
        self.parts.clear()
        self.space = False
        self.letters = self.bold = 0
        self.size = 0.0
        return True

    def end_block(self, margin: int) -> None:
        """Close the line at hand and see that `margin` blank lines follow it."""
        if self.parts:
            self.end_line()
        if margin > self.margin:
            self.extend([BLANK] * (margin - self.margin))
            self.margin = margin
