"""A table's cells laid out as lines of text whose columns are aligned."""

from __future__ import annotations

from typing import NamedTuple


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

    lines: list[Rendered] | tuple[Rendered, ...] = ()
    colspan: int = 1
    rowspan: int = 1
    align: str | None = None
    valign: int = 1


EMPTY = Cell()
GAP = 2  # spaces between columns
MAX_COLUMN = 100  # a cell wider than this pushes only what follows it in its own row
MAX_LAST = 30  # the same for a row's last cell, which nothing needs to clear
MAX_START = 240  # no column starts further right, so that padding stays within bounds
MAX_SPAN = 1000
MAX_TALL = 60  # columns from here on take no notice of rowspan, so that time stays linear


def lay_out(rows: list[list[Cell]]) -> list[Rendered]:
    """The lines of a table. Rows without text are blank lines.

    >>> row = [Cell((Rendered("By:"),)), Cell((Rendered("/s/ Ann Lee"), Rendered("Ann Lee")))]
    >>> [line.text for line in lay_out([row, [Cell((Rendered("Title:"),)), Cell((Rendered("President"),))]])]
    ['By:     /s/ Ann Lee', '        Ann Lee', 'Title:  President']
    """
    placed = _place(rows)
    starts = _column_starts(placed)
    lines: list[Rendered] = []
    for row in placed:
        height = max((len(cell.lines) for _, cell in row), default=0)
        if height <= 1:
            lines.append(_line([(column, cell, cell.lines[0]) for column, cell in row], starts) if row else BLANK)
            continue
        for k in range(height):
            at_k = []
            for column, cell in row:
                i = k - (height - len(cell.lines)) * cell.valign // 2
                if 0 <= i < len(cell.lines):
                    at_k.append((column, cell, cell.lines[i]))
            lines.append(_line(at_k, starts))
    return lines


def _place(rows: list[list[Cell]]) -> list[list[tuple[int, Cell]]]:
    """Each row's cells that hold lines, with the column where each starts."""
    placed = []
    occupied: dict[int, int] = {}  # column -> rows still covered by a cell above
    for row in rows:
        column, here = 0, []
        new: dict[int, int] = {}
        for cell in row:
            while column in occupied:
                column += 1
            if cell.lines:
                here.append((column, cell))
            if cell.rowspan > 1:
                new.update(dict.fromkeys(range(column, min(column + cell.colspan, MAX_TALL)), cell.rowspan))
            column += cell.colspan
        if occupied or new:
            occupied.update(new)
            occupied = {c: left - 1 for c, left in occupied.items() if left > 1}
        placed.append(here)
    return placed


def _column_starts(placed: list[list[tuple[int, Cell]]]) -> list[int]:
    """Where each column starts, in characters; one more entry than there are columns, none beyond MAX_START."""
    widths: dict[int, int] = {}
    last_column = 0
    for row in placed:
        for i, (column, cell) in enumerate(row):
            last_column = max(last_column, column + cell.colspan)
            if cell.colspan > 1:
                continue
            width = max(len(line.text) for line in cell.lines)
            if width > widths.get(column, 0) and width <= (MAX_LAST if i + 1 == len(row) else MAX_COLUMN):
                widths[column] = width
    starts = [0]
    while len(starts) <= last_column and starts[-1] < MAX_START:
        starts.append(min(starts[-1] + widths.get(len(starts) - 1, 0) + GAP, MAX_START))
    return starts


def _line(cells: list[tuple[int, Cell, Rendered]], starts: list[int]) -> Rendered:
    """One line across a row's cells."""
    cells = [entry for entry in cells if entry[2].text]
    if not cells:
        return BLANK
    top = len(starts) - 1
    parts, at = [], 0
    for column, cell, line in cells:
        to = starts[min(column, top)]
        if cell.align in ("right", "center"):
            room = starts[min(column + cell.colspan, top)] - GAP - to - len(line.text)
            to += max(room, 0) if cell.align == "right" else max(room, 0) // 2
        gap = max(to - at, GAP if at else 0)
        parts.append(" " * gap + line.text if gap else line.text)
        at += gap + len(line.text)
    if len(cells) == 1:
        only = cells[0][2]
        return Rendered(parts[0], only.centred, only.bold, only.size, only.cells or 1, only.start, only.end)
    lines = [line for _, _, line in cells]
    letters = sum(len(line.text) for line in lines)
    return Rendered(
        "".join(parts),
        all(line.centred for line in lines),
        sum(line.bold * len(line.text) for line in lines) / letters,
        sum(line.size * len(line.text) for line in lines) / letters,
        sum(line.cells or 1 for line in lines),
        min(line.start for line in lines),
        max(line.end for line in lines),
    )
