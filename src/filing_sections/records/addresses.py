"""The principal office's address on a cover."""

from __future__ import annotations

import re

from .layout import RULE, Piece, Sheet, chunks, fold

ADDRESS_CAPTION = re.compile(
    r"(?i)address(?:es)?\s*,?\s*(?:of|\(|including|and)|principal\s+executive\s+office|executive\s+offices|^\W*\(address\)?"
)
NOT_OFFICE = re.compile(
    r"(?i)agent\s+for\s+service|authorized\s+to\s+receive|cop(?:y|ies)\s+(?:to|of)|person\s+to\s+contact|issuer.s\s+principal"
)
NO_STREET = re.compile(r"(?i)identification|incorporat|employer|registrant|jurisdiction|file\s+n")
OFFICE_CAPTION = re.compile(r"(?i)^\W*address\s+of\s+principal\s+executive\s+offices?\s*(?:\(street and number\))?\W*$")
CITY_CAPTION = re.compile(r"(?i)^\W*city,?\s+state,?\s+(?:and|&)\s+zip\s+code\W*$")
PHONE = re.compile(r"(?i)telephone|\(?\d{3}\)?[-. ]+\d{3}[-. ]\d{4}")
#: Words that an address may end with: a postcode, a box, a region, a country.
REST = re.compile(r"(?:[,.]?\s?(?:[A-Z][\w.-]*|\d[\w-]*|of|and)){1,6}\s*")
ZIP = re.compile(r"(?<![\d-])\d{5}(?:-\d{4})?(?![\d-])")


def address_of(sheet: Sheet, rows: list[int], form: str) -> tuple[str | None, int | None]:
    """The principal office: the first address that no other caption claims."""
    if form.startswith("SCHEDULE 13"):
        return None, None
    if form == "12b-25":
        late = _late_filing_address(sheet, rows)
        if late[0]:
            return late
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
                or (captioned and not _asks_city(sheet, last, following.row))
            ):
                break
            parts.extend(_parts(sheet, following))
            last = _last_row(sheet, following)
        return _one_line(parts, sheet, last), p.row
    return _captioned_address(sheet, rows)


def _late_filing_address(sheet: Sheet, rows: list[int]) -> tuple[str | None, int | None]:
    """The address under the two captions of Form 12b-25: street and number, then city."""
    for row in rows:
        if not OFFICE_CAPTION.match(sheet.line(row)):
            continue
        street, street_row = _under(sheet, row)
        if street_row is None:
            return None, None
        for r in range(street_row + 1, min(street_row + 6, len(sheet.labels))):
            if CITY_CAPTION.match(sheet.line(r)):
                city, _ = _under(sheet, r)
                return (f"{street}, {city}" if city else street), street_row
        return None, None
    return None, None


def _under(sheet: Sheet, row: int) -> tuple[str, int | None]:
    """The one line between a caption and the next, without a name in front of it, or "" where it is not filled in."""
    for r in range(row + 1, min(row + 4, len(sheet.labels))):
        line = sheet.line(r)
        if not line.strip() or RULE.match(line):
            continue
        if CITY_CAPTION.match(line) or re.search(r"(?i)[()\[\]]|^\W*part\s|:", line):
            return "", None
        after = max((p.end for p in sheet.pieces(r) if p.label in ("ORG", "PERSON")), default=0)
        return fold(line[after:] if line[after:].strip(" ,") else line).strip(" ,"), r
    return "", None


def _asks_city(sheet: Sheet, first: int, last: int) -> bool:
    """Whether a caption between says that the city follows, as on Form 12b-25."""
    return any(
        re.search(r"(?i)\bcity\b|address of principal executive offices:$", sheet.line(r))
        for r in range(first + 1, last)
    )


def _last_row(sheet: Sheet, p: Piece) -> int:
    return p.row + sheet.entities[p.entity].text.rstrip().count("\n")


def _parts(sheet: Sheet, p: Piece) -> list[str]:
    parts = [x for x in (fold(part).strip(" ,") for part in sheet.entities[p.entity].text.split("\n")) if x]
    if parts:
        parts[0] = _cut_off(sheet, p) + parts[0]
        parts[-1] += _cut_short(sheet, p)
    return parts


def _cut_off(sheet: Sheet, p: Piece) -> str:
    """The words right before an address on its line, where the entity was cut short."""
    line = sheet.line(p.row)
    low = max((q.end for q in sheet.pieces(p.row) if q.end <= p.start), default=0)
    left = max((a for a, _ in chunks(line) if a <= p.start), default=0)
    before = line[max(low, left) : p.start]
    if re.fullmatch(r"(?:(?:[A-Z0-9][\w'-]*\.?|&|of)\s){0,4}(?:[A-Z0-9][\w'-]*\.?|&|of)\s?", before):
        return before
    return ""


def _cut_short(sheet: Sheet, p: Piece) -> str:
    """The words right behind an address on its last line ("V6C 3E1", ", Canada"), where the entity ends inside them."""
    row = _last_row(sheet, p)
    line = sheet.line(row)
    end = sheet.entities[p.entity].end - int(sheet.lines.start[row])
    high = min((q.start for q in sheet.pieces(row) if q.start >= end), default=len(line))
    behind = next((line[end : min(b, high)] for a, b in chunks(line) if a < end < b), "")
    return behind.rstrip() if REST.fullmatch(behind) else ""


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
            r"(?i)\(?address(?:es)?\s*(?:of|,\s+including)\b.*(?:principal|executive|offices)", sheet.line(row)
        ):
            continue
        parts: list[str] = []
        for r in reversed(rows[max(0, k - 5) : k]):
            line = re.sub(r"(?i)\(zip code\)", lambda m: " " * len(m[0]), sheet.line(r))
            if RULE.match(line):
                continue
            if re.match(r"\s*\+?[\d\s().-]{7,}$", line):
                continue  # a telephone number
            if re.search(r"[()]", line) or PHONE.search(line) or NO_STREET.search(line):
                break
            if parts and any(p.label == "ORG" for p in sheet.pieces(r)):
                break
            parts.insert(0, ", ".join(line[a:b].strip(" ,") for a, b in chunks(line)))
        if parts and re.search(r"\d", " ".join(parts)):
            return _one_line(parts, sheet, row), rows[k]
    return None, None
