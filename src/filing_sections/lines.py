"""A document's lines: their text and their layout, from plain text or from HTML.

    document -> Lines

`Lines` is what every later stage reads. It holds one string and, beside it, one array entry a line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True, eq=False)
class Lines:
    r"""The lines of one document.

    Attributes:
        text: the whole text; every offset refers to it. Lines are its pieces between ``"\n"``.
        start, end: int64, shape (n_lines,): each line is ``text[start:end]``, without its line end.
        centred, bold: bool, shape (n_lines,): layout that HTML gave; False throughout for plain text.
        size: float32, shape (n_lines,): font size relative to the document's commonest (1.0 for plain text).
        cells: int32, shape (n_lines,): table cells with text on the line, 0 outside tables.
        source: int64, shape (n_lines, 2), or None: where the line stands in the HTML, as character offsets.
        warnings: what was recovered on the way, and where.

    >>> lines = Lines.from_text("FORM 8-K\n\nAcme Corp.")
    >>> len(lines), lines[2], [int(i) for i in lines.start]
    (3, 'Acme Corp.', [0, 9, 10])
    """

    text: str
    start: np.ndarray
    end: np.ndarray
    centred: np.ndarray
    bold: np.ndarray
    size: np.ndarray
    cells: np.ndarray
    source: np.ndarray | None = None
    warnings: list[str] = field(default_factory=list)

    @classmethod
    def from_text(cls, text: str) -> Lines:
        r"""Lines of plain text; ``"\r\n"`` and ``"\r"`` become ``"\n"``, nothing else changes."""
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
        breaks = np.flatnonzero(codes == 10)
        start = np.concatenate(([0], breaks + 1)).astype(np.int64)
        end = np.concatenate((breaks, [len(text)])).astype(np.int64)
        n = len(start)
        flags = np.zeros(n, dtype=bool)
        return cls(text, start, end, flags, flags, np.ones(n, np.float32), np.zeros(n, np.int32))

    def __len__(self) -> int:
        return len(self.start)

    def __getitem__(self, i: int) -> str:
        return self.text[self.start[i] : self.end[i]]

    def __iter__(self) -> Iterator[str]:
        return iter(self.text.split("\n"))
