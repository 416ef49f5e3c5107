"""Page numbers that stand alone on their lines: whose pages a line is on.

    Tokens -> PageNumbers

A main document's pages count on behind its signatures, or as F-1, F-2; those of an attached exhibit often begin anew.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .tokens import Rows

#: Numbers beyond are no pages'; a line of more characters holds more than one.
HIGHEST, LONGEST = 1000, 12


@dataclass(frozen=True, eq=False)
class PageNumbers:
    """The page numbers of a document; each has another, one or two higher, of its kind before or behind it.

    Attributes:
        rows: int64, shape (k,): their lines, as indices into `Tokens.rows`, rising.
        goes_on: bool, shape (k,): whether each follows on the one of its kind before.
        lettered: bool, shape (k,): whether a letter stands before it, as in "F-3".
        began_anew: bool, shape (k,): whether it has no letter, and one without a letter before it was higher.
    """

    rows: np.ndarray
    goes_on: np.ndarray
    lettered: np.ndarray
    began_anew: np.ndarray


def page_numbers(tokens: Rows) -> PageNumbers:
    r"""Find the page numbers.

    >>> from .lines import Lines
    >>> from .tokens import Tokens
    >>> text = "a b\n- 7 -\nc d\n- 8 -\ne f\nF-1\ng h\nF-2\ni\nPage 1\nj\nPage 2"
    >>> found = page_numbers(Tokens(Lines.from_text(text)))
    >>> found.rows.tolist(), found.lettered.tolist(), found.began_anew.tolist()
    ([1, 3, 5, 7, 9, 11], [False, False, True, True, False, False], [False, False, False, False, True, True])
    """
    number, letters, words = tokens.last_number, tokens.letters, tokens.words
    rows = np.flatnonzero((number > 0) & (number < HIGHEST) & (words <= 2) & (tokens.printed <= LONGEST))
    number, letters, words, begin = number[rows], letters[rows], words[rows], tokens.begins_with[rows]
    bare = (letters == 0) & (words == 1) & (begin != ord("("))
    lettered = (letters == 1) & (words == 2)
    named = (letters == 4) & (words == 2) & ((begin == ord("P")) | (begin == ord("p")))
    alone = bare | lettered | named
    rows, number, lettered = rows[alone], number[alone], lettered[alone]
    goes_on, leads = np.zeros(len(rows), bool), np.zeros(len(rows), bool)
    for kind in (False, True):
        of_kind = np.flatnonzero(lettered == kind)
        step = number[of_kind[1:]] - number[of_kind[:-1]]
        leads[of_kind[:-1]] = (step >= 1) & (step <= 2)
        goes_on[of_kind[1:]] = leads[of_kind[:-1]]
    kept = goes_on | leads
    number, lettered = np.where(lettered, -np.inf, number)[kept], lettered[kept]
    highest = np.maximum.accumulate(np.append(-np.inf, number[:-1]))[: len(number)]
    return PageNumbers(rows[kept], goes_on[kept], lettered, ~lettered & (number < highest))


def of_next(tokens: Rows, name: str) -> np.ndarray:
    """An attribute of `PageNumbers` for each line, of the page number on it or next below it; False behind the last."""
    found = tokens.once(page_numbers)
    return np.concatenate((getattr(found, name), [False])).take(tokens.once(_number_on_or_below))


def _number_on_or_below(tokens: Rows) -> np.ndarray:
    """Which of the page numbers each line is on or above, int64, shape (n,); as many as there are behind the last."""
    return np.searchsorted(tokens.once(page_numbers).rows, np.arange(len(tokens)))
