"""A table's cells laid out as lines of text whose columns are aligned."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator

from .packed import BLANK, Cell, Rendered

GAP = 2  # spaces between columns
MAX_COLUMN = 100  # a cell wider than this pushes only what follows it in its own row
MAX_LAST = 30  # the same for a row's last cell, which nothing needs to clear
MAX_START = 240  # no column starts further right, so that padding stays within bounds
MAX_COLUMNS = MAX_START // GAP  # of which the widths count: all further ones start there
MAX_SPAN = 1000
MAX_PARTS = 1000  # of a line, joined when there are so many
MAX_TALL = 60  # columns from here on take no notice of rowspan, so that time stays linear


def lay_out(rows: Iterable[Iterable[Cell]]) -> Iterator[Rendered]:
    """The lines of a table; its rows are read twice. Rows without text are blank lines.

    >>> row = [Cell((Rendered("By:"),)), Cell((Rendered("/s/ Ann Lee"), Rendered("Ann Lee")))]
    >>> [line.text for line in lay_out([row, [Cell((Rendered("Title:"),)), Cell((Rendered("President"),))]])]
    ['By:     /s/ Ann Lee', '        Ann Lee', 'Title:  President']
    """
    starts, heights = _columns(rows)
    for row, height in zip(_place(rows), heights, strict=True):
        if height <= 1:
            yield _line(((column, cell, cell.lines[0]) for column, cell in row), starts)
        else:
            yield from _tall_row(row, height, starts)


def _tall_row(row: Iterable[tuple[int, Cell]], height: int, starts: list[int]) -> Iterator[Rendered]:
    """The lines of a row of `height` lines; only cells that have text there are looked at on each."""
    entering: dict[int, list[tuple[int, int, Cell, int]]] = {}
    for i, (column, cell) in enumerate(row):
        top = (height - len(cell.lines)) * cell.valign // 2
        entering.setdefault(top, []).append((i, column, cell, top))
    here: list[tuple[int, int, Cell, int]] = []
    for k in range(height):
        if k in entering:
            here = sorted(here + entering[k])
        yield _line(((column, cell, cell.lines[k - top]) for _, column, cell, top in here), starts)
        here = [entry for entry in here if k + 1 < entry[3] + len(entry[2].lines)]


def _place(rows: Iterable[Iterable[Cell]]) -> Iterator[Iterator[tuple[int, Cell]]]:
    """Each row's cells that hold lines, with the column where each starts; to be read to its end before the next."""
    occupied: dict[int, int] = {}  # column -> rows still covered by a cell above
    for row in rows:
        new: dict[int, int] = {}
        yield _place_row(row, occupied, new)
        if occupied or new:
            occupied.update(new)
            occupied = {c: left - 1 for c, left in occupied.items() if left > 1}


def _place_row(row: Iterable[Cell], occupied: dict[int, int], new: dict[int, int]) -> Iterator[tuple[int, Cell]]:
    column = 0
    for cell in row:
        while column in occupied:
            column += 1
        if cell.rowspan > 1:
            new.update(dict.fromkeys(range(column, min(column + cell.colspan, MAX_TALL)), cell.rowspan))
        if cell.lines:
            yield column, cell
        column += cell.colspan


def _columns(rows: Iterable[Iterable[Cell]]) -> tuple[list[int], array]:
    """Where each column starts, in characters, and each row's height in lines.

    The starts have one more entry than there are columns, and none beyond MAX_START.
    """
    widths: dict[int, int] = {}
    heights = array("q")
    last_column = 0
    for row in _place(rows):
        height = width = at = 0
        for column, cell in row:
            if width > widths.get(at, 0) and at < MAX_COLUMNS:  # of the cell before
                widths[at] = width
            width, at = 0, column
            height = max(height, len(cell.lines))
            last_column = max(last_column, column + cell.colspan)
            if cell.colspan == 1:
                width = max(len(line.text) for line in cell.lines)
                width = width if width <= MAX_COLUMN else 0
        if widths.get(at, 0) < width <= MAX_LAST and at < MAX_COLUMNS:
            widths[at] = width
        heights.append(height)
    starts = [0]
    while len(starts) <= last_column and starts[-1] < MAX_START:
        starts.append(min(starts[-1] + widths.get(len(starts) - 1, 0) + GAP, MAX_START))
    return starts, heights


def _line(cells: Iterable[tuple[int, Cell, Rendered]], starts: list[int]) -> Rendered:
    """One line across a row's cells."""
    top = len(starts) - 1
    joined: list[str] = []
    parts: list[str] = []
    at = shown = letters = count = start = end = 0
    bold = size = 0.0
    centred = True
    line = BLANK
    for column, cell, here in cells:
        text = here.text
        if not text:
            continue
        line, width = here, len(text)
        to = starts[min(column, top)]
        if cell.align in ("right", "center"):
            room = starts[min(column + cell.colspan, top)] - GAP - to - width
            to += max(room, 0) if cell.align == "right" else max(room, 0) // 2
        gap = max(to - at, GAP if at else 0)
        parts.append(" " * gap + text if gap else text)
        if len(parts) == MAX_PARTS:
            joined.append("".join(parts))
            parts.clear()
        at += gap + width
        letters += width
        centred = centred and line.centred
        bold += line.bold * width
        size += line.size * width
        count += line.cells or 1
        start, end = (min(start, line.start), max(end, line.end)) if shown else (line.start, line.end)
        shown += 1
    if not shown:
        return BLANK
    if shown == 1:
        return Rendered(parts[0], line.centred, line.bold, line.size, count, start, end)
    return Rendered("".join(joined + parts), centred, bold / letters, size / letters, count, start, end)
