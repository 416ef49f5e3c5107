"""Hashes of tokens: 64 bits each, the same wherever the token stands."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

#: Tokens are hashed in blocks of so many characters, which stay in the processor's cache.
BLOCK = 1 << 15

# A polynomial hash modulo 2^64: one prefix sum over the text gives the hash of every token by a subtraction and a
# multiplication with the inverse power (Karp and Rabin, 1987). The multiplier is odd, hence invertible.
_MULTIPLIER = 0x9E3779B97F4A7C15
_INVERSE = pow(_MULTIPLIER, -1, 1 << 64)


def hashes_of(lower: np.ndarray, begins: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """The hash of each token, shape (n_tokens,), of a text's lower-cased codes."""
    hashes = np.empty(len(begins), np.uint64)
    at = 0
    power, inverse = _powers(BLOCK)
    prefix = np.empty(BLOCK + 1, np.uint64)
    prefix[0] = 0
    while at < len(begins):
        offset = int(begins[at])
        stop = max(int(np.searchsorted(ends, offset + BLOCK, side="right")), at + 1)
        length = int(min(ends[stop - 1] - offset, BLOCK))  # a token longer than a block is told by its beginning
        letters = lower[offset : offset + length].astype(np.uint64)
        letters += np.uint64(7)
        np.multiply(letters, power[:length], out=letters)
        np.cumsum(letters, out=prefix[1 : length + 1])
        first, after = begins[at:stop] - offset, np.minimum(ends[at:stop] - offset, length)
        hashes[at:stop] = mix((prefix.take(after) - prefix.take(first)) * inverse.take(first))
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
