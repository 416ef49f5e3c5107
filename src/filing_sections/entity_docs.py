r"""The lines that can hold entities, cut into spaCy Docs with their layout as token attributes.

A Doc is a chunk of consecutive candidate lines, without white space tokens; what is known of the layout stands beside
it, one row a token, in ``doc.user_data["layout"]``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from spacy.strings import hash_string
from spacy.tokens import Doc
from spacy.vocab import Vocab

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
  | \d{5}[-\u2011]\d{4} | \d+(?:[.,]\d+)*
  | ['\u2019][sS](?![^\W_])                      # a possessive stands outside the name
  | [^\W\d_]+(?:(?:['\u2019](?![sS](?![^\W_]))|[&-])[^\W\d_]+)*   # O'Neil  AT&T  Attorney-in-Fact
  | _+ | -{2,} | ={2,} | \.{2,} | \*+       # rules and leaders
  | \S
    """,
    re.VERBOSE,
)

_LABEL_CODE = {label: code for code, label in enumerate(LABELS, 1)}
#: Labels of lines that name the filing's companies and people.
FRONT_CODES = (_LABEL_CODE[Label.COVER], _LABEL_CODE[Label.SIGNATURE])


def label_codes(place: np.ndarray) -> np.ndarray:
    """The codes of the labels in the layout's column "place"; 0 for lines that are context only."""
    return (place - np.minimum(place, 1)) // 16


@dataclass(frozen=True, eq=False)
class Chunk:
    """Consecutive lines as tokens.

    Attributes:
        words: the tokens' texts.
        start, end: int64, shape (n_tokens,): offsets into the document's text.
        candidate: bool, shape (n_tokens,): False for tokens of lines that are here as context only.
        layout: uint64, shape (n_tokens, len(LAYOUT)); hashes and codes, of no order.
    """

    words: list[str]
    start: np.ndarray
    end: np.ndarray
    candidate: np.ndarray
    layout: np.ndarray

    def to_doc(self, vocab: Vocab, document: int) -> Doc:
        """A Doc of the tokens; in its ``user_data`` the layout, the number of its document, and the chunk."""
        doc = Doc(vocab, words=self.words, spaces=[False] * len(self.words))
        doc.user_data.update(layout=self.layout, document=document, chunk=self)
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
    use = DocumentUse(lines.text)
    repeated = _repeated([lines[i].strip(_PAGE_NUMBER) if k else "" for i, k in zip(filled, used, strict=True)])
    run: list[int] = []
    size = 0
    for k in np.flatnonzero(used).tolist():
        n = len(tokens[k])
        apart = run and k != run[-1] + 1
        if run and (apart or (size > CHUNK_TOKENS and blank_before[k]) or size + n > 2 * CHUNK_TOKENS):
            yield _chunk(run, tokens, lines, labels, keep, filled, blank_before, repeated, use)
            run, size = [], 0
        run.append(k)
        size += n
    yield _chunk(run, tokens, lines, labels, keep, filled, blank_before, repeated, use)


def _with_context(keep: np.ndarray) -> np.ndarray:
    """`keep`, and the short gaps in it."""
    kept = np.flatnonzero(keep)
    used = keep.copy()
    for before, after in pairwise(kept):
        if 1 < after - before <= CONTEXT_LINES + 1:
            used[before:after] = True
    return used


_PAGE_NUMBER = " \t\f-|0123456789"


def _repeated(texts: list[str]) -> np.ndarray:
    """Which lines stand three times or more in the document, as running heads do."""
    count = Counter(texts)
    return np.array([bool(text) and count[text] >= 3 for text in texts])


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


def _chunk(
    run: list[int],
    tokens: _TokenCache,
    lines: Lines,
    labels: Sequence[Label | None],
    keep: np.ndarray,
    filled: np.ndarray,
    blank_before: np.ndarray,
    repeated: np.ndarray,
    use: DocumentUse,
) -> Chunk:
    found = [match for k in run for match in tokens[k]]
    words = [match.group() for match in found]
    spans = np.array([match.span() for match in found], np.int64).reshape(-1, 2)
    start, end = spans[:, 0], spans[:, 1]
    ids = np.array([_word_hash(word) for word in words], np.uint64)
    capital = np.array([word[0].isupper() for word in words])

    rows = np.array(run)
    length = np.array([len(tokens[k]) for k in run])
    of_line = np.repeat(np.arange(len(run)), length)
    index = np.arange(len(words)) - np.repeat(np.cumsum(length) - length, length)
    left = np.minimum(length[of_line] - index, 3)
    line_start = lines.start[filled[rows]][of_line]
    gap = start - np.where(index == 0, line_start, np.append(0, end[:-1]))

    label = np.array([_LABEL_CODE[labels[filled[k]]] if keep[k] else 0 for k in run])
    capitals = np.bincount(of_line, capital, len(run))
    blank_after = np.append(blank_before, True)[rows + 1]
    line_columns = [
        np.array([tokens.lead(k) for k in run], np.uint64),
        np.array([tokens.lead(k + 1) for k in run], np.uint64) + blank_after.astype(np.uint64),
        np.array([tokens.lead(k - 1) for k in run], np.uint64) + blank_before[rows].astype(np.uint64),
        1 + label * 16 + (capitals * 2 > length) * 8 + np.searchsorted([1, 2, 3, 5, 9], length) + repeated[run] * 128,
        _nearest([tokens.caption(k) for k in reversed(run)])[::-1],
        _nearest([tokens.colon(k) for k in run]),
    ]
    lead, below, above, kind, caption, colon = (
        np.asarray(column).astype(np.uint64)[of_line] for column in line_columns
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
            (1 + ((gap_before * 7 + gap_after) * 2 + (index == 0)) * 8 + np.minimum(column // 12, 7)).astype(np.uint64),
            kind,
            ids[cell_first],
            _place(cell_first, cell_after),
            up,
            down,
            caption,
            colon,
            *_name_columns(words, ids, capital, new_cell),
            *use.columns(words),
        ]
    )
    return Chunk(words, start, end, keep[rows][of_line], np.ascontiguousarray(layout))


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
