"""States of lines: a label, inside an attached exhibit or outside.

labels, attached ranges <-> states
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .labels import LABELS, Label

#: (label, whether inside an attached exhibit), in the order of the second stage's outputs.
STATES: tuple[tuple[Label, bool], ...] = (
    *((label, False) for label in LABELS),
    (Label.SIGNATURE, True),
    (Label.EXHIBIT, True),
    (Label.BOILERPLATE, True),
)
LABEL_OF_STATE = np.array([LABELS.index(label) for label, _ in STATES])
ATTACHED_STATE = np.array([attached for _, attached in STATES])


def by_label(by_state: np.ndarray) -> np.ndarray:
    """Probabilities of the labels, shape (n, n_labels), from those of the states, (n, n_states)."""
    out = np.zeros((len(by_state), len(LABELS)), by_state.dtype)
    for state, label in enumerate(LABEL_OF_STATE):
        out[:, label] += by_state[:, state]
    return out


def attached_ranges(rows: np.ndarray, attached: np.ndarray) -> list[tuple[int, int]]:
    """Line ranges (from 1, inclusive) of the runs where `attached`, a bool for each of `rows`, holds."""
    turns = np.flatnonzero(np.diff(np.concatenate(([False], attached, [False])).astype(np.int8)))
    return [(int(rows[a]) + 1, int(rows[b - 1]) + 1) for a, b in zip(turns[::2], turns[1::2], strict=True)]


def states_of(labels: Sequence[Label | None], attached: Sequence[tuple[int, int]]) -> np.ndarray:
    """The states of the lines that are not blank, shape (n,), from gold labels and attached ranges."""
    inside = np.zeros(len(labels), bool)
    for first, last in attached:
        inside[first - 1 : last] = True
    index = {state: k for k, state in enumerate(STATES)}
    # cover or body inside an attached exhibit would go against the guidelines; it reads as exhibit
    return np.array(
        [
            index.get((label, bool(within)), index[Label.EXHIBIT, True])
            for label, within in zip(labels, inside, strict=True)
            if label is not None
        ],
        np.int64,
    )
