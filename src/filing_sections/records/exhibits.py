"""Exhibit lists and captions of attached exhibits -> one record an exhibit: number, description."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np

from ..filing import Entity, Exhibit
from ..labels import Label
from ..lines import Lines
from .layout import RULE, Sheet, fold

_SUB = r"(?:\s?\((?:[A-Za-z]{1,5}|\d{1,3})\)|\.\d{1,3}|\.[A-Za-z]{1,2}(?![A-Za-z])\.?|-\d{1,3}(?!\d)|-[A-Za-z](?![A-Za-z-])|[A-Za-z]{1,2}(?![A-Za-z]))"
_XBRL = r"(?:10[014]\s?\.?\s?(?:INS|SCH|CAL|DEF|LAB|PRE|XML)(?:\s?XBRL|\s?iXBRL)?|99\.(?:CERT|CODE ETH|906CERT|CODE|IRANNOTICE))"
#: The ways an exhibit's number is printed: 99.1, 10(a)(iii), 3-a, 10.AA, (10)-4, (a)(1)(B), (a.2), 101.INS.
NUMBER = rf"(?:{_XBRL}|\d{{1,3}}{_SUB}*|\(\d{{1,3}}(?:\.\d+|\([A-Za-z]+\))*\)(?:-\d+|\([A-Za-z0-9]+\))*|\([a-z]\.\d{{1,3}}\)|\([A-Za-z]\)(?:\(\d{{1,3}}\))*(?:\([A-Z]\))*(?:\(\d{{1,3}}\))?)"
WORD = r"(?:(?:exhibits?|ex)\b\.?[\s-]*(?:(?:no|number|item)\b\.?\s*:?\s*|#\s*)?)"
MARKS = r"[*+#†‡§^~•·@(\[]*?"
ENTRY = re.compile(
    rf"^(?P<lead>[\s|]*(?:[*+#†‡§^~•·@x\-]{{1,3}}\s*|\((?:\d|[*+#†]+)\)\s{{2,}})?)(?P<word>(?i:{WORD}))?[\"“]?(?P<number>{NUMBER})"
    r"(?P<after>[\"”]?(?:\s?[*+#†‡§^~£@]+|\s?\((?:\d{1,2}|[*+#†‡§^~£]+)\)(?=[*+#†\s(]|$))*[A-Z]?(?=[\s.:,|–—-]|$)\s?[.:,|–—-]*)(?P<rest>.*)$"
)
CAPTION = re.compile(
    rf"^\W*(?:annex\b.{{0,40}})?(?i:{WORD})[\"“]?(?P<number>{NUMBER}|[A-Z](?:-\d+)?)[\"”)]?(?P<rest>(?:\W.*)?)$"
)
CAPTION_AT_END = re.compile(rf"(?:^|\s{{2,}}|,\s|\W\s)(?i:exhibit|ex)[\s.-]+(?i:no\.?\s*)?(?P<number>{NUMBER})[.\s]*$")
LIST_HEAD = re.compile(
    r"(?i)\b(?:exhibits?(?!\s*\d)|exhibit\s+(?:index|list|no|number)|index\s+(?:to|of)\s+exhibits|list\s+of\s+exhibits)\b"
)
OTHER_HEAD = re.compile(
    r"(?i)^\W*(?:\(?[a-d1-3]\)?[.:)]?\s*){0,3}(?:consolidated\s+)?(?:financial\s+statements?|(?:financial\s+statement\s+)?"
    r"schedules?\b|reports?\s+(?:on|of)\s+form|pro\s+forma|shell company)"
)
FORM_NAME = re.compile(r"(?i)^(?:10|8|6|11|20|40|18)-?(?:K|Q|F|KSB|QSB|C|D)\b|^\d+-\d{4,}")
ITEM = re.compile(r"(?i)^\W*item\s+\d|^\W*part\s+[iv]+\b")
NOTE = re.compile(r"(?i)^\s*(?:[*+#†‡§^~]{1,3}|\([\d*+#†]{1,2}\)|_{6,}|note:?\b)\s*\S?")
NOT_APPLICABLE = re.compile(r"(?i)^\W*(?:not applicable|n/?a|none|omitted|reserved|\[?intentionally)\b\W*$")
PAGE = re.compile(r"(?i)^[\W]*(?:[a-z]{1,3}-?)?\d{0,4}(?:\s*(?:-|to|through)\s*\d+)?[\W]*$|^(?:n/?a|x|page\b.*)$")
LEADER = re.compile(r"\s*(?:\.\s?){4,}.*$|\s*_{3,}\s*$")
#: The first integer of an exhibit's number by Regulation S-K, Item 601.
KNOWN = set(range(1, 36)) | set(range(95, 108))


@dataclass(slots=True)
class Entry:
    """One entry of a list while it is read. `column`, `text_column`: where number and description begin."""

    number: str
    row: int
    column: int
    text_column: int
    parts: list[str] = field(default_factory=list)
    worded: bool = False
    cut: int = 0
    sure: float = 0.6
    last: int = 0

    @property
    def description(self) -> str:
        return fold(" ".join(self.parts))


def exhibits(
    lines: Lines,
    labels: list[Label | None],
    entities: list[Entity],
    attached: list[tuple[int, int]],
    probabilities: np.ndarray | None = None,
) -> list[Exhibit]:
    """Every exhibit listed or captioned, first mention first; a number that is named again adds no second record.

    Args:
        labels: one a line, None where blank.
        entities: sorted by start; not needed here, kept so that the three records are made alike.
        attached: line ranges of attached exhibits, from 1, inclusive.
        probabilities: of the labels, shape (n_lines,), or None.
    """
    sheet = Sheet(lines, labels, [], attached)
    inside = sheet.in_attached()
    rows = [row for row in sheet.rows(Label.EXHIBIT) if not inside[row]]
    found = [e for run in _runs(sheet, rows) for e in _entries(sheet, run)]
    found.extend(_captions(sheet))
    found.sort(key=lambda e: e.row)
    kept: dict[str, Entry] = {}
    for entry in found:
        kept.setdefault(_key(entry.number), entry)
    return [_record(e, probabilities) for e in kept.values()]


def _key(number: str) -> str:
    return re.sub(r"[\s.:*+#†-]+$", "", number).casefold().replace(" ", "")


def _runs(sheet: Sheet, rows: list[int]) -> list[list[int]]:
    """Rows of one list each: blank lines, page furniture and a stray label between do not cut it."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and row - runs[-1][-1] <= 30:
            between = [r for r in range(runs[-1][-1] + 1, row) if sheet.labels[r] is not None]
            other = [r for r in between if sheet.labels[r] != Label.BOILERPLATE]
            if not other:
                runs[-1].append(row)
                continue
            if len(other) <= 2 and all(sheet.labels[r] == Label.BODY for r in other):
                runs[-1].extend(other)
                runs[-1].append(row)
                continue
        runs.append([row])
    return runs


def _columns(line: str) -> str:
    return line.expandtabs(8) if "\t" in line else line


def _entries(sheet: Sheet, run: list[int]) -> list[Entry]:
    out: list[Entry] = []
    current: Entry | None = None
    listing: bool | None = None
    base = ""
    previous = run[0] - 1
    for row in run:
        line = _columns(sheet.line(row))
        gap = row - previous - 1
        previous = row
        if RULE.match(line):
            continue
        indent = len(line) - len(line.lstrip())
        if ITEM.match(line):
            listing, current = (None if "xhibit" in line or "XHIBIT" in line else False), None
            continue
        entry, base = _entry(line, row, indent, listing, out, current, base, gap)
        if entry is not None:
            out.append(entry)
            current = entry
            listing = True
            continue
        if OTHER_HEAD.match(line) and len(line.split()) <= 14 and (current is None or gap):
            listing, current = False, None
            continue
        if _heads_list(line):
            listing, current = True, None
            continue
        if current is not None:
            if _goes_on(current, line, indent, gap):
                _add(current, line, row)
            elif gap and indent <= current.column + 1:
                current = None
    return _without_heads(out)


def _heads_list(line: str) -> bool:
    return (
        bool(LIST_HEAD.search(line))
        and len(line.split()) <= 10
        and not re.search(r"(?i)reference|herewith|\bfiled as\b", line)
    )


def _entry(line, row, indent, listing, out, current, base, gap) -> tuple[Entry | None, str]:
    match = ENTRY.match(line)
    if not match:
        return None, base
    number, rest, worded = match["number"].strip(), match["rest"], bool(match["word"])
    after = match["after"]
    column = match.start("number")
    if FORM_NAME.match(line[column:]):
        return None, base
    first = re.match(r"\(?(\d+)", number)
    lettered = first is None
    plain = re.fullmatch(r"\d{1,3}", number) is not None
    bracketed = number.startswith("(")
    if first and int(first[1]) not in KNOWN:
        return None, base
    spaced = not rest or rest[0].isspace() or after.rstrip(" ")[-1:] in "-–—:|."
    text = rest.strip(" \t|-–—:")
    if current is not None and not worded and column >= current.text_column - 1 > current.column + 2:
        return None, base
    if not spaced and not worded:
        return None, base
    if NOT_APPLICABLE.match(text):
        return None, number if first else base
    if not worded:
        wide = not text or bool(re.match(r"\s{2,}|\s?[|–—-]|\s*[\"“(*+#†A-Z]", rest or " ")) or after.strip() != ""
        if not wide:
            return None, base
        if lettered:
            if listing is not True or (not out and not re.search(r"\.\d|\)\(", number)):
                return None, base
        elif plain or bracketed:
            if listing is not True:
                return None, base
            if re.match(r"(?i)\W*(?:exhibits?|financial statements?|schedules?)\b\W*", text) and len(text.split()) <= 5:
                return None, base
            if current is not None and plain and not gap and text and not text[0].isupper() and text[0] not in '"“(':
                return None, base
        elif listing is False and "." not in number:
            return None, base
        if current is not None and not gap and column > current.column + 8 and plain:
            return None, base
    entry = Entry(number, row, column, column + len(number), worded=worded, last=row)
    entry.text_column = line.index(text, match.start("rest")) if text else column + len(number) + 2
    entry.sure = 0.55 + 0.2 * (listing is True) + 0.15 * (not plain) + 0.1 * worded
    if text:
        _add(entry, " " * entry.text_column + line[entry.text_column :], row)
    return entry, (number if first else base)


def _add(entry: Entry, line: str, row: int) -> None:
    """The description's part of a line: its own column, without page numbers and leaders."""
    if entry.cut:
        # a second column began there: take what ends before it
        body = (
            line[: entry.cut]
            if line[entry.cut - 1 : entry.cut].isspace() or not line[entry.cut - 1 : entry.cut]
            else line
        )
    else:
        body = line
    body = LEADER.sub("", body)
    pieces = [(m.start(), m.group()) for m in re.finditer(r"\S(?:.*?\S)??(?=\s{3,}|$)", body)]
    if not pieces:
        return
    kept = pieces[0][1]
    if len(pieces) > 1:
        second = pieces[1][0]
        if not PAGE.match(pieces[1][1]) and not entry.cut and second - entry.text_column >= 18:
            entry.cut = second
        elif second - entry.text_column < 18 and not PAGE.match(pieces[1][1]):
            kept = " ".join(p for _, p in pieces if not PAGE.match(p))
    if entry.parts and PAGE.match(kept):
        return
    if not entry.parts and PAGE.match(kept) and len(pieces) > 1:
        return
    kept = re.sub(r"\s+[*+#†‡]+$", "", kept)
    entry.parts.append(kept.replace("|", " "))
    entry.last = row


def _goes_on(entry: Entry, line: str, indent: int, gap: int) -> bool:
    """Whether this line continues the entry."""
    if not entry.parts:
        return not _heads_list(line)
    if gap == 0:
        return not (NOTE.match(line) and indent <= entry.column + 1)
    if NOTE.match(line):
        return False
    hanging = entry.text_column - entry.column >= 3
    if hanging and indent >= entry.text_column - 2 and gap <= 3:
        return True
    return bool(line.strip()[:1].islower()) and gap <= 12 and not entry.description.endswith(".")


def _without_heads(entries: list[Entry]) -> list[Entry]:
    """Entries without the group heads among them: "10 Material Contracts:" over 10.1, 10.2."""
    out = []
    for entry, following in zip(entries, [*entries[1:], None], strict=False):
        if following is not None and re.fullmatch(r"\(?\d{1,3}\)?", entry.number):
            stem = entry.number.strip("()")
            below = following.number.strip("(")
            if below.startswith(stem) and len(below) > len(stem) and not below[len(stem)].isdigit():
                text = entry.description
                if len(text) <= 70 and not re.search(r"(?i)filed|incorporated|dated", text):
                    continue
        out.append(entry)
    return out


def _captions(sheet: Sheet) -> list[Entry]:
    """The captions at the heads of attached exhibits."""
    out = []
    for first, last in sheet.attached:
        seen = 0
        for row in range(first, min(last + 1, len(sheet.labels))):
            line = _columns(sheet.line(row))
            if not line.strip() or re.match(r"\s*<[A-Z]+>", line):
                continue
            seen += 1
            if seen > 6:
                break
            match = CAPTION.match(line) or CAPTION_AT_END.search(line)
            if match and len(line.split()) <= 14:
                rest = match.groupdict().get("rest") or ""
                entry = Entry(match["number"].strip(), row, 0, 0, sure=0.85, last=row)
                text = fold(rest.strip(' \t|-–—:."”)'))
                if text and len(text) > 3 and not re.match(r"(?i)to form|page", text):
                    entry.parts = [text]
                out.append(entry)
                break
    return out


def _record(entry: Entry, probabilities: np.ndarray | None) -> Exhibit:
    number = re.sub(r"[\s.:*+#†-]+$", "", entry.number)
    bare = re.fullmatch(r"\((\d+(?:\.\d+)?)\)", number)
    sure = entry.sure + 0.05 * bool(entry.parts)
    if probabilities is not None and np.isfinite(probabilities[entry.row]):
        sure *= float(probabilities[entry.row])
    return Exhibit(
        number=bare[1] if bare else number,
        description=entry.description or None,
        line=entry.row + 1,
        confidence=round(min(0.99, sure), 4),
    )
