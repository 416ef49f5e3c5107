"""The words of lines, as hashes of tokens; made into columns of a sparse matrix when asked for, which takes more.

Tokens -> Words -> CSR matrix
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from .grouping import sizes
from .hashing import mix
from .lines import Lines
from .tokens import Tokens

#: Words are hashed into 2 ** WORD_BITS columns, of which a model keeps those that it knows from several companies.
WORD_BITS = 20
#: So many lines at once: a line and a hashed column then fit 32 bits, and one sort of integers groups and counts them.
AT_ONCE = 1 << (32 - WORD_BITS)


class Words:
    """The tokens of a document's non-blank lines.

    Attributes:
        hashes: uint64, shape (n_tokens,).
        begins: int64, shape (n + 1,): where each line's tokens begin, and the end of the last one's.
    """

    def __init__(self, lines: Lines) -> None:
        """Of no lines yet; `add` adds them, and `end` says that there are no more."""
        # what is never written takes no memory
        self.hashes, self.begins = np.empty(len(lines.text), np.uint64), np.empty(len(lines) + 1, np.int64)
        self.begins[0] = self._n = 0

    def add(self, tokens: Tokens) -> None:
        """Add the lines of a further part of the document."""
        begins = self.begins[self._n : self._n + len(tokens) + 1]
        np.cumsum(tokens.tokens_per_row, out=begins[1:])
        begins[1:] += begins[0]
        self.hashes[begins[0] : begins[-1]] = tokens.token_hash
        self._n += len(tokens)

    def end(self) -> None:
        self.begins.resize(self._n + 1, refcheck=False)
        self.hashes.resize(self.begins[-1], refcheck=False)

    def __len__(self) -> int:
        return len(self.begins) - 1

    def matrix(self, low: int, high: int) -> sparse.csr_matrix:
        """Of the lines from `low` to `high`: tokens, pairs of neighbouring tokens, first and last token, float32, shape
        (high - low, 2 ** WORD_BITS), ones or how often they stand there."""
        blocks = [self._cells(at, min(at + AT_ONCE, high)) for at in range(low, high, AT_ONCE)]
        if not blocks:
            return sparse.csr_matrix((0, 1 << WORD_BITS), dtype=np.float32)
        columns, counts, per_row = blocks[0] if len(blocks) == 1 else map(np.concatenate, zip(*blocks, strict=True))
        indptr = np.zeros(high - low + 1, np.int32)
        np.cumsum(per_row, out=indptr[1:])
        matrix = sparse.csr_matrix((counts, columns, indptr), shape=(high - low, 1 << WORD_BITS))
        matrix.has_canonical_format = True
        return matrix

    def _cells(self, low: int, high: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Of these lines the columns in rising order, their counts, how many columns each line has."""
        begins = self.begins[low : high + 1]
        hashes = self.hashes[begins[0] : begins[-1]]
        firsts, lasts = begins[:-1] - begins[0], begins[1:] - begins[0] - 1
        row = np.repeat(np.arange(high - low, dtype=np.uint32) << np.uint32(WORD_BITS), lasts - firsts + 1)
        starts_line = np.zeros(len(hashes), bool)
        starts_line[firsts] = True
        second = np.flatnonzero(~starts_line)
        pairs = hashes.take(second)
        pairs *= np.uint64(3)
        pairs += mix(hashes).take(second - 1)
        # salted, so that a first token is another word than the same token elsewhere
        pairs += np.uint64(1)
        salted = np.concatenate([pairs, hashes[firsts] + np.uint64(2), hashes[lasts] + np.uint64(3)])
        del pairs
        cells = np.concatenate([_column(hashes), _column(mix(salted))])
        del salted
        cells |= np.concatenate([row, row[second], row[firsts], row[lasts]])
        cells.sort()
        new = np.ones(len(cells), bool)
        np.not_equal(cells[1:], cells[:-1], out=new[1:])
        new = np.flatnonzero(new)
        counts = sizes(new, len(cells)).astype(np.float32)
        cells = cells[new]
        lines = np.arange(high - low, dtype=np.uint32) << np.uint32(WORD_BITS)
        per_row = sizes(np.searchsorted(cells, lines), len(cells))
        cells &= np.uint32((1 << WORD_BITS) - 1)
        return cells.view(np.int32), counts, per_row


def _column(hashes: np.ndarray) -> np.ndarray:
    """The column that each hash means, uint32."""
    return (hashes >> np.uint64(64 - WORD_BITS)).astype(np.uint32)
