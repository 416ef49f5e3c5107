"""Titles of a signature block: whose each is, and how its pieces join."""

from __future__ import annotations

import re

from .layout import OPEN_END, Piece
from .nearness import near
from .slots import Rows, Slot


def give_titles(rows: Rows, slots: list[Slot]) -> None:
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

            slot = near(rows, slots, piece, rank, complete)
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


def joined(pieces: list[Piece]) -> str:
    out = ""
    for piece in sorted(pieces, key=lambda p: (p.row, p.start)):
        if not out:
            out = piece.text
        elif OPEN_END.search(out) or re.match(r"(?:and|&|of)\b", piece.text):
            out += " " + piece.text
        else:
            out += ", " + piece.text
    return re.sub(r"(?i)^(?:its|an?)\s+(?=\w)", "", out.strip(" ,;"))
