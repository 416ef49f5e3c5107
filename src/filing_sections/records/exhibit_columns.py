"""Exhibit lists whose numbers stand in a column of their own, behind other text: brought into the common order."""

from __future__ import annotations

import re

from .exhibit_numbers import NUMBER
from .layout import chunks

HEAD = re.compile(r"(?i)^exhibit(?:\s+(?:no\.?|number|nos\.?|#))?(?:\s+in\s.*)?$")
PRINTED = re.compile(rf"^{NUMBER}[*+#†‡.]{{0,3}}$")
#: Columns to the left of so many are no column behind other text.
FAR = 16
#: A number may stand so many columns off its head.
SLACK = 6


def numbers_first(rows: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """The lines of a list, each with its row, with the numbers at the begin of their entries.

    What stands left of a column of numbers with text behind them (where the exhibit is incorporated from) is blanked;
    numbers that stand right of the descriptions come before them.
    """
    out = list(rows)
    heads = [(k, column) for k, (_, line) in enumerate(rows) if (column := _head(line)) is not None]
    ends = [k for k, _ in [*heads[1:], (len(rows), 0)]]
    for (k, column), end in zip(heads, ends, strict=False):
        found = {i: span for i in range(k + 1, end) if (span := _number_at(rows[i][1], column))}
        bare = sum(bool(PRINTED.match(x)) for i in range(k + 1, end) if (x := rows[i][1].strip().split("  ")[0]))
        if len(found) < 2 or bare > len(found) / 3:
            continue
        after = sum(bool(rows[i][1][b:].strip()) for i, (_, b) in found.items())
        if after > len(found) / 2:
            left = min(a for a, _ in found.values())
            out[k + 1 : end] = [(row, _blanked(line, left)) for row, line in rows[k + 1 : end]]
        else:
            _moved(out, k + 1, end, found)
    return out


def _head(line: str) -> int | None:
    """The column of "Exhibit No." where it heads a column behind others, and no number comes first."""
    return next((a for a, b in chunks(line)[:2] if HEAD.match(line[a:b]) and a >= FAR), None)


def _number_at(line: str, column: int) -> tuple[int, int] | None:
    """Where a number stands by itself near the column, behind other text."""
    for a, b in chunks(line):
        if abs(a - column) <= SLACK and PRINTED.match(line[a:b]) and line[:a].strip():
            return a, b
    return None


def _blanked(line: str, left: int) -> str:
    """The line without what stands before the column `left`, where a gap parts them."""
    begins = next((a for a, _ in chunks(line) if a >= left - 2), None)
    return line if begins is None and len(line.rstrip()) > left else " " * (begins or 0) + line[begins or len(line) :]


def _moved(out: list[tuple[int, str]], first: int, end: int, found: dict[int, tuple[int, int]]) -> None:
    """Put each number before the first line of its entry, which begins under a blank line or after the last number."""
    at, widest = first, max(b - a for a, b in found.values()) + 3
    for i in range(first, end):
        row, line = out[i]
        if i == first or out[i - 1][0] < row - 1 or i - 1 in found:
            at = i
        if i not in found:
            out[i] = (row, " " * widest + line)
            continue
        a, b = found[i]
        out[i] = (row, " " * widest + line[:a] + " " * (b - a) + line[b:])
        out[at] = (out[at][0], line[a:b].ljust(widest) + out[at][1][widest:])
