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
    others = scores.copy()
    others[np.arange(n), path] = -np.inf
    lead = scores[np.arange(n), path] - others.max(axis=1)
    worst = 2 * (max(np.max(steps), np.max(first)) - min(np.min(steps), np.min(first)))
    fixed = np.flatnonzero(lead > worst)
    before, after = np.append(-1, fixed), np.append(fixed, n)
    between = after - before > 1
    if between.any():
        _fill(path, before[between], after[between], scores, first, steps)
    return path


def _fill(
    path: np.ndarray, before: np.ndarray, after: np.ndarray, scores: np.ndarray, first: np.ndarray, steps: np.ndarray
) -> None:
    """Find the best path between lines whose states are known, for all such runs of lines together.

    Args:
        path: shape (n,): the known states; the others are written into it.
        before, after: shape (n_runs,): the known lines around each run; -1 and n at the document's ends.
        scores, first, steps: as `viterbi` takes them.
    """
    longest_first = np.argsort(before - after, kind="stable")
    before, after = before[longest_first], after[longest_first]
    begin, length = before + 1, after - before - 1
    best = np.where(before[:, None] < 0, first, steps[path[before]]) + scores[begin]
    # the runs that have an i-th line are the first going[i]
    going = np.searchsorted(-length, -np.arange(length[0]), side="left").tolist()
    back = [np.zeros(0, np.int64)]
    for i in range(1, length[0]):
        m = going[i]
        arriving = best[:m, :, None] + steps
        back.append(arriving.argmax(axis=1))
        best[:m] = arriving.max(axis=1) + scores[begin[:m] + i]
    inner = np.flatnonzero(after < len(path))
    best[inner] += steps[:, path[after[inner]]].T
    state = best.argmax(axis=1)
    for i in range(length[0] - 1, -1, -1):
        m = going[i]
        path[begin[:m] + i] = state[:m]
        if i:
            state[:m] = back[i][np.arange(m), state[:m]]
