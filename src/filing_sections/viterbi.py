"""The likeliest run of states, given each line's probabilities and what usually follows what.

Decoding of a hidden Markov chain (Viterbi, 1967; Forney, "The Viterbi Algorithm", Proc. IEEE 61, 1973), on the
classifier's probabilities with transitions of small weight.
"""

from __future__ import annotations

import numpy as np


def log_transitions(sequences: list[np.ndarray], n_states: int) -> tuple[np.ndarray, np.ndarray]:
    """Log frequencies of first states, shape (n_states,), and of steps from state to state, (n_states, n_states)."""
    first = np.full(n_states, 0.5)
    steps = np.full((n_states, n_states), 0.5)
    for states in sequences:
        first[states[0]] += 1
        np.add.at(steps, (states[:-1], states[1:]), 1)
    return np.log(first / first.sum()), np.log(steps / steps.sum(axis=1, keepdims=True))


def viterbi(scores: np.ndarray, first: np.ndarray, steps: np.ndarray) -> np.ndarray:
    """The path of states, shape (n,), with the highest sum of scores, first and steps.

    Args:
        scores: log probability of each state, shape (n, n_states).
        first: score of each first state, shape (n_states,).
        steps: score of each step from state (row) to state (column), shape (n_states, n_states).

    >>> scores = np.log([[0.9, 0.1], [0.4, 0.6], [0.9, 0.1]])
    >>> viterbi(scores, np.zeros(2), np.log([[0.8, 0.2], [0.2, 0.8]])).tolist()
    [0, 0, 0]
    """
    n = len(scores)
    path = scores.argmax(axis=1)
    if n == 0:
        return path
    # A state that leads by more than any two steps can cost is on the best path, whatever stands around it: only
    # the lines between such lines need the recursion.
    top_two = np.partition(scores, -2, axis=1)[:, -2:]
    certain = top_two[:, 1] - top_two[:, 0] > 2 * (
        max(np.max(steps), np.max(first)) - min(np.min(steps), np.min(first))
    )
    fixed = np.flatnonzero(certain)
    for before, after in zip(np.append(-1, fixed), np.append(fixed, n), strict=True):
        if after - before > 1:
            lead_in = first if before < 0 else steps[path[before]]
            lead_out = None if after == n else steps[:, path[after]]
            path[before + 1 : after] = _best_path(scores[before + 1 : after], lead_in, steps, lead_out)
    return path


def _best_path(scores: np.ndarray, lead_in: np.ndarray, steps: np.ndarray, lead_out: np.ndarray | None) -> np.ndarray:
    best = lead_in + scores[0]
    back = np.zeros(scores.shape, np.int8)
    for i in range(1, len(scores)):
        arriving = best[:, None] + steps
        back[i] = arriving.argmax(axis=0)
        best = arriving.max(axis=0) + scores[i]
    if lead_out is not None:
        best = best + lead_out
    path = np.empty(len(scores), np.int64)
    path[-1] = best.argmax()
    for i in range(len(scores) - 1, 0, -1):
        path[i - 1] = back[i, path[i]]
    return path
