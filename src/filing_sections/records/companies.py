"""For which company each signer of a block signs."""

from __future__ import annotations

import re
from itertools import pairwise

from .layout import Piece, words
from .slots import TITLES, Rows, Slot, signed_by_attorney

#: "a Delaware corporation" under a company's name says what it is.
APPOSITION = re.compile(
    r"(?i)an?\s+(?:\w+\s+){0,3}(?:limited|corporation|partnership|association|company|trust)\b"
    r"|(?:its\s+)?(?:sole\s+|managing\s+)?(?:general partner|member)\W*$"
)


def give_companies(rows: Rows, signed: list[Slot], slots: list[Slot], above: list[Piece]) -> None:
    """Each signer gets the names that stand over it since the signer before it; else that signer's."""
    heads: list[tuple[Piece, bool]] = [(p, False) for p in above]
    own = {id(p) for s in signed for p in (s.script, s.printed) if p is not None}
    unsigned = {id(s.name) for s in slots if s.name is not None and not any(s is x for x in signed)}
    sides = any(a.first == b.first for a, b in pairwise(signed))
    agent = any(s.signed and signed_by_attorney(s) for s in signed) and not any(s.starred for s in signed)
    todo = iter(sorted(signed, key=lambda s: s.first))
    slot = next(todo, None)
    fresh_from = 0
    column: dict[int, str | None] = {}
    current: str | None = None
    previous: Slot | None = None
    for rank, pieces in enumerate(rows.pieces):
        for k, piece in enumerate(pieces):
            person_head = id(piece) in unsigned and _heads_companies(rows, rank)
            if id(piece) in own or (piece.label != "ORG" and not person_head):
                continue
            if previous is not None and (
                _beside_title(pieces[:k], piece) or _under_title(rows, previous, slot, piece, rank)
            ):
                previous.trailing = previous.trailing or piece.text
                continue
            heads.append((piece, any(p.label == "BY" for p in pieces[:k])))
        here = []
        while slot is not None and slot.first <= rank:
            here.append(slot)
            slot = next(todo, None)
        if not here:
            continue
        # somebody named among the companies that an attorney signs for signs for himself, and ends no heads
        here = [s for s in here if s.signed or s.starred or not agent or s.name.label != "PERSON"]
        if not here:
            continue
        fresh, fresh_from = heads[fresh_from:], len(heads)
        for s in here:
            if s.name.label == "ORG":
                continue
            mine = fresh
            if len(here) > 1 and len(fresh) > 1:
                mine = [h for h in fresh if s.overlaps(h[0], 6)] or fresh
            mine = [h for h in mine if not APPOSITION.match(h[0].text)]
            names = [p.text for p, by in mine if not by] or [p.text for p, _ in mine[:1]]
            if names:
                s.company = "; ".join(_unlike(names))
            elif not s.by and previous is not None and previous.by and not s.titles:
                s.company = None  # one who signs for himself under a company's officer
            elif sides:
                s.company = column.get(s.left // 16, current)
            else:
                s.company = current
            column[s.left // 16] = s.company
        current = here[-1].company if here[-1].name.label != "ORG" else current
        previous = here[-1]
    for s in signed:
        if s.company is None and s.trailing and s.name.label != "ORG":
            s.company = s.trailing


def _unlike(names: list[str]) -> list[str]:
    """Names in order, each once, however it is printed."""
    kept: dict[tuple[str, ...], str] = {}
    for name in names:
        kept.setdefault(tuple(words(name)), name)
    return list(kept.values())


def _heads_companies(rows: Rows, rank: int) -> bool:
    """Whether a person's name stands among the companies that an agent signs for right under."""
    if any(p.label in ("TITLE", "ROLE", "MARK", "DATE") for p in rows.pieces[rank]):
        return False
    near = [
        p.label for r in range(max(0, rank - 1), min(len(rows.pieces), rank + 2)) if r != rank for p in rows.pieces[r]
    ]
    return "ORG" in near


def _under_title(rows: Rows, signer: Slot, following: Slot | None, piece: Piece, rank: int) -> bool:
    """Whether a company's name closes a sign-off: name, title, company, and nobody signs under it."""
    if signer.company is not None or not signer.titles or following is not None or not signer.overlaps(piece, 6):
        return False
    return rows.stanza[signer.last] == rows.stanza[rank] and any(p.label in TITLES for p in rows.pieces[rank - 1])


def _beside_title(before: list[Piece], piece: Piece) -> bool:
    """Whether a company's name goes on from a name or title on its row ("Counsel - X LLC & Y LLC")."""
    end = piece.start
    for p in reversed(before):
        if end - p.end > 12:
            return False
        if p.label in ("PERSON", *TITLES):
            return True
        end = p.start
    return False
