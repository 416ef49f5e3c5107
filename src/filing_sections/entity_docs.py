r"""The lines that can hold entities, cut into spaCy Docs with their layout as token attributes.

A Doc is a chunk of consecutive candidate lines, without white space tokens; layout reaches the model through
attributes that a blank pipeline leaves empty (`LAYOUT_ATTRS`), so that spaCy's own MultiHashEmbed can read it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from spacy.attrs import DEP, ENT_ID, ENT_KB_ID, LEMMA, TAG
from spacy.strings import hash_string
from spacy.tokens import Doc
from spacy.vocab import Vocab

from .labels import LABELS, Label
from .lines import Lines

#: Where the layout stands in a Doc: place in the line and the line's label; the first word of the line, of the line
#: below, of the line above; gaps and column.
LAYOUT_ATTRS = {"TAG": TAG, "LEMMA": LEMMA, "DEP": DEP, "ENT_KB_ID": ENT_KB_ID, "ENT_ID": ENT_ID}

#: A chunk ends at the first blank line after so many tokens, and anywhere after twice as many.
CHUNK_TOKENS = 300

#: So many lines that are no candidates, between candidates, stay in the chunk as context: one wrong label does not
#: cut an address in two.
CONTEXT_LINES = 2

TOKEN = re.compile(
    r"""
    /[sS]/                                  # the mark before a conformed signature
  | \d{1,2}/\d{1,2}/\d{2,4}                 # 12/31/95
  | (?:[^\W\d_]\.){2,} | [^\W\d_]\.(?=\s)   # U.S.   J.
  | \d+(?:[.,]\d+)*
  | ['\u2019][sS](?![^\W_])                      # a possessive stands outside the name
  | [^\W\d_]+(?:(?:['\u2019](?![sS](?![^\W_]))|[&-])[^\W\d_]+)*   # O'Neil  AT&T  Attorney-in-Fact
  | _+ | -{2,} | ={2,} | \.{2,} | \*+       # rules and leaders
  | \S
    """,
    re.VERBOSE,
)

_LABEL_CODE = {label: code for code, label in enumerate(LABELS, 1)}
_NOTHING = hash_string("")


@dataclass(frozen=True, eq=False)
class Chunk:
    """Consecutive lines as tokens.

    Attributes:
        words: the tokens' texts.
        start, end: int64, shape (n_tokens,): offsets into the document's text.
        candidate: bool, shape (n_tokens,): False for tokens of lines that are here as context only.
        layout: uint64, shape (n_tokens, len(LAYOUT_ATTRS)).
    """

    words: list[str]
    start: np.ndarray
    end: np.ndarray
    candidate: np.ndarray
    layout: np.ndarray

    def to_doc(self, vocab: Vocab) -> Doc:
        """A Doc of the tokens, the layout in its attributes; the chunk itself is under ``doc.user_data["chunk"]``."""
        doc = Doc(vocab, words=self.words, spaces=[False] * len(self.words))
        doc.from_array(list(LAYOUT_ATTRS.values()), self.layout)
        doc.user_data["chunk"] = self
        return doc


def candidate_lines(labels: Sequence[Label | None], attached: Sequence[tuple[int, int]]) -> np.ndarray:
    """Which lines can hold entities, bool, shape (n_lines,).

    All but body and blank lines; of attached exhibits (line ranges from 1, inclusive) the signature lines alone.

    >>> candidate_lines([Label.COVER, None, Label.BODY, Label.EXHIBIT, Label.SIGNATURE], [(4, 5)]).tolist()
    [True, False, False, False, True]
    """
    codes = np.fromiter((_LABEL_CODE.get(label, 0) for label in labels), np.int8, len(labels))
    candidate = (codes > 0) & (codes != _LABEL_CODE[Label.BODY])
    for first, last in attached:
        candidate[first - 1 : last] &= codes[first - 1 : last] == _LABEL_CODE[Label.SIGNATURE]
    return candidate


def chunks(lines: Lines, labels: Sequence[Label | None], attached: Sequence[tuple[int, int]]) -> Iterator[Chunk]:
    """Cut the candidate lines of a document into chunks, in order."""
    candidate = candidate_lines(labels, attached)
    filled = np.flatnonzero([label is not None for label in labels])
    if not candidate.any():
        return
    keep = candidate[filled]
    used = _with_context(keep)
    tokens = _TokenCache(lines, filled)
    blank_before = np.diff(filled, prepend=-9) > 1
    run: list[int] = []
    size = 0
    for k in np.flatnonzero(used).tolist():
        n = len(tokens[k])
        apart = run and k != run[-1] + 1
        if run and (apart or (size > CHUNK_TOKENS and blank_before[k]) or size + n > 2 * CHUNK_TOKENS):
            yield _chunk(run, tokens, lines, labels, keep, filled, blank_before)
            run, size = [], 0
        run.append(k)
        size += n
    yield _chunk(run, tokens, lines, labels, keep, filled, blank_before)


def _with_context(keep: np.ndarray) -> np.ndarray:
    """`keep`, and the short gaps in it."""
    kept = np.flatnonzero(keep)
    used = keep.copy()
    for before, after in pairwise(kept):
        if 1 < after - before <= CONTEXT_LINES + 1:
            used[before:after] = True
    return used


class _TokenCache(dict):
    """The tokens of the k-th line that is not blank, made when first asked for."""

    def __init__(self, lines: Lines, filled: np.ndarray):
        self.text, self.start, self.end = lines.text, lines.start[filled].tolist(), lines.end[filled].tolist()

    def __missing__(self, k: int) -> list[re.Match]:
        self[k] = found = list(TOKEN.finditer(self.text, self.start[k], self.end[k]))
        return found

    def lead(self, k: int) -> int:
        """The hash of the line's first word, with the bracket before it; 0 outside the document."""
        if not 0 <= k < len(self.start) or not self[k]:
            return _NOTHING
        found = self[k]
        word = found[0].group()
        return _lead_hash(word, found[1].group() if word in "([" and len(found) > 1 else "")


@lru_cache(maxsize=1 << 16)
def _lead_hash(word: str, after: str) -> int:
    return hash_string("0" * min(len(word), 5) if word[0].isdigit() else word.lower() + after.lower())


def _chunk(
    run: list[int],
    tokens: _TokenCache,
    lines: Lines,
    labels: Sequence[Label | None],
    keep: np.ndarray,
    filled: np.ndarray,
    blank_before: np.ndarray,
) -> Chunk:
    found = [match for k in run for match in tokens[k]]
    words = [match.group() for match in found]
    spans = np.array([match.span() for match in found], np.int64).reshape(-1, 2)
    start, end = spans[:, 0], spans[:, 1]

    rows = np.array(run)
    length = np.array([len(tokens[k]) for k in run])
    of_line = np.repeat(np.arange(len(run)), length)
    index = np.arange(len(words)) - np.repeat(np.cumsum(length) - length, length)
    left = np.minimum(length[of_line] - index, 3)

    label = np.array([_LABEL_CODE[labels[filled[k]]] if keep[k] else 0 for k in run])
    line_start = lines.start[filled[rows]][of_line]
    gap_before = np.minimum(start - np.where(index == 0, line_start, np.append(0, end[:-1])), 3)
    gap_after = np.where(left == 1, 4, np.append(np.minimum(start[1:] - end[:-1], 3), 4))
    column = np.minimum((start - line_start) // 12, 7)

    n_lines = len(filled)
    blank_after = np.array([k + 1 >= n_lines or bool(blank_before[k + 1]) for k in run])
    lead = np.array([tokens.lead(k) for k in run], np.uint64)
    below = np.array([tokens.lead(k + 1) for k in run], np.uint64) + blank_after.astype(np.uint64)
    above = np.array([tokens.lead(k - 1) for k in run], np.uint64) + blank_before[rows].astype(np.uint64)
    layout = np.column_stack(
        [
            (1 + label[of_line] * 16 + np.minimum(index, 3) * 4 + left).astype(np.uint64),
            lead[of_line] + (index == 0).astype(np.uint64),
            below[of_line],
            above[of_line],
            (1 + ((gap_before * 5 + gap_after) * 2 + (index == 0)) * 8 + column).astype(np.uint64),
        ]
    )
    return Chunk(words, start, end, keep[rows][of_line], np.ascontiguousarray(layout))
