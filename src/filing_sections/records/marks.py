"""What stands on a line of a signature block: entities, and what text patterns tell where entities are missing."""

from __future__ import annotations

import re

from .guesses import CAPTION, guesses
from .layout import Piece, Sheet
from .mending import healed, named_title

#: "/s/" as filings print it.
SIGNED = re.compile(
    r"(?i)(?<![A-Za-z0-9/])(?:/\s?s\s?/|\(s\)(?=\s*[a-z])|\\s\\|/s\\|\\s/|s/(?=\s*[a-z])|s\\|//(?=\s*[A-Z]))"
)
STAR = re.compile(
    r"(?<![\w*])\*{1,3}(?!\*)(?=\s|$|[A-Z(])(?!\s*[Bb][Yy]\b)(?!\s{0,2}[A-Z]\w+ (?:of|by)\b)"
    r"|(?<=[\w.)])\s?\*{1,3}(?=[\s,]|$)"
)
RULE = re.compile(r"(?:[_-]\s?){6,}")
CAPACITY = re.compile(r"(?i)\b(?:partner|member|manager|trustee|advis[eo]r|agent|administrator|parent)\b")
#: A notary's commission: its date is not that of the signature.
EXPIRES = re.compile(r"(?i)\bexp(?:ires|iration)\b[\s\w]{0,8}[:.]?\s*$")
_WORD = re.compile(r"[a-z]+")


def block_pieces(sheet: Sheet, row: int) -> list[Piece]:
    """Pieces of a row, left to right; labels are those of entities, and MARK, STAR, BY and ROLE (a bracketed title)."""
    line = sheet.line(row)
    found = [_copy(p) for p in sheet.pieces(row)]
    if _prose(line, found):
        return []
    for piece in found:
        if piece.label == "TITLE" and _bracketed(line, piece):
            piece.label = "ROLE"
        elif piece.label == "TITLE" and _capacity(sheet, row, line, piece):
            piece.label = "CAPACITY"
        elif piece.label == "TITLE" and re.match(r"\s*:", line[piece.end :]):
            piece.label = "HEAD"
    covered = [(p.start, p.end) for p in found]
    free = lambda a, b: all(b <= s or a >= e for s, e in covered)  # noqa: E731
    for match in SIGNED.finditer(line):
        if free(*match.span()):
            found.append(sheet.piece(row, *match.span(), "MARK"))
    for match in STAR.finditer(line):
        if free(*match.span()):
            found.append(sheet.piece(row, *match.span(), "STAR"))
    for match in RULE.finditer(line):
        if free(*match.span()):
            found.append(sheet.piece(row, *match.span(), "RULE"))
    for match in CAPTION.finditer(line):
        if match["by"] and free(*match.span()):
            found.append(sheet.piece(row, *match.span(), "BY"))
    found.sort(key=lambda p: p.start)
    found = [part for p in healed(sheet, row, line, found) for part in named_title(sheet, line, p)]
    found.extend(guesses(sheet, row, line, found))
    found = [p for p in found if p.label != "DATE" or not _expires(sheet, row, line[: p.start])]
    found.sort(key=lambda p: p.start)
    return found


def _expires(sheet: Sheet, row: int, before: str) -> bool:
    """Whether a date is that on which a notary's commission expires."""
    return bool(EXPIRES.search(before if before.strip() or not row else sheet.line(row - 1)))


def _copy(p: Piece) -> Piece:
    return Piece(p.row, p.start, p.end, p.left, p.right, p.label, p.text, p.entity)


def _bracketed(line: str, piece: Piece) -> bool:
    before, after = line[: piece.start].rstrip(), line[piece.end : piece.end + 2].lstrip()
    return before.endswith("(") or (after.startswith(")") and "(" not in piece.text)


def _capacity(sheet: Sheet, row: int, line: str, piece: Piece) -> bool:
    """Whether a title says in what capacity a company signs for another ("By: Y LLC, its general partner")."""
    if not CAPACITY.search(piece.text):
        return False
    before = line[: piece.start]
    over = sheet.pieces(row - 1) if row else []
    company = any(p.label == "ORG" for p in over) and not any(p.label == "PERSON" for p in over)
    if re.search(r"(?i)\bits(?: sole| managing)?\s*$", before):
        return any(p.label == "ORG" and p.end <= piece.start for p in sheet.pieces(row)) or company
    return not before.strip() and company and bool(re.search(r"(?i),(?:\s*its)?\s*$", sheet.line(row - 1)))


def _prose(line: str, pieces: list[Piece]) -> bool:
    """Running text (a footnote on powers of attorney): its names sign nothing."""
    at, bare = 0, []
    for p in pieces:
        bare.append(line[at : p.start])
        at = max(at, p.end)
    bare.append(line[at:])
    return sum(len(w) > 1 for w in _WORD.findall(" ".join(bare))) >= 9
