"""Signature blocks -> one record a signer: name, title, company signed for, date."""

from __future__ import annotations

import re

import numpy as np

from ..filing import Entity, Signature
from ..labels import Label
from ..lines import Lines
from .blocks import Block, blocks
from .companies import give_companies
from .layout import OPEN_END, Piece, Sheet, doubt, fold, weigh
from .marks import block_pieces
from .slots import RECENT, TITLES, Rows, Slot, find_slots, signed_by_attorney, signers

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

    Args:
        labels: one a line, None where blank.
        entities: sorted by start.
        attached: line ranges of attached exhibits, from 1, inclusive.
        probabilities: of the labels, shape (n_lines,), or None.
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
    _titles(rows, slots)
    signed = signers(slots)
    give_companies(rows, signed, slots, heads)
    _dates(block, rows, signed, slots)
    titled = sum(bool(s.titles or s.roles) for s in signed) * 2 > len(signed)
    return [_record(s, len(signed), titled, block, probabilities) for s in signed]


def _near(rows: Rows, slots: list[Slot], piece: Piece, rank: int, filled=lambda slot: False) -> Slot | None:
    """The place that a title or date goes with: one in its stanza, by row and column; else the nearest above."""
    stanza = rows.stanza[rank]
    i = _last_before(slots, rank)
    around = slots[max(0, i - RECENT + 1) : i + 4]
    inside = [s for s in around if stanza in (rows.stanza[s.first], rows.stanza[s.last])]
    if len(inside) > 1:
        opening = rows.stanza.index(stanza)
        first_title = next(
            (r for r in range(opening, rank + 1) if any(p.label in TITLES for p in rows.pieces[r])), rank
        )
        if first_title < min(s.first for s in inside):
            # titles stand over the names: this one belongs to the first name that is not yet passed
            return next((s for s in sorted(inside, key=lambda s: s.first) if rank <= s.last), inside[-1])
    if inside:
        return min(inside, key=lambda s: (_cost(s, piece, rank), s.first))
    best = min((s for s in around if s.first <= rank), key=lambda s: (_cost(s, piece, rank), -s.first), default=None)
    after = next((s for s in around if s.first > rank and s.name is not None), None)
    if after is not None and after.first - rank <= 2 and piece.left >= after.right:
        # a title over the row of its signer, set off by a blank line
        down = (after.script or after.name).row - piece.row
        if best is None or (best.name is not None and not best.overlaps(piece) and piece.row - best.name.row > down):
            return after
    return None if best is None or _cost(best, piece, rank) > 24 or filled(best) else best


def _cost(slot: Slot, piece: Piece, rank: int) -> float:
    if slot.first <= rank <= slot.last:
        aside = 0.02 * max(0, piece.left - slot.right)
        return aside if piece.left >= slot.left else 4.0 if piece.right <= slot.left else 1.0
    gap = 3.0 * (slot.first - rank) if rank < slot.first else 2.0 * (rank - slot.last)
    if slot.overlaps(piece):
        return gap + (2.0 if rank < slot.first else 0.0)
    if piece.left >= slot.right:
        return gap + 1.5 + 0.02 * (piece.left - slot.right)
    return gap + 6.0


def _last_before(slots: list[Slot], rank: int) -> int:
    low, high = 0, len(slots)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if slots[middle].first <= rank else (low, middle)
    return low - 1


def _titles(rows: Rows, slots: list[Slot]) -> None:
    """Titles to their places; a head over a group ("Directors:") goes to those of the group that have none."""
    last: dict[int, tuple[int, Piece]] = {}
    heads: list[tuple[int, Piece]] = []
    for rank, pieces in enumerate(rows.pieces):
        for piece in pieces:
            if piece.label == "HEAD":
                heads.append((rank, piece))
            if piece.label not in ("TITLE", "ROLE"):
                continue

            def complete(slot: Slot, piece=piece, rank=rank) -> bool:
                if not slot.titles or piece.label == "ROLE":
                    return False
                at, previous = last[id(slot)]
                goes_on = OPEN_END.search(previous.text) or re.match(r"(?:and|&|of)\b", piece.text)
                return not goes_on and (rank - at > 1 or abs(piece.left - previous.left) > 3)

            slot = _near(rows, slots, piece, rank, complete)
            if slot is None or (slot.titles and piece.label == "TITLE" and _for_company(pieces, piece)):
                continue
            if piece.label == "TITLE":
                last[id(slot)] = rank, piece
            (slot.roles if piece.label == "ROLE" else slot.titles).append(piece)
    for k, (rank, head) in enumerate(heads):
        end = heads[k + 1][0] if k + 1 < len(heads) else len(rows.pieces)
        for slot in slots:
            if rank <= slot.first < end and not slot.titles and not slot.roles:
                slot.titles.append(head)


def _for_company(pieces: list[Piece], piece: Piece) -> bool:
    """Whether the title is one of several, each for a company ("President - X Inc.")."""
    after = [p for p in pieces if p.start >= piece.end]
    return bool(after) and after[0].label == "ORG" and 2 <= after[0].start - piece.end <= 4


def _dates(block: Block, rows: Rows, signed: list[Slot], slots: list[Slot]) -> None:
    """One date goes to all; several go by row and stanza, else to the signers that follow or precede them."""
    dates = [(rank, p) for rank, pieces in enumerate(rows.pieces) for p in pieces if p.label == "DATE"]
    if not dates:
        for s in signed:
            s.date = block.lead_date
        return
    if len(dates) == 1:
        rank, piece = dates[0]
        attorney = any(signed_by_attorney(s) and rows.stanza[s.first] == rows.stanza[rank] for s in signed)
        for s in signed:
            s.date = block.lead_date if attorney and block.lead_date and not signed_by_attorney(s) else piece
        return
    loose = []
    for rank, piece in dates:
        stanza = rows.stanza[rank]
        i = _last_before(slots, rank)
        around = [
            s for s in slots[max(0, i - RECENT + 1) : i + 4] if stanza in (rows.stanza[s.first], rows.stanza[s.last])
        ]
        on_row = [s for s in around if s.first <= rank <= s.last and s.date is None]
        free = on_row or [s for s in around if s.date is None]
        if free and (on_row or len(around) == 1 or len(around) < 4):
            min(free, key=lambda s: _cost(s, piece, rank)).date = piece
        else:
            loose.append((rank, piece))
    rest = [s for s in signed if s.date is None]
    if not rest:
        return
    attorney = next((s.date for s in reversed(signed) if s.date and signed_by_attorney(s)), None)
    leading = loose and loose[0][0] < signed[0].first
    for s in rest:
        over = [p for rank, p in loose if rank <= s.first]
        under = [p for rank, p in loose if rank >= s.last]
        if leading and over:
            s.date = over[-1]
        elif under:
            s.date = under[0]
        elif over:
            s.date = over[-1]
        elif s.starred or len({fold(p.text).casefold() for _, p in dates}) == 1:
            s.date = attorney or block.lead_date or dates[-1][1]


def _record(slot: Slot, n: int, titled: bool, block: Block, probabilities: np.ndarray | None) -> Signature:
    """The record of one of a block's `n` signers, most of whom are `titled` or are not."""
    name, titles = slot.name, slot.titles or slot.roles
    title = _joined(titles) or None
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
        name=name.text,
        title=title,
        company=slot.company,
        date=slot.date.text if slot.date else None,
        line=name.row + 1,
        confidence=round(score, 4),
    )


def _joined(pieces: list[Piece]) -> str:
    out = ""
    for piece in sorted(pieces, key=lambda p: (p.row, p.start)):
        if not out:
            out = piece.text
        elif OPEN_END.search(out) or re.match(r"(?:and|&|of)\b", piece.text):
            out += " " + piece.text
        else:
            out += ", " + piece.text
    return re.sub(r"(?i)^(?:its|an?)\s+(?=\w)", "", out.strip(" ,;"))
