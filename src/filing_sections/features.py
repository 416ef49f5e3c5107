"""What a line looks like: one table of named columns, and its words, hashed.

    Lines -> Features

Each entry of `COLUMNS` is a name and a function from the document's `Tokens` to one column, a number a line. To add a
feature, add a line; to see what it is worth, take it away (`make experiments`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from .characters import DIGIT, DOT, MARK, RULE, UPPER
from .grouping import times
from .joints import joints
from .line_words import WORD_BITS, Words
from .lines import LONGEST, Lines
from .pagination import of_next
from .tokens import Rows, Tokens

#: A gap of so many spaces parts the columns of a table.
COLUMN_GAP = 3
#: So many lines, or so many characters, at once: what their characters take stays small.
_LINES, _CHARACTERS = 1 << 12, LONGEST


@dataclass(frozen=True, eq=False)
class Features:
    """The features of a document's non-blank lines.

    Attributes:
        rows: int64, shape (n,): the numbers, from 0, of the lines that are not blank.
        columns: float32, shape (n, len(COLUMNS)): the table's columns.
        tokens: their tokens.
        alike: int32, shape (n,): lines of the same words, figures aside, have the same number, from 0 on.
        joints: uint8, shape (n,): what stands between each line and the one before, for decoding.
    """

    rows: np.ndarray
    columns: np.ndarray
    tokens: Words
    alike: np.ndarray
    joints: np.ndarray

    @cached_property
    def words(self) -> sparse.csr_matrix:
        """Words and pairs of words, mostly ones: CSR matrix, float32, shape (n, 2 ** WORD_BITS)."""
        return self.tokens.matrix(0, len(self.tokens))


def features(lines: Lines) -> Features:
    r"""The features of a document's lines.

    >>> found = features(Lines.from_text("FORM 8-K\n\nAcme Corp."))
    >>> found.rows.tolist(), found.columns.shape == (2, len(COLUMNS))
    ([0, 2], True)
    """
    table, n = np.empty((len(COLUMNS), len(lines)), np.float32), 0  # what is never written takes no memory
    rows, words = Rows(lines), Words(lines)
    for low, high in _blocks(lines):
        tokens = Tokens(lines, low, high)
        if not len(tokens):
            continue
        for k, (name, column) in enumerate(COLUMNS.items()):
            if name in OF_LINE:
                table[k, n : n + len(tokens)] = column(tokens)
        rows.add(tokens)
        words.add(tokens)
        n += len(tokens)
        del tokens
    rows.end()
    words.end()
    _narrow(table, n)
    if n:
        for k, (name, column) in enumerate(COLUMNS.items()):
            if name not in OF_LINE:
                table[k] = column(rows)
    alike = rows.same_words.which.astype(np.int32) if n else np.zeros(0, np.int32)
    return Features(rows.rows, table.T, words, alike, joints(rows))


def _blocks(lines: Lines) -> Iterator[tuple[int, int]]:
    """Ranges of lines that are looked at together: some _CHARACTERS, one line at least and _LINES at most."""
    low, offset = 0, lines.end.dtype.type  # a number of another type would have all of `end` converted
    while low < len(lines):
        most = int(np.searchsorted(lines.end, offset(min(int(lines.start[low]) + _CHARACTERS, len(lines.text)))))
        high = max(min(most, low + _LINES, len(lines)), low + 1)
        yield low, high
        low = high


def _narrow(table: np.ndarray, n: int) -> None:
    """Cut a table to its first `n` columns, in place."""
    n_rows, width = table.shape
    flat = table.reshape(-1)
    for k in range(1, n_rows):
        flat[k * n : (k + 1) * n] = flat[k * width : k * width + n]
    table.resize((n_rows, n), refcheck=False)


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


def _blank_after(t: Rows) -> np.ndarray:
    return np.append(t.blank_before[1:], len(t.lines) - 1 - t.rows[-1])


def _widest_gap(t: Tokens) -> np.ndarray:
    return np.maximum.reduceat(t.gaps, t.row_begins)


def _counts_on(t: Rows, forwards: bool) -> np.ndarray:
    """Whether the next line of the same words (else the one before) has the next number, as page numbers have."""
    order, goes_on = t.same_words.order, t.once(_pairs_that_count_on)
    found = np.zeros(len(t), bool)
    found[order[:-1] if forwards else order[1:]] = goes_on
    return found


def _pairs_that_count_on(t: Rows) -> np.ndarray:
    """For neighbours in the order of the same words, bool, shape (n - 1,)."""
    number, which = t.first_number.take(t.same_words.order), t.same_words.which.take(t.same_words.order)
    step = number[1:] - number[:-1]
    return (which[1:] == which[:-1]) & (step >= 1) & (step <= 2)


def _rises(t: Rows, forwards: bool) -> np.ndarray:
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


# where a line stands on the page
_PLACE: dict[str, Callable[[Rows], np.ndarray | float]] = {
    "indent": lambda t: np.minimum(t.indent, 80) / 10,
    "off the page's centre": lambda t: np.minimum(np.abs(t.indent - (t.page_width - t.width)), 60) / 10,
    "width of the page's": lambda t: np.minimum(t.width / t.page_width, 3),
    "blank lines before": lambda t: np.minimum(t.blank_before, 8),
    "blank lines after": lambda t: np.minimum(_blank_after(t), 8),
}
_LINE: dict[str, Callable[[Tokens], np.ndarray]] = {
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
    "begins with a capital": lambda t: t.first_kind == UPPER,
    "begins with a digit": lambda t: t.first_kind == DIGIT,
    "begins with a bracket": lambda t: t.begins_with == ord("("),
    "begins with a tag": lambda t: t.begins_with == ord("<"),
    "ends with a bracket": lambda t: t.ends_with == ord(")"),
    "ends with a digit": lambda t: t.kinds[t.last] == DIGIT,
    "ends with a stop": lambda t: t.ends_with == ord("."),
    "ends with a comma": lambda t: t.ends_with == ord(","),
    "ends with a colon": lambda t: t.ends_with == ord(":"),
    # how HTML shows it; nothing of this in plain text
    "centred": lambda t: t.lines.centred[t.rows],
    "bold": lambda t: t.lines.bold[t.rows],
    "font size of the commonest": lambda t: np.clip(t.lines.size[t.rows], 0.5, 2),
    "table cells": lambda t: np.minimum(t.lines.cells[t.rows], 8),
}
# the document around it
_DOCUMENT: dict[str, Callable[[Rows], np.ndarray | float]] = {
    "log lines of the same words": lambda t: _log(t.same_words.times - 1),
    "first of the same words": lambda t: t.same_words.is_first,
    "log lines that begin so": lambda t: _log(times(t.first_two) - 1),
    "log lines that end so": lambda t: _log(times(t.last_two) - 1),
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
COLUMNS = _PLACE | _LINE | _DOCUMENT
#: The columns that a line has whatever stands around it: made block by block.
OF_LINE = frozenset(_LINE)


def schema() -> str:
    """A sha256 of what is seen of a line, by name: a model refuses features it was not trained on."""
    names = [*COLUMNS, f"words 2**{WORD_BITS}", "tokens 1", "lines of the same words"]
    return hashlib.sha256("\n".join(names).encode()).hexdigest()
