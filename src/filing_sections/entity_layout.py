"""What is known of the layout around each token: the words over and under it, its cell, its place, its name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from spacy.strings import hash_string

from .labels import LABELS, Label
from .lines import Lines
from .word_use import DocumentUse

#: The columns of the layout. "cell": the part of a line between gaps of three spaces; "name": a run of capitalised
#: words; "up", "down": the word over and under this one; "caption": the bracketed line next below; "colon": the line
#: above that ended with a colon; "spelt", "part": how the document uses the word (`DocumentUse`).
LAYOUT = (
    *("place", "lead", "below", "above", "gap", "line", "cell", "cell_place", "up", "down", "caption", "colon"),
    *("name_first", "name_last", "name_before", "name_after", "name_place"),
    *("spelt", "part"),
)

#: A gap of so many characters ends a cell.
CELL_GAP = 3
#: Words that a name may hold between capitalised ones.
JOINING = frozenset({"&", "of", "and", "the", "for", "de"})
#: So many lines away a caption or a colon still counts.
CAPTION_REACH = 6

TOKEN = re.compile(
    r"""
    /[sS]/                                  # the mark before a conformed signature
  | \d{1,2}/\d{1,2}/(?:(?:19|20)\d\d|\d\d)  # 12/31/95, without a note's number behind it
  | (?:[^\W\d_]\.){2,} | [^\W\d_]\.(?=\s)   # U.S.   J.
  | \d{5}[-\u2011]\d{4} | \d+(?:[.,]\d+)*
  | ['\u2019][sS](?![^\W_])                      # a possessive stands outside the name
  | (?:Chairman|Counsel|Director|Manager|Member|Officer|President|Secretary|Treasurer)(?=-[A-Z])  # Counsel-Acme Inc.
  | [^\W\d_]+(?:(?:['\u2019](?![sS](?![^\W_]))|[&-])[^\W\d_]+)*   # O'Neil  AT&T  Attorney-in-Fact
  | _+ | -{2,} | ={2,} | \.{2,} | \*+       # rules and leaders
  | \S
    """,
    re.VERBOSE,
)

LABEL_CODE = {label: code for code, label in enumerate(LABELS, 1)}
#: Labels of lines that name the filing's companies and people.
FRONT_CODES = (LABEL_CODE[Label.COVER], LABEL_CODE[Label.SIGNATURE])


def label_codes(place: np.ndarray) -> np.ndarray:
    """The codes of the labels in the layout's column "place"; 0 for lines that are context only."""
    return (place - np.minimum(place, 1)) // 16


class DocumentLayout:
    """A document's lines that are not blank, and the layout of runs of them.

    Attributes:
        tokens: of each of these lines.
        blank_before: bool, shape (n_filled,): whether a blank line stands before each.
        signature: bool, shape (n_filled,): whether each is a signature line that can hold entities.
    """

    def __init__(
        self, lines: Lines, labels: Sequence[Label | None], filled: np.ndarray, keep: np.ndarray, used: np.ndarray
    ) -> None:
        """`filled`: the numbers of lines that are not blank; of these, `keep` can hold entities, `used` are read."""
        self.tokens = LineTokens(lines, filled)
        self.blank_before = np.diff(filled, prepend=-9) > 1
        self._blank_after = np.append(self.blank_before[1:], True)
        self._start = lines.start[filled]
        codes = (LABEL_CODE[labels[i]] if k else 0 for i, k in zip(filled, keep, strict=True))
        self._codes = np.fromiter(codes, np.int64, len(filled))
        self.signature = self._codes == LABEL_CODE[Label.SIGNATURE]
        self._use = DocumentUse(lines.text)
        self._repeated = _repeated(lines, filled, used)

    def columns(
        self, run: Sequence[int], words: Sequence[str], start: np.ndarray, end: np.ndarray, of_line: np.ndarray
    ) -> np.ndarray:
        """The layout of a run of lines, uint64, shape (n_tokens, len(LAYOUT)).

        Args:
            run: the lines, counted without the blank ones.
            words, start, end: their tokens' texts and offsets.
            of_line: the place in `run` of each token's line.
        """
        ids = np.array([_word_hash(word) for word in words], np.uint64)
        capital = np.array([word[0].isupper() for word in words])
        rows = np.array(run)
        length = np.array([len(self.tokens[k]) for k in run])
        index = np.arange(len(words)) - np.repeat(np.cumsum(length) - length, length)
        left = np.minimum(length[of_line] - index, 3)
        line_start = self._start[rows][of_line]
        gap = start - np.where(index == 0, line_start, np.append(0, end[:-1]))
        label = self._codes[rows]
        lead, below, above, kind, caption, colon = (
            np.asarray(column).astype(np.uint64)[of_line]
            for column in self._line_columns(run, label, np.bincount(of_line, capital, len(run)) * 2 > length, length)
        )
        gap_before = np.searchsorted([1, 2, 3, 4, 8], gap, side="right")
        gap_after = np.where(left == 1, 6, np.append(gap_before[1:], 6))
        new_cell = (gap >= CELL_GAP) | (index == 0)
        cell_first, cell_after = _pieces(new_cell)
        column = start - line_start
        up, down = _aligned(of_line, column, column + end - start, ids)
        layout = np.column_stack(
            [
                (1 + label[of_line] * 16 + np.minimum(index, 3) * 4 + left).astype(np.uint64),
                lead + (index == 0).astype(np.uint64),
                below,
                above,
                (1 + ((gap_before * 7 + gap_after) * 2 + (index == 0)) * 8 + np.minimum(column // 12, 7)).astype(
                    np.uint64
                ),
                kind,
                ids[cell_first],
                _place(cell_first, cell_after),
                up,
                down,
                caption,
                colon,
                *_name_columns(words, ids, capital, new_cell),
                *self._use.columns(words),
            ]
        )
        return np.ascontiguousarray(layout)

    def _line_columns(self, run: Sequence[int], label: np.ndarray, capitals: np.ndarray, length: np.ndarray) -> list:
        """Of each line of a run: its first word, those of the lines under and over it, its kind, caption and colon."""
        tokens, rows = self.tokens, np.array(run)
        return [
            np.array([tokens.lead(k) for k in run], np.uint64),
            np.array([tokens.lead(k + 1) for k in run], np.uint64) + self._blank_after[rows].astype(np.uint64),
            np.array([tokens.lead(k - 1) for k in run], np.uint64) + self.blank_before[rows].astype(np.uint64),
            1 + label * 16 + capitals * 8 + np.searchsorted([1, 2, 3, 5, 9], length) + self._repeated[rows] * 128,
            _nearest([tokens.caption(k) for k in reversed(run)])[::-1],
            _nearest([tokens.colon(k) for k in run]),
        ]


_PAGE_NUMBER = " \t\f-|0123456789"


def _repeated(lines: Lines, filled: np.ndarray, used: np.ndarray) -> np.ndarray:
    """Which of the `filled` lines that are `used` stand three times or more in the document, as running heads do."""
    rows = np.flatnonzero(used)
    kinds: dict[str, int] = {"": 0}
    kind = np.fromiter(
        (kinds.setdefault(lines[i].strip(_PAGE_NUMBER), len(kinds)) for i in filled[rows]), np.int32, len(rows)
    )
    often = np.bincount(kind, minlength=1) >= 3
    often[0] = False
    repeated = np.zeros(len(filled), bool)
    repeated[rows] = often[kind]
    return repeated


class LineTokens(dict):
    """The tokens of the k-th line that is not blank, made when first asked for."""

    def __init__(self, lines: Lines, filled: np.ndarray):
        self.text, self.start, self.end = lines.text, lines.start[filled], lines.end[filled]

    def __missing__(self, k: int) -> list[re.Match]:
        self[k] = found = list(TOKEN.finditer(self.text, self.start[k], self.end[k]))
        return found

    def forget(self, run: Sequence[int]) -> None:
        """Let go of the tokens of lines before the last of a run, which go on being asked for no more."""
        for k in (run[0] - 1, *run[:-1]):
            self.pop(k, None)

    def lead(self, k: int) -> int:
        """The hash of the line's first word, with the bracket before it; 0 outside the document."""
        if not 0 <= k < len(self.start) or not self[k]:
            return 0
        found = self[k]
        word = found[0].group()
        return _word_hash(word) if word not in "([" or len(found) < 2 else _word_hash("(" + found[1].group())

    def caption(self, k: int) -> int:
        return self.lead(k) if self[k] and self[k][0].group() == "(" else 0

    def colon(self, k: int) -> int:
        found = self[k]
        return _word_hash(found[-2].group()) if len(found) > 1 and found[-1].group() == ":" else 0


@lru_cache(maxsize=1 << 16)
def _word_hash(word: str) -> int:
    return hash_string("0" * min(len(word), 5) if word[0].isdigit() else word.lower())


def _nearest(marks: list[int]) -> np.ndarray:
    """The last mark (not 0) at or before each line, with its distance, within CAPTION_REACH lines; else 0."""
    out, mark, far = [], 0, CAPTION_REACH
    for here in marks:
        mark, far = (here, 0) if here else (mark, far + 1)
        out.append((mark + far) % 2**64 if mark and far < CAPTION_REACH else 0)
    return np.array(out, np.uint64)


def _pieces(opens: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each token the first of its piece, and the first after its piece; `opens` says where pieces begin."""
    first = np.flatnonzero(opens)
    piece = np.cumsum(opens) - 1
    return first[piece], np.append(first[1:], len(opens))[piece]


def _place(first: np.ndarray, after: np.ndarray) -> np.ndarray:
    """How far from the begin and the end of its piece each token is, up to three."""
    here = np.arange(len(first))
    return (1 + np.minimum(here - first, 3) * 4 + np.minimum(after - here, 3)).astype(np.uint64)


def _aligned(row: np.ndarray, column: np.ndarray, column_end: np.ndarray, ids: np.ndarray) -> list[np.ndarray]:
    """The ids of the words over and under each word: those of the next line that share a column with it; else 0."""
    wide = 1 << 32
    key = row * wide + column
    columns = []
    for other in (row - 1, row + 1):
        # the last word there that begins before this one ends
        at = np.searchsorted(key, other * wide + column_end) - 1
        at = np.maximum(at, 0)
        meets = (row[at] == other) & (column_end[at] > column)
        columns.append(np.where(meets, ids[at], np.uint64(0)))
    return columns


def _name_columns(words: list[str], ids: np.ndarray, capital: np.ndarray, new_cell: np.ndarray) -> list[np.ndarray]:
    """Of the run of capitalised words that a token is in: first and last word, the words around it, place in it."""
    inside = capital | np.array([word in JOINING for word in words])
    opens = new_cell | ~inside | ~np.append(False, inside[:-1])
    first, after = _pieces(opens)
    padded = np.concatenate(([np.uint64(0)], ids, [np.uint64(0)]))
    return [
        np.where(inside, ids[first], np.uint64(1)),
        np.where(inside, ids[after - 1], np.uint64(1)),
        padded[first],
        padded[after + 1],
        _place(first, after),
    ]
