"""The cover's lines and entities -> form, registrants, address, date."""

from __future__ import annotations

import re

import numpy as np

from ..filing import Cover, Entity
from ..labels import Label
from ..lines import Lines
from .addresses import address_of
from .layout import DATE, Piece, Sheet, fold
from .registrants import registrants_of

_DASH = "[-\u2010-\u2014]"
FORM = re.compile(
    rf"(?i)\bform\s+(?P<form>12b{_DASH}25|24F{_DASH}2|13F(?:{_DASH}(?:HR|NT))?|"
    rf"\d{{1,2}}\s?{_DASH}?\s?[A-Z]{{1,4}}\d{{0,3}}|[A-Z]{{1,3}}{_DASH}?\d{{1,2}}[A-Z]{{0,4}}|N{_DASH}\w{{1,5}}|ABS{_DASH}\w+|"
    rf"T{_DASH}\d|D|CB|TO|144|[345])(?:\s?SB)?(?P<amended>\s?/\s?A(?:{_DASH}?\d)?)?(?![\w/])"
    rf"|\b(?P<schedule>schedule\s+(?:13[DEG](?:{_DASH}\d)?|14[ACDFN](?:{_DASH}\d|1)?|TO(?:{_DASH}[TIC])?))(?P<amended2>\s?/\s?A)?\b"
    r"|filed\s+(?:pursuant\s+to|under)\s+rule\s+(?P<rule>424\s?\(b\)\s?\(\d\))"
)
AMENDMENT = re.compile(r"(?i)\bamendment\s+(?:no\.?|number)\s*\d")
DATE_CAPTION = re.compile(
    r"(?i)dates?\s+of\s+(?:the\s+)?(?:earliest\s+event|report|event)|event\s+which\s+requires|(?:period|year|quarter|months?|weeks)[\s-]+end(?:ed|ing)"
    r"|quarterly\s+report\s+for|for\s+the\s+month\s+of|distribution\s+period|quarter\s+ended"
)
YEAR_END = re.compile(r"(?i)date\s+of\s+fiscal\s+year\s+end|fiscal\s+year\s+end\s*:")
DATED = re.compile(r"(?i)(?<!to prospectus )\bdated\b")
NO_DATE = re.compile(r"(?i)\bexpires\b|\bas\s+of\b|\bto\s+prospectus\s+dated|outstanding|incorporated\s+by")
#: A cover goes on over at most this many lines without one of its own.
COVER_GAP = 80


def cover(
    lines: Lines,
    labels: list[Label | None],
    entities: list[Entity],
    attached: list[tuple[int, int]],
    probabilities: np.ndarray | None = None,
) -> Cover | None:
    """What the cover says, or None where no line is `cover`.

    The arguments are those of `records`.
    """
    sheet = Sheet(lines, labels, entities, attached)
    rows = sheet.rows(Label.COVER)
    if not rows:
        return None
    rows = _front(sheet, rows)
    form, form_row = _form(sheet, rows)
    registrants, name_row, name_sure = registrants_of(sheet, rows)
    address, address_row = address_of(sheet, rows, form or "")
    date, date_row, date_sure = _date(sheet, rows)
    found = {"form": form_row, "registrants": name_row, "address": address_row, "date": date_row}
    confidence = 0.25 + 0.3 * bool(form) + 0.25 * name_sure + 0.2 * date_sure
    if probabilities is not None:
        confidence *= float(np.nanmean(probabilities[rows]))
    return Cover(
        form=form,
        registrants=registrants,
        address=address,
        date=date,
        confidence=round(min(confidence, 0.99), 4),
        source={k: "text" for k, row in found.items() if row is not None},
        line={k: row + 1 for k, row in found.items() if row is not None},
    )


def _front(sheet: Sheet, rows: list[int]) -> list[int]:
    """The rows of the first cover: its lines and the boilerplate among them."""
    first = last = rows[0]
    stretch = 1
    for row in rows[1:]:
        if row - last > COVER_GAP:
            if stretch >= 4:
                break
            # a lone line far above the cover proper is a wrong label
            first, stretch = row, 0
        last = row
        stretch += 1
    front = (Label.COVER, Label.BOILERPLATE)
    marked = [r for r in range(first, last + 1) if sheet.labels[r] is not None]
    sides = [None, *marked, None]
    # a line of another label between two of the cover is a wrong label
    return [
        r
        for r, before, after in zip(marked, sides, sides[2:], strict=False)
        if sheet.labels[r] in front or {sheet.labels[x] for x in (before, after) if x is not None} <= set(front)
    ]


def _form(sheet: Sheet, rows: list[int]) -> tuple[str | None, int | None]:
    texts, starts, at = [], [], 0
    for row in rows:
        starts.append(at)
        texts.append(sheet.line(row))
        at += len(texts[-1]) + 1
    text = "\n".join(texts)
    match = FORM.search(text)
    if not match:
        return None, None
    k = int(np.searchsorted(starts, match.start(), side="right")) - 1
    if match["rule"]:
        return re.sub(r"[\s()]", "", match["rule"]).upper(), rows[k]
    name = re.sub(_DASH, "-", fold(match["form"] or match["schedule"]).upper())
    name = re.sub(r"\s?-\s?", "-", name)
    name = "12b-25" if name == "12B-25" else name
    amended = match["amended"] or match["amended2"]
    if amended:
        name += re.sub(r"\s", "", amended).upper()
    elif re.match(r"(?:10|8|20|40)-?\w", name) and any(AMENDMENT.search(x) for x in texts[k : k + 12]):
        name += "/A"
    return name, rows[k]


def _date(sheet: Sheet, rows: list[int]) -> tuple[str | None, int | None, float]:
    """The date after a caption that names it, else one that the cover bears; and how sure that is."""
    for caption, sure in ((DATE_CAPTION, 1.0), (DATED, 0.7), (YEAR_END, 0.5)):
        for k, row in enumerate(rows):
            line = sheet.line(row)
            match = caption.search(line)
            if not match or NO_DATE.search(line) or (caption is DATE_CAPTION and YEAR_END.search(line)):
                continue
            found = _date_near(sheet, rows, k, match.end())
            if found:
                return found.text, found.row, sure
    for row in rows:
        if NO_DATE.search(sheet.line(row)):
            continue
        for p in sheet.pieces(row):
            if p.label == "DATE":
                return p.text, row, 0.4
    return None, None, 0.0


def _date_near(sheet: Sheet, rows: list[int], k: int, after: int) -> Piece | None:
    """The date behind a caption, on the two lines under it, or on the line over a caption in brackets."""
    bracketed = sheet.line(rows[k]).lstrip().startswith("(")
    order = [rows[k], *reversed(rows[max(0, k - 2) : k])] if bracketed else []
    for r in [*order, *rows[k : k + 3]]:
        line = sheet.line(r)
        dates = [p for p in sheet.pieces(r) if p.label == "DATE" and (r != rows[k] or p.end > after - 2)]
        if not dates:
            match = DATE.search(line, after if r == rows[k] else 0)
            dates = [sheet.piece(r, *match.span(), "DATE")] if match else []
        if dates:
            return (
                dates[-1]
                if len(dates) > 1 and re.search(r"(?i)\b(?:through|to)\b", line[dates[0].end : dates[1].start])
                else dates[0]
            )
        if r != rows[k] and not bracketed and re.search(r"(?i)\(|commission|registrant", line):
            break
    return None
