"""What the renderer holds many of, lines and cells of tables, kept in little memory.

Python's objects cost some 400 bytes a line; a document of short lines or a table of tiny cells is smaller than that by
far. So all but the last hundreds are kept as columns of numbers and one string.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, pairwise
from typing import NamedTuple

import numpy as np


class Rendered(NamedTuple):
    """One line: its text, layout, and where it stands in the HTML (-1 where it has no text).

    `bold` is the share of its letters that are; `size` their mean size in points; `cells` the number of table cells
    with text on the line, 0 outside tables.
    """

    text: str
    centred: bool = False
    bold: float = 0.0
    size: float = 12.0
    cells: int = 0
    start: int = -1
    end: int = -1


BLANK = Rendered("")


class Cell(NamedTuple):
    """A cell's lines, spans, and alignment (`align` "left", "center", "right", None; `valign` 0, 1, 2 from the top)."""

    lines: Sequence[Rendered] = ()
    colspan: int = 1
    rowspan: int = 1
    align: str | None = None
    valign: int = 1


EMPTY = Cell()
CHUNK = 512  # lines, or cells, that are packed together

Columns = tuple[str, tuple[np.ndarray, ...]]


def _pack(lines: Sequence[Rendered]) -> Columns:
    """Lines as their texts joined and one array an attribute, in the order of Rendered's."""
    if not lines:
        return "", ()
    text, centred, bold, size, cells, start, end = zip(*lines, strict=True)
    places = np.int32 if max(end) < 1 << 31 else np.int64
    return "\n".join(text), (
        np.array(centred, bool),
        np.array(bold, np.float32),
        np.array(size, np.float32),
        np.array(cells, np.int32),
        np.array(start, places),
        np.array(end, places),
    )


def _unpack(columns: Columns) -> Iterator[Rendered]:
    text, arrays = columns
    return map(Rendered, text.split("\n"), *(a.tolist() for a in arrays)) if arrays else iter(())


_BLANKS = _pack([BLANK] * CHUNK)


class Packed(Sequence):
    """A sequence of Rendered to which lines are added.

    >>> lines = Packed([BLANK] * CHUNK)
    >>> lines.append(Rendered("Acme Corp."))
    >>> len(lines), lines[CHUNK].text, lines.column("cells").shape
    (513, 'Acme Corp.', (513,))
    """

    __slots__ = ("_chunks", "_recent", "_unpacked", "_which")

    def __init__(self, lines: Iterable[Rendered] = ()) -> None:
        self._chunks: list[Columns] = []
        self._recent: list[Rendered] = []
        self._unpacked: list[Rendered] = []  # of the chunk that was last looked into,
        self._which = -1  # which is this one
        for line in lines:
            self.append(line)

    def append(self, line: Rendered) -> None:
        recent = self._recent
        recent.append(line)
        if len(recent) == CHUNK:
            self._chunks.append(_BLANKS if recent.count(BLANK) == CHUNK else _pack(recent))
            recent.clear()

    def __len__(self) -> int:
        return len(self._chunks) * CHUNK + len(self._recent)

    def __iter__(self) -> Iterator[Rendered]:
        return chain(chain.from_iterable(map(_unpack, self._chunks)), self._recent)

    def __getitem__(self, i: int) -> Rendered:
        chunk, k = divmod(i, CHUNK)
        if chunk == len(self._chunks):
            return self._recent[k]
        if chunk != self._which:
            self._unpacked, self._which = list(_unpack(self._chunks[chunk])), chunk
        return self._unpacked[k]

    def text(self) -> str:
        """The lines' texts, joined by line ends."""
        return "\n".join([text for text, _ in self._chunks] + [line.text for line in self._recent])

    def column(self, name: str) -> np.ndarray:
        """One attribute of Rendered, of all lines, shape (n_lines,)."""
        k = Rendered._fields.index(name) - 1
        arrays = [arrays[k] for _, arrays in (*self._chunks, _pack(self._recent)) if arrays]
        return np.concatenate(arrays) if arrays else np.zeros(0)


_ALIGN = (None, "left", "center", "right")


class Grid:
    """A table's rows of cells: rows and cells are opened in turn, and read as rows of Cell.

    >>> grid = Grid()
    >>> grid.open_row()
    >>> grid.close_cell(grid.open_cell(), Cell((Rendered("By:"),)))
    >>> [[cell.lines[0].text for cell in row] for row in grid]
    [['By:']]
    """

    __slots__ = ("_chunks", "_open", "_packed", "_recent", "_rows")

    def __init__(self) -> None:
        self._chunks: list[tuple] = []
        self._recent: list[Cell] = []
        self._packed = 0  # cells in _chunks
        self._open = 0
        self._rows = array("q")  # where each row starts, in cells

    def open_row(self) -> None:
        self._rows.append(self._packed + len(self._recent))

    def open_cell(self) -> int:
        """Add a cell to the last row; its number serves to close it. One that is never closed is empty."""
        if not self._rows:
            self.open_row()
        if len(self._recent) >= CHUNK and not self._open:
            self._pack()
        self._open += 1
        self._recent.append(EMPTY)
        return self._packed + len(self._recent) - 1

    def close_cell(self, number: int, cell: Cell | None) -> None:
        self._open -= 1
        if cell is not None:
            self._recent[number - self._packed] = cell

    def __iter__(self) -> Iterator[Iterator[Cell]]:
        """The rows, each to be read to its end before the next."""
        cells = chain(chain.from_iterable(map(_unpack_cells, self._chunks)), self._recent)
        for start, stop in pairwise(chain(self._rows, (self._packed + len(self._recent),))):
            yield islice(cells, stop - start)

    def _pack(self) -> None:
        self._chunks.append(_pack_cells(self._recent))
        self._packed += len(self._recent)
        self._recent = []


def _pack_cells(cells: list[Cell]) -> tuple:
    lines, colspan, rowspan, align, valign = zip(*cells, strict=True)
    if any(isinstance(one, Packed) for one in lines):  # packed by themselves, and not to be unpacked together
        return (cells,)
    return (
        _pack(list(chain.from_iterable(lines))),
        np.array([len(one) for one in lines], np.int16),
        np.array(colspan, np.int16),
        np.array(rowspan, np.int16),
        np.array([_ALIGN.index(one) if one in _ALIGN else 0 for one in align], np.int8),
        np.array(valign, np.int8),
    )


def _unpack_cells(chunk: tuple) -> Iterator[Cell]:
    if len(chunk) == 1:
        yield from chunk[0]
        return
    columns, n_lines, *rest = chunk
    lines = _unpack(columns)
    for n, colspan, rowspan, align, valign in zip(n_lines.tolist(), *(a.tolist() for a in rest), strict=True):
        yield Cell(tuple(islice(lines, n)), colspan, rowspan, _ALIGN[align], valign)
