"""Signature blocks -> one record a signer: name, title, company signed for, date."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np

from ..filing import Entity, Signature
from ..labels import Label
from ..lines import Lines
from .blocks import Block, blocks
from .layout import Piece, Sheet, fold, words
from .marks import block_pieces

#: How many rows of a block a printed name, a title or a date may stand from the name it goes with.
REACH = 6
#: How many signers of the same block are looked at when a title or date seeks its own; keeps long tables linear.
RECENT = 8
FIRM = re.compile(
    r"(?i)\b(?:llp|l\.l\.p|p\.?c|cpas?|accountants?|auditors|pllc|p\.?a|chartered|associates)\b|& co(?:mpany)?\b|"
    r"\b(?:deloitte|kpmg|ernst|andersen|coopers|waterhouse|pricewaterhouse|grant thornton|bdo|haskins)\b"
)
SIGN_OFF = re.compile(r"(?i)\b(?:truly|sincerely|respectfully|regards|faithfully)\b")


@dataclass(slots=True)
class Slot:
    """A place in a block where somebody signs: a mark, the name under it, and what was found for it."""

    rank: int
    left: int
    right: int
    signed: bool = False
    starred: bool = False
    script: Piece | None = None
    printed: Piece | None = None
    last: int = 0
    first: int = 0
    titles: list[Piece] = field(default_factory=list)
    roles: list[Piece] = field(default_factory=list)
    dates: list[Piece] = field(default_factory=list)
    company: str | None = None
    trailing: str | None = None

    @property
    def name(self) -> Piece | None:
        return self.printed or self.script


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
    last = -1
    for block in blocks(sheet):
        found = _read(sheet, block, heads if block.rows[0] - last <= 12 else [], probabilities)
        records.extend(found)
        # a block that only names a company ("X Corp. (Name of Registrant) has caused ...") heads the next
        heads = [] if found else [p for row in block.rows for p in block_pieces(sheet, row) if p.label == "ORG"]
        last = block.rows[-1]
    return records


def _read(sheet: Sheet, block: Block, heads: list[str], probabilities: np.ndarray | None) -> list[Signature]:
    by_rank = [block_pieces(sheet, row) for row in block.rows]
    slots = _slots(sheet, block, by_rank)
    _titles(by_rank, slots)
    slots = [s for s in slots if s.name is not None]
    if not slots:
        return []
    if any(s.signed or s.starred for s in slots):
        slots = [s for s in slots if s.signed or s.starred]
    _companies(by_rank, slots, heads)
    _dates(sheet, block, by_rank, slots)
    return [_record(s, block, probabilities) for s in slots]


def _same_person(a: str, b: str) -> bool:
    x, y = words(a), words(b)
    suffixes = {"jr", "sr", "ii", "iii", "iv", "md", "phd", "esq", "cpa"}
    x, y = [w for w in x if w not in suffixes], [w for w in y if w not in suffixes]
    if not x or not y:
        return False
    if x[-1] == y[-1] or "".join(x) == "".join(y):
        return True
    if set(x) <= set(y) or set(y) <= set(x):
        return True
    a, b = "".join(x), "".join(y)
    if abs(len(a) - len(b)) > 3 or a[0] != b[0]:
        return False
    import difflib

    return difflib.SequenceMatcher(None, a, b, autojunk=False).ratio() >= 0.8


def _overlap(slot: Slot, piece: Piece, slack: int = 2) -> bool:
    return piece.left < slot.right + slack and slot.left - slack < piece.right


def _slots(sheet: Sheet, block: Block, by_rank: list[list[Piece]]) -> list[Slot]:
    slots: list[Slot] = []
    people = any(p.label == "PERSON" for pieces in by_rank for p in pieces)
    off = any(SIGN_OFF.search(sheet.line(row)) for row in block.rows[:3])
    for rank, pieces in enumerate(by_rank):
        for k, piece in enumerate(pieces):
            before = pieces[k - 1] if k else None
            marked = before is not None and before.label == "MARK" and piece.start - before.end <= 14
            if piece.label in ("MARK", "STAR"):
                following = pieces[k + 1] if k + 1 < len(pieces) else None
                if following is not None and following.label in ("PERSON", "ORG") and following.start - piece.end <= 14:
                    continue
                if (
                    piece.label == "STAR"
                    and before is not None
                    and before.label == "PERSON"
                    and before.end >= piece.start - 3
                ):
                    _newest(slots, before).starred = True
                    continue
                slot = Slot(rank, piece.left, piece.right + 20, first=rank, last=rank)
                slot.signed, slot.starred = piece.label == "MARK", piece.label == "STAR"
                slots.append(slot)
                continue
            starred = before is not None and before.label == "STAR" and piece.start - before.end <= 3
            if piece.label == "ORG":
                firm = marked or (not people and (off or FIRM.search(piece.text)))
                if not firm:
                    continue
            elif piece.label != "PERSON":
                continue
            slot = _open_slot(slots, piece, rank, marked)
            if slot is None:
                slot = Slot(rank, piece.left, piece.right, first=rank, last=rank)
                slots.append(slot)
            slot.signed |= marked
            slot.starred |= starred
            if marked:
                slot.script = slot.script or piece
            else:
                slot.printed = piece
            slot.left, slot.right = min(slot.left, piece.left), max(slot.right, piece.right)
            if slot.script is None or slot.printed is None:
                slot.right = piece.right
            slot.last = rank
    return slots


def _newest(slots: list[Slot], piece: Piece) -> Slot:
    for slot in reversed(slots[-RECENT:]):
        if slot.script is piece or slot.printed is piece:
            return slot
    return slots[-1]


def _open_slot(slots: list[Slot], piece: Piece, rank: int, marked: bool) -> Slot | None:
    """The slot that this name belongs to: one marked above it, or the same name written a little above."""
    for slot in reversed(slots[-RECENT:]):
        if rank - slot.last > REACH:
            continue
        near = _overlap(slot, piece, 12)
        if slot.name is None:
            if near and rank - slot.last <= 3 and not marked:
                return slot
            continue
        if slot.printed is not None and (slot.script is not None or slot.signed):
            continue
        if marked and slot.script is not None:
            continue
        close = rank - slot.last <= (REACH if slot.signed or marked else 2)
        if slot.printed is not None and not marked:
            # two plain lines: the name as signed, in capitals or not, and as printed right under it
            if close and near and _same_person(slot.printed.text, piece.text) and rank != slot.last:
                return slot
            continue
        if close and (near or rank - slot.last <= 2) and _same_person(slot.name.text, piece.text):
            return slot
    return None


def _nearest(slots: list[Slot], piece: Piece, rank: int) -> Slot | None:
    """The slot whose row or column a title or date stands in."""
    best, least = None, 24.0
    i = _last_before(slots, rank)
    for slot in slots[max(0, i - RECENT + 1) : i + 1]:
        gap = max(0, rank - slot.last)
        if slot.first <= rank <= slot.last:
            cost = 0.0 if piece.left >= slot.left else 12.0
            cost += 0.02 * abs(piece.left - slot.right)
        elif _overlap(slot, piece):
            cost = 2.0 * gap
        elif piece.left >= slot.right:
            cost = 2.0 * gap + 1.5 + 0.02 * (piece.left - slot.right)
        else:
            cost = 2.0 * gap + 5
        if cost <= least:
            best, least = slot, cost
    return best


def _last_before(slots: list[Slot], rank: int) -> int:
    low, high = 0, len(slots)
    while low < high:
        middle = (low + high) // 2
        if slots[middle].first <= rank:
            low = middle + 1
        else:
            high = middle
    return low - 1


def _titles(by_rank: list[list[Piece]], slots: list[Slot]) -> None:
    for rank, pieces in enumerate(by_rank):
        for piece in pieces:
            if piece.label not in ("TITLE", "ROLE"):
                continue
            slot = _nearest(slots, piece, rank)
            if slot is not None:
                (slot.roles if piece.label == "ROLE" else slot.titles).append(piece)


def _companies(by_rank: list[list[Piece]], slots: list[Slot], above: list[Piece]) -> None:
    """Each slot gets the names that stand over it since the signer before it; else that signer's."""
    heads: list[tuple[int, Piece, bool]] = [(-1, p, False) for p in above]
    signing = {id(p) for s in slots for p in (s.script, s.printed) if p is not None}
    sides = len({s.rank for s in slots}) < len(slots)
    todo = iter(sorted(slots, key=lambda s: s.first))
    slot = next(todo, None)
    fresh_from = 0
    current: str | None = None
    column: dict[int, str | None] = {}
    previous: Slot | None = None
    for rank, pieces in enumerate(by_rank):
        for k, piece in enumerate(pieces):
            if piece.label != "ORG" or id(piece) in signing:
                continue
            left = [p for p in pieces[:k] if p.label in ("PERSON", "TITLE", "ROLE") and piece.start - p.end <= 12]
            if left and previous is not None:
                previous.trailing = previous.trailing or piece.text
                continue
            by = any(p.label == "BY" and piece.start - p.end <= 24 for p in pieces[:k])
            heads.append((rank, piece, by))
        here = []
        while slot is not None and slot.first <= rank:
            here.append(slot)
            slot = next(todo, None)
        if not here:
            continue
        fresh = heads[fresh_from:]
        fresh_from = len(heads)
        for s in here:
            mine = [h for h in fresh if _overlap(s, h[1], 6)] if sides and len(fresh) > 1 else fresh
            if s.name is not None and s.name.label == "ORG":
                s.company = None
                continue
            names = [h[1].text for h in mine if not h[2]] or [h[1].text for h in mine[:1]]
            if names:
                current = "; ".join(dict.fromkeys(names))
                column[s.left // 16] = current
                s.company = current
            elif sides and len(here) > 1 and (s.left // 16) in column:
                s.company = column[s.left // 16]
            else:
                s.company = current
        previous = here[-1]
    for s in slots:
        if s.company is None and s.trailing and s.name.label != "ORG":
            s.company = s.trailing


def _dates(sheet: Sheet, block: Block, by_rank: list[list[Piece]], slots: list[Slot]) -> None:
    dates = [(rank, p) for rank, pieces in enumerate(by_rank) for p in pieces if p.label == "DATE"]
    if not dates:
        if block.lead_date:
            for s in slots:
                s.dates = [block.lead_date]
        return
    if len(dates) == 1 or (len({fold(p.text) for _, p in dates}) == 1 and len(slots) > 1 and len(dates) < len(slots)):
        for s in slots:
            s.dates = [dates[0][1]]
        return
    on_row = 0
    for rank, p in dates:
        for s in slots:
            if s.first - 1 <= rank <= s.last and not s.dates and (s.first <= rank or p.left > s.right):
                s.dates = [p]
                on_row += 1
                break
    rest = [s for s in slots if not s.dates]
    if not rest:
        return
    leading = dates[0][0] < slots[0].first
    if on_row < len(dates) or on_row == 0:
        for s in rest:
            if leading:
                over = [p for rank, p in dates if rank <= s.first]
                s.dates = over[-1:]
            else:
                under = [p for rank, p in dates if rank >= s.last]
                s.dates = under[:1]
    elif any(s.starred for s in rest):
        for s in rest:
            if s.starred:
                s.dates = [dates[-1][1]]


def _record(slot: Slot, block: Block, probabilities: np.ndarray | None) -> Signature:
    name = slot.name
    row = name.row
    title = _joined(slot.titles) or _joined(slot.roles) or None
    line_probability = 1.0
    if probabilities is not None and np.isfinite(probabilities[row]):
        line_probability = float(probabilities[row])
    score = 0.45 + 0.2 * (name.entity >= 0) + 0.12 * (slot.signed or slot.starred)
    score += (
        0.08 * bool(title) + 0.06 * bool(slot.dates) + 0.06 * (slot.printed is not None and slot.script is not None)
    )
    confidence = round(min(0.99, score) * line_probability, 4)
    return Signature(
        name=name.text,
        title=title,
        company=slot.company,
        date=slot.dates[0].text if slot.dates else None,
        line=row + 1,
        confidence=confidence,
    )


def _joined(pieces: list[Piece]) -> str:
    out = ""
    for piece in pieces:
        if not out:
            out = piece.text
        elif re.search(r"(?:[,;&-]|\band|\bof)$", out):
            out += " " + piece.text
        else:
            out += (" " if re.match(r"(?:and|&|of)\b", piece.text) else ", ") + piece.text
    return out.strip(" ,;")
