"""Exhibit lists and captions of attached exhibits -> one record an exhibit: number, description."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np

from ..filing import Entity, Exhibit
from ..labels import Label
from ..lines import Lines
from .layout import RULE, Sheet, fold

_SUB = (
    r"(?:\.?\s?\((?:[A-Za-z]{1,5}|\d{1,3})\)|(?:\s{1,2})?\.\d{1,3}|\.\s{1,3}[a-z]\.(?=\s)|\.[A-Za-z]{1,2}(?![A-Za-z])\.?"
    r"|-\d{1,3}(?!\d)|-[A-Za-z](?![A-Za-z-])|[A-Za-z]{1,2}(?![A-Za-z])|\s[a-z](?=\s+[-–—]\s))"
)
_XBRL = r"(?:10[014]\s?\.?\s?(?:INS|SCH|CAL|DEF|LAB|PRE|XML)(?:\s?XBRL|\s?iXBRL)?|99\.(?:CERT|CODE ETH|906CERT|CODE|IRANNOTICE))"
#: The ways an exhibit's number is printed: 99.1, 10(a)(iii), 3-a, 10.AA, (10)-4, (a)(1)(B), (a.2), 101.INS.
NUMBER = rf"(?:{_XBRL}|\d{{1,3}}{_SUB}*|\(\d{{1,3}}(?:\.\d+|\([A-Za-z]+\)|[A-Za-z]{{1,2}}(?![A-Za-z]))*(?:-\d+)?\)(?:-\d+|\([A-Za-z0-9]+\)|[A-Za-z](?![A-Za-z]))*|\([a-z]\.\d{{1,3}}\)|\([A-Za-z]\)(?:\(\d{{1,3}}\))*(?:\([A-Z]\))*(?:\(\d{{1,3}}\))?)"
WORD = r"(?:(?:exhibits?|ex)\b\.?[\s-]*(?:(?:no|number|item)\b\.?\s*:?\s*|#\s*)?)"
MARKS = r"[*+#†‡§^~•·@(\[]*?"
ENTRY = re.compile(
    rf"^(?P<lead>[\s|]*(?:[*+#†‡§^~•·@x\-]{{1,6}}\s*|\((?:\d|[*+#†]+)\)\s{{2,}})?)(?P<word>(?i:{WORD}))?[\"“]?(?P<number>{NUMBER}|[A-Z](?![\w.]))"
    r"(?P<after>[\"”]?(?:\s?[*+#†‡§^~£@]+|\s?\((?:\d{1,2}|[*+#†‡§^~£]+)\)(?=[*+#†\s(]|$))*[A-Z]?(?=[\s.:,|–—-]|$|(?<=\))[A-Z])(?:\s?[.:,|–—-]+)?)(?P<rest>.*)$"
)
SUB_ENTRY = re.compile(
    r"^\s*(?:[*+#†‡]{1,2}\s*)?(?P<subs>(?:\([a-z]{1,5}\)|[A-Za-z]\.)(?:\s{0,6}\([a-z]{1,4}\))*)[\s.*+#†-]+(?P<rest>[^\s-].*)$"
)
#: "3.  (a)   (i)  Articles": the base, and the sub-numbers that stand on its line.
BASE_SUBS = re.compile(
    r"^(?P<lead>\s*(?:[*+#†‡]{1,2}\s*)?)\(?(?P<base>\d{1,3})\)?\.?\s{0,6}"
    r"(?P<subs>(?:\([a-z]{1,5}\)|(?<=\s)[a-z]\.)(?:\s{0,6}\([a-z]{1,4}\))*)\.?[\s*+#†]+(?P<rest>[^\s-].*)$"
)
SUB = re.compile(r"\([a-z]{1,5}\)|[A-Za-z]\.")
FOOTNOTE = re.compile(
    r"(?i)\W*(?:incorporated|filed|previously|confidential|pursuant|portions|management contract|denotes|indicates|subject to)\b"
)
ROMAN = [
    "i",
    "ii",
    "iii",
    "iv",
    "v",
    "vi",
    "vii",
    "viii",
    "ix",
    "x",
    "xi",
    "xii",
    "xiii",
    "xiv",
    "xv",
    "xvi",
    "xvii",
    "xviii",
]
CAPTION = re.compile(
    rf"^\W*(?:annex\b.{{0,40}})?(?i:{WORD})[\"“]?(?P<number>{NUMBER}|[A-Z](?:-\d+)?)[\"”)]?(?P<rest>(?:\W.*)?)$"
)
CAPTION_AT_END = re.compile(rf"(?:^|\s{{2,}}|,\s|\W\s)(?i:exhibit|ex)[\s.-]+(?i:no\.?\s*)?(?P<number>{NUMBER})[.\s]*$")
LIST_HEAD = re.compile(
    r"(?i)^\W*(?:\(?[a-z0-9]{1,3}[.)]\s*){0,3}(?:(?:index|list|schedule|description)\s+(?:to|of)\s+(?:the\s+)?)?exhibits?\b"
    r"(?!\s*[\d(]|\s+[a-z]\b\s*[\d(.]|\s+(?:to|of|in|and\s+incorp|as|with)\b)"
)
LEAD_IN = re.compile(
    r"(?i)\bfollowing\s+(?:\w+\s+){0,3}exhibits?\b|\bexhibits?\b.{0,40}\b(?:are|is)\s+(?:\w+\s+){0,2}(?:filed|attached|furnished|included|listed)"
)
OTHER_HEAD = re.compile(
    r"(?i)^\W*(?:\(?[a-d1-3]\)?[.:)]?\s*){0,3}(?:consolidated\s+)?(?:financial\s+statements?|(?:financial\s+statement\s+)?"
    r"schedules?\b|reports?\s+(?:on|of)\s+form|pro\s+forma|shell company)"
)
#: Forms, file numbers and dates that a wrapped line may begin with.
FORM_NAME = re.compile(
    r"(?i)^(?:10|8|6|11|20|40|18)-?(?:K|Q|F|KSB|QSB|C|D)\b(?!\s{2,}|\s*$)|^\d+-\d{4,}|^\d+-\d+-\d|^\d+%|^\d{1,2},?\s+(?:19|20)\d\d\b"
)
ITEM = re.compile(r"(?i)^\W*item\s+\d|^\W*part\s+[iv]+\b")
NOTE = re.compile(r"(?i)^\s*(?:[*+#†‡§^~]{1,3}|\([\d*+#†]{1,2}\)|_{6,}|note:?\b)\s*\S?")
NOTHING = re.compile(r"(?i)(?:^|[-–—.:(\s])\s*not applicable\W*$|[-–—:]\s*none\W*$")
STATUS = re.compile(r"(?i)\W*(?:filed|incorporated|previously|furnished|see\b|page|exhibit|attached|included)")
NOT_APPLICABLE = re.compile(r"(?i)^\W*(?:not applicable|n/?a|none|omitted|reserved|\[?intentionally)\b\W*$")
PAGE = re.compile(r"(?i)^[\W]*(?:[a-z]{1,3}-?)?\d{0,4}(?:\s*(?:-|to|through)\s*\d+)?[\W]*$|^(?:n/?a|x|page\b.*)$")
LEADER = re.compile(r"(?:\.\s?){4,}.*$|_{3,}\s*$")
#: The first integer of an exhibit's number by Regulation S-K, Item 601.
KNOWN = set(range(1, 36)) | set(range(95, 108))


@dataclass(slots=True)
class Entry:
    """One entry of a list while it is read. `column`, `text_column`: where number and description begin."""

    number: str
    row: int
    column: int
    text_column: int
    lines: list[str] = field(default_factory=list)
    worded: bool = False
    bracketed: bool = False
    sure: float = 0.6

    @property
    def description(self) -> str:
        return _description(self.lines, self.text_column)


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
    for first, last in sheet.attached:
        if _is_index(sheet, first, last):
            inside[first : last + 1] = False
    rows = [row for row in sheet.rows(Label.EXHIBIT) if not inside[row]]
    found = [e for run in _runs(sheet, rows) for e in _entries(sheet, run)]
    found.extend(_captions(sheet))
    found.sort(key=lambda e: e.row)
    kept: dict[str, Entry] = {}
    for entry in found:
        kept.setdefault(_key(entry.number), entry)
    return [_record(e, probabilities) for e in kept.values() if not NOTHING.search(e.description)]


def _number(printed: str) -> str:
    """The number as a record gives it: no brackets around it, no closing point: (10)(a) is 10(a), (21) is 21."""
    number = re.sub(r"^\((\d{1,3})\)(?=\(|$)", r"\1", re.sub(r"[\s:*+#†-]+$", "", printed))
    number = re.sub(r"^\((\d[\w.-]*)\)$", r"\1", number)
    number = re.sub(r"(?<=\d)\.?\s+(?=[(.])", "", number)
    number = re.sub(r"(?<=\.)\s+", "", number)
    return number if re.search(r"\.[a-z]\.$", number) else number.rstrip(".")


def _key(number: str) -> str:
    return _number(number).casefold().replace(" ", "").rstrip(".")


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
            if len(other) <= 2:
                runs[-1].extend(other)
                runs[-1].append(row)
                continue
        runs.append([row])
    return runs


def _is_index(sheet: Sheet, first: int, last: int) -> bool:
    """Whether an attached document is no more than the filing's exhibit index."""
    heads = [line for r in range(first, min(first + 12, last + 1)) if (line := sheet.line(r)).strip()]
    return any(
        re.match(r"(?i)\W*(?:exhibit\s+index|index\s+(?:to|of)\s+exhibits|list\s+of\s+exhibits)\W*$", x)
        for x in heads[:4]
    )


def _columns(line: str) -> str:
    return line.expandtabs(8) if "\t" in line else line


def _entries(sheet: Sheet, run: list[int]) -> list[Entry]:
    reader = _ListReader()
    previous = run[0] - 1
    for row in run:
        line = _columns(sheet.line(row))
        if not RULE.match(line):
            reader.read(line, row, row - previous - 1)
        previous = row
    return _without_heads(reader.entries)


class _ListReader:
    """Reads a list line by line. `listing`: True within a list of exhibits, False within another, None if not known."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.current: Entry | None = None
        self.listing: bool | None = None
        #: the number being built, level by level, each with its column: [("10", 5), ("(d)", 12), ("(ii)", 18)]
        self.path: list[tuple[str, int]] = []

    def read(self, line: str, row: int, gap: int) -> None:
        if ITEM.match(line):
            self.listing, self.current, self.path = bool(re.search(r"(?i)\bexhibits", line)) and None, None, []
            if self.listing is None and not re.search(r"(?i)financial|schedule", line):
                self.listing = True
            return
        entry = self._entry(line, row, gap)
        if entry is not None:
            self.entries.append(entry)
            self.current, self.listing = entry, True
            return
        indent = len(line) - len(line.lstrip())
        if OTHER_HEAD.match(line) and len(line.split()) <= 14 and (self.current is None or gap):
            self.listing, self.current, self.path = False, None, []
        elif _heads_list(line, self.current is not None and bool(self.current.lines) and not gap):
            self.listing, self.current, self.path = True, None, []
        elif self.current is not None:
            if _goes_on(self.current, line, indent, gap):
                self.current.lines.append(line)
            elif gap and indent <= self.current.column + 1:
                self.current = None

    def _entry(self, line: str, row: int, gap: int) -> Entry | None:
        match = ENTRY.match(line)
        sub = self._sub_entry(line, row)
        if sub is not None:
            return sub
        if not match:
            return None
        number, rest, worded = match["number"].strip(), match["rest"], bool(match["word"])
        column, current = match.start("number"), self.current
        text = re.sub(r"^(?:[*+#†‡§^~]+|\s|\([*+#†‡§]\))+(?=\S)", "", rest.strip(" \t|-–—:"))
        first = re.match(r"\(?(\d+)", number)
        if first and int(first[1]) not in KNOWN or FORM_NAME.match(line[column:]):
            return None
        if worded:
            if text[:1].islower() and not re.match(r"\s*[-–—:|]|\s{3,}", rest):
                return None
            if (
                not text
                and current is not None
                and not current.worded
                and current.number.startswith("(")
                and not number[:1].isdigit()
            ):
                return None
        elif not self._stands_alone(match, text, column, first, gap):
            return None
        if re.fullmatch(r"[A-Z]", number) and not worded:
            return None
        if first:
            self.path = _path(number, column)
        if NOT_APPLICABLE.match(text):
            self.current = None
            return None
        if worded and not text and current is not None and re.match(r"\([a-z]\)", current.number):
            current.number = number
            return None
        entry = Entry(number, row, column, column + len(number) + 2, worded=worded, bracketed=number.startswith("("))
        if text:
            entry.text_column = line.index(text, match.start("rest"))
            entry.lines.append(" " * entry.text_column + line[entry.text_column :])
        entry.sure = 0.55 + 0.2 * (self.listing is True) + 0.15 * (not re.fullmatch(r"\d+", number)) + 0.1 * worded
        return entry

    def _sub_entry(self, line: str, row: int) -> Entry | None:
        """ "(a) By-laws" or "c. By-laws" under a number 3: 3(a), 3.c.; "10. (d)  (i) Plan" is 10(d)(i)."""
        match = BASE_SUBS.match(line)
        if match and (
            self._wrapped(match.start("base")) or match["rest"][0].islower() and not match["rest"][1:2] == " "
        ):
            return None
        if match and self.listing is True and int(match["base"]) in KNOWN:
            self.path = [(match["base"], match.start("base"))]
        elif not self.path or self.listing is not True or OTHER_HEAD.match(line):
            return None
        else:
            match = SUB_ENTRY.match(line)
        if not match:
            return None
        tokens = [(m.group(), m.start()) for m in SUB.finditer(line, match.start("subs"), match.end("subs"))]
        kept = self._level(*tokens[0])
        if kept is None or NOT_APPLICABLE.match(match["rest"]):
            return None
        self.path = self.path[:kept] + tokens
        number = self.path[0][0] + "".join(t if t.startswith("(") else "." + t for t, _ in self.path[1:])
        entry = Entry(number, row, tokens[0][1], match.start("rest"), bracketed=True, sure=0.6)
        entry.lines.append(" " * entry.text_column + line[entry.text_column :])
        return entry

    def _wrapped(self, column: int) -> bool:
        """Whether a line that begins at this column goes on with the current entry's description."""
        current = self.current
        return current is not None and column >= current.text_column - 1 > current.column + 2

    def _level(self, token: str, column: int) -> int | None:
        """How many levels of the path stay in front of this sub-number; None where it does not fit."""
        for k in range(len(self.path) - 1, 0, -1):
            previous, at = self.path[k]
            if abs(at - column) <= 3 and previous[0] == token[0] and _follows(previous, token):
                return k
        opens = re.sub(r"\W", "", token) in ("a", "i", "A")
        head = len(self.path) == 1 and self.current is not None and self.current.number.strip("().") == self.path[0][0]
        if (
            opens
            and (column > self.path[-1][1] or head and column >= self.path[0][1] - 2)
            and (self.current is None or column <= self.current.text_column + 6)
        ):
            return len(self.path)
        return None

    def _stands_alone(self, match: re.Match, text: str, column: int, first: re.Match | None, gap: int) -> bool:
        """Whether a number without the word "Exhibit" opens an entry, by what surrounds it."""
        number, rest, after = match["number"].strip(), match["rest"], match["after"]
        current = self.current
        if self._wrapped(column):
            return False
        glued = rest and not rest[0].isspace() and not (number.startswith("(") and rest[0].isupper())
        if glued and after.rstrip(" ")[-1:] not in ("-", "–", "—", ":", "|", "."):
            return False
        if text and not after.strip() and not re.match(r"\s{2,}|\s?[|–—-]|\s*[\"“(*+#†A-Z\d]", rest or " "):
            return False
        if first is None:
            if self.listing is not True or self.path:
                return False
            return bool(re.search(r"\d", number)) or bool(self.entries) and self.entries[-1].number.startswith("(")
        if re.fullmatch(r"\d{1,3}", number) or number.startswith("("):
            if self.listing is not True:
                return False
            recent = self.entries[-3:]
            if number.startswith("(") and len(recent) == 3 and not any(e.bracketed for e in recent):
                return False
            if re.match(r"(?i)\W*(?:exhibits?|financial statements?|schedules?)\b\W*", text) and len(text.split()) <= 5:
                return False
            if current is not None and not gap and column > current.column + 8:
                return False
            if FOOTNOTE.match(text) and self.entries and _integer(self.entries[-1].number) > int(first[1]):
                return False
            return current is None or bool(gap) or not text or text[0].isupper() or text[0] in '"“(*'
        return self.listing is not False or "." in number


def _path(number: str, column: int) -> list[tuple[str, int]]:
    """The levels of a number printed whole: 10(a)(i) -> 10, (a), (i)."""
    match = re.match(r"\(?(\d{1,3})\)?", number)
    subs = [(m.group(), column + m.start()) for m in SUB.finditer(number, match.end())]
    return [(match[1], column), *subs]


def _follows(previous: str, token: str) -> bool:
    """Whether a sub-number may come after another: one to eight on in the alphabet or the Roman numerals."""
    a, b = (re.sub(r"\W", "", x) for x in (previous, token))
    if a in ROMAN and b in ROMAN and ROMAN.index(b) > ROMAN.index(a):
        return ROMAN.index(b) - ROMAN.index(a) <= 4
    if len(a) == len(b) == 1:
        return 0 < ord(b) - ord(a) <= 8
    # after z: aa, bb, cc or aa, ab, ac
    return len(b) == len(a) and b > a or len(b) == len(a) + 1 and set(b) == {"a"} and set(a) == {"z"}


def _integer(number: str) -> int:
    match = re.search(r"\d+", number)
    return int(match[0]) if match else 0


def _heads_list(line: str, inside: bool) -> bool:
    """Whether the line opens a list of exhibits; `inside` an entry a line must be a bare heading to do so."""
    if LIST_HEAD.match(line) and len(line.split()) <= (5 if inside else 12):
        return True
    return not inside and bool(LEAD_IN.search(line))


def _goes_on(entry: Entry, line: str, indent: int, gap: int) -> bool:
    """Whether this line continues the entry."""
    if not entry.lines:
        return True
    if gap == 0:
        return not (NOTE.match(line) and indent <= entry.column + 1)
    if NOTE.match(line):
        return False
    hanging = entry.text_column - entry.column >= 3
    if hanging and indent >= entry.text_column - 2 and gap <= 3:
        return True
    return bool(line.strip()[:1].islower()) and gap <= 12


def _description(lines: list[str], text_column: int) -> str:
    """The description's own column of an entry's lines, without page numbers, leaders and foot marks."""
    rows = [
        [(m.start(), m.group()) for m in re.finditer(r"\S(?:.*?\S)??(?=\s{3,}|\s*$)", LEADER.sub("", line))]
        for line in lines
    ]
    rows = [[c for k, c in enumerate(row) if k == 0 or not PAGE.match(c[1])] for row in rows if row]
    if not rows:
        return ""
    cut = 0
    if len(rows[0]) > 1:
        second = rows[0][1][0]
        shared = sum(any(abs(at - second) <= 2 for at, _ in row) for row in rows[1:])
        if second - text_column >= 16 and (shared or len(rows) == 1 or STATUS.match(rows[0][1][1])):
            cut = second - 2
    parts = []
    for k, row in enumerate(rows):
        text = " ".join(x for at, x in row if not cut or at < cut)
        if text and not (k and PAGE.match(text)):
            parts.append(text.replace("|", " "))
    return re.sub(r"\s*[*+#†‡]+$", "", fold(" ".join(parts)))


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
                entry = Entry(match["number"].strip(), row, 0, 0, sure=0.85)
                text = fold(rest.strip(' \t|-–—:."”)'))
                if text and len(text) > 3 and not re.match(r"(?i)to form|page", text):
                    entry.lines = [text]
                out.append(entry)
                break
    return out


def _record(entry: Entry, probabilities: np.ndarray | None) -> Exhibit:
    number = _number(entry.number)
    sure = entry.sure + 0.05 * bool(entry.lines)
    if probabilities is not None and np.isfinite(probabilities[entry.row]):
        sure *= float(probabilities[entry.row])
    return Exhibit(
        number=number,
        description=entry.description or None,
        line=entry.row + 1,
        confidence=round(min(0.99, sure), 4),
    )
