"""A document's lines as arrays of characters and tokens: what the feature table counts.

    Lines -> Tokens

A token is a run of letters and digits, or a run of other marks. Letters are lower-cased and every digit becomes 0
before a token is hashed, so that "Item 5" and "Item 7" are one. Nothing here loops over lines or words in Python.
"""

from __future__ import annotations

from functools import cached_property, lru_cache

import numpy as np

from .lines import Lines

SPACE, LOWER, UPPER, DIGIT, RULE, MARK, DOT = range(7)

#: Characters beyond the Basic Multilingual Plane are read as its last one.
_PLANE = 0x10000
#: Tokens are hashed in blocks of so many characters, which bounds the memory that a long document takes.
_BLOCK = 1 << 21
#: A run of marks is told by its first characters: "-----" by "---".
_MARK_LENGTH = 3

# A polynomial hash modulo 2^64: one prefix sum over the text gives the hash of every token by a subtraction and a
# multiplication with the inverse power (Karp and Rabin, 1987). The multiplier is odd, hence invertible.
_MULTIPLIER = 0x9E3779B97F4A7C15
_INVERSE = pow(_MULTIPLIER, -1, 1 << 64)


class Tokens:
    """The non-blank lines of a document, their characters by kind, and their tokens.

    Attributes:
        rows: int64, shape (n,): the numbers, from 0, of the lines that are not blank. All columns below have n rows.
        first, last: int64, shape (n,): offsets of each line's first and last character that is no space.
        indent, width: int64, shape (n,): columns before the first such character, and up to the last one.
        token_start, token_end, token_row: int64, one entry a token: offsets in the text, index into rows.
        token_hash: uint64, one entry a token.
        is_word, starts_line: bool, one entry a token.
    """

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        text = lines.text
        if text.isascii():
            self.codes = np.frombuffer(text.encode("ascii"), dtype=np.uint8)
        else:
            codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
            self.codes = np.minimum(codes, _PLANE - 1).astype(np.uint16)
        lower, kinds = character_tables()
        self.kinds = kinds[self.codes]
        self.lower = lower[self.codes]

        token_class = np.zeros(len(self.codes) + 2, np.int8)
        token_class[1:-1] = _TOKEN_CLASS[self.kinds]
        turns = np.flatnonzero(token_class[1:] != token_class[:-1])
        begins = turns[token_class[turns + 1] > 0]
        ends = turns[token_class[turns] > 0]
        self.token_start, self.token_end = begins, ends

        per_line = np.searchsorted(begins, np.append(lines.start, len(text) + 1))
        counts = np.diff(per_line)
        self.rows = np.flatnonzero(counts)
        self.tokens_per_row = counts[self.rows]
        self.token_row = np.repeat(np.arange(len(self.rows)), self.tokens_per_row)
        self.row_begins = np.concatenate(([0], np.cumsum(self.tokens_per_row)[:-1])) if len(self.rows) else self.rows
        self.starts_line = np.zeros(len(begins), bool)
        self.starts_line[self.row_begins] = True

        self.is_word = token_class[begins + 1] == 1
        self.token_hash = self._hashes(begins, np.where(self.is_word, ends, np.minimum(ends, begins + _MARK_LENGTH)))
        self.first = begins[self.row_begins]
        self.last = ends[self.row_begins + self.tokens_per_row - 1] - 1
        self.indent = self.first - lines.start[self.rows]
        self.width = self.last + 1 - lines.start[self.rows]

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def counts(self) -> np.ndarray:
        """Characters of each kind on each line, shape (n, 7)."""
        starts, ends = self.lines.start[self.rows], self.lines.end[self.rows]
        return np.stack([self._per_row(self.kinds == kind, starts, ends) for kind in range(7)], axis=1)

    @cached_property
    def gaps(self) -> np.ndarray:
        """Columns between each token and the one before it on its line, shape (n_tokens,); 0 for a line's first."""
        gaps = np.zeros(len(self.token_start), np.int64)
        gaps[1:] = self.token_start[1:] - self.token_end[:-1]
        gaps[self.starts_line] = 0
        return gaps

    def per_row(self, of_tokens: np.ndarray) -> np.ndarray:
        """How many tokens of each line the bool array `of_tokens` holds, shape (n,)."""
        return np.bincount(self.token_row[of_tokens], minlength=len(self))

    def characters(self, *codes: int) -> np.ndarray:
        """How often any of these characters stands on each line, shape (n,)."""
        found = np.zeros(len(self.codes), bool)
        for code in codes:
            found |= self.codes == code
        return self._per_row(found, self.lines.start[self.rows], self.lines.end[self.rows])

    def _per_row(self, found: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
        running = np.zeros(len(found) + 1, np.int32)
        np.cumsum(found, out=running[1:])
        return running[ends] - running[starts]

    def _hashes(self, begins: np.ndarray, ends: np.ndarray) -> np.ndarray:
        """The hash of each token, shape (n_tokens,)."""
        hashes = np.empty(len(begins), np.uint64)
        at = 0
        while at < len(begins):
            offset = int(begins[at])
            stop = max(int(np.searchsorted(ends, offset + _BLOCK, side="right")), at + 1)
            length = int(min(ends[stop - 1] - offset, _BLOCK))  # a token longer than a block is told by its beginning
            power, inverse = _powers(1 << max(length - 1, 1).bit_length())
            prefix = np.zeros(length + 1, np.uint64)
            letters = self.lower[offset : offset + length].astype(np.uint64)
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


@lru_cache(maxsize=8)
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
_TOKEN_CLASS = np.array([0, 1, 1, 1, 2, 2, 2], np.int8)
