"""Exhibit lists, line by line: entries with their numbers and descriptions."""

from __future__ import annotations

import re

from .exhibit_columns import numbers_first
from .exhibit_entries import Entry, goes_on
from .exhibit_numbers import BASE_SUBS, ENTRY, FORM_NAME, KNOWN, SUB, SUB_ENTRY, first_integer, follows, number_levels
from .layout import RULE, Sheet

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
PART_NUMBER = re.compile(r"\(?[1-4]\)?|\([a-d]\)(?:\s?\([1-4]\))?")
#: What "(1)", "(2)", "(3)" of the Item stand for: statements, schedules, the list of exhibits.
PART = re.compile(
    r"(?i)(?:(?:all|other|the|following|these|consolidated|supplemental|supplementary|certain|required)\s+)*"
    r"(?:financial\s+statements?\b|(?:financial\s+statement\s+)?schedules?\b|(?P<exhibits>exhibits?\b(?!\s+[\dA-Z]+\b\s*(?:[-:\u2013]|and\b|to\b|of\b))))"
)
#: The head that Form N-CSR gives the exhibits under a letter.
LETTER_HEAD = re.compile(r"(?i)^\s*(\([a-z]\))\s+file the exhibits listed below\b")
ITEM = re.compile(r"(?i)^\W*item\s+\d|^\W*part\s+[iv]+\b")
#: A wrapped line that goes on with "incorporated by reference to": Item 14(a)3, Exhibit 4 of Form 10-K.
REFERENCE = re.compile(r"(?i)^\s*item\s+\d+\s?\(|^\s*item\s+\d+\S*,")
NOT_APPLICABLE = re.compile(r"(?i)^\W*(?:not applicable|n/?a|none|omitted|reserved|\[?intentionally)\b\W*$")
#: A page's number at its foot: - 2 -.
FOLIO = re.compile(r"^\W*-\s?\d{1,3}\s?-\W*$")
FOOTNOTE = re.compile(
    r"(?i)\W*(?:incorporated|filed|previously|confidential|pursuant|portions|management contract|denotes|indicates|"
    r"subject to)\b"
)
#: Numbers that stand further right, with nothing behind them, are heads of columns.
FAR_RIGHT = 45


def expanded(line: str) -> str:
    return line.expandtabs(8) if "\t" in line else line


def list_entries(sheet: Sheet, run: list[int]) -> list[Entry]:
    reader = ListReader()
    previous = run[0] - 1
    for row, line in numbers_first([(row, expanded(sheet.line(row))) for row in run]):
        if not RULE.match(line) and not FOLIO.match(line):
            reader.read(line, row, row - previous - 1)
        previous = row
    return _without_heads(reader.entries)


class ListReader:
    """Reads a list line by line. `listing`: True within a list of exhibits, False within another, None if not known."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.current: Entry | None = None
        self.listing: bool | None = None
        #: the number being built, level by level, each with its column: [("10", 5), ("(d)", 12), ("(ii)", 18)]
        self.path: list[tuple[str, int]] = []
        #: the letter that the numbers (1), (2) under it belong to, as Form N-CSR has them: (a)(1), (a)(2)
        self.letter = ""

    def read(self, line: str, row: int, gap: int) -> None:
        inside = self.current is not None and bool(self.current.lines) and not gap
        if ITEM.match(line) and not (inside and (REFERENCE.match(line) or self._hangs(line))):
            self.listing, self.current, self.path = bool(re.search(r"(?i)\bexhibits", line)) and None, None, []
            self.letter = ""
            if self.listing is None and not re.search(r"(?i)financial|schedule", line):
                self.listing = True
            return
        letter = LETTER_HEAD.match(line)
        if letter:
            self.listing, self.current, self.path, self.letter = True, None, [], letter[1]
            return
        entry = self._entry(line, row, gap)
        if entry is not None:
            self.entries.append(entry)
            self.current, self.listing = entry, True
            return
        indent = len(line) - len(line.lstrip())
        if OTHER_HEAD.match(line) and len(line.split()) <= 14 and (self.current is None or gap):
            self.listing, self.current, self.path = False, None, []
        elif _heads_list(line, inside):
            self.listing, self.current, self.path = True, None, []
        elif self.current is not None:
            if goes_on(self.current, line, indent, gap):
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
        text = re.sub(r"^(?:[*+#†‡§^~]+|\s|\([*+#†‡§]\))+(?=\S)", "", rest.strip(" \t|-\u2013—:"))
        first = re.match(r"\(?(\d+)", number)
        if (first and int(first[1]) not in KNOWN) or FORM_NAME.match(line[column:]):
            return None
        if column > FAR_RIGHT and not (worded and text):
            return None
        if worded:
            if text[:1].islower() and not re.match(r"\s*[-\u2013—:|]|\s{3,}", rest):
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
        about = None if worded else PART_NUMBER.fullmatch(number) and PART.match(text)
        if about:
            self.listing, self.current, self.path = about["exhibits"] is not None, None, []
            return None
        if self.entries and not worded and re.fullmatch(r"\d{1,2}", number):
            number = self.entries[-1].next_in_group(number, column + len(number)) or number
        if first:
            self.path = number_levels(number, column)
        if NOT_APPLICABLE.match(text):
            self.current = None
            return None
        if worded and not text and current is not None and re.match(r"\([a-z]\)", current.number):
            current.number, self.path = number, []
            return None
        if not first:
            self.letter = ""
        elif self.letter and re.fullmatch(r"\(\d\)", number):
            number, self.path = self.letter + number, []
        end = column + len(match["number"].strip())
        entry = Entry(number, row, column, end + 2, end, worded=worded, bracketed=number.startswith("("))
        if text:
            entry.text_column = line.index(text, match.start("rest"))
            entry.lines.append(" " * entry.text_column + line[entry.text_column :])
        return entry

    def _sub_entry(self, line: str, row: int) -> Entry | None:
        """ "(a) By-laws" or "c. By-laws" under a number 3: 3(a), 3.c.; "10. (d)  (i) Plan" is 10(d)(i)."""
        match = BASE_SUBS.match(line)
        if match and (self._wrapped(match.start("base")) or (match["rest"][0].islower() and match["rest"][1:2] != " ")):
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
        entry = Entry(number, row, tokens[0][1], match.start("rest"), match.end("subs"), bracketed=True)
        entry.lines.append(" " * entry.text_column + line[entry.text_column :])
        return entry

    def _hangs(self, line: str) -> bool:
        """Whether the line stands under the current entry's description, right of its number."""
        current, indent = self.current, len(line) - len(line.lstrip())
        return current is not None and indent >= current.text_column - 2 > current.column + 2

    def _wrapped(self, column: int) -> bool:
        """Whether a line that begins at this column goes on with the current entry's description."""
        current = self.current
        return current is not None and column >= current.text_column - 1 > current.column + 2

    def _under_path(self, number: str) -> bool:
        """Whether a number printed whole goes deeper than the one that is read: 10j(i) under 10j."""
        stem = self.path[0][0] if self.path else ""
        return len(stem) > 2 and number.startswith(stem + "(")

    def _level(self, token: str, column: int) -> int | None:
        """How many levels of the path stay in front of this sub-number; None where it does not fit."""
        for k in range(len(self.path) - 1, 0, -1):
            previous, at = self.path[k]
            if abs(at - column) <= 3 and previous[0] == token[0] and follows(previous, token):
                return k
        opens = re.sub(r"\W", "", token) in ("a", "i", "A")
        head = len(self.path) == 1 and self.current is not None and self.current.number.strip("().") == self.path[0][0]
        if (
            opens
            and (column > self.path[-1][1] or (head and column >= self.path[0][1] - 2))
            and (self.current is None or column <= self.current.text_column + 6)
        ):
            return len(self.path)
        return None

    def _stands_alone(self, match: re.Match, text: str, column: int, first: re.Match | None, gap: int) -> bool:
        """Whether a number without the word "Exhibit" opens an entry, by what surrounds it."""
        number, rest, after = match["number"].strip(), match["rest"], match["after"]
        current = self.current
        if self._wrapped(column) and not (gap and self._under_path(number)):
            return False
        glued = rest and not rest[0].isspace() and not (number.startswith("(") and rest[0].isupper())
        if glued and after.rstrip(" ")[-1:] not in ("-", "\u2013", "—", ":", "|", "."):
            return False
        if text and not after.strip() and not re.match(r"\s{2,}|\s?[|\u2013—-]|\s*[\"“(*+#†A-Z\d]", rest or " "):
            return False
        if first is None:
            if self.listing is not True or self.path:
                return False
            return bool(re.search(r"\d", number)) or (bool(self.entries) and self.entries[-1].bracketed)
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
            if FOOTNOTE.match(text) and self.entries and first_integer(self.entries[-1].number) > int(first[1]):
                return False
            if current is not None and abs(column - current.column) <= 1 and re.match(r"\s{2,}(?:19|20)\d\d\s", rest):
                return True
            return current is None or bool(gap) or not text or text[0].isupper() or text[0] in '"“(*'
        return self.listing is not False or "." in number


def _heads_list(line: str, inside: bool) -> bool:
    """Whether the line opens a list of exhibits; `inside` an entry a line must be a bare heading to do so."""
    if LIST_HEAD.match(line) and len(line.split()) <= (5 if inside else 12):
        return True
    return not inside and bool(LEAD_IN.search(line))


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
