"""A document's lines as arrays of characters and tokens: what the feature table counts.

    Lines -> Tokens

A token is a run of letters and digits, or a run of other marks. Letters are lower-cased and every digit becomes 0
before a token is hashed, so that "Item 5" and "Item 7" are one. Nothing here loops over lines or words in Python.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, ClassVar, TypeVar

import numpy as np

from .characters import DIGIT, DOT, LOWER, MARK, N_KINDS, RULE, SPACE, UPPER, character_tables, codes_of
from .grouping import Groups, grouped, sizes
from .hashing import hashes_of, mix
from .lines import LONGEST, Lines

T = TypeVar("T")

#: A run of marks is told by its first characters: "-----" by "---".
_MARK_LENGTH = 3
#: Figures of more characters are no page numbers.
_LONGEST_FIGURE = 6


class Rows:
    """The non-blank lines of a document, with what the lines around them look at.

    Attributes:
        rows: int64, shape (n,): the numbers, from 0, of the lines that are not blank. All columns below have n rows.
        indent, width: shape (n,): columns before the first character that is no space, and up to the last one.
        letters, words, printed: shape (n,): letters, words, characters other than spaces; few are told from many alone.
        begins_with, ends_with, first_kind: shape (n,): codes of those characters, and the kind of the first.
        words_hash, first_two, last_two: uint64, shape (n,): of all words, figures aside; of the first two tokens; of
            the last two.
        first_number, last_number: shape (n,): the first figure and the last; NaN where there is none.
    """

    #: Of what type, as there are many: figures of _LONGEST_FIGURE digits fit float32.
    KEPT: ClassVar = {
        **{"rows": np.int64, "indent": np.int32, "width": np.int32},
        **{"letters": np.uint8, "words": np.uint8, "printed": np.uint8},
        **{"begins_with": np.uint16, "ends_with": np.uint16, "first_kind": np.uint8},
        **{"words_hash": np.uint64, "first_two": np.uint64, "last_two": np.uint64},
        **{"first_number": np.float32, "last_number": np.float32},
    }

    def __init__(self, lines: Lines) -> None:
        """Of no lines yet; `add` adds them, and `end` says that there are no more."""
        self.lines = lines
        self._shared: dict[Callable, Any] = {}
        self._n = 0
        for name, kind in self.KEPT.items():  # what is never written takes no memory
            setattr(self, name, np.empty(len(lines), kind))

    def add(self, tokens: Tokens) -> None:
        """Add the lines of a further part of the document."""
        for name, kind in self.KEPT.items():
            values = getattr(tokens, name)
            if kind == np.uint8:
                values = np.minimum(values, 255)
            getattr(self, name)[self._n : self._n + len(tokens)] = values
        self._n += len(tokens)

    def end(self) -> None:
        for name in self.KEPT:
            getattr(self, name).resize(self._n, refcheck=False)

    def __len__(self) -> int:
        return len(self.rows)

    def once(self, compute: Callable[[Rows], T]) -> T:
        """`compute(self)`, kept: several columns can share what a later stage makes of the lines."""
        if compute not in self._shared:
            self._shared[compute] = compute(self)
        return self._shared[compute]

    @cached_property
    def page_width(self) -> float:
        """The width that 19 of 20 lines keep to, at least 20 columns."""
        place, rest = divmod(0.95 * (len(self) - 1), 1)
        widths = np.sort(self.width)[int(place) : int(place) + 2]
        return max(float(widths[0] + rest * (widths[-1] - widths[0])), 20.0)

    @cached_property
    def same_words(self) -> Groups:
        """The lines by their words, figures aside."""
        return grouped(self.words_hash)

    @cached_property
    def blank_before(self) -> np.ndarray:
        """Blank lines before each line, int64, shape (n,)."""
        blank = self.rows.copy()
        blank[1:] -= self.rows[:-1] + 1
        return blank


class Tokens(Rows):
    """The non-blank lines of a document, or of some of its lines, their characters by kind, and their tokens.

    Attributes:
        first, last: shape (n,): offsets of each line's first and last character that is no space.
        token_start, token_end: one entry a token: offsets in the text; int32, and int64 for texts beyond 2 GB, as they
            are the most of what a text takes.
        token_hash: uint64, one entry a token.
        is_word: bool, one entry a token.
    """

    def __init__(self, lines: Lines, low: int = 0, high: int | None = None) -> None:
        """The lines from `low` to `high`; offsets are in the text of these, or in what tells a line beyond LONGEST."""
        self.lines = lines
        self._shared: dict[Callable, Any] = {}
        starts, line_ends = lines.start[low:high], lines.end[low:high]
        text = lines.text[starts[0] : line_ends[-1]]
        starts = starts - starts[0]
        if len(starts) == 1 and len(text) > LONGEST:
            printed = text.lstrip()
            starts -= len(text) - len(printed)
            text = printed[:LONGEST]
        self.codes = codes_of(text)
        lower, kinds, classes = character_tables()
        self.kinds = kinds.of(self.codes)

        token_class = np.zeros(len(self.codes) + 2, np.uint8)
        token_class[1:-1] = classes.of(self.codes)
        turns = token_class[1:] != token_class[:-1]
        offset = np.int32 if len(text) < 1 << 31 else np.int64
        begins = np.flatnonzero(turns & (token_class[1:] > 0)).astype(offset)
        ends = np.flatnonzero(turns & (token_class[:-1] > 0)).astype(offset)
        del turns
        self.token_start, self.token_end = begins, ends
        self.is_word = token_class[begins + 1] == 1
        del token_class

        counts = sizes(np.searchsorted(begins, starts.astype(offset, copy=False)), len(begins))
        filled = np.flatnonzero(counts)
        self.rows = filled + low
        self.tokens_per_row = counts[filled]
        self.row_begins = np.cumsum(self.tokens_per_row) - self.tokens_per_row

        told_by = np.where(self.is_word, ends, np.minimum(ends, begins + _MARK_LENGTH))
        self.token_hash = hashes_of(lower.of(self.codes), begins, told_by)
        self.first = begins[self.row_begins]
        self.last = ends[self.row_begins + self.tokens_per_row - 1] - 1
        self.indent = self.first - starts[filled]
        self.width = self.last + 1 - starts[filled]

    @cached_property
    def counts(self) -> np.ndarray:
        """Characters of each kind on each line, int32, shape (n, N_KINDS)."""
        counts = self._rare[0]  # the other kinds are what is left
        length = self.token_end - self.token_start
        in_words = np.add.reduceat(np.where(self.is_word, length, 0), self.row_begins)
        counts[:, LOWER] = in_words - counts[:, UPPER] - counts[:, DIGIT]
        counts[:, MARK] = self.printed - in_words - counts[:, RULE] - counts[:, DOT]
        counts[:, SPACE] = self.lines.end[self.rows] - self.lines.start[self.rows] - self.printed
        return counts

    @property
    def underscores(self) -> np.ndarray:
        """Underscores on each line, shape (n,)."""
        return self._rare[1]

    @cached_property
    def _rare(self) -> tuple[np.ndarray, np.ndarray]:
        """Of each line, the characters of the rare kinds, int32, shape (n, N_KINDS), and the underscores among them."""
        offsets = np.flatnonzero(self.kinds >= UPPER)
        per_row = sizes(np.searchsorted(offsets, self.first), len(offsets))
        kinds, underscore = self.kinds.take(offsets), self.codes.take(offsets) == ord("_")
        del offsets  # they take as much again as the cells
        cells = np.repeat(np.arange(0, N_KINDS * len(self), N_KINDS), per_row)
        cells += kinds
        counts = np.bincount(cells, minlength=N_KINDS * len(self)).astype(np.int32)
        return counts.reshape(-1, N_KINDS), np.bincount(cells[underscore] // N_KINDS, minlength=len(self))

    @cached_property
    def token_kind(self) -> np.ndarray:
        """The kind of each token's first character, shape (n_tokens,)."""
        return self.kinds.take(self.token_start)

    @cached_property
    def gaps(self) -> np.ndarray:
        """Columns between each token and the one before it on its line, shape (n_tokens,); 0 for a line's first."""
        gaps = np.zeros_like(self.token_start)
        gaps[1:] = self.token_start[1:] - self.token_end[:-1]
        gaps[self.row_begins] = 0
        return gaps

    @cached_property
    def letters(self) -> np.ndarray:
        """Letters on each line, shape (n,)."""
        return self.counts[:, LOWER] + self.counts[:, UPPER]

    @cached_property
    def printed(self) -> np.ndarray:
        """Characters other than spaces on each line, shape (n,)."""
        return np.add.reduceat(self.token_end - self.token_start, self.row_begins)

    @cached_property
    def words(self) -> np.ndarray:
        """Words on each line, shape (n,)."""
        return self.per_row(self.is_word)

    @cached_property
    def begins_with(self) -> np.ndarray:
        return self.codes.take(self.first)

    @cached_property
    def ends_with(self) -> np.ndarray:
        return self.codes.take(self.last)

    @cached_property
    def first_kind(self) -> np.ndarray:
        return self.kinds.take(self.first)

    @cached_property
    def words_hash(self) -> np.ndarray:
        plain = self.is_word & (self.token_kind != DIGIT)
        return np.add.reduceat(np.where(plain, self.token_hash, np.uint64(0)), self.row_begins)

    @cached_property
    def first_two(self) -> np.ndarray:
        step = np.minimum(self.tokens_per_row - 1, 1)
        return mix(self.token_hash[self.row_begins], salt=1) + self.token_hash[self.row_begins + step]

    @cached_property
    def last_two(self) -> np.ndarray:
        last = self.row_begins + self.tokens_per_row - 1
        step = np.minimum(self.tokens_per_row - 1, 1)
        return mix(self.token_hash[last], salt=1) + self.token_hash[last - step]

    @property
    def first_number(self) -> np.ndarray:
        """The first figure on each line, float64, shape (n,); NaN where there is none. 1 to 6 digits count."""
        return self._numbers[0]

    @property
    def last_number(self) -> np.ndarray:
        """The last figure on each line, as `first_number`."""
        return self._numbers[1]

    @cached_property
    def _numbers(self) -> np.ndarray:
        """The first figure on each line, and the last, float64, shape (2, n)."""
        digits = np.flatnonzero(self.is_word & (self.token_kind == DIGIT))
        end = self.token_end.take(digits)
        short = (end - self.token_start.take(digits) <= _LONGEST_FIGURE) & (self.kinds.take(end - 1) == DIGIT)
        figures = digits[short]
        row = np.searchsorted(self.row_begins, figures, side="right") - 1
        new = np.flatnonzero(row[1:] != row[:-1])
        chosen = np.concatenate(([0], new + 1, new, [len(row) - 1])) if len(row) else new  # the first, then the last
        numbers = np.full((2, len(self)), np.nan)
        of_line = row[chosen].reshape(2, -1)
        numbers[0, of_line[0]], numbers[1, of_line[1]] = self._values(figures[chosen]).reshape(2, -1)
        return numbers

    def _values(self, figures: np.ndarray) -> np.ndarray:
        """What number the digits of tokens make, float32; other characters count as 0."""
        places = np.arange(_LONGEST_FIGURE, dtype=self.token_end.dtype)
        at = self.token_end.take(figures)[:, None] - 1 - places
        digits = self.codes.take(at, mode="clip") - self.codes.dtype.type(ord("0"))
        digits[(digits > 9) | (at < self.token_start.take(figures)[:, None])] = 0
        return digits.astype(np.float32) @ (10**places).astype(np.float32)

    def per_row(self, of_tokens: np.ndarray) -> np.ndarray:
        """How many tokens of each line the bool array `of_tokens` holds, shape (n,)."""
        return np.add.reduceat(of_tokens.astype(np.int32), self.row_begins)
