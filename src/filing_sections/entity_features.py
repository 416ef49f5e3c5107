"""The features of the random field that marks entities: cells of a token and its neighbours, hashed into buckets."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from spacy.strings import hash_string

from .entity_docs import CHUNK_TOKENS
from .entity_layout import LAYOUT, TOKEN
from .word_use import CLASS_BITS, bucket

#: Columns of the token table: norm, prefix, suffix, shape of the word; then those of the layout.
W, P, S, X = range(4)
MEMORY = 4 + len(LAYOUT)
FRONT = MEMORY + 1  # the same, of covers and signatures alone
CLASS = MEMORY + 2  # the word's class, by its use in the training documents
COLUMNS = MEMORY + 3
LAYOUT_COLUMN = {name: 4 + k for k, name in enumerate(LAYOUT)}

#: Each feature: the (column, offset) cells that it joins.
TEMPLATES: list[tuple[tuple[int, int], ...]] = [
    *[((W, k),) for k in range(-3, 4)],
    *[((X, k),) for k in range(-2, 3)],
    ((P, 0),),
    ((S, 0),),
    ((S, -1),),
    ((S, 1),),
    ((W, 0), (X, 0)),
    ((W, -1), (W, 0)),
    ((W, 0), (W, 1)),
    ((W, -2), (W, -1)),
    ((W, 1), (W, 2)),
    ((X, -1), (X, 0)),
    ((X, 0), (X, 1)),
    ((X, -1), (X, 0), (X, 1)),
    *[((column, 0),) for column in LAYOUT_COLUMN.values()],
    ((LAYOUT_COLUMN["place"], 0), (X, 0)),
    ((LAYOUT_COLUMN["gap"], 0), (W, 0)),
    ((LAYOUT_COLUMN["gap"], 0), (X, 0)),
    ((LAYOUT_COLUMN["gap"], 1),),
    ((LAYOUT_COLUMN["place"], -1),),
    ((LAYOUT_COLUMN["caption"], 0), (X, 0)),
    ((LAYOUT_COLUMN["colon"], 0), (X, 0)),
    ((LAYOUT_COLUMN["cell"], 0), (X, 0)),
    ((LAYOUT_COLUMN["up"], 0), (X, 0)),
    ((LAYOUT_COLUMN["down"], 0), (X, 0)),
    ((LAYOUT_COLUMN["name_last"], 0), (LAYOUT_COLUMN["name_place"], 0)),
    ((LAYOUT_COLUMN["name_before"], 0), (LAYOUT_COLUMN["name_place"], 0)),
    ((LAYOUT_COLUMN["name_after"], 0), (LAYOUT_COLUMN["name_place"], 0)),
    ((LAYOUT_COLUMN["name_last"], 0), (LAYOUT_COLUMN["name_before"], 0)),
    ((LAYOUT_COLUMN["line"], 0), (LAYOUT_COLUMN["name_place"], 0)),
    ((LAYOUT_COLUMN["cell_place"], 0), (LAYOUT_COLUMN["line"], 0)),
    ((CLASS, 0),),
    ((CLASS, 0), (X, 0)),
    ((CLASS, -1), (CLASS, 0)),
    ((CLASS, 0), (CLASS, 1)),
    ((CLASS, 0), (LAYOUT_COLUMN["name_place"], 0)),
    ((CLASS, -1), (CLASS, 0), (CLASS, 1)),
    ((LAYOUT_COLUMN["spelt"], 0),),
    ((LAYOUT_COLUMN["spelt"], 0), (X, 0)),
    ((LAYOUT_COLUMN["spelt"], 0), (CLASS, 0)),
    ((LAYOUT_COLUMN["spelt"], 0), (LAYOUT_COLUMN["name_place"], 0)),
    *[((LAYOUT_COLUMN["part"], k),) for k in (-1, 0, 1)],
    ((LAYOUT_COLUMN["part"], 0), (X, 0)),
    ((LAYOUT_COLUMN["part"], 0), (LAYOUT_COLUMN["name_place"], 0)),
    ((LAYOUT_COLUMN["part"], 0), (CLASS, 0)),
    ((LAYOUT_COLUMN["part"], -1), (LAYOUT_COLUMN["part"], 0)),
]
#: Features of the second decoding: what the first made of the same word elsewhere in the document.
MEMORY_TEMPLATES: list[tuple[tuple[int, int], ...]] = [
    ((MEMORY, 0),),
    ((MEMORY, -1),),
    ((MEMORY, 1),),
    ((MEMORY, 0), (X, 0)),
    ((MEMORY, -1), (MEMORY, 0)),
    ((MEMORY, 0), (MEMORY, 1)),
    ((MEMORY, 0), (W, 1)),
    ((MEMORY, 0), (W, -1)),
    ((MEMORY, 0), (LAYOUT_COLUMN["name_place"], 0)),
    ((MEMORY, 0), (LAYOUT_COLUMN["line"], 0)),
    ((FRONT, 0),),
    ((FRONT, -1),),
    ((FRONT, 1),),
    ((FRONT, 0), (X, 0)),
    ((FRONT, -1), (FRONT, 0)),
    ((FRONT, 0), (FRONT, 1)),
    ((FRONT, 0), (MEMORY, 0)),
    ((FRONT, 0), (LAYOUT_COLUMN["name_place"], 0)),
    ((FRONT, 0), (LAYOUT_COLUMN["line"], 0)),
]
#: The columns that these read; and the same features of a table of those columns alone, which takes a quarter.
MEMORY_COLUMNS = sorted({column for template in MEMORY_TEMPLATES for column, _ in template})
KEPT_TEMPLATES = [tuple((MEMORY_COLUMNS.index(column), k) for column, k in template) for template in MEMORY_TEMPLATES]
#: Cells reach so many tokens to either side; so many empty tokens stand between two docs.
REACH = 3
BITS = 18

MIX = np.uint64(0x9E3779B97F4A7C15)
_ODD = np.array([0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 0xD6E8FEB86659FD93], np.uint64)


def word_ids(word: str) -> tuple[int, int, int, int, int]:
    """Hashes of a word's norm, prefix, suffix and shape; its bucket of use."""
    lower = word.lower()
    if word[0].isdigit():
        year = len(word) == 4 and word[:2] in ("19", "20")
        lower = "<year>" if year else "".join("0" if c.isdigit() else c for c in lower)
    kinds = ["X" if c.isupper() else "x" if c.islower() else "0" if c.isdigit() else c for c in word]
    shape = "".join(kind for k, kind in enumerate(kinds) if k < 2 or kind != kinds[k - 1] or kind != kinds[k - 2])
    return *(hash_string(part) for part in (lower, lower[:3], lower[-3:], shape[:8])), bucket(lower)


class WordTable:
    """Word ids by orth, kept for words seen before."""

    MAX_WORDS = 1 << 18

    def __init__(self) -> None:
        self.rows: dict[int, tuple[int, int, int, int, int]] = {}

    def __call__(self, orths: np.ndarray, strings) -> np.ndarray:
        unique, inverse = np.unique(orths, return_inverse=True)
        if len(self.rows) > self.MAX_WORDS:
            self.rows.clear()
        rows = self.rows
        table = []
        for orth in unique.tolist():
            ids = rows.get(orth)
            if ids is None:
                ids = rows[orth] = word_ids(strings[orth])
            table.append(ids)
        return np.array(table, np.uint64).reshape(-1, 5)[inverse]


def hashed(table: np.ndarray, templates: Sequence[tuple[tuple[int, int], ...]]) -> np.ndarray:
    """Buckets of each row's features, int32, shape (n_rows - 2 * REACH, len(templates))."""
    n = len(table) - 2 * REACH
    buckets = np.empty((n, len(templates)), np.int32)
    shift = np.uint64(64 - BITS)
    salt = 0 if templates is TEMPLATES else len(TEMPLATES)
    mixed = table * MIX
    mixed ^= mixed >> np.uint64(29)
    for t, template in enumerate(templates):
        key = np.full(n, (salt + t + 1) * 0x632BE59BD9B4E019 % 2**64, np.uint64)
        for k, (column, offset) in enumerate(template):
            key += mixed[REACH + offset : REACH + offset + n, column] * _ODD[k]
        key ^= key >> np.uint64(31)
        buckets[:, t] = (key * MIX) >> shift
    return buckets


def schema() -> str:
    """A sha256 of what the features are made of: a model refuses features it was not trained on."""
    parts = (TOKEN.pattern, LAYOUT, TEMPLATES, MEMORY_TEMPLATES, REACH, BITS, CHUNK_TOKENS, CLASS_BITS)
    return hashlib.sha256(repr(parts).encode()).hexdigest()
