"""A document's lines: their text and their layout, from plain text or from HTML.

    document -> Lines

`Lines` is what every later stage reads. It holds one string and, beside it, one array entry a line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from .submission import Document


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
        if text.isascii():
            codes = np.frombuffer(text.encode("ascii"), dtype="u1")
        else:
            codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
        breaks = np.flatnonzero(codes == 10)
        start = np.concatenate(([0], breaks + 1)).astype(np.int64)
        end = np.concatenate((breaks, [len(text)])).astype(np.int64)
        n = len(start)
        flags = np.zeros(n, dtype=bool)
        return cls(text, start, end, flags, flags, np.ones(n, np.float32), np.zeros(n, np.int32))

    @classmethod
    def from_html(cls, html: str) -> Lines:
        """Lines of HTML as a browser breaks them, without what it hides; table columns are aligned with spaces.

        >>> lines = Lines.from_html("<p align=center><b>SIGNATURES</b></p><table><tr><td>By:<td>/s/ Ann Lee</table>")
        >>> lines[0], bool(lines.centred[0]), lines[2], int(lines.cells[2]), lines.source[0].tolist()
        ('SIGNATURES', True, 'By:  /s/ Ann Lee', 2, [19, 29])
        """
        from .render import render
        from .tables import BLANK

        rendered = render(html) or [BLANK]

        def column(name: str, dtype: type) -> np.ndarray:
            return np.fromiter(map(attrgetter(name), rendered), dtype, len(rendered))

        lengths = np.fromiter((len(line.text) for line in rendered), np.int64, len(rendered))
        end = np.cumsum(lengths + 1) - 1
        return cls(
            "\n".join(line.text for line in rendered),
            end - lengths,
            end,
            column("centred", bool),
            column("bold", np.float32) > 0.5,
            _relative_sizes(column("size", np.float32), lengths),
            column("cells", np.int32),
            _filled(np.stack([column("start", np.int64), column("end", np.int64)], axis=1)),
        )

    @classmethod
    def from_document(cls, document: Document) -> Lines:
        """Lines of a submission's document, read as what it is, with the warnings of its decoding."""
        text = document.text()
        lines = cls.from_html(text) if document.is_html else cls.from_text(text)
        lines.warnings.extend(document.all_warnings())
        return lines

    def __len__(self) -> int:
        return len(self.start)

    def __getitem__(self, i: int) -> str:
        return self.text[self.start[i] : self.end[i]]

    def __iter__(self) -> Iterator[str]:
        return iter(self.text.split("\n"))


def _relative_sizes(size: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Font sizes, shape (n_lines,), as multiples of the one that most letters have; 1 on blank lines."""
    halves = np.rint(size * 2).astype(np.int64)
    commonest = np.bincount(halves, weights=weight).argmax() / 2 if weight.any() else 1.0
    return np.where(weight > 0, size / max(commonest, 0.5), 1.0).astype(np.float32)


def _filled(source: np.ndarray) -> np.ndarray:
    """Source ranges, shape (n_lines, 2), where lines without text (-1) stand at the end of the line before."""
    missing = source[:, 0] < 0
    source[missing, 1] = 0
    ends = np.maximum.accumulate(source[:, 1])
    source[missing] = ends[missing, None]
    return source
