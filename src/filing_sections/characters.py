"""What kind each character is, and what it is lower-cased to, by tables over a whole text at once.

text -> codes, kinds
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

#: Kinds of characters. Those from UPPER on are rare enough to be looked for one by one.
SPACE, LOWER, MARK, UPPER, DIGIT, RULE, DOT = range(7)
N_KINDS = 7

#: Characters beyond the Basic Multilingual Plane are read as its last one.
_PLANE = 0x10000


class Table:
    """A small number for each code point up to the last of the Basic Multilingual Plane.

    Args:
        values: uint8 or uint16, shape (65536,); of ASCII below 256.
    """

    def __init__(self, values: np.ndarray) -> None:
        self.values = values
        self._ascii = values[:128].astype(np.uint8).tobytes() * 2

    def of(self, codes: np.ndarray) -> np.ndarray:
        """`values[codes]`, for codes of which most are ASCII: `bytes.translate` is three times as fast as indexing."""
        found = np.frombuffer(codes.astype(np.uint8, copy=False).tobytes().translate(self._ascii), np.uint8)
        if codes.dtype == np.uint8:
            return found
        found = found.astype(self.values.dtype)
        beyond = np.flatnonzero(codes > 127)
        found[beyond] = self.values[codes[beyond]]
        return found


def codes_of(text: str) -> np.ndarray:
    """A text's code points, uint8 where all are ASCII, else uint16."""
    if text.isascii():
        return np.frombuffer(text.encode("ascii"), dtype=np.uint8)
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    return np.minimum(codes, _PLANE - 1).astype(np.uint16)


@lru_cache(maxsize=1)
def character_tables() -> tuple[Table, Table, Table]:
    """What each character is lower-cased to, its kind, and 1 where words are made of it, 2 where runs of marks are."""
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
    token_class = np.array([0, 1, 2, 1, 1, 2, 2], np.uint8)  # by kind
    return Table(lower), Table(kinds), Table(token_class[kinds])
