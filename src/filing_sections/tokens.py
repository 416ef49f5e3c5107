"""A document's lines as arrays of characters and tokens: what the feature table counts.

    Lines -> Tokens

A token is a run of letters and digits, or a run of other marks. Letters are lower-cased and every digit becomes 0
before a token is hashed, so that "Item 5" and "Item 7" are one. Nothing here loops over lines or words in Python.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, TypeVar

import numpy as np

from .lines import Lines

T = TypeVar("T")

SPACE, LOWER, UPPER, DIGIT, RULE, MARK, DOT = range(7)

#: Characters beyond the Basic Multilingual Plane are read as its last one.
_PLANE = 0x10000
#: Tokens are hashed in blocks of so many characters, which stay in the processor's cache.
_BLOCK = 1 << 15
#: A run of marks is told by its first characters: "-----" by "---".
_MARK_LENGTH = 3

# A polynomial hash modulo 2^64: one prefix sum over the text gives the hash of every token by a subtraction and a
# multiplication with the inverse power (Karp and Rabin, 1987). The multiplier is odd, hence invertible.
_MULTIPLIER = 0x9E3779B97F4A7C15
_INVERSE = pow(_MULTIPLIER, -1, 1 << 64)


@dataclass(frozen=True, eq=False)
class Groups:
    """Lines with equal keys.

    Attributes:
        order: int64, shape (n,): the lines, group after group, in a group from the first to the last.
        which: int64, shape (n,): each line's group.
        times: int64, shape (n,): how many lines each line's group has.
        is_first: bool, shape (n,): whether it is the first of its group.
    """

    order: np.ndarray
    which: np.ndarray
    times: np.ndarray
    is_first: np.ndarray


def times(keys: np.ndarray) -> np.ndarray:
    """How often each key is there, int64, of the same shape, (n,), n > 0."""
    order = np.argsort(keys)
    rising = keys[order]
    size = np.diff(np.flatnonzero(rising[1:] != rising[:-1]) + 1, prepend=0, append=len(keys))
    found = np.empty(len(keys), np.int64)
    found[order] = np.repeat(size, size)
    return found


def grouped(keys: np.ndarray) -> Groups:
    """Group lines by their keys, shape (n,), n > 0."""
    order = np.argsort(keys, kind="stable")
    rising = keys[order]
    begins = np.flatnonzero(np.concatenate(([True], rising[1:] != rising[:-1])))
    size = np.diff(begins, append=len(keys))
    which, is_first = np.empty(len(keys), np.int64), np.zeros(len(keys), bool)
    which[order] = np.repeat(np.arange(len(begins)), size)
    is_first[order[begins]] = True
    return Groups(order, which, size[which], is_first)


class Tokens:
    """The non-blank lines of a document, their characters by kind, and their tokens.

    Attributes:
        rows: int64, shape (n,): the numbers, from 0, of the lines that are not blank. All columns below have n rows.
        first, last: int64, shape (n,): offsets of each line's first and last character that is no space.
        indent, width: int64, shape (n,): columns before the first such character, and up to the last one.
        token_start, token_end, token_row: one entry a token: offsets in the text, index into rows; int32, and int64
            for texts beyond 2 GB, as they are the most of what a text takes.
        token_hash: uint64, one entry a token.
        is_word, starts_line: bool, one entry a token.
    """

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self._shared: dict[Callable, Any] = {}
        text = lines.text
        if text.isascii():
            self.codes = np.frombuffer(text.encode("ascii"), dtype=np.uint8)
        else:
            codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
            self.codes = np.minimum(codes, _PLANE - 1).astype(np.uint16)
        lower, kinds = character_tables()
        self.kinds = _looked_up(kinds, self.codes)

        token_class = np.zeros(len(self.codes) + 2, np.uint8)
        token_class[1:-1] = _looked_up(_TOKEN_CLASS, self.kinds)
        turns = token_class[1:] != token_class[:-1]
        offset = np.int32 if len(text) < 1 << 31 else np.int64
        begins = np.flatnonzero(turns & (token_class[1:] > 0)).astype(offset)
        ends = np.flatnonzero(turns & (token_class[:-1] > 0)).astype(offset)
        del turns
        self.token_start, self.token_end = begins, ends
        self.is_word = token_class[begins + 1] == 1
        del token_class

        per_line = np.searchsorted(begins, np.append(lines.start, len(text)).astype(offset))
        counts = np.diff(per_line)
        self.rows = np.flatnonzero(counts)
        self.tokens_per_row = counts[self.rows]
        self.token_row = np.repeat(np.arange(len(self.rows), dtype=offset), self.tokens_per_row)
        self.row_begins = np.concatenate(([0], np.cumsum(self.tokens_per_row)[:-1])) if len(self.rows) else self.rows
        self.starts_line = np.zeros(len(begins), bool)
        self.starts_line[self.row_begins] = True

        self.token_hash = _hashes(
            _looked_up(lower, self.codes), begins, np.where(self.is_word, ends, np.minimum(ends, begins + _MARK_LENGTH))
        )
        self.first = begins[self.row_begins]
        self.last = ends[self.row_begins + self.tokens_per_row - 1] - 1
        self.indent = self.first - lines.start[self.rows]
        self.width = self.last + 1 - lines.start[self.rows]

    def __len__(self) -> int:
        return len(self.rows)

    def once(self, compute: Callable[[Tokens], T]) -> T:
        """`compute(self)`, kept: several columns can share what a later stage makes of the tokens."""
        if compute not in self._shared:
            self._shared[compute] = compute(self)
        return self._shared[compute]

    @cached_property
    def counts(self) -> np.ndarray:
        """Characters of each kind on each line, shape (n, 7)."""
        counts = np.empty((7, len(self)), np.int32)
        for kind in (UPPER, DIGIT, RULE, DOT):  # the rarer kinds; the others are what is left
            counts[kind] = self._per_row(np.flatnonzero(self.kinds == kind))
        length = self.token_end - self.token_start
        in_words = np.add.reduceat(np.where(self.is_word, length, 0), self.row_begins)
        counts[LOWER] = in_words - counts[UPPER] - counts[DIGIT]
        counts[MARK] = self.printed - in_words - counts[RULE] - counts[DOT]
        counts[SPACE] = self.lines.end[self.rows] - self.lines.start[self.rows] - self.printed
        return counts.T

    @cached_property
    def token_kind(self) -> np.ndarray:
        """The kind of each token's first character, shape (n_tokens,)."""
        return self.kinds[self.token_start]

    @cached_property
    def gaps(self) -> np.ndarray:
        """Columns between each token and the one before it on its line, shape (n_tokens,); 0 for a line's first."""
        gaps = np.zeros_like(self.token_start)
        gaps[1:] = self.token_start[1:] - self.token_end[:-1]
        gaps[self.starts_line] = 0
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
    def page_width(self) -> float:
        """The width that 19 of 20 lines keep to, at least 20 columns."""
        place, rest = divmod(0.95 * (len(self) - 1), 1)
        widths = np.sort(self.width)[int(place) : int(place) + 2]
        return max(float(widths[0] + rest * (widths[-1] - widths[0])), 20.0)

    @cached_property
    def same_words(self) -> Groups:
        """The lines by their words, figures aside."""
        plain = self.is_word & (self.token_kind != DIGIT)
        return grouped(np.add.reduceat(np.where(plain, self.token_hash, np.uint64(0)), self.row_begins))

    @cached_property
    def first_number(self) -> np.ndarray:
        """The first figure on each line, float64, shape (n,); NaN where there is none. 1 to 6 digits count."""
        row, value = self._figures
        return self._by_row(row[::-1], value[::-1])

    @cached_property
    def last_number(self) -> np.ndarray:
        """The last figure on each line, as `first_number`."""
        return self._by_row(*self._figures)

    @cached_property
    def _figures(self) -> tuple[np.ndarray, np.ndarray]:
        """The row and the value of the tokens that begin and end with a digit, of no more than six characters."""
        digits = np.flatnonzero(self.is_word & (self.token_kind == DIGIT))
        end = self.token_end[digits]
        digits = digits[(end - self.token_start[digits] <= 6) & (self.kinds[end - 1] == DIGIT)]
        start, end = self.token_start[digits], self.token_end[digits]
        value = np.zeros(len(digits), np.int64)
        for k in range(6):
            inside = np.flatnonzero(start + k < end)
            digit = self.codes[start[inside] + k].astype(np.int64) - ord("0")
            digit[(digit < 0) | (digit > 9)] = 0  # letters, and the digits of other scripts
            value[inside] = 10 * value[inside] + digit
        return self.token_row[digits], value

    def _by_row(self, row: np.ndarray, value: np.ndarray) -> np.ndarray:
        """The values as float64, shape (n,); of several for one row the last; NaN on the other lines."""
        numbers = np.full(len(self), np.nan)
        numbers[row] = value
        return numbers

    def per_row(self, of_tokens: np.ndarray) -> np.ndarray:
        """How many tokens of each line the bool array `of_tokens` holds, shape (n,)."""
        return np.bincount(self.token_row[of_tokens], minlength=len(self))

    def characters(self, code: int) -> np.ndarray:
        """How often a character, no space, stands on each line, shape (n,)."""
        return self._per_row(np.flatnonzero(self.codes == code))

    def _per_row(self, offsets: np.ndarray) -> np.ndarray:
        """How many of the rising `offsets` of characters, no spaces, are on each line, shape (n,)."""
        begins = np.searchsorted(offsets, self.first)
        return np.diff(begins, append=len(offsets))

    def forget_characters(self) -> None:
        """Let go of all but what `words` needs: the lines, and the rows and hashes of tokens."""
        kept = ("lines", "rows", "tokens_per_row", "row_begins", "token_row", "token_hash", "starts_line")
        self.__dict__ = {name: self.__dict__[name] for name in kept}


def _looked_up(table: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """`table[codes]`, for codes of which most are ASCII: `bytes.translate` is three times as fast as indexing."""
    ascii_part = np.resize(table[:128].astype(np.uint8), 256).tobytes()
    found = np.frombuffer(codes.astype(np.uint8, copy=False).tobytes().translate(ascii_part), np.uint8)
    if codes.dtype == np.uint8:
        return found
    found = found.astype(table.dtype)
    beyond = np.flatnonzero(codes > 127)
    found[beyond] = table[codes[beyond]]
    return found


def _hashes(lower: np.ndarray, begins: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """The hash of each token, shape (n_tokens,), of a text's lower-cased codes."""
    hashes = np.empty(len(begins), np.uint64)
    at = 0
    while at < len(begins):
        offset = int(begins[at])
        stop = max(int(np.searchsorted(ends, offset + _BLOCK, side="right")), at + 1)
        length = int(min(ends[stop - 1] - offset, _BLOCK))  # a token longer than a block is told by its beginning
        power, inverse = _powers(_BLOCK)
        prefix = np.zeros(length + 1, np.uint64)
        letters = lower[offset : offset + length].astype(np.uint64)
        letters += np.uint64(7)
        np.multiply(letters, power[:length], out=letters)
        np.cumsum(letters, out=prefix[1:])
        a, b = begins[at:stop] - offset, np.minimum(ends[at:stop] - offset, length)
        hashes[at:stop] = mix((prefix[b] - prefix[a]) * inverse[a])
        at = stop
    return hashes


def mix(hashes: np.ndarray, salt: int = 0) -> np.ndarray:
    """Spread the bits of uint64 hashes (the finaliser of Steele, Lea and Flood's SplitMix64, 2014)."""
    hashes = hashes + np.uint64(salt)
    hashes ^= hashes >> np.uint64(30)
    hashes *= np.uint64(0xBF58476D1CE4E5B9)
    hashes ^= hashes >> np.uint64(27)
    hashes *= np.uint64(0x94D049BB133111EB)
    hashes ^= hashes >> np.uint64(31)
    return hashes


@lru_cache(maxsize=2)
def _powers(n: int) -> tuple[np.ndarray, np.ndarray]:
    """The first n powers, modulo 2^64, of the multiplier and of its inverse."""
    tables = []
    for base in (_MULTIPLIER, _INVERSE):
        powers = np.full(n, base, np.uint64)
        powers[0] = 1
        tables.append(np.cumprod(powers))
    return tables[0], tables[1]


@lru_cache(maxsize=1)
def character_tables() -> tuple[np.ndarray, np.ndarray]:
    """Two tables by code point: what it is lower-cased to (uint16), and its kind (uint8)."""
    lower = np.arange(_PLANE, dtype=np.uint16)
    kinds = np.full(_PLANE, MARK, np.uint8)
    for code in range(_PLANE):
        char = chr(code)
        if char.isspace():
            kinds[code], lower[code] = SPACE, ord(" ")
        elif char.isdigit():
            kinds[code], lower[code] = DIGIT, ord("0")
        elif char.isalpha():
            kinds[code] = UPPER if char.isupper() else LOWER
            if len(char.lower()) == 1:
                lower[code] = ord(char.lower())
        elif char in "-_=*─—–":
            kinds[code] = RULE
        elif char == ".":
            kinds[code] = DOT
    for curly, plain in zip("‘’“”", "''\"\"", strict=True):
        lower[ord(curly)] = ord(plain)
    return lower, kinds


#: 0 between tokens, 1 in a word, 2 in a run of marks, by kind of character.
_TOKEN_CLASS = np.array([0, 1, 1, 1, 2, 2, 2], np.uint8)
