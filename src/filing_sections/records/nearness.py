"""Which signer's place a title or a date goes with, by rows and columns."""

from __future__ import annotations

from .layout import Piece
from .slots import RECENT, TITLES, Rows, Slot


def near(rows: Rows, slots: list[Slot], piece: Piece, rank: int, filled=lambda slot: False) -> Slot | None:
    """The place that a title or date goes with: one in its stanza, by row and column; else the nearest above."""
    stanza = rows.stanza[rank]
    i = last_before(slots, rank)
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
    under = [s for s in inside if s.last == rank - 1 and abs(s.left - piece.left) <= 3]
    if under and len(inside) > 1 and piece.label == "TITLE":
        # under a signer in a column of his own ("By: /s/ ..." beside the names that he signs for)
        return (
            under[-1]
            if not under[-1].titles and under[-1].signed
            else min(inside, key=lambda s: (cost(s, piece, rank), s.first))
        )
    if inside:
        return min(inside, key=lambda s: (cost(s, piece, rank), s.first))
    best = min((s for s in around if s.first <= rank), key=lambda s: (cost(s, piece, rank), -s.first), default=None)
    after = next((s for s in around if s.first > rank and s.name is not None), None)
    if after is not None and after.first - rank <= 2 and piece.left >= after.right:
        # a title over the row of its signer, set off by a blank line
        down = (after.script or after.name).row - piece.row
        if best is None or (best.name is not None and not best.overlaps(piece) and piece.row - best.name.row > down):
            return after
    return None if best is None or cost(best, piece, rank) > 24 or filled(best) else best


def cost(slot: Slot, piece: Piece, rank: int) -> float:
    if slot.first <= rank <= slot.last:
        aside = 0.02 * max(0, piece.left - slot.right)
        return aside if piece.left >= slot.left else 4.0 if piece.right <= slot.left else 1.0
    gap = 3.0 * (slot.first - rank) if rank < slot.first else 2.0 * (rank - slot.last)
    if slot.overlaps(piece):
        return gap + (2.0 if rank < slot.first else 0.0)
    if piece.left >= slot.right:
        return gap + 1.5 + 0.02 * (piece.left - slot.right)
    return gap + 6.0


def last_before(slots: list[Slot], rank: int) -> int:
    low, high = 0, len(slots)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if slots[middle].first <= rank else (low, middle)
    return low - 1
