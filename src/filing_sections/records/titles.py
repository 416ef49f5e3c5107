"""Titles of a signature block: whose each is, and how its pieces join."""

from __future__ import annotations

import re
from dataclasses import replace

from .layout import OPEN_END, Piece, Sheet, chunks
from .nearness import near
from .slots import RECENT, Rows, Slot

AND = re.compile(r"(?:and|&|of)\b")
PLURAL = re.compile(r"(?i)(?:all\s+)?(director|trustee|manager|general partner)s")
#: The end of a piece that is no title without the next, and the begin of one that is none without the last.
OPEN_WORD = re.compile(
    r"(?i)\b(?:chief|vice|executive|senior|assistant|associate|deputy|operating|financial|accounting|administrative|"
    r"managing|general|principal)$"
)
#: Captions of the block that a title took in: "Title: Attorney-in-Fact", "Vice President Address:".
CAPTIONS = re.compile(r"(?i)^(?:(?:name|title|by|capacity)\b\W*)+(?=\w)|[\W]+(?:address|date|name|title|phone|fax)\W*$")
OFFICER = re.compile(r"(?i)officer\b")


def give_titles(rows: Rows, slots: list[Slot]) -> None:
    """Titles to their places; a head over a group ("Directors:") goes to those of the group that have none."""
    last: dict[int, tuple[int, Piece]] = {}
    heads: list[tuple[int, Piece]] = []
    placed: list[tuple[int, Piece, Slot]] = []
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
                goes_on = OPEN_END.search(previous.text) or AND.match(piece.text)
                return not goes_on and (rank - at > 1 or abs(piece.left - previous.left) > 3)

            slot = _goes_on(placed, piece, rank) or near(rows, slots, piece, rank, complete)
            if slot is None or (slot.titles and piece.label == "TITLE" and _for_company(pieces, piece)):
                continue
            if piece.label == "TITLE":
                last[id(slot)] = rank, piece
                placed.append((rank, piece, slot))
            (slot.roles if piece.label == "ROLE" else slot.titles).append(piece)
    _give_plural(rows, slots)
    for k, (rank, head) in enumerate(heads):
        end = heads[k + 1][0] if k + 1 < len(heads) else len(rows.pieces)
        for slot in slots:
            if rank <= slot.first < end and not slot.titles and not slot.roles:
                slot.titles.append(head)


def _give_plural(rows: Rows, slots: list[Slot]) -> None:
    """ "Directors" under several names is the title of each."""
    for slot in slots:
        if len(slot.titles) != 1 or not (match := PLURAL.fullmatch(slot.titles[0].text)):
            continue
        title = slot.titles[0]
        rank = next(r for r, pieces in enumerate(rows.pieces) if any(p is title for p in pieces))
        group = [s for s in slots if s.last < rank and rows.stanza[s.last] == rows.stanza[rank]]
        group = [s for s in group if not s.signed and (s is slot or not s.titles)]
        if len(group) > 2:
            one = replace(title, text=match[1])
            slot.titles.clear()
            for s in group:
                s.titles.append(one)


def _goes_on(placed: list[tuple[int, Piece, Slot]], piece: Piece, rank: int) -> Slot | None:
    """The place of the title on the row above that this one goes on with: "Chairman," over "and Director"."""
    if piece.label != "TITLE":
        return None
    for at, over, slot in placed[-RECENT:]:
        open_end = AND.match(piece.text) or OPEN_END.search(over.text)
        if at == rank - 1 and piece.row - over.row <= 2 and abs(piece.left - over.left) <= 4 and open_end:
            return slot
    return None


def _for_company(pieces: list[Piece], piece: Piece) -> bool:
    """Whether the title is one of several, each for a company ("President - X Inc.")."""
    after = [p for p in pieces if p.start >= piece.end]
    return bool(after) and after[0].label == "ORG" and 2 <= after[0].start - piece.end <= 4


def joined(sheet: Sheet, pieces: list[Piece]) -> str:
    """A title of its pieces: what goes on with a space, "and" where it stands between, else with a comma."""
    out = ""
    seen: set[str] = set()
    for piece in sorted(pieces, key=lambda p: (p.row, p.start)):
        if not out:
            out = piece.text
        elif piece.text.casefold() in seen:
            continue
        elif OPEN_END.search(out) or OPEN_WORD.search(out) or AND.match(piece.text) or OFFICER.match(piece.text):
            out += " " + piece.text
        elif _behind_and(sheet, piece):
            out += " and " + piece.text
        else:
            out += ", " + piece.text
        seen.add(piece.text.casefold())
    out = CAPTIONS.sub("", out).strip(" ,;")
    return re.sub(r"(?i)^(?:its|an?)\s+(?=\w)|\s+(?:of|for)$", "", out)


def _behind_and(sheet: Sheet, piece: Piece) -> bool:
    """Whether "and" stands before a piece, at its row's begin or at the end of the row above."""
    before = sheet.line(piece.row)[: piece.start]
    if before.strip():
        return bool(re.search(r"(?:^|[\s)])and\s*$", before))
    over = sheet.line(piece.row - 1) if piece.row else ""
    return any(over[a:b].endswith(" and") and a - 6 <= piece.start < b for a, b in chunks(over))
