"""Lines as rows of pieces: entities, marks and text with the columns they stand in."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from ..filing import Entity
from ..labels import Label
from ..lines import Lines

#: Words that make a chunk of a signature block a title where no entity says so.
TITLE_WORDS = re.compile(
    r"(?i)\b(?:president|chairman|chairwoman|chairperson|chair|director|officer|secretary|treasurer|controller|"
    r"comptroller|trustee|general partner|managing member|partner|counsel|manager|attorney[ -]in[ -]fact|"
    r"authorized signatory|authorized person|representative|ceo|cfo|coo|principal|governor|actuary|member|agent|"
    r"administrator|vice[ -]president|clerk|cashier|notary public)\b"
)
ORG_WORDS = re.compile(
    r"(?i)\b(?:inc|corp|corporation|company|co|llc|l\.l\.c|llp|l\.l\.p|l\.p|lp|ltd|limited|plc|n\.a|trust|fund|bank|"
    r"partners|partnership|bancorp|holdings|group|associates|securities|insurance|industries|s\.a|n\.v|ag)\b"
)
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\.?"
)
#: A calendar date or a month with its year, as filings print it.
DATE = re.compile(
    rf"(?i)\b(?:{MONTH}\s*\d{{1,2}}(?:st|nd|rd|th)?\s*,?\s*(?:19|20)\d\d"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:day\s+of\s+)?{MONTH},?\s+(?:19|20)\d\d"
    rf"|{MONTH},?\s+(?:19|20)\d\d|\d{{1,2}}[/-]\d{{1,2}}[/-](?:(?:19|20)\d\d|\d\d))(?!\d)"
)
RULE = re.compile(r"^[\s\-_=.*~|]*(?:[-_=]\s?){3,}[\s\-_=.*~|]*$")
#: Label of the second and later lines of an entity; the first line's piece has the whole text.
MORE = "MORE"
_GAP = re.compile(r"\s{2,}|\t+|\s*\|\s*")
_WIDE_GAP = re.compile(r"\s{3,}|\t+|\s*\|\s*")
#: Entities that stand in one column; an address may take several.
COLUMNS = ("PERSON", "ORG", "TITLE")
_COLUMN_GAP = re.compile(r"\S(?: {3,}|\t)\s*\S|\n[ \t]*\n")
#: A date with a column of other words before it ("Director      09/10/10").
_WORDS_FIRST = re.compile(rf"(?i)(?!.{{0,30}}{MONTH})[a-z ,.]+ {{3,}}\d")
#: The end of a title that goes on.
OPEN_END = re.compile(r"(?:[,;&\u2013\u2014-]|\band|\bof|\bthe|\bfor)$")


@dataclass(slots=True)
class Piece:
    """A stretch of one line. `row` counts from 0; `left`, `right` are columns; `entity` is -1 where text alone told."""

    row: int
    start: int
    end: int
    left: int
    right: int
    label: str
    text: str
    entity: int = -1


def fold(text: str) -> str:
    """White space folded, ends trimmed."""
    return " ".join(text.split())


def words(text: str) -> list[str]:
    """The words of a name or caption in lower case, without punctuation."""
    return re.findall(r"\w+", text.casefold())


def _fits(piece: Piece, label: str) -> bool:
    """Whether words in a column of a wrongly joined entity may be of its kind."""
    if label == "DATE":
        return bool(re.search(rf"(?i)\d|\b{MONTH}", piece.text))
    return not DATE.search(piece.text) and not re.fullmatch(r"(?i)\W*(?:dated?|signature|title|name)\W*", piece.text)


def chunks(line: str, spaces: int = 2) -> list[tuple[int, int]]:
    """The stretches of a line that two spaces (or three), a tab or a bar divide."""
    out, at = [], 0
    for gap in (_GAP if spaces == 2 else _WIDE_GAP).finditer(line):
        if gap.start() > at:
            out.append((at, gap.start()))
        at = gap.end()
    if at < len(line) and line[at:].strip():
        out.append((at, len(line.rstrip())))
    return out


def weigh(weights: dict[str, float], **found: float) -> float:
    """The probability that a logistic regression gives what was found."""
    return 1 / (1 + math.exp(-weights["bias"] - sum(weights[name] * value for name, value in found.items())))


def doubt(probabilities: np.ndarray | None, rows: Iterable[int]) -> float:
    """How unsure the labels of some lines are: -log of the least probability, at most 3; 0 where none is given."""
    least = min((float(probabilities[r]) for r in rows), default=1.0) if probabilities is not None else 1.0
    return min(-math.log(max(least, 1e-3)), 3.0) if math.isfinite(least) else 0.0


class Sheet:
    """A document with its entities by line; rows count from 0."""

    def __init__(self, lines: Lines, labels: list[Label | None], entities: list[Entity], attached=()):
        self.lines, self.labels, self.entities = lines, labels, entities
        self.attached = sorted((first - 1, last - 1) for first, last in attached)
        self._rows: dict[int, list[Piece]] = defaultdict(list)
        if not entities:
            return
        bounds = np.array([(e.start, max(e.start, e.end - 1)) for e in entities])
        first_rows = np.searchsorted(lines.start, bounds[:, 0], side="right") - 1
        last_rows = np.searchsorted(lines.start, bounds[:, 1], side="right") - 1
        for k, (e, first, last) in enumerate(zip(entities, first_rows.tolist(), last_rows.tolist(), strict=True)):
            columns = str(e.label) in COLUMNS or (str(e.label) == "DATE" and _WORDS_FIRST.match(e.text))
            if columns and (_COLUMN_GAP.search(e.text) or (last > first and self._crosses(e, first))):
                self._add_columns(k, max(0, first), last)
                continue
            for row in range(max(0, first), last + 1):
                start, end = int(lines.start[row]), int(lines.end[row])
                a, b = max(e.start, start) - start, min(e.end, end) - start
                piece = self.piece(row, a, b, str(e.label) if row == first else MORE, k)
                if piece.text:
                    if row == first:
                        piece.text = fold(e.text)
                    self._rows[row].append(piece)

    def _crosses(self, e: Entity, first: int) -> bool:
        """Whether a title's second line stands under another title on its first row, not under itself."""
        line = self.line(first + 1)
        left, right = len(line) - len(line.lstrip()), len(line.rstrip())
        return (
            right <= e.start - int(self.lines.start[first])
            and str(e.label) == "TITLE"
            and not OPEN_END.search(fold(e.text.partition("\n")[0]))
            and any(p.label == "TITLE" and p.left - 3 < right and left < p.right + 3 for p in self._rows[first])
        )

    def _add_columns(self, k: int, first: int, last: int) -> None:
        """Pieces of an entity that runs over a gap between columns or a blank line: one entity a column."""
        e = self.entities[k]
        heads: list[tuple[Piece, Piece]] = []  # the first and the last piece of each column
        for row in range(first, last + 1):
            start, end = int(self.lines.start[row]), int(self.lines.end[row])
            a, b = max(e.start, start) - start, min(e.end, end) - start
            for low, high in chunks(self.line(row)[:b], 3):
                piece = self.piece(row, max(low, a), high, str(e.label), k)
                if high <= a or not re.search(r"[A-Za-z]", piece.text) or not _fits(piece, e.label):
                    continue
                over = [h for h in heads if h[1].left - 3 < piece.right and piece.left < h[1].right + 3]
                near = min(over, key=lambda h: abs(h[1].left - piece.left), default=None)
                if near is not None and row > near[1].row:
                    if row - near[1].row > 1 and not OPEN_END.search(near[0].text):
                        continue  # what stands under a blank line does not go on with the words over it
                    near[0].text += " " + piece.text
                    piece.label = MORE
                    heads[heads.index(near)] = near[0], piece
                else:
                    heads.append((piece, piece))
                self._rows[row].append(piece)

    def line(self, row: int) -> str:
        return self.lines[row]

    def piece(self, row: int, start: int, end: int, label: str, entity: int = -1) -> Piece:
        line = self.lines[row]
        text = line[start:end]
        start += len(text) - len(text.lstrip())
        text = text.strip()
        end = start + len(text)
        tabs = "\t" in line
        left = len(line[:start].expandtabs(8)) if tabs else start
        right = len(line[:end].expandtabs(8)) if tabs else end
        return Piece(row, start, end, left, right, label, fold(text), entity)

    def pieces(self, row: int) -> list[Piece]:
        """The entities' pieces on a row, left to right."""
        return self._rows.get(row, [])

    def rows(self, label: Label) -> list[int]:
        return [i for i, x in enumerate(self.labels) if x == label]

    def in_attached(self) -> np.ndarray:
        """bool, shape (n_lines,): whether each line stands in an attached exhibit."""
        inside = np.zeros(len(self.labels), dtype=bool)
        for first, last in self.attached:
            inside[max(0, first) : last + 1] = True
        return inside
