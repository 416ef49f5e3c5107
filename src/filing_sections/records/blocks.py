"""Where each signature block begins and ends."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ..labels import Label
from .guesses import is_title
from .layout import DATE, MONTH, TITLE_WORDS, Piece, Sheet, fold
from .marks import SIGNED

HEADING = re.compile(r"(?i)^[^\w(\[]*(?:signatures?(?: pages?)?|signatures? and power of attorney)\W*$")
SIGN_OFF = re.compile(
    r"(?i)^\W*(?:very truly yours|sincerely|respectfully|yours (?:very )?truly|by order of the board)"
)
_ON = r"(?:\bthis|\bon(?: this| the)?|\bas of(?: this| the)?)"
SIGNED_ON = re.compile(
    rf"(?i){_ON}[\s:,]+(\d{{1,2}}(?:st|nd|rd|th)?\s+(?:day\s+)?(?:of\s+)?{MONTH}\s?,?\s+(?:19|20)\d\d"
    rf"|{MONTH}\s*\d{{1,2}}(?:st|nd|rd|th)?\s*,?\s*(?:19|20)\d\d)"
)
ATTESTS = re.compile(r"(?i)\bsigned\b|execut|in witness|undersigned|hereunto|\bhand\b|\bcaused\b")
LEAD_LINES = 10
#: Lines between two signature lines that may be page furniture or a flipped label, without ending the block.
STRAY_LINES = 1


#: A line that holds a date alone: over a block with its caption, under it (an auditor's) without one too.
DATE_LINE = re.compile(rf"(?i)^\W*dated?\b\W*{DATE.pattern.removeprefix('(?i)')}\W*$")
BARE_DATE = re.compile(rf"(?i)^\W*(?:dated?\b\W*)?{DATE.pattern.removeprefix('(?i)')}\W*$")
#: So many lines from the block it may stand.
DATE_LINES = 3


@dataclass(slots=True)
class Block:
    """The rows of one signature block, and the date of the sentence above it ("on this 3rd day of May, 1994")."""

    rows: list[int] = field(default_factory=list)
    lead_date: Piece | None = None


def _sentence(line: str) -> bool:
    """Running text, as against page furniture."""
    return len(re.findall(r"[A-Za-z]{2,}", line)) >= 5


def blocks(sheet: Sheet) -> list[Block]:
    """Signature blocks in reading order: a heading, a sentence or other text between ends one."""
    rows = sheet.rows(Label.SIGNATURE)
    out: list[Block] = []
    for k, row in enumerate(rows):
        line = sheet.line(row)
        between = [] if k == 0 else _between(sheet, rows[k - 1], row)
        heading = HEADING.match(line) and not (k and row - rows[k - 1] <= 3 and SIGNED.search(sheet.line(rows[k - 1])))
        if between is None or not out or heading or SIGN_OFF.match(line):
            out.append(Block())
        else:
            out[-1].rows.extend(between)
        out[-1].rows.append(row)
    for block, following in zip(out, [*out[1:], None], strict=False):
        block.rows.extend(_titles_under(sheet, block.rows[-1], following.rows[0] if following else len(sheet.labels)))
    for previous, block, following in zip([None, *out], out, [*out[1:], None], strict=False):
        above = _dates_beside(sheet, block.rows[0], -1, previous.rows[-1] if previous else -1, DATE_LINE)
        under = _dates_beside(
            sheet, block.rows[-1], 1, following.rows[0] if following else len(sheet.labels), BARE_DATE
        )
        block.rows = above + block.rows + under
    previous = -1
    for block in out:
        block.lead_date = _lead_date(sheet, previous, block.rows[0])
        previous = block.rows[-1]
    out = [b for b in out if not (len(b.rows) == 1 and HEADING.match(sheet.line(b.rows[0])))]
    return out


def _titles_under(sheet: Sheet, last: int, end: int) -> list[int]:
    """The lines right under a block that are titles whatever their label says."""
    rows: list[int] = []
    for row in range(last + 1, min(last + 4, end)):
        text = sheet.line(row).strip()
        if not TITLE_WORDS.search(text) or len(text) > 60 or not is_title(text):
            break
        rows.append(row)
    return rows


def _dates_beside(sheet: Sheet, row: int, step: int, end: int, pattern: re.Pattern) -> list[int]:
    """The line near a block, on its way up or down to `end`, that holds a date alone, whatever its label says."""
    seen = 0
    for r in range(row + step, end, step):
        line = sheet.line(r)
        if not line.strip():
            continue
        seen += 1
        if pattern.match(line) and sheet.labels[r] not in (Label.SIGNATURE, Label.COVER):
            return [r]
        if seen == DATE_LINES or _sentence(line):
            break
    return []


def _between(sheet: Sheet, first: int, last: int) -> list[int] | None:
    """Rows of other labels that belong to the block all the same; None where the block ends."""
    if last - first > 40:
        return None
    stray = []
    for row in range(first + 1, last):
        label = sheet.labels[row]
        if label is None:
            continue
        line = sheet.line(row)
        if label == Label.BOILERPLATE:
            if _sentence(line):
                return None
        else:
            stray.append(row)
    if len(stray) > STRAY_LINES or any(_sentence(sheet.line(r)) and len(sheet.line(r)) > 90 for r in stray):
        return None
    return stray


def _lead_date(sheet: Sheet, previous: int, first: int) -> Piece | None:
    """The date on which the sentence above the block says it was signed."""
    lead = []
    for row in range(first - 1, max(previous, first - 40), -1):
        label = sheet.labels[row]
        if label is None:
            continue
        if label == Label.COVER or len(lead) == LEAD_LINES:
            break
        lead.append(row)
    if not lead:
        return None
    lead.reverse()
    text = fold(" ".join(sheet.line(row) for row in lead))
    found = None
    for match in SIGNED_ON.finditer(text):
        sentence = text[text.rfind(". ", 0, match.start()) + 1 : match.end()]
        if ATTESTS.search(sentence):
            found = match
    return found and Piece(lead[-1], 0, 0, 0, 0, "DATE", found[1])
