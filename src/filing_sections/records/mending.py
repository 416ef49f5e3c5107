"""Entities of a signature block that were cut short, given back the rest of their words."""

from __future__ import annotations

import re

from .guesses import NOT_NAME, is_name
from .layout import DATE, OPEN_END, ORG_WORDS, TITLE_WORDS, Piece, Sheet, chunks, fold

_CAPITAL = r"[A-Z][\w.'\u2019-]*"
NAME_BEFORE = re.compile(rf"(?:^|\s{{2,}}|[\t:/\\|_(])\s?((?:{_CAPITAL} ){{1,3}})$")
_SUFFIX = r", (?:Jr|Sr|II|III|IV|V)\b\.?"
_PARTICLE = r"(?:[\"\u201c]\w+[\"\u201d] |v[ao]n (?:de[rn]? )?|de )"
NAME_AFTER = re.compile(rf"((?: {_PARTICLE}?{_CAPITAL}){{1,3}}(?:{_SUFFIX})?|{_SUFFIX})(?=\s{{2,}}|\t|[,(/*_]|\s*$)")
ORG_BEFORE = re.compile(r"(?:^|\s{2,}|\t|(?<=/)|(?<=\())\s?((?:[A-Z\d][\w.'\u2019&+-]*,? (?:[-\u2013&] )?){1,4})$")
TITLE_BEFORE = re.compile(r"(?:^|\s{2,}|[\t:,(|])\s?((?:(?:[A-Z][\w.'-]*|and|of|the|&),? ){1,8})$")
TITLE_AFTER = re.compile(r"((?:,? (?:[A-Z][\w.'\u2019-]*|and|of|the|&|-)){1,9})(?=\s{2,}|\t|[,(/*)]|\s*$)")
#: Words that may go on with a title: capitals, "and", "of the".
GOES_ON = re.compile(r"(?:(?:[A-Z][\w'-]*|and|of|the|&)[,.]?\s?){1,7}")
OPEN_TITLE = re.compile(r"(?i)(?:\b(?:and|of|the|chief|vice|executive|senior|assistant|general|principal|deputy)|&|,)$")
ON_WITH = re.compile(r" (?:of|-|&) ?|,? and\b")


def healed(sheet: Sheet, row: int, line: str, pieces: list[Piece]) -> list[Piece]:
    """The pieces, with names, titles and dates that were cut short given back the rest of their words."""
    for k, piece in enumerate(pieces):
        if piece.label not in ("PERSON", "TITLE", "DATE", "ORG") or piece.text != fold(line[piece.start : piece.end]):
            continue
        low = max([p.end for p in pieces if p.end <= piece.start], default=0)
        high = min([p.start for p in pieces if p.start >= piece.end], default=len(line))
        before, after = line[low : piece.start], line[piece.end : high]
        if piece.label == "PERSON":
            a, b = NAME_BEFORE.search(before), NAME_AFTER.match(after)
        elif piece.label == "TITLE":
            a, b = TITLE_BEFORE.search(before), _title_after(piece.text, after)
        elif piece.label == "ORG":
            a, b = ORG_BEFORE.search(before), None
        else:
            full = next((m for m in DATE.finditer(line) if m.start() <= piece.start and m.end() >= piece.end), None)
            if full:
                pieces[k] = sheet.piece(row, full.start(), full.end(), "DATE", piece.entity)
            continue
        start = low + a.start(1) if a and not _no_name(a[1], piece.label) else piece.start
        end = piece.end + b.end(1) if b and not _no_name(b[1], piece.label) else piece.end
        if (start, end) != (piece.start, piece.end):
            pieces[k] = sheet.piece(row, start, end, piece.label, piece.entity)
    return pieces


def named_title(sheet: Sheet, line: str, piece: Piece) -> list[Piece]:
    """ "Ann Lee, President", marked as one title or one name: the name and the title."""
    if piece.label == "PERSON":
        word = TITLE_WORDS.search(line, piece.start, piece.end)
        name = re.sub(r"(?i)\s+and\s*$", "", line[piece.start : word.start()].rstrip()) if word else ""
        if len(name.split()) < 2:
            return [piece]
        at = piece.start + len(name)
        return [
            sheet.piece(piece.row, piece.start, at, "PERSON", piece.entity),
            sheet.piece(piece.row, at, piece.end, "TITLE", piece.entity),
        ]
    comma = line.find(",", piece.start, piece.end)
    if piece.label != "TITLE" or comma < 0 or not is_name(line[piece.start : comma]):
        return [piece]
    if not TITLE_WORDS.search(piece.text) or len(line[piece.start : comma].split()) > 4:
        return [piece]
    title = sheet.piece(piece.row, comma + 1, piece.end, "TITLE", piece.entity)
    title.text = piece.text.partition(",")[2].strip()
    return [sheet.piece(piece.row, piece.start, comma, "PERSON", piece.entity), title]


def continue_titles(sheet: Sheet, row: int, over: list[Piece], here: list[Piece]) -> None:
    """Adds to a row's pieces what goes on with a title over it that ends open ("Chairman of the")."""
    line = None
    for title in over:
        if title.label != "TITLE" or not OPEN_END.search(title.text):
            continue
        line = line or sheet.line(row)
        for a, b in chunks(line):
            piece = sheet.piece(row, a, b, "TITLE")
            free = all(b <= p.start or a >= p.end for p in here)
            if free and piece.left < title.right and title.left < piece.right and GOES_ON.fullmatch(piece.text):
                here.append(piece)
                here.sort(key=lambda p: p.start)
                break


def _no_name(text: str, label: str) -> bool:
    """Whether these words cannot be the rest of a name or title."""
    if label == "TITLE":
        return bool(re.search(r"(?i)\b(?:its|an?|by|title|date|name|signature)\b|[A-Za-z]\.\s?[A-Z]\b|\bph\.", text))
    return bool(
        NOT_NAME.search(text)
        or TITLE_WORDS.search(text)
        or ORG_WORDS.search(text)
        or re.search(r"[A-Z]\.[A-Z]\.|Ph\.", text)
    )


def _title_after(title: str, after: str) -> re.Match | None:
    match = TITLE_AFTER.match(after)
    if match and (TITLE_WORDS.search(match[1]) or OPEN_TITLE.search(title) or ON_WITH.match(match[1])):
        return match
    return None
