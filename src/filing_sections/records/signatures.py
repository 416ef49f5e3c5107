"""Signature blocks -> one record a signer: name, title, company signed for, date."""

from __future__ import annotations

import re

import numpy as np

from ..filing import Entity, Signature
from ..labels import Label
from ..lines import Lines
from .blocks import Block, blocks
from .companies import give_companies
from .layout import OPEN_END, Piece, Sheet, doubt, weigh
from .marks import block_pieces
from .signing_dates import give_dates
from .slots import Rows, Slot, find_slots, signed_by_attorney, signers
from .titles import give_titles, joined

#: Logistic regression: is a signer right in all four fields? Fitted on train with out-of-fold labels and entities
#: (benchmarks/score_records.py --fit).
WEIGHTS = {
    "bias": -1.19,
    "doubt": -1.12,
    "doubt_around": -1.75,
    "entity": 0.07,
    "signed": 0.68,
    "starred": -0.57,
    "printed_under": 0.78,
    "titled": 0.99,
    "role": 0.24,
    "title_entity": 1.01,
    "more_titles": -1.05,
    "many_titles": 0.44,
    "unlike_others": -0.51,
    "open_title": -0.98,
    "company": -0.7,
    "companies": -3.22,
    "by": -1.45,
    "by_company": 1.36,
    "firm": 1.97,
    "dated": 0.75,
    "date_entity": -0.17,
    "agent": -0.77,
    "alone": -0.34,
    "many": -0.19,
    "plausible": 1.03,
}
#: What stands behind a name and is none of it.
DEGREES = re.compile(
    r"(?:,?\s+(?:M\.?D\.?|Ph\.?\s?D\.?|J\.?D\.?|D\.?D\.?S\.?|P\.?E\.?|D\.?V\.?M\.?|CFA|C\.?P\.?A\.?|MBA|CGMA|(?i:esq(?:uire)?)\b\.?))+$"
)
#: Lines between a block that only names a company and the block that it heads.
HEAD_LINES = 12


def signatures(
    lines: Lines,
    labels: list[Label | None],
    entities: list[Entity],
    attached: list[tuple[int, int]],
    probabilities: np.ndarray | None = None,
) -> list[Signature]:
    """The signers of every signature block, main document and attached exhibits alike, in reading order.

    The arguments are those of `records`.
    """
    sheet = Sheet(lines, labels, entities, attached)
    records: list[Signature] = []
    heads: list[Piece] = []
    last = -HEAD_LINES
    for block in blocks(sheet):
        found = _read(sheet, block, heads if block.rows[0] - last <= HEAD_LINES else [], probabilities)
        records.extend(found)
        # a block that only names a company ("X Corp. (Name of Registrant) has caused ...") heads the next
        heads = [] if found else [p for row in block.rows for p in block_pieces(sheet, row) if p.label == "ORG"]
        last = block.rows[-1]
    return records


def _read(sheet: Sheet, block: Block, heads: list[Piece], probabilities: np.ndarray | None) -> list[Signature]:
    rows = Rows.of(sheet, block)
    slots = find_slots(sheet, block, rows)
    if not any(s.name is not None for s in slots):
        return []
    give_titles(rows, slots)
    signed = signers(rows, slots)
    give_companies(rows, signed, slots, heads)
    give_dates(block, rows, signed, slots)
    titled = sum(bool(s.titles or s.roles) for s in signed) * 2 > len(signed)
    return [_record(sheet, s, len(signed), titled, block, probabilities) for s in signed]


def _record(
    sheet: Sheet, slot: Slot, n: int, titled: bool, block: Block, probabilities: np.ndarray | None
) -> Signature:
    """The record of one of a block's `n` signers, most of whom are `titled` or are not."""
    name, titles = slot.name, slot.titles or slot.roles
    title = joined(sheet, titles) or None
    score = weigh(
        WEIGHTS,
        doubt=doubt(probabilities, {name.row, *(p.row for p in titles)}),
        doubt_around=doubt(probabilities, block.rows[slot.first : slot.last + 1]),
        entity=name.entity >= 0,
        signed=slot.signed,
        starred=slot.starred,
        printed_under=slot.printed is not None and slot.script is not None,
        titled=bool(slot.titles),
        role=bool(slot.roles),
        title_entity=bool(titles) and titles[0].entity >= 0,
        more_titles=len(slot.titles) > 1,
        many_titles=len(slot.titles) > 2,
        unlike_others=bool(titles) != titled,
        open_title=title is not None and bool(OPEN_END.search(title)),
        company=slot.company is not None,
        companies=slot.company is not None and ";" in slot.company,
        by=slot.by,
        by_company=slot.by and slot.company is not None,
        firm=name.label == "ORG",
        dated=slot.date is not None,
        date_entity=slot.date is not None and slot.date.entity >= 0,
        agent=signed_by_attorney(slot),
        alone=n == 1,
        many=n > 4,
        plausible=2 <= len(name.text.split()) <= 4,
    )
    return Signature(
        name=DEGREES.sub("", name.text) if name.label != "ORG" else name.text,
        title=title,
        company=slot.company,
        date=slot.date.text if slot.date else None,
        line=name.row + 1,
        confidence=round(score, 4),
    )
