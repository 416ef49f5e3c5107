"""The places of a block where somebody signs: a mark or a rule, the name over or under it, its column."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field

from .blocks import Block
from .layout import Piece, Sheet, words
from .marks import block_pieces
from .mending import continue_titles

#: How many rows of a block a printed name, a title or a date may stand from the name it goes with.
REACH = 6
#: How many signers of the same block are looked at when a name or title seeks its own; keeps long tables linear.
RECENT = 8
#: Labels of titles; a ROLE is one in brackets.
TITLES = ("TITLE", "ROLE")
FIRM = re.compile(
    r"(?i)\b(?:llp|l\.l\.p|p\.?c|cpas?|accountants?|auditors|pllc|p\.?a|chartered|associates)\b|& co(?:mpany)?\b|"
    r"\b(?:deloitte|kpmg|ernst|andersen|coopers|waterhouse|pricewaterhouse|grant thornton|bdo|haskins)\b"
)
SIGN_OFF = re.compile(r"(?i)\b(?:truly|sincerely|respectfully|regards|faithfully)\b")
SUFFIXES = {"jr", "sr", "ii", "iii", "iv", "md", "phd", "esq", "cpa", "dr", "mr", "ms", "mrs", "m", "d"}


@dataclass(slots=True, eq=False)
class Slot:
    """One signer's place. `first`, `last`: ranks of its rows in the block; `left`, `right`: its columns."""

    first: int
    last: int
    left: int
    right: int
    signed: bool = False
    starred: bool = False
    ruled: bool = False
    by: bool = False
    script: Piece | None = None
    printed: Piece | None = None
    titles: list[Piece] = field(default_factory=list)
    roles: list[Piece] = field(default_factory=list)
    date: Piece | None = None
    company: str | None = None
    trailing: str | None = None

    @property
    def name(self) -> Piece | None:
        return self.printed or self.script

    def overlaps(self, piece: Piece, slack: int = 2) -> bool:
        return piece.left < self.right + slack and self.left - slack < piece.right


@dataclass(slots=True)
class Rows:
    """A block's rows as pieces; `stanza` numbers the groups of rows that no blank line divides."""

    pieces: list[list[Piece]]
    stanza: list[int]

    @classmethod
    def of(cls, sheet: Sheet, block: Block) -> Rows:
        stanza, number = [], 0
        for k, row in enumerate(block.rows):
            number += k > 0 and row - block.rows[k - 1] > 1
            stanza.append(number)
        pieces = [block_pieces(sheet, row) for row in block.rows]
        for k in range(1, len(pieces)):
            if block.rows[k] - block.rows[k - 1] <= 2:
                continue_titles(sheet, block.rows[k], pieces[k - 1], pieces[k])
        return cls(pieces, stanza)


def find_slots(sheet: Sheet, block: Block, rows: Rows) -> list[Slot]:
    """Every signer's place in a block, in reading order; a rule or mark without a name has one too."""
    slots: list[Slot] = []
    people = any(p.label == "PERSON" for pieces in rows.pieces for p in pieces)
    sign_off = any(SIGN_OFF.search(sheet.line(row)) for row in block.rows[:3])
    sign_off &= not any(p.label == "BY" for pieces in rows.pieces for p in pieces)
    for rank, pieces in enumerate(rows.pieces):
        for k, piece in enumerate(pieces):
            before = pieces[k - 1] if k else None
            after = pieces[k + 1] if k + 1 < len(pieces) else None
            if piece.label == "RULE":
                if before is not None and before.label == "PERSON" and piece.start - before.end <= 1:
                    continue  # the end of the rule that a name is written on
                if not _covers(slots, piece, rank, rows):
                    slots.append(Slot(rank, rank, piece.left, piece.right, ruled=True))
            elif piece.label in ("MARK", "STAR"):
                if after is not None and after.label in ("PERSON", "ORG") and after.start - piece.end <= 14:
                    continue
                if piece.label == "STAR" and before is not None and before.label in ("PERSON", "ORG"):
                    for slot in reversed(slots[-RECENT:]):
                        if slot.script is before or slot.printed is before:
                            slot.starred = True
                    continue
                _lone_mark(slots, piece, rank)
            elif piece.label == "MAYBE":
                slot = _open_slot(slots, piece, rank, rows, False)
                if slot is not None or _titled(rows, rank, piece):
                    _name(slots, piece, rank, rows, False, False)
            elif piece.label in ("PERSON", "ORG"):
                marked = before is not None and before.label == "MARK" and piece.start - before.end <= 14
                # "____A. Name____": signed on the rule
                marked |= before is not None and before.label == "RULE" and piece.start - before.end <= 1
                starred = before is not None and before.label == "STAR" and piece.start - before.end <= 4
                if piece.label == "ORG":
                    known = any(s.script is not None and s.script.label == "ORG" for s in slots[-2:])
                    if not (marked or (not people and (sign_off or known or FIRM.search(piece.text)))):
                        continue
                _name(slots, piece, rank, rows, marked, starred)
    return [s for s in slots if s.name is not None or not s.ruled]


def _titled(rows: Rows, rank: int, piece: Piece) -> bool:
    """Whether a title stands beside or right under what may be a name."""
    if any(p.label in ("TITLE", "ROLE") and p.start >= piece.end for p in rows.pieces[rank]):
        return True
    under = rows.pieces[rank + 1] if rank + 1 < len(rows.pieces) and rows.stanza[rank + 1] == rows.stanza[rank] else []
    return any(p.label in ("TITLE", "ROLE") and p.left < piece.right + 2 and piece.left < p.right + 2 for p in under)


def _covers(slots: list[Slot], piece: Piece, rank: int, rows: Rows) -> bool:
    """Whether a rule lies under a name that has just been signed, and so opens no new place."""
    for slot in reversed(slots[-RECENT:]):
        near = rows.stanza[slot.last] == rows.stanza[rank] or rank - slot.last <= 1
        if near and rank - slot.last <= 2 and slot.overlaps(piece, 6) and slot.printed is None:
            return True
        if near and rank - slot.last <= 1 and slot.overlaps(piece, 0):
            return slot.script is None
    return False


def _lone_mark(slots: list[Slot], piece: Piece, rank: int) -> None:
    slot = Slot(rank, rank, piece.left, piece.right + 24)
    slot.signed, slot.starred = piece.label == "MARK", piece.label == "STAR"
    slots.append(slot)


def _name(slots: list[Slot], piece: Piece, rank: int, rows: Rows, marked: bool, starred: bool) -> None:
    slot = _open_slot(slots, piece, rank, rows, marked or starred)
    if slot is None:
        slot = Slot(rank, rank, piece.left, piece.right)
        slots.append(slot)
    slot.signed |= marked
    slot.starred |= starred
    slot.by |= any(p.label == "BY" and p.start < piece.start for p in rows.pieces[rank])
    if (marked or starred or slot.ruled) and slot.script is None and (marked or starred):
        slot.script = piece
    elif slot.printed is not None and slot.script is None:
        slot.script, slot.printed = slot.printed, piece
    else:
        slot.printed = piece
    only = slot.script is None or slot.printed is None
    slot.left = min(slot.left, piece.left)
    slot.right = piece.right if only and not slot.ruled else max(slot.right, piece.right)
    slot.last = rank


def _open_slot(slots: list[Slot], piece: Piece, rank: int, rows: Rows, marked: bool) -> Slot | None:
    """The place that this name belongs to: one marked above it, or the same name written a little above."""
    best, least = None, 100.0
    for slot in reversed(slots[-RECENT:]):
        gap = rank > slot.last
        for r in range(slot.last + 1, rank):
            gap += any(
                p.label not in ("RULE", "BY") and p.left < piece.right and piece.left < p.right for p in rows.pieces[r]
            )
        if gap > REACH:
            continue
        cost = gap + (0 if slot.overlaps(piece) else 2 if slot.overlaps(piece, 12) else 8)
        if slot.name is None:
            if (marked and slot.ruled and rank != slot.first) or gap > 3 or not slot.overlaps(piece, 12):
                continue
        elif (slot.printed is not None and (slot.script is not None or slot.signed)) or (
            marked and (slot.script is not None or (slot.printed is not None and gap > REACH))
        ):
            continue
        elif rank == slot.last:
            # "By: /s/ A. Name      Name: A. Name"
            if marked or not slot.signed or words(slot.name.text)[-1:] != words(piece.text)[-1:]:
                continue
            cost = 0
        elif slot.printed is not None and not marked:
            # two plain lines: the name as signed, in capitals or not, and as printed right under it
            if gap > 1 or not slot.overlaps(piece, 12) or not _same_person(slot.printed.text, piece.text):
                continue
        elif not _same_person(slot.name.text, piece.text):
            loose = _same_family(slot.name.text, piece.text) and slot.overlaps(piece, 6) and gap <= 1
            if not loose:
                continue
        if cost < least:
            best, least = slot, cost
    return best


def _same_family(a: str, b: str) -> bool:
    x, y = ([w for w in words(n) if w not in SUFFIXES] for n in (a, b))
    return bool(x and y) and (x[-1] == y[-1] or x[0] == y[0])


def _same_person(a: str, b: str) -> bool:
    """Whether two printings name one person: "W.A. Freeman", "William A. Freeman"."""
    x, y = ([w for w in words(n) if w not in SUFFIXES] for n in (a, b))
    if not x or not y:
        return False
    if set(x) <= set(y) or set(y) <= set(x):
        return True
    if x[-1] == y[-1] and (x[0][0] == y[0][0] or (len(x) > 2 and len(x[0]) == 1 and x[1][0] == y[0][0])):
        return True
    one, other = "".join(x), "".join(y)
    if abs(len(one) - len(other)) > 4 or one[0] != other[0]:
        return False
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio() >= 0.8


def signers(rows: Rows, slots: list[Slot]) -> list[Slot]:
    """The places that somebody signed: where some are signed, an unsigned printed name is no signer."""
    named = [s for s in slots if s.name is not None]
    if any(s.signed for s in named):
        starred = any(s.starred for s in named)
        attorney = next((k for k in range(len(named) - 1, -1, -1) if signed_by_attorney(named[k])), None)
        if attorney is not None and not starred:
            # signed by an attorney for each: the directors over and beside him are signers
            stanza = rows.stanza[named[attorney].first]
            beside = [k < attorney or rows.stanza[s.first] == stanza for k, s in enumerate(named)]
            return [s for s, over in zip(named, beside, strict=True) if s.signed or (over and not s.ruled)]
        return [s for s in named if s.signed or s.starred]
    if any(s.script is not None and s.printed is not None for s in named):
        return [s for s in named if not (s.ruled and s.script is None) or s.starred]
    return named


def signed_by_attorney(slot: Slot) -> bool:
    """Whether the signer is an attorney-in-fact."""
    return any(re.search(r"(?i)attorney", p.text) for p in (*slot.titles, *slot.roles))
