"""What stands between a line and the one before it: where one part of a filing may end and another begin.

    Tokens -> a number a line

Parts of a filing hardly ever change inside a sentence, and mostly at a blank line, a rule or a page mark. Decoding
counts the steps between states by these joints.
"""

from __future__ import annotations

import numpy as np

from .characters import LOWER
from .tokens import Rows

#: A line's joint is one of so many: whether a blank line stands before it; whether it begins with a small letter;
#: whether the line before ends as sentences do; whether either is a rule of marks (1) or begins with a tag (2).
N_JOINTS = 2 * 2 * 2 * 3
_STOPS = np.zeros(1 << 16, bool)
_STOPS[[ord(mark) for mark in '.:;!?")”']] = True


def joints(tokens: Rows) -> np.ndarray:
    r"""The joint of each line that is not blank, uint8, shape (n,), each below N_JOINTS.

    >>> from .lines import Lines
    >>> from .tokens import Tokens
    >>> joints(Tokens(Lines.from_text("The annual report\nof the Company.\n\n-----\nItem 1"))).tolist()
    [15, 6, 16, 1]
    """
    if not len(tokens):
        return np.zeros(0, np.uint8)
    blank = tokens.blank_before > 0
    blank[0] = True
    small = tokens.first_kind == LOWER
    stops = _before(_STOPS.take(tokens.ends_with), True)
    rule, tag = tokens.words == 0, tokens.begins_with == ord("<")
    edge = np.where(tag | _before(tag, False), 2, rule | _before(rule, False))
    return (((blank * 2 + small) * 2 + stops) * 3 + edge).astype(np.uint8)


def _before(values: np.ndarray, first: bool) -> np.ndarray:
    """The value of the line before each; `first` for the first line."""
    return np.concatenate(([first], values[:-1]))
