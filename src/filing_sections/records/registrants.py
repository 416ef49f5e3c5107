"""The registrants' names on a cover."""

from __future__ import annotations

import re
from dataclasses import replace

from .layout import MORE, ORG_WORDS, RULE, Piece, Sheet, chunks, fold

NAME_CAPTION = re.compile(
    r"(?i)exact\s+names?\s+of|\(\s*names?\s+of\s+(?:the\s+)?(?:issuer|registrant|small\s+business|subject|plan)|"
    r"^\W*names?\s+of\s+(?:the\s+)?(?:issuer|registrant)\b|translation\s+of\s+registrant|\(\s*registrant.{0,2}\s+name\s*\)"
)
NAME_BELOW = re.compile(r"(?i)full\s+names?\s+of\s+registrants?|^\W*(?:registrant|name\s+of\s+issuer|company)\s*:")
OTHER_NAME = re.compile(r"(?i)\b(?:formerly|former\s+name|f/k/a)\b")
REST = re.compile(r"[A-Z][A-Za-z'.\u2019-]*|&|of|and|the|-|\d{4}-[A-Z]{0,3}\d{1,2}|\d{1,2}|\d(?:-\d+)*-[A-Z.]+")
NOT_COMPANY = re.compile(r"(?i)commission|exchange|united states|securities|stock|report|form|\d")
COMPANY_END = re.compile(
    r"(?i)(?:\binc|\bcorp|\bcorporation|\bcompany|\bllc|\bl\.l\.c|\bl\.?p|\bltd|\bplc|\btrust)\W*$"
)
EMPLOYER = re.compile(r"\b\d\d-\d{7}\b")


def registrants_of(sheet: Sheet, rows: list[int]) -> tuple[list[str], int | None, float]:
    """The names over their caption (under it on Form 12b-25), else the cover's first; and how sure that is."""
    names: list[Piece] = []
    sure = 1.0
    for k, row in enumerate(rows):
        line = sheet.line(row)
        below = NAME_BELOW.search(line)
        if below and not names:
            for r in rows[k : k + 5]:
                here = [p for p in sheet.pieces(r) if p.label == "ORG"]
                if (names and not here) or OTHER_NAME.search(sheet.line(r)):
                    break
                names.extend(here)
            if not names:
                names, sure = _text_below(sheet, rows, k, below.end()), 0.5
            break
        if NAME_CAPTION.search(line):
            over = _names_over(sheet, rows, k)
            if not over and not names:
                over, sure = _text_over(sheet, rows, k), 0.5
            names.extend(over)
            if not re.search(r"(?i)exact", line):
                break
    if not names:
        sure = 0.3
        orgs = [p for r in rows for p in sheet.pieces(r) if p.label == "ORG" and not _former(sheet, p)]
        if not orgs:
            orgs = _companies_by_text(sheet, rows)
        names = [_whole(sheet, p) for p in [p for p in orgs if EMPLOYER.search(sheet.line(p.row))] or orgs[:1]]
    names = [x for p in names for x in _by_line(sheet, p)]
    unique = {fold(p.text).casefold(): p for p in reversed(names)}
    kept = sorted(unique.values(), key=lambda p: (p.row, p.start))
    return [p.text for p in kept], kept[0].row if kept else None, sure if kept else 0.0


def _companies_by_text(sheet: Sheet, rows: list[int]) -> list[Piece]:
    """A line of the cover that reads as a company's name, where no entity was found."""
    for r in rows:
        for a, b in chunks(sheet.line(r)):
            text = sheet.line(r)[a:b]
            words = text.split()
            capitals = all(w[:1].isupper() or w in ("of", "and", "&", "the") for w in words)
            if 2 <= len(words) <= 9 and capitals and ORG_WORDS.search(words[-1]) and not NOT_COMPANY.search(text):
                return [sheet.piece(r, a, b, "ORG")]
    return []


def _by_line(sheet: Sheet, p: Piece) -> list[Piece]:
    """The companies of an entity that joins several: one a line, each with a company's last word at its end."""
    parts = [fold(x) for x in sheet.entities[p.entity].text.split("\n")] if p.entity >= 0 else []
    parts = [x for x in parts if x]
    if len(parts) < 2 or not all(len(x.split()) > 1 and COMPANY_END.search(x) for x in parts):
        return [p]
    return [replace(p, row=p.row + k, text=x) for k, x in enumerate(parts)]


def _former(sheet: Sheet, p: Piece) -> bool:
    return bool(OTHER_NAME.search(sheet.line(p.row)[max(0, p.start - 24) : p.start]))


def _names_over(sheet: Sheet, rows: list[int], k: int) -> list[Piece]:
    """The companies on the lines right over a caption, or after it on its own line."""
    here = [p for p in sheet.pieces(rows[k]) if p.label == "ORG" and not _former(sheet, p)]
    if here:
        return here
    over: list[Piece] = []
    for r in reversed(rows[max(0, k - 8) : k]):
        pieces = sheet.pieces(r)
        found = [p for p in pieces if p.label == "ORG" and not _former(sheet, p)]
        line = sheet.line(r)
        if over:
            bare = re.sub(r"(?i)\band\b", "", line)
            for p in pieces:
                bare = bare.replace(line[p.start : p.end], "")
            if pieces and all(p.label == MORE for p in pieces):
                continue
            if re.search(r"\w", bare):
                break
        elif (
            not found and not RULE.match(line) and not (pieces and pieces[0].label == MORE) and re.search(r"[(:]", line)
        ):
            break
        over = found + over
    return [_whole(sheet, p) for p in over]


def _whole(sheet: Sheet, p: Piece) -> Piece:
    """The name with what its line still has of it, where an entity was cut short."""
    line = sheet.line(p.row)
    if p.entity < 0 or "\n" in sheet.entities[p.entity].text:
        return p
    low = max((q.end for q in sheet.pieces(p.row) if q.end <= p.start), default=0)
    high = min((q.start for q in sheet.pieces(p.row) if q.start >= p.end), default=len(line))
    for a, b in chunks(line):
        if a <= p.start < b:
            a, b = max(a, low), min(b, high)
            rest = line[a : p.start] + " " + line[p.end : b]
            tokens = re.findall(r"[\w'.&\u2019-]+", rest)
            if tokens and len(tokens) <= 5 and all(REST.fullmatch(t) for t in tokens):
                return sheet.piece(p.row, a, b, "ORG", p.entity)
    return p


def _text_over(sheet: Sheet, rows: list[int], k: int) -> list[Piece]:
    for r in reversed(rows[max(0, k - 6) : k]):
        line = sheet.line(r)
        if RULE.match(line):
            continue
        if re.search(r"[(:]", line) or len(line.split()) > 12:
            return []
        a, b = max(chunks(line), key=lambda c: c[1] - c[0])
        return [sheet.piece(r, a, b, "ORG")]
    return []


def _text_below(sheet: Sheet, rows: list[int], k: int, after: int) -> list[Piece]:
    line = sheet.line(rows[k])
    rest = line[after:].strip(" :._-")
    if len(rest) > 3:
        at = line.index(rest, after)
        return [sheet.piece(rows[k], at, at + len(rest), "ORG")]
    for r in rows[k + 1 : k + 4]:
        line = sheet.line(r)
        if line.strip() and not RULE.match(line) and not OTHER_NAME.search(line):
            a, b = chunks(line)[0]
            return [sheet.piece(r, a, b, "ORG")]
    return []
