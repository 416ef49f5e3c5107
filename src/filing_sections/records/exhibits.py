"""Exhibit lists and captions of attached exhibits -> one record an exhibit: number, description."""

from __future__ import annotations

import re

import numpy as np

from ..filing import Entity, Exhibit
from ..labels import Label
from ..lines import Lines
from .exhibit_entries import Entry
from .exhibit_lists import expanded, list_entries
from .exhibit_numbers import CAPTION, CAPTION_AT_END, first_integer, number_key, record_number
from .layout import Sheet, fold, weigh

#: Logistic regression: is an exhibit right by number and description? Fitted on train with perturbed labels.
WEIGHTS = {
    "bias": -2.6,
    "plain": -0.41,
    "bracketed": -1.2,
    "worded": -0.9,
    "short": -1.76,
    "long": 0.95,
    "capital": 2.81,
    "rising": 1.03,
    "goes_on": 0.81,
    "in_column": 1.17,
    "alone": 2.41,
    "pointed": 0.9,
    "caption": 4.0,
}
NOTHING = re.compile(r"(?i)(?:^|[-\u2013—.:(\s])\s*not applicable\W*$|[-\u2013—:]\s*none\W*$")


def exhibits(
    lines: Lines,
    labels: list[Label | None],
    entities: list[Entity],
    attached: list[tuple[int, int]],
    probabilities: np.ndarray | None = None,
) -> list[Exhibit]:
    """Every exhibit listed or captioned, first mention first; a number that is named again adds no second record.

    The arguments are those of `records`. `entities` are here for likeness alone.
    """
    sheet = Sheet(lines, labels, [], attached)
    inside = sheet.in_attached()
    for first, last in sheet.attached:
        if _is_index(sheet, first, last):
            inside[first : last + 1] = False
    rows = [row for row in sheet.rows(Label.EXHIBIT) if not inside[row]]
    found = [e for run in _runs(sheet, rows) for e in list_entries(sheet, run)]
    found.extend(_captions(sheet))
    found.sort(key=lambda e: e.row)
    kept: dict[str, Entry] = {}
    for entry in found:
        kept.setdefault(number_key(entry.number), entry)
    entries = [e for e in kept.values() if not NOTHING.search(e.description)]
    sides = [None, *entries, None]
    return [_record(e, b, a, probabilities) for e, b, a in zip(entries, sides, sides[2:], strict=False)]


def _runs(sheet: Sheet, rows: list[int]) -> list[list[int]]:
    """Rows of one list each: blank lines, page furniture and a stray label between do not cut it."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and row - runs[-1][-1] <= 30:
            between = [r for r in range(runs[-1][-1] + 1, row) if sheet.labels[r] is not None]
            other = [r for r in between if sheet.labels[r] != Label.BOILERPLATE]
            if not other:
                runs[-1].append(row)
                continue
            if len(other) <= 2:
                runs[-1].extend(other)
                runs[-1].append(row)
                continue
        runs.append([row])
    return runs


def _is_index(sheet: Sheet, first: int, last: int) -> bool:
    """Whether an attached document is no more than the filing's exhibit index."""
    heads = [line for r in range(first, min(first + 12, last + 1)) if (line := sheet.line(r)).strip()]
    return any(
        re.match(r"(?i)\W*(?:exhibit\s+index|index\s+(?:to|of)\s+exhibits|list\s+of\s+exhibits)\W*$", x)
        for x in heads[:4]
    )


#: Characters of a caption, and of the white space around it: a pattern's time grows with the square of that.
LONGEST_CAPTION = 1000


def _captions(sheet: Sheet) -> list[Entry]:
    """The captions at the heads of attached exhibits."""
    out = []
    for first, last in sheet.attached:
        seen = 0
        for row in range(first, min(last + 1, len(sheet.labels))):
            line = expanded(sheet.line(row))
            if not line.strip() or re.match(r"\s*<[A-Z]+>", line):
                continue
            seen += 1
            if seen > 6:
                break
            if len(line) > LONGEST_CAPTION or len(line.split()) > 14:
                continue
            match = CAPTION.match(line) or CAPTION_AT_END.search(line)
            if match:
                rest = match.groupdict().get("rest") or ""
                entry = Entry(match["number"].strip(), row, 0, 0, 0, caption=True)
                text = fold(rest.strip(' \t|-\u2013—:."”)'))
                if text and len(text) > 3 and not re.match(r"(?i)to form|page", text):
                    entry.lines = [text]
                out.append(entry)
                break
    return out


def _record(entry: Entry, before: Entry | None, after: Entry | None, probabilities: np.ndarray | None) -> Exhibit:
    integer = first_integer(entry.number)
    description = entry.description
    sure = weigh(
        WEIGHTS,
        plain=re.fullmatch(r"\d+", record_number(entry.number)) is not None,
        bracketed=entry.bracketed,
        worded=entry.worded,
        short=bool(entry.lines) and len(description) < 4,
        long=len(description) > 12,
        capital=description[:1].isupper() or description[:1] in ('"', "("),
        rising=before is None or first_integer(before.number) <= integer,
        goes_on=after is None or first_integer(after.number) >= integer,
        in_column=any(x is not None and abs(x.column - entry.column) <= 2 for x in (before, after)),
        alone=before is None and after is None,
        pointed="." in entry.number,
        caption=entry.caption,
    )
    if probabilities is not None and np.isfinite(probabilities[entry.row]):
        sure *= float(probabilities[entry.row])
    return Exhibit(record_number(entry.number), description or None, entry.row + 1, round(sure, 4))
