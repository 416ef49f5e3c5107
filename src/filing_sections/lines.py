"""A document's lines: their text and their layout, from plain text or from HTML.

    document -> Lines

`Lines` is what every later stage reads. It holds one string and, beside it, one array entry a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from .submission import Document


@dataclass(frozen=True, eq=False)
class Lines:
    r"""The lines of one document.

    Attributes:
        text: the whole text; every offset refers to it. Lines are its pieces between ``"\n"``.
        start, end: int32 (int64 beyond 2 GB), shape (n_lines,): each line is ``text[start:end]``, without its line end.
        centred, bold: bool, shape (n_lines,): layout that HTML gave; False throughout for plain text.
        size: float32, shape (n_lines,): font size relative to the document's commonest (1.0 for plain text).
        cells: int32, shape (n_lines,): table cells with text on the line, 0 outside tables.
        source: int32 (int64 beyond 2 GB), shape (n_lines, 2), or None: where the line stands in the HTML, as character
            offsets.
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
        start, end = _line_offsets(text)
        # no layout is given: one value for all lines, which takes no memory
        no, one, none = (np.broadcast_to(value, len(start)) for value in (np.False_, np.float32(1), np.int32(0)))
        return cls(text, start, end, no, no, one, none)

    @classmethod
    def from_html(cls, html: str) -> Lines:
        """Lines of HTML as a browser breaks them, without what it hides; table columns are aligned with spaces.

        >>> lines = Lines.from_html("<p align=center><b>SIGNATURES</b></p><table><tr><td>By:<td>/s/ Ann Lee</table>")
        >>> lines[0], bool(lines.centred[0]), lines[2], int(lines.cells[2]), lines.source[0].tolist()
        ('SIGNATURES', True, 'By:  /s/ Ann Lee', 2, [19, 29])
        """
        from .packed import BLANK
        from .render import render

        rendered = render(html)
        if not rendered:
            rendered.append(BLANK)
        text = rendered.text()
        start, end = _line_offsets(text)
        return cls(
            text,
            start,
            end,
            rendered.column("centred"),
            rendered.column("bold") > 0.5,
            _relative_sizes(rendered.column("size"), end - start),
            rendered.column("cells"),
            _filled(rendered.column("start"), rendered.column("end")),
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


#: A line of more characters is a text that has lost its line ends: told by so many from its first word on, and taken as
#: running text, so that neither entities nor records are sought on it.
LONGEST = 1 << 18


def long_lines(lines: Lines) -> list[str]:
    """The warning that lines are beyond LONGEST, where they are."""
    long = np.flatnonzero(lines.end - lines.start > LONGEST) + 1
    if not len(long):
        return []
    more = f" (and {len(long) - 1} further lines)" if len(long) > 1 else ""
    return [f"line {long[0]}{more} of more than {LONGEST} characters: taken as running text"]


#: Soft hyphens, spaces and marks of no width, byte order marks.
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]+")


def invisible_lines(lines: Lines) -> np.ndarray:
    r"""The numbers, from 0, of lines that are not blank, but show nothing.

    >>> invisible_lines(Lines.from_text("Acme\n \ufeff\n\nCorp.")).tolist()
    [1]
    """
    at = [match.start() for match in _INVISIBLE.finditer(lines.text)]
    if not at:
        return np.zeros(0, np.int64)
    numbers = np.unique(np.searchsorted(lines.start, at, side="right") - 1)
    return np.array([k for k in numbers.tolist() if not _INVISIBLE.sub("", lines[k]).strip()], np.int64)


#: Characters that are looked through for line ends at once.
_AT_ONCE = 1 << 17


def _line_offsets(text: str) -> tuple[np.ndarray, np.ndarray]:
    """Where each line of `text` starts and ends, int32 (int64 beyond 2 GB), shape (n_lines,) each."""
    n = text.count("\n") + 1
    start = np.empty(n, np.int32 if len(text) < 1 << 31 else np.int64)
    start[0], found = 0, 1
    for at in range(0, len(text), _AT_ONCE):
        piece = text[at : at + _AT_ONCE]
        if piece.isascii():
            codes = np.frombuffer(piece.encode("ascii"), dtype="u1")
        else:
            codes = np.frombuffer(piece.encode("utf-32-le", "surrogatepass"), dtype="<u4")
        breaks = np.flatnonzero(codes == 10)
        start[found : found + len(breaks)] = breaks + (at + 1)
        found += len(breaks)
    end = np.empty_like(start)
    np.subtract(start[1:], 1, out=end[:-1])
    end[-1] = len(text)
    return start, end


def _relative_sizes(size: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Font sizes, shape (n_lines,), as multiples of the one that most letters have; 1 on blank lines."""
    shown = weight > 0
    halves = np.rint(size[shown] * 2).astype(np.int32)
    commonest = np.bincount(halves, weights=weight[shown]).argmax() / 2 if len(halves) else 1.0
    relative = np.ones(len(size), np.float32)
    return np.divide(size, np.float64(max(commonest, 0.5)), out=relative, where=shown, casting="same_kind")


def _filled(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Source ranges, shape (n_lines, 2), where lines without text (-1) stand at the end of the line before."""
    missing = start < 0
    ends = np.maximum.accumulate(np.maximum(end, 0))
    np.copyto(start, ends, where=missing)
    np.copyto(end, ends, where=missing)
    return np.stack([start, end], axis=1)
