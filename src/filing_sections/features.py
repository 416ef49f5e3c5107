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

from .lines import Lines
from .tokens import DIGIT, DOT, LOWER, MARK, RULE, UPPER, Tokens, mix

#: Words are hashed into 2 ** WORD_BITS columns, of which a model keeps those that it knows from several companies.
WORD_BITS = 20
#: A gap of so many spaces parts the columns of a table.
COLUMN_GAP = 3


@dataclass(frozen=True, eq=False)
class Features:
    """The features of a document's non-blank lines.

    Attributes:
        rows: int64, shape (n,): the numbers, from 0, of the lines that are not blank.
        columns: float32, shape (n, len(COLUMNS)): the table's columns.
        words: CSR matrix, float32, shape (n, 2 ** WORD_BITS): words and pairs of words, ones.
    """

    rows: np.ndarray
    columns: np.ndarray
    words: sparse.csr_matrix


def features(lines: Lines) -> Features:
    r"""The features of a document's lines.

    >>> found = features(Lines.from_text("FORM 8-K\n\nAcme Corp."))
    >>> found.rows.tolist(), found.columns.shape == (2, len(COLUMNS))
    ([0, 2], True)
    """
    tokens = Tokens(lines)
    if not len(tokens):
        return Features(tokens.rows, np.zeros((0, len(COLUMNS)), np.float32), _matrix(tokens, []))
    columns = np.empty((len(tokens), len(COLUMNS)), np.float32)
    for k, column in enumerate(COLUMNS.values()):
        columns[:, k] = column(tokens)
    return Features(tokens.rows, columns, words(tokens))


def words(tokens: Tokens) -> sparse.csr_matrix:
    """Each line's tokens, pairs of neighbouring tokens, first and last token, hashed into 2 ** WORD_BITS columns."""
    hashes, begins = tokens.token_hash, tokens.row_begins
    row = tokens.token_row
    second = np.flatnonzero(~tokens.starts_line)
    pairs = mix(hashes[second] * np.uint64(3) + mix(hashes[second - 1]), salt=1)
    return _matrix(
        tokens,
        [
            (row, hashes),
            (row[second], pairs),
            (row[begins], mix(hashes[begins], salt=2)),
            (row[begins], mix(hashes[begins + tokens.tokens_per_row - 1], salt=3)),
        ],
    )


def _matrix(tokens: Tokens, blocks: list[tuple[np.ndarray, np.ndarray]]) -> sparse.csr_matrix:
    if not blocks:
        return sparse.csr_matrix((0, 1 << WORD_BITS), dtype=np.float32)
    row = np.concatenate([rows for rows, _ in blocks])
    column = np.concatenate([hashes for _, hashes in blocks]) >> np.uint64(64 - WORD_BITS)
    ones = np.ones(len(row), np.float32)
    return sparse.csr_matrix((ones, (row, column.astype(np.int32))), shape=(len(tokens), 1 << WORD_BITS))


def known(words: sparse.csr_matrix, places: np.ndarray, n_known: int) -> sparse.csr_matrix:
    """The columns that a model knows, shape (n, n_known), each row of length 1.

    Args:
        places: int32, shape (2 ** WORD_BITS,): each column's place among the known ones, or -1.
    """
    place = places[words.indices]
    kept = place >= 0
    ends = np.concatenate(([0], np.cumsum(kept)))[words.indptr]
    length = np.sqrt(np.maximum(np.diff(ends), 1)).astype(np.float32)
    value = words.data[kept] / np.repeat(length, np.diff(ends))
    return sparse.csr_matrix((value, place[kept], ends), shape=(words.shape[0], n_known))


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return part / np.maximum(whole, 1)


def _letters(t: Tokens) -> np.ndarray:
    return t.counts[:, LOWER] + t.counts[:, UPPER]


def _printed(t: Tokens) -> np.ndarray:
    return t.counts[:, LOWER:].sum(axis=1)


def _words(t: Tokens) -> np.ndarray:
    return t.per_row(t.is_word)


def _page_width(t: Tokens) -> float:
    return max(float(np.percentile(t.width, 95)), 20.0)


def _blank_before(t: Tokens) -> np.ndarray:
    return np.diff(t.rows, prepend=-1) - 1


def _blank_after(t: Tokens) -> np.ndarray:
    return np.diff(t.rows, append=len(t.lines)) - 1


def _widest_gap(t: Tokens) -> np.ndarray:
    return np.maximum.reduceat(t.gaps, t.row_begins)


def _plain_words(t: Tokens) -> np.ndarray:
    """Each line's words as one hash, figures aside, shape (n,); lines of the same words have the same."""
    word = t.is_word & (t.kinds[t.token_start] != DIGIT)
    return np.add.reduceat(np.where(word, t.token_hash, np.uint64(0)), t.row_begins)


def _times(keys: np.ndarray) -> np.ndarray:
    """How often each line's key stands in the document, shape (n,)."""
    _, which, count = np.unique(keys, return_inverse=True, return_counts=True)
    return count[which]


def _first_of(keys: np.ndarray) -> np.ndarray:
    """Whether a line is the first with its key, bool, shape (n,)."""
    _, first, which = np.unique(keys, return_index=True, return_inverse=True)
    return first[which] == np.arange(len(keys))


def _two_words(t: Tokens, last: bool) -> np.ndarray:
    """A hash of each line's first two tokens, or its last two, shape (n,)."""
    one = t.row_begins + t.tokens_per_row - 1 if last else t.row_begins
    step = np.minimum(t.tokens_per_row - 1, 1)
    two = one - step if last else one + step
    return mix(t.token_hash[one], salt=1) + t.token_hash[two]


def _numbers(t: Tokens, last: bool) -> np.ndarray:
    """The first, or last, figure on each line, float64, shape (n,); NaN where there is none. 1 to 6 digits count."""
    figure = np.flatnonzero(t.is_word & (t.kinds[t.token_start] == DIGIT) & (t.kinds[t.token_end - 1] == DIGIT))
    length = t.token_end[figure] - t.token_start[figure]
    figure, length = figure[length <= 6], length[length <= 6]
    value = np.zeros(len(figure))
    for place in range(6):
        has = length > place
        digit = t.codes[t.token_start[figure[has]] + place].astype(np.int64) - ord("0")
        value[has] = value[has] * 10 + np.where((digit >= 0) & (digit <= 9), digit, 0)
    numbers = np.full(len(t), np.nan)
    if not last:
        figure, value = figure[::-1], value[::-1]
    numbers[t.token_row[figure]] = value  # of several on a line, the last that is written stays
    return numbers


def _counts_on(t: Tokens, forwards: bool) -> np.ndarray:
    """Whether the next line of the same words (else the one before) has the next number, as page numbers have."""
    numbers = _numbers(t, last=False)
    order = np.argsort(_plain_words(t), kind="stable")
    keys = _plain_words(t)[order]
    step = np.diff(numbers[order])
    goes_on = (keys[1:] == keys[:-1]) & (step >= 1) & (step <= 2)
    found = np.zeros(len(t), bool)
    found[order[:-1] if forwards else order[1:]] = goes_on
    return found


def _rises(t: Tokens, forwards: bool) -> np.ndarray:
    """Whether the last number of the neighbouring line goes on from this one's by less than 30: contents do so."""
    numbers = _numbers(t, last=True)
    step = np.diff(numbers)
    goes_on = (step >= 0) & (step < 30)
    return np.append(goes_on, False) if forwards else np.append(False, goes_on)


def _signed(t: Tokens) -> np.ndarray:
    """Whether "/s/" stands on the line."""
    text = t.lower
    marks = np.flatnonzero((text[:-2] == ord("/")) & (text[1:-1] == ord("s")) & (text[2:] == ord("/")))
    found = np.zeros(len(t), bool)
    found[np.searchsorted(t.first, marks, side="right") - 1] = True
    return found


COLUMNS: dict[str, Callable[[Tokens], np.ndarray | float]] = {
    # where it stands on the page
    "indent": lambda t: np.minimum(t.indent, 80) / 10,
    "off the page's centre": lambda t: np.minimum(np.abs(t.indent - (_page_width(t) - t.width)), 60) / 10,
    "width of the page's": lambda t: np.minimum(t.width / _page_width(t), 3),
    "blank lines before": lambda t: np.minimum(_blank_before(t), 8),
    "blank lines after": lambda t: np.minimum(_blank_after(t), 8),
    # what it is made of
    "log characters": lambda t: np.log1p(t.last + 1 - t.first),
    "log words": lambda t: np.log1p(_words(t)),
    "capitals of letters": lambda t: _share(t.counts[:, UPPER], _letters(t)),
    "letters of characters": lambda t: _share(_letters(t), _printed(t)),
    "digits of characters": lambda t: _share(t.counts[:, DIGIT], _printed(t)),
    "rules of characters": lambda t: _share(t.counts[:, RULE], _printed(t)),
    "marks of characters": lambda t: _share(t.counts[:, MARK], _printed(t)),
    "dots of characters": lambda t: _share(t.counts[:, DOT], _printed(t)),
    "capitalised of words": lambda t: _share(t.per_row(t.is_word & (t.kinds[t.token_start] == UPPER)), _words(t)),
    "figures of words": lambda t: _share(t.per_row(t.is_word & (t.kinds[t.token_start] == DIGIT)), _words(t)),
    "column gaps": lambda t: np.minimum(t.per_row(t.gaps >= COLUMN_GAP), 6),
    "log widest gap": lambda t: np.log1p(_widest_gap(t)),
    "log underscores": lambda t: np.log1p(t.characters(ord("_"))),
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
    "log lines of the same words": lambda t: np.log(_times(_plain_words(t))),
    "first of the same words": lambda t: _first_of(_plain_words(t)),
    "log lines that begin so": lambda t: np.log(_times(_two_words(t, last=False))),
    "log lines that end so": lambda t: np.log(_times(_two_words(t, last=True))),
    "next of the same words counts on": lambda t: _counts_on(t, forwards=True),
    "counts on from the same words": lambda t: _counts_on(t, forwards=False),
    "next line's number rises": lambda t: _rises(t, forwards=True),
    "number rises from line before": lambda t: _rises(t, forwards=False),
    "log lines before": lambda t: np.log1p(np.arange(len(t))),
    "log lines after": lambda t: np.log1p(np.arange(len(t))[::-1]),
    "share of lines before": lambda t: np.linspace(0, 1, len(t)),
    "log lines of the document": lambda t: np.log1p(len(t)),
    "log width of the page": lambda t: np.log(_page_width(t)),
}


def schema() -> str:
    """A sha256 of the feature table's names and of the hashing: a model refuses features it was not trained on."""
    names = [*COLUMNS, f"words 2**{WORD_BITS}", "tokens 1"]
    return hashlib.sha256("\n".join(names).encode()).hexdigest()
