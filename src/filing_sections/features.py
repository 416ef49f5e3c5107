"""What a line looks like: one table of named columns, and its words, hashed.

    Lines -> Features

Each entry of `COLUMNS` is a name and a function from the document's `Tokens` to one column, a number a line. To add a
feature, add a line; to see what it is worth, take it away (`make experiments`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from .characters import DIGIT, DOT, MARK, RULE, UPPER
from .hashing import mix
from .joints import joints
from .lines import Lines
from .pagination import of_next
from .tokens import Tokens, sizes, times

#: Words are hashed into 2 ** WORD_BITS columns, of which a model keeps those that it knows from several companies.
WORD_BITS = 20
#: A gap of so many spaces parts the columns of a table.
COLUMN_GAP = 3
#: So many lines at once: a line and a hashed column then fit 32 bits, and one sort of integers groups and counts them.
_ROWS = 1 << (32 - WORD_BITS)


@dataclass(frozen=True, eq=False)
class Features:
    """The features of a document's non-blank lines.

    Attributes:
        rows: int64, shape (n,): the numbers, from 0, of the lines that are not blank.
        columns: float32, shape (n, len(COLUMNS)): the table's columns.
        words: CSR matrix, float32, shape (n, 2 ** WORD_BITS): words and pairs of words, ones.
        joints: uint8, shape (n,): what stands between each line and the one before, for decoding.
    """

    rows: np.ndarray
    columns: np.ndarray
    words: sparse.csr_matrix
    joints: np.ndarray


def features(lines: Lines) -> Features:
    r"""The features of a document's lines.

    >>> found = features(Lines.from_text("FORM 8-K\n\nAcme Corp."))
    >>> found.rows.tolist(), found.columns.shape == (2, len(COLUMNS))
    ([0, 2], True)
    """
    tokens = Tokens(lines)
    if not len(tokens):
        return Features(tokens.rows, np.zeros((0, len(COLUMNS)), np.float32), _no_words(), joints(tokens))
    columns = np.empty((len(COLUMNS), len(tokens)), np.float32)
    for k, column in enumerate(COLUMNS.values()):
        columns[k] = column(tokens)
    between = joints(tokens)
    tokens.forget_characters()
    return Features(tokens.rows, columns.T, words(tokens), between)


def _no_words() -> sparse.csr_matrix:
    return sparse.csr_matrix((0, 1 << WORD_BITS), dtype=np.float32)


def words(tokens: Tokens) -> sparse.csr_matrix:
    """Each line's tokens, pairs of neighbouring tokens, first and last token, hashed into 2 ** WORD_BITS columns."""
    blocks = [_cells(tokens, low, min(low + _ROWS, len(tokens))) for low in range(0, len(tokens), _ROWS)]
    columns, counts, per_row = (np.concatenate(parts) for parts in zip(*blocks, strict=True))
    indptr = np.zeros(len(tokens) + 1, np.int32)
    np.cumsum(per_row, out=indptr[1:])
    matrix = sparse.csr_matrix((counts, columns, indptr), shape=(len(tokens), 1 << WORD_BITS))
    matrix.has_canonical_format = True
    return matrix


def _cells(tokens: Tokens, low: int, high: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of the lines from `low` to `high`: the columns in rising order, their counts, how many columns each line has."""
    ends = tokens.row_begins[low:high] + tokens.tokens_per_row[low:high]
    begin, end = tokens.row_begins[low], ends[-1]
    hashes, row = tokens.token_hash[begin:end], (tokens.token_row[begin:end] - low).astype(np.uint32)
    row <<= np.uint32(WORD_BITS)
    firsts, lasts = tokens.row_begins[low:high] - begin, ends - 1 - begin
    second = np.flatnonzero(~tokens.starts_line[begin:end])
    pairs = hashes.take(second)
    pairs *= np.uint64(3)
    pairs += mix(hashes).take(second - 1)
    # salted, so that a first token is another word than the same token elsewhere
    salted = np.concatenate([pairs + np.uint64(1), hashes[firsts] + np.uint64(2), hashes[lasts] + np.uint64(3)])
    cells = (np.concatenate([hashes, mix(salted)]) >> np.uint64(64 - WORD_BITS)).astype(np.uint32)
    cells |= np.concatenate([row, row[second], row[firsts], row[lasts]])
    cells.sort()
    new = np.ones(len(cells), bool)
    np.not_equal(cells[1:], cells[:-1], out=new[1:])
    new = np.flatnonzero(new)
    counts = sizes(new, len(cells)).astype(np.float32)
    cells = cells[new]
    per_row = sizes(np.searchsorted(cells, np.arange(high - low, dtype=np.uint32) << np.uint32(WORD_BITS)), len(cells))
    cells &= np.uint32((1 << WORD_BITS) - 1)
    return cells.view(np.int32), counts, per_row


def known(words: sparse.csr_matrix, places: np.ndarray, n_known: int) -> sparse.csr_matrix:
    """The columns that a model knows, shape (n, n_known), each row of length 1.

    Args:
        places: int32, shape (2 ** WORD_BITS,): each column's place among the known ones, or -1.
    """
    place = places.take(words.indices)
    kept = np.flatnonzero(place >= 0)
    ends = np.searchsorted(kept, words.indptr).astype(np.int32)
    per_row = ends[1:] - ends[:-1]
    value = words.data.take(kept)
    value /= np.repeat(np.sqrt(np.maximum(per_row, 1).astype(np.float32)), per_row)
    return sparse.csr_matrix((value, place.take(kept), ends), shape=(words.shape[0], n_known))


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return part / np.maximum(whole, 1)


def _log(counts: np.ndarray) -> np.ndarray:
    """The logarithm of 1 + counts, float32: numpy is several times as quick at it as at `log1p` of integers."""
    return np.log(counts.astype(np.float32) + 1)


def _blank_after(t: Tokens) -> np.ndarray:
    return np.append(t.blank_before[1:], len(t.lines) - 1 - t.rows[-1])


def _widest_gap(t: Tokens) -> np.ndarray:
    return np.maximum.reduceat(t.gaps, t.row_begins)


def _two_words(t: Tokens, last: bool) -> np.ndarray:
    """A hash of each line's first two tokens, or its last two, shape (n,)."""
    one = t.row_begins + t.tokens_per_row - 1 if last else t.row_begins
    step = np.minimum(t.tokens_per_row - 1, 1)
    two = one - step if last else one + step
    return mix(t.token_hash[one], salt=1) + t.token_hash[two]


def _counts_on(t: Tokens, forwards: bool) -> np.ndarray:
    """Whether the next line of the same words (else the one before) has the next number, as page numbers have."""
    order, goes_on = t.same_words.order, t.once(_pairs_that_count_on)
    found = np.zeros(len(t), bool)
    found[order[:-1] if forwards else order[1:]] = goes_on
    return found


def _pairs_that_count_on(t: Tokens) -> np.ndarray:
    """For neighbours in the order of the same words, bool, shape (n - 1,)."""
    number, which = t.first_number.take(t.same_words.order), t.same_words.which.take(t.same_words.order)
    step = number[1:] - number[:-1]
    return (which[1:] == which[:-1]) & (step >= 1) & (step <= 2)


def _rises(t: Tokens, forwards: bool) -> np.ndarray:
    """Whether the last number of the neighbouring line goes on from this one's by less than 30: contents do so."""
    step = t.last_number[1:] - t.last_number[:-1]
    found = np.zeros(len(t), bool)
    np.logical_and(step >= 0, step < 30, out=found[:-1] if forwards else found[1:])
    return found


def _signed(t: Tokens) -> np.ndarray:
    """Whether "/s/" stands on the line."""
    slashes = np.flatnonzero(t.codes == ord("/"))
    marks = slashes[:-1][slashes[1:] - slashes[:-1] == 2]
    between = t.codes[marks + 1]
    marks = marks[(between == ord("s")) | (between == ord("S"))]
    found = np.zeros(len(t), bool)
    found[np.searchsorted(t.first, marks, side="right") - 1] = True
    return found


COLUMNS: dict[str, Callable[[Tokens], np.ndarray | float]] = {
    # where it stands on the page
    "indent": lambda t: np.minimum(t.indent, 80) / 10,
    "off the page's centre": lambda t: np.minimum(np.abs(t.indent - (t.page_width - t.width)), 60) / 10,
    "width of the page's": lambda t: np.minimum(t.width / t.page_width, 3),
    "blank lines before": lambda t: np.minimum(t.blank_before, 8),
    "blank lines after": lambda t: np.minimum(_blank_after(t), 8),
    # what it is made of
    "log characters": lambda t: _log(t.last + 1 - t.first),
    "log words": lambda t: _log(t.words),
    "capitals of letters": lambda t: _share(t.counts[:, UPPER], t.letters),
    "letters of characters": lambda t: _share(t.letters, t.printed),
    "digits of characters": lambda t: _share(t.counts[:, DIGIT], t.printed),
    "rules of characters": lambda t: _share(t.counts[:, RULE], t.printed),
    "marks of characters": lambda t: _share(t.counts[:, MARK], t.printed),
    "dots of characters": lambda t: _share(t.counts[:, DOT], t.printed),
    "capitalised of words": lambda t: _share(t.per_row(t.is_word & (t.token_kind == UPPER)), t.words),
    "figures of words": lambda t: _share(t.per_row(t.is_word & (t.token_kind == DIGIT)), t.words),
    "column gaps": lambda t: np.minimum(t.per_row(t.gaps >= COLUMN_GAP), 6),
    "log widest gap": lambda t: _log(_widest_gap(t)),
    "log underscores": lambda t: _log(t.underscores),
    "/s/": _signed,
    "begins with a capital": lambda t: t.kinds[t.first] == UPPER,
    "begins with a digit": lambda t: t.kinds[t.first] == DIGIT,
    "begins with a bracket": lambda t: t.codes[t.first] == ord("("),
    "begins with a tag": lambda t: t.codes[t.first] == ord("<"),
    "ends with a bracket": lambda t: t.codes[t.last] == ord(")"),
    "ends with a digit": lambda t: t.kinds[t.last] == DIGIT,
    "ends with a stop": lambda t: t.codes[t.last] == ord("."),
    "ends with a comma": lambda t: t.codes[t.last] == ord(","),
    "ends with a colon": lambda t: t.codes[t.last] == ord(":"),
    # how HTML shows it; nothing of this in plain text
    "centred": lambda t: t.lines.centred[t.rows],
    "bold": lambda t: t.lines.bold[t.rows],
    "font size of the commonest": lambda t: np.clip(t.lines.size[t.rows], 0.5, 2),
    "table cells": lambda t: np.minimum(t.lines.cells[t.rows], 8),
    # the document around it
    "log lines of the same words": lambda t: _log(t.same_words.times - 1),
    "first of the same words": lambda t: t.same_words.is_first,
    "log lines that begin so": lambda t: _log(times(_two_words(t, last=False)) - 1),
    "log lines that end so": lambda t: _log(times(_two_words(t, last=True)) - 1),
    "next of the same words counts on": lambda t: _counts_on(t, forwards=True),
    "counts on from the same words": lambda t: _counts_on(t, forwards=False),
    "next line's number rises": lambda t: _rises(t, forwards=True),
    "number rises from line before": lambda t: _rises(t, forwards=False),
    "next page number goes on": lambda t: of_next(t, "goes_on"),
    "next page number is lettered": lambda t: of_next(t, "lettered"),
    "page numbers began anew": lambda t: of_next(t, "began_anew"),
    "log lines before": lambda t: _log(np.arange(len(t))),
    "log lines after": lambda t: _log(np.arange(len(t))[::-1]),
    "share of lines before": lambda t: np.arange(len(t)) / max(len(t) - 1, 1),
    "log lines of the document": lambda t: np.log1p(len(t)),
    "log width of the page": lambda t: np.log(t.page_width),
}


def schema() -> str:
    """A sha256 of the feature table's names and of the hashing: a model refuses features it was not trained on."""
    names = [*COLUMNS, f"words 2**{WORD_BITS}", "tokens 1"]
    return hashlib.sha256("\n".join(names).encode()).hexdigest()
