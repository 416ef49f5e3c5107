"""The date on which each signer of a block signed."""

from __future__ import annotations

from .blocks import Block
from .layout import fold
from .nearness import cost, last_before
from .slots import RECENT, Rows, Slot, signed_by_attorney


def give_dates(block: Block, rows: Rows, signed: list[Slot], slots: list[Slot]) -> None:
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
        i = last_before(slots, rank)
        around = [
            s for s in slots[max(0, i - RECENT + 1) : i + 4] if stanza in (rows.stanza[s.first], rows.stanza[s.last])
        ]
        on_row = [s for s in around if s.first <= rank <= s.last and s.date is None]
        free = on_row or [s for s in around if s.date is None]
        if free and (on_row or len(around) == 1 or len(around) < 4):
            min(free, key=lambda s: cost(s, piece, rank)).date = piece
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
