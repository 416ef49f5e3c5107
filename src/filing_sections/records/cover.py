"""The cover's lines and entities -> form, registrants, address, date."""

from __future__ import annotations

import re

import numpy as np

from ..filing import Cover, Entity
from ..labels import Label
from ..lines import Lines
from .layout import MORE, Piece, Sheet, fold

FORM = re.compile(
    r"(?i)\b(?:form\s+(?P<form>(?:\d{1,2}-?[A-Z]{1,4}\d{0,3}|[A-Z]{1,3}-?\d{1,2}[A-Z]{0,4}|12b-25|13F(?:-HR|-NT)?|N-\w{1,5}|ABS-\w+|"
    r"T-\d|D|CB|TO|144|[345])(?:[ -]?K?SB)?(?:\s?/\s?A)?)\b"
    r"|(?P<schedule>schedule\s+(?:13[DEG](?:-\d)?|14[ACDFN](?:-\d|1)?|TO(?:-[TIC])?)(?:\s?/\s?A)?)\b)"
)
RULE_424 = re.compile(r"(?i)filed\s+(?:pursuant\s+to|under)\s+rule\s+(424\s?\(b\)\s?\(\d\))")
NAME_CAPTION = re.compile(
    r"(?i)\(?\s*(?:exact\s+names?\s+of|names?\s+of\s+(?:the\s+)?(?:issuer|registrant|small business|subject company)|"
    r"(?:full\s+)?(?:title|name)\s+of\s+(?:the\s+)?(?:plan|trust|each\s+registrant))"
)
FULL_NAME = re.compile(r"(?i)full\s+names?\s+of\s+registrants?|^\W*(?:registrant|name of issuer|company)\s*:")
ADDRESS_CAPTION = re.compile(
    r"(?i)address(?:es)?\s*(?:,|\(|of\b|including|and)|principal\s+executive\s+offices?|principal\s+place\s+of\s+business|executive\s+offices?\)"
)
NOT_OFFICE = re.compile(
    r"(?i)agent\s+for\s+service|authorized\s+to\s+receive|copies?\s+(?:to|of)|former\s+address|former\s+name|issuer.s\s+principal|person\s+to\s+contact"
)
DATE_CAPTION = re.compile(
    r"(?i)date\s+of\s+(?:earliest\s+event|report)|date\s+of\s+event|event\s+which\s+requires|period\s+ended|year[\s-]+ended|quarter(?:ly)?\s+(?:period\s+)?ended|"
    r"months\s+ended|year\s+ending|period\s+ending|for\s+the\s+month\s+of|dated|fiscal\s+year\s+end|date\s+of\s+reporting\s+period"
)
ZIP = re.compile(r"(?<!\d)\d{5}(?:-\d{4})?(?!\d)")


def cover(
    lines: Lines,
    labels: list[Label | None],
    entities: list[Entity],
    attached: list[tuple[int, int]],
    probabilities: np.ndarray | None = None,
) -> Cover | None:
    """What the cover says, or None where no line is `cover`.

    Args:
        labels: one a line, None where blank.
        entities: sorted by start.
        attached: line ranges of attached exhibits, from 1, inclusive.
        probabilities: of the labels, shape (n_lines,), or None.
    """
    sheet = Sheet(lines, labels, entities, attached)
    rows = sheet.rows(Label.COVER)
    if not rows:
        return None
    front = _front(sheet, rows)
    form, form_row = _form(sheet, front)
    registrants, name_row, named = _registrants(sheet, front)
    address, address_row = _address(sheet, front, form)
    date, date_row, dated = _date(sheet, front)
    found = {"form": form_row, "registrants": name_row, "address": address_row, "date": date_row}
    sure = 0.3 + 0.25 * bool(form) + 0.15 * bool(registrants) + 0.1 * named + 0.1 * bool(date) + 0.08 * dated
    if probabilities is not None:
        sure *= float(np.nanmean(probabilities[front]))
    return Cover(
        form=form,
        registrants=registrants,
        address=address,
        date=date,
        confidence=round(min(sure, 0.99), 4),
        source={k: "text" for k, row in found.items() if row is not None},
        line={k: row + 1 for k, row in found.items() if row is not None},
    )


def _front(sheet: Sheet, rows: list[int]) -> list[int]:
    """The first cover page: its cover lines and the boilerplate among them."""
    last = rows[0]
    for row in rows:
        if row - last > 80:
            break
        last = row
    return [r for r in range(rows[0], last + 1) if sheet.labels[r] in (Label.COVER, Label.BOILERPLATE)]


def _form(sheet: Sheet, rows: list[int]) -> tuple[str | None, int | None]:
    for row in rows:
        line = sheet.line(row)
        match = RULE_424.search(line)
        if match:
            return re.sub(r"[\s()]", "", match[1]).upper(), row
        match = FORM.search(line)
        if match:
            name = fold(match["form"] or match["schedule"]).upper()
            name = re.sub(r"\s?/\s?A$", "/A", name)
            return ("12b-25" if name == "12B-25" else name), row
    return None, None


def _registrants(sheet: Sheet, rows: list[int]) -> tuple[list[str], int | None, bool]:
    """The names that stand over their caption (under it on Form 12b-25); else the cover's first."""
    orgs = [(row, p) for row in rows for p in sheet.pieces(row) if p.label == "ORG"]
    for k, row in enumerate(rows):
        line = sheet.line(row)
        if FULL_NAME.search(line):
            under = [p for r in rows[k : k + 5] for p in sheet.pieces(r) if p.label == "ORG"]
            if under:
                return [under[0].text], under[0].row, True
        if NAME_CAPTION.search(line):
            over = []
            for r in reversed(rows[:k]):
                here = [p for p in sheet.pieces(r) if p.label == "ORG"]
                if here:
                    over = here + over
                    break
                if any(p.label != MORE for p in sheet.pieces(r)) or row - r > 8:
                    break
            if over:
                return list(dict.fromkeys(p.text for p in over)), over[0].row, True
    if orgs:
        return [orgs[0][1].text], orgs[0][0], False
    return [], None, False


def _address(sheet: Sheet, rows: list[int], form: str | None) -> tuple[str | None, int | None]:
    if form and re.match(r"SCHEDULE 13|SC 13", form):
        return None, None
    for row in rows:
        for p in sheet.pieces(row):
            if p.label == "ADDRESS":
                return _one_line(sheet, p), row
    return None, None


def _one_line(sheet: Sheet, piece: Piece) -> str:
    entity = sheet.entities[piece.entity]
    parts = [fold(x).strip(" ,") for x in entity.text.split("\n")]
    return ", ".join(p for p in parts if p)


def _date(sheet: Sheet, rows: list[int]) -> tuple[str | None, int | None, bool]:
    for k, row in enumerate(rows):
        if DATE_CAPTION.search(sheet.line(row)):
            for r in rows[k : k + 3]:
                for p in sheet.pieces(r):
                    if p.label == "DATE":
                        return p.text, r, True
    for row in rows:
        for p in sheet.pieces(row):
            if p.label == "DATE":
                return p.text, row, False
    return None, None, False
