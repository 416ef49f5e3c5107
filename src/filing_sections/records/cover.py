"""The cover's lines and entities -> form, registrants, address, date."""

from __future__ import annotations

import re

import numpy as np

from ..filing import Cover, Entity
from ..labels import Label
from ..lines import Lines
from .layout import DATE, MORE, ORG_WORDS, RULE, Piece, Sheet, chunks, fold

_DASH = "[-\u2010-\u2014]"
FORM = re.compile(
    rf"(?i)\bform\s+(?P<form>12b{_DASH}25|24F{_DASH}2|13F(?:{_DASH}(?:HR|NT))?|"
    rf"\d{{1,2}}\s?{_DASH}?\s?[A-Z]{{1,4}}\d{{0,3}}|[A-Z]{{1,3}}{_DASH}?\d{{1,2}}[A-Z]{{0,4}}|N{_DASH}\w{{1,5}}|ABS{_DASH}\w+|"
    rf"T{_DASH}\d|D|CB|TO|144|[345])(?:\s?SB)?(?P<amended>\s?/\s?A(?:{_DASH}?\d)?)?(?![\w/])"
    rf"|\b(?P<schedule>schedule\s+(?:13[DEG](?:{_DASH}\d)?|14[ACDFN](?:{_DASH}\d|1)?|TO(?:{_DASH}[TIC])?))(?P<amended2>\s?/\s?A)?\b"
    r"|filed\s+(?:pursuant\s+to|under)\s+rule\s+(?P<rule>424\s?\(b\)\s?\(\d\))"
)
AMENDMENT = re.compile(r"(?i)\bamendment\s+(?:no\.?|number)\s*\d")
NAME_CAPTION = re.compile(
    r"(?i)exact\s+names?\s+of|\(\s*names?\s+of\s+(?:the\s+)?(?:issuer|registrant|small\s+business|subject|plan)|"
    r"^\W*names?\s+of\s+(?:the\s+)?(?:issuer|registrant)\b|translation\s+of\s+registrant|\(\s*registrant.{0,2}\s+name\s*\)"
)
NAME_BELOW = re.compile(r"(?i)full\s+names?\s+of\s+registrants?|^\W*(?:registrant|name\s+of\s+issuer|company)\s*:")
OTHER_NAME = re.compile(r"(?i)\b(?:formerly|former\s+name|f/k/a)\b")
ADDRESS_CAPTION = re.compile(
    r"(?i)address(?:es)?\s*,?\s*(?:of|\(|including|and)|principal\s+executive\s+office|executive\s+offices|^\W*\(address\)?"
)
NOT_OFFICE = re.compile(
    r"(?i)agent\s+for\s+service|authorized\s+to\s+receive|cop(?:y|ies)\s+(?:to|of)|person\s+to\s+contact|issuer.s\s+principal"
)
NO_STREET = re.compile(r"(?i)identification|incorporat|employer|registrant|jurisdiction|file\s+n")
PHONE = re.compile(r"(?i)telephone|\(?\d{3}\)?[-. ]+\d{3}[-. ]\d{4}")
DATE_CAPTION = re.compile(
    r"(?i)dates?\s+of\s+(?:the\s+)?(?:earliest\s+event|report|event)|event\s+which\s+requires|(?:period|year|quarter|months?|weeks)[\s-]+end(?:ed|ing)"
    r"|quarterly\s+report\s+for|for\s+the\s+month\s+of|distribution\s+period|quarter\s+ended"
)
YEAR_END = re.compile(r"(?i)date\s+of\s+fiscal\s+year\s+end|fiscal\s+year\s+end\s*:")
DATED = re.compile(r"(?i)(?<!to prospectus )\bdated\b")
NO_DATE = re.compile(r"(?i)\bexpires\b|\bas\s+of\b|\bto\s+prospectus\s+dated|outstanding|incorporated\s+by")
REST = re.compile(r"[A-Z][A-Za-z'.\u2019-]*|&|of|and|the")
NOT_COMPANY = re.compile(r"(?i)commission|exchange|united states|securities|stock|report|form|\d")
EMPLOYER = re.compile(r"\b\d\d-\d{7}\b")
ZIP = re.compile(r"(?<![\d-])\d{5}(?:-\d{4})?(?![\d-])")
#: A cover goes on over at most this many lines without one of its own.
COVER_GAP = 80


def cover(
    lines: Lines,
    labels: list[Label | None],
    entities: list[Entity],
    attached: list[tuple[int, int]],
    probabilities: np.ndarray | None = None,
) -> Cover | None:
    """What the cover says, or None where no line is `cover`.

    Args:
        labels: one a line, None where blank.
        entities: sorted by start.
        attached: line ranges of attached exhibits, from 1, inclusive.
        probabilities: of the labels, shape (n_lines,), or None.
    """
    sheet = Sheet(lines, labels, entities, attached)
    rows = sheet.rows(Label.COVER)
    if not rows:
        return None
    rows = _front(sheet, rows)
    form, form_row = _form(sheet, rows)
    registrants, name_row, name_sure = _registrants(sheet, rows)
    address, address_row = _address(sheet, rows, form or "")
    date, date_row, date_sure = _date(sheet, rows)
    found = {"form": form_row, "registrants": name_row, "address": address_row, "date": date_row}
    confidence = 0.25 + 0.3 * bool(form) + 0.25 * name_sure + 0.2 * date_sure
    if probabilities is not None:
        confidence *= float(np.nanmean(probabilities[rows]))
    return Cover(
        form=form,
        registrants=registrants,
        address=address,
        date=date,
        confidence=round(min(confidence, 0.99), 4),
        source={k: "text" for k, row in found.items() if row is not None},
        line={k: row + 1 for k, row in found.items() if row is not None},
    )


def _front(sheet: Sheet, rows: list[int]) -> list[int]:
    """The rows of the first cover: its lines and the boilerplate among them."""
    first = last = rows[0]
    stretch = 1
    for row in rows[1:]:
        if row - last > COVER_GAP:
            if stretch >= 4:
                break
            # a lone line far above the cover proper is a wrong label
            first, stretch = row, 0
        last = row
        stretch += 1
    front = (Label.COVER, Label.BOILERPLATE)
    marked = [r for r in range(first, last + 1) if sheet.labels[r] is not None]
    sides = [None, *marked, None]
    # a line of another label between two of the cover is a wrong label
    return [
        r
        for r, before, after in zip(marked, sides, sides[2:], strict=False)
        if sheet.labels[r] in front or {sheet.labels[x] for x in (before, after) if x is not None} <= set(front)
    ]


def _form(sheet: Sheet, rows: list[int]) -> tuple[str | None, int | None]:
    texts, starts, at = [], [], 0
    for row in rows:
        starts.append(at)
        texts.append(sheet.line(row))
        at += len(texts[-1]) + 1
    text = "\n".join(texts)
    match = FORM.search(text)
    if not match:
        return None, None
    k = int(np.searchsorted(starts, match.start(), side="right")) - 1
    if match["rule"]:
        return re.sub(r"[\s()]", "", match["rule"]).upper(), rows[k]
    name = re.sub(_DASH, "-", fold(match["form"] or match["schedule"]).upper())
    name = re.sub(r"\s?-\s?", "-", name)
    name = "12b-25" if name == "12B-25" else name
    amended = match["amended"] or match["amended2"]
    if amended:
        name += re.sub(r"\s", "", amended).upper()
    elif re.match(r"(?:10|8|20|40)-?\w", name) and any(AMENDMENT.search(x) for x in texts[k : k + 12]):
        name += "/A"
    return name, rows[k]


def _registrants(sheet: Sheet, rows: list[int]) -> tuple[list[str], int | None, float]:
    """The names over their caption (under it on Form 12b-25), else the cover's first; and how sure that is."""
    names: list[Piece] = []
    sure = 1.0
    for k, row in enumerate(rows):
        line = sheet.line(row)
        below = NAME_BELOW.search(line)
        if below and not names:
            for r in rows[k : k + 5]:
                here = [p for p in sheet.pieces(r) if p.label == "ORG"]
                if names and not here or OTHER_NAME.search(sheet.line(r)):
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


def _address(sheet: Sheet, rows: list[int], form: str) -> tuple[str | None, int | None]:
    """The principal office: the first address that no other caption claims."""
    if form.startswith("SCHEDULE 13"):
        return None, None
    pieces = [p for r in rows for p in sheet.pieces(r) if p.label == "ADDRESS" and re.search(r"[A-Za-z]{3}", p.text)]
    for k, p in enumerate(pieces):
        last = _last_row(sheet, p)
        around = " ".join(sheet.line(r) for r in range(last, min(last + 4, len(sheet.labels))))
        office = ADDRESS_CAPTION.search(around)
        other = NOT_OFFICE.search(around)
        if other and (not office or other.start() < office.start()):
            continue
        parts = _parts(sheet, p)
        for following in pieces[k + 1 :]:
            captioned = any(ADDRESS_CAPTION.search(sheet.line(r)) for r in range(last + 1, following.row))
            if (
                following.row - last > 6
                or ZIP.search(parts[-1])
                or captioned
                and not _asks_city(sheet, last, following.row)
            ):
                break
            parts.extend(_parts(sheet, following))
            last = _last_row(sheet, following)
        return _one_line(parts, sheet, last), p.row
    return _captioned_address(sheet, rows)


def _asks_city(sheet: Sheet, first: int, last: int) -> bool:
    """Whether a caption between says that the city follows, as on Form 12b-25."""
    return any(
        re.search(r"(?i)\bcity\b|address of principal executive offices:$", sheet.line(r))
        for r in range(first + 1, last)
    )


def _last_row(sheet: Sheet, p: Piece) -> int:
    return p.row + sheet.entities[p.entity].text.rstrip().count("\n")


def _parts(sheet: Sheet, p: Piece) -> list[str]:
    return [x for x in (fold(part).strip(" ,") for part in sheet.entities[p.entity].text.split("\n")) if x]


def _one_line(parts: list[str], sheet: Sheet, last: int) -> str:
    """Parts joined by commas; a postcode from a column of its own goes to the end."""
    for k, part in enumerate(parts[:-1]):
        code = re.search(r"[\s,]+(\d{5}(?:-\d{4})?)$", part)
        if code and not ZIP.search(parts[-1]) and "," in parts[-1]:
            parts[k] = part[: code.start()].rstrip(" ,")
            parts[-1] += " " + code[1]
            break
    return ", ".join(parts)


def _captioned_address(sheet: Sheet, rows: list[int]) -> tuple[str | None, int | None]:
    """The lines over "(Address of principal executive offices)" where no entity was found."""
    for k, row in enumerate(rows):
        if not re.search(
            r"(?i)\(?address(?:es)?\s+(?:of|,\s+including)\b.*(?:principal|executive|offices)", sheet.line(row)
        ):
            continue
        parts: list[str] = []
        for r in reversed(rows[max(0, k - 5) : k]):
            line = re.sub(r"(?i)\(zip code\)", lambda m: " " * len(m[0]), sheet.line(r))
            if RULE.match(line):
                continue
            if re.search(r"[()]", line) or PHONE.search(line) or NO_STREET.search(line):
                break
            parts.insert(0, ", ".join(line[a:b].strip(" ,") for a, b in chunks(line)))
        if parts and re.search(r"\d", " ".join(parts)):
            return _one_line(parts, sheet, row), rows[k]
    return None, None


def _date(sheet: Sheet, rows: list[int]) -> tuple[str | None, int | None, float]:
    """The date after a caption that names it, else one that the cover bears; and how sure that is."""
    for caption, sure in ((DATE_CAPTION, 1.0), (DATED, 0.7), (YEAR_END, 0.5)):
        for k, row in enumerate(rows):
            line = sheet.line(row)
            match = caption.search(line)
            if not match or NO_DATE.search(line) or caption is DATE_CAPTION and YEAR_END.search(line):
                continue
            found = _date_near(sheet, rows, k, match.end())
            if found:
                return found.text, found.row, sure
    for row in rows:
        if NO_DATE.search(sheet.line(row)):
            continue
        for p in sheet.pieces(row):
            if p.label == "DATE":
                return p.text, row, 0.4
    return None, None, 0.0


def _date_near(sheet: Sheet, rows: list[int], k: int, after: int) -> Piece | None:
    """The date behind a caption, on the two lines under it, or on the line over a caption in brackets."""
    bracketed = sheet.line(rows[k]).lstrip().startswith("(")
    order = [rows[k], *reversed(rows[max(0, k - 2) : k])] if bracketed else []
    for r in [*order, *rows[k : k + 3]]:
        line = sheet.line(r)
        dates = [p for p in sheet.pieces(r) if p.label == "DATE" and (r != rows[k] or p.end > after - 2)]
        if not dates:
            match = DATE.search(line, after if r == rows[k] else 0)
            dates = [sheet.piece(r, *match.span(), "DATE")] if match else []
        if dates:
            return (
                dates[-1]
                if len(dates) > 1 and re.search(r"(?i)\b(?:through|to)\b", line[dates[0].end : dates[1].start])
                else dates[0]
            )
        if r != rows[k] and not bracketed and re.search(r"(?i)\(|commission|registrant", line):
            break
    return None
