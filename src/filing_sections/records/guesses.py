"""What the text of a signature line tells where no entity stands: names, titles, dates, companies."""

from __future__ import annotations

import re

from .layout import DATE, ORG_WORDS, TITLE_WORDS, Piece, Sheet, chunks

CAPTION = re.compile(
    r"(?i)(?<!\w)(?P<by>by)\s*:?(?=\W|$)|(?<!\w)(?P<name>(?:print(?:ed)? )?name)\s*:"
    r"|(?<!\w)(?P<title>title|its|capacity|position)\s*:|(?<!\w)(?P<date>dated?)\s*(?::|(?=\s[\s_\d]))"
)
_TOKEN = r"(?:[A-Z][\w.'\u2019-]*|[a-z]{2,3}(?=\s[A-Z])|\"[A-Z]\w+\"|“[A-Z]\w+”)"
NAME = re.compile(rf"^{_TOKEN}(?:,?\s+{_TOKEN}){{1,5}}$")
NOT_NAME = re.compile(
    r"(?i)\b(?:signatures?|title|date|name|by|registrant|pursuant|requirements|the|exhibit|form|page|item|power|attorney|"
    r"principal|capacity|report|securities|exchange|commission|united|states|street|avenue|road|suite|agreed|accepted|"
    r"dr|mr|mrs|ms|prof|esq|esquire|md|cpa|phd|order|board|committee|very|page|phone|report|signing|manager|continued|truly|yours|sincerely|witness|attest|chief|vice|executive|senior|phone|place|on|behalf|"
    r"new york|north|california|texas|illinois|massachusetts|pennsylvania|ohio|florida|minnesota|georgia|january|"
    r"february|march|april|june|july|august|september|october|november|december)\b"
)
NOT_COMPANY = re.compile(
    r"(?i)\b(?:agent|committee|board|title|signature|date|on behalf|accountants|address|street)\b|\d{3}"
)
FIRM_END = re.compile(r"(?i)\b(?:llp|l\.l\.p\.?|p\.?c\.?|cpas?|p\.?a\.?)$")


def guesses(sheet: Sheet, row: int, line: str, pieces: list[Piece]) -> list[Piece]:
    """Names after "/s/" or "Name:", titles after "Title:", dates, companies: where no entity stands."""
    out: list[Piece] = []
    spans = [(p.start, p.end) for p in pieces]
    caption = ""
    for a, b in chunks(line):
        at = a
        for s, e in [*sorted(x for x in spans if x[0] < b and x[1] > a), (b, b)]:
            if s > at:
                guess, caption = _guess(sheet, row, line, at, s, pieces, caption, whole=(at, s) == (a, b))
                if guess is not None:
                    out.append(guess)
            at = max(at, e)
            if e > s and s != b:
                caption = ""
    return out


def _guess(
    sheet: Sheet, row: int, line: str, a: int, b: int, pieces: list[Piece], caption: str, whole: bool
) -> tuple[Piece | None, str]:
    """What an unmarked stretch of a signature line is, if anything; and the caption that it ends with."""
    match = None
    for match in CAPTION.finditer(line, a, b):
        caption = match.lastgroup or caption
    start = match.end() if match else a
    text = line[start:b]
    start += len(text) - len(text.lstrip(" ,;:.(*_/-|\t"))
    text = line[start:b].rstrip(" ,;:(*_/-|\t")
    closes = text.endswith(")") and "(" not in text
    if closes:
        text = text[:-1]
    if len(text) < 3:
        return None, caption
    end = start + len(text)
    marked = any(p.label == "MARK" and 0 <= start - p.end <= 4 for p in pieces)
    named = is_name(text)
    label = None
    date = DATE.search(text)
    if date and len(date.group()) >= 0.7 * len(text):
        return sheet.piece(row, start + date.start(), start + date.end(), "DATE"), ""
    count = len(text.split())
    if caption == "title" and count <= 14 and re.match(r"[A-Za-z]", text):
        label = "TITLE"
    elif (marked or caption == "name") and named:
        label = "PERSON"
    elif marked and (ORG_WORDS.search(text) or FIRM_END.search(text)):
        label = "ORG"
    elif TITLE_WORDS.search(text) and is_title(text):
        label = "ROLE" if closes or line[:start].rstrip().endswith("(") else "TITLE"
    elif whole and ORG_WORDS.search(text) and count <= 9 and _is_company(text):
        label = "ORG"
    elif named and (whole or match):
        label = "MAYBE"
    if label is None:
        return None, caption
    return sheet.piece(row, start, end, label), ""


def is_name(text: str) -> bool:
    return bool(NAME.match(text)) and not (NOT_NAME.search(text) or TITLE_WORDS.search(text) or ORG_WORDS.search(text))


def is_title(text: str) -> bool:
    """Whether words of a signature block read as a title."""
    plain = [
        w for w in re.findall(r"[A-Za-z][\w'-]*", text) if w not in ("and", "of", "the", "for", "in", "fact", "to")
    ]
    return (
        bool(plain)
        and len(plain) <= 12
        and sum(w[0].isupper() for w in plain) >= 0.8 * len(plain)
        and not re.search(r"(?i)\b(?:signatures?|date|registrant|committee|following|majority)\b|\d|:", text)
        and not re.search(r"(?i)\b(?:inc|corp|llc|llp|l\.p|ltd|trust company)\b", text)
        and text.strip().casefold() not in ("title", "directors", "officers", "trustees", "members")
    )


def _is_company(text: str) -> bool:
    if NOT_COMPANY.search(text):
        return False
    plain = [w for w in re.findall(r"[A-Za-z][\w'-]*", text) if w not in ("and", "of", "the", "for")]
    return len(plain) > 1 and plain[0].casefold() not in ("a", "an", "the") and all(w[0].isupper() for w in plain)
