r"""The lines that can hold entities, cut into spaCy Docs with their layout as token attributes.

A Doc is a chunk of consecutive candidate lines, without white space tokens; what is known of the layout stands beside
it, one row a token, in ``doc.user_data["layout"]``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from spacy.tokens import Doc
from spacy.vocab import Vocab

from .entity_layout import LABEL_CODE, DocumentLayout
from .labels import Label
from .lines import Lines

#: A chunk ends at the first blank line after so many tokens, and anywhere after twice as many.
CHUNK_TOKENS = 300

#: So many lines that are no candidates, between candidates, stay in the chunk as context: one wrong label does not
#: cut an address in two.
CONTEXT_LINES = 2


class Offsets(NamedTuple):
    """Where a chunk's tokens stand.

    Attributes:
        start, end: int64, shape (n_tokens,): offsets into the document's text.
        candidate: bool, shape (n_tokens,): False for tokens of lines that are here as context only.
        opens_line: bool, shape (n_tokens,): whether each is the first of its line.
        signature: bool, shape (n_tokens,): whether each stands on a signature line.
    """

    start: np.ndarray
    end: np.ndarray
    candidate: np.ndarray
    opens_line: np.ndarray
    signature: np.ndarray


@dataclass(frozen=True, eq=False)
class Chunk:
    """Consecutive lines as tokens.

    Attributes:
        words: the tokens' texts.
        offsets: where they stand.
        layout: uint64, shape (n_tokens, len(LAYOUT)); hashes and codes, of no order.
    """

    words: list[str]
    offsets: Offsets
    layout: np.ndarray

    def to_doc(self, vocab: Vocab, document: int) -> Doc:
        """A Doc of the tokens; in its ``user_data`` their layout and offsets, and the document's number."""
        doc = Doc(vocab, words=self.words, spaces=[False] * len(self.words))
        doc.user_data.update(layout=self.layout, offsets=self.offsets, document=document)
        return doc


def candidate_lines(labels: Sequence[Label | None], attached: Sequence[tuple[int, int]]) -> np.ndarray:
    """Which lines can hold entities, bool, shape (n_lines,).

    All but body and blank lines; of attached exhibits (line ranges from 1, inclusive) the signature lines alone.

    >>> candidate_lines([Label.COVER, None, Label.BODY, Label.EXHIBIT, Label.SIGNATURE], [(4, 5)]).tolist()
    [True, False, False, False, True]
    """
    codes = np.fromiter((LABEL_CODE.get(label, 0) for label in labels), np.int8, len(labels))
    candidate = (codes > 0) & (codes != LABEL_CODE[Label.BODY])
    for first, last in attached:
        candidate[first - 1 : last] &= codes[first - 1 : last] == LABEL_CODE[Label.SIGNATURE]
    return candidate


def chunks(lines: Lines, labels: Sequence[Label | None], attached: Sequence[tuple[int, int]]) -> Iterator[Chunk]:
    """Cut the candidate lines of a document into chunks, in order."""
    candidate = candidate_lines(labels, attached)
    if not candidate.any():
        return
    filled = np.flatnonzero(np.fromiter((label is not None for label in labels), bool, len(labels)))
    keep = candidate[filled]
    used = _with_context(keep)
    layout = DocumentLayout(lines, labels, filled, keep, used)
    run: list[int] = []
    size = 0
    for k in map(int, np.flatnonzero(used)):
        n = len(layout.tokens[k])
        apart = run and k != run[-1] + 1
        if run and (apart or (size > CHUNK_TOKENS and layout.blank_before[k]) or size + n > 2 * CHUNK_TOKENS):
            yield _chunk(run, layout, keep)
            layout.tokens.forget(run)
            run, size = [], 0
        run.append(k)
        size += n
    yield _chunk(run, layout, keep)


def _chunk(run: list[int], layout: DocumentLayout, keep: np.ndarray) -> Chunk:
    found = [match for k in run for match in layout.tokens[k]]
    words = [match.group() for match in found]
    spans = np.array([match.span() for match in found], np.int64).reshape(-1, 2)
    start, end = spans[:, 0], spans[:, 1]
    of_line = np.repeat(np.arange(len(run)), [len(layout.tokens[k]) for k in run])
    rows = np.array(run)[of_line]
    offsets = Offsets(start, end, keep[rows], np.diff(of_line, prepend=-1) > 0, layout.signature[rows])
    return Chunk(words, offsets, layout.columns(run, words, start, end, of_line))


def _with_context(keep: np.ndarray) -> np.ndarray:
    """`keep`, and the short gaps in it."""
    kept = np.flatnonzero(keep)
    used = keep.copy()
    for before, after in pairwise(kept):
        if 1 < after - before <= CONTEXT_LINES + 1:
            used[before:after] = True
    return used
