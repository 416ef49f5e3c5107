"""The likeliest run of states, given each line's probabilities and what usually follows what.

Decoding of a hidden Markov chain (Viterbi, 1967; Forney, "The Viterbi Algorithm", Proc. IEEE 61, 1973), on the
classifier's probabilities with transitions of small weight, which differ by what stands between two lines.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

#: Steps at a rare joint are filled up with so many as they are on the whole.
SHRINK = 20.0


def log_transitions(
    sequences: Sequence[np.ndarray], joints: Sequence[np.ndarray], n_states: int, n_joints: int
) -> tuple[np.ndarray, np.ndarray]:
    """Log frequencies of first states, and of steps from state to state at each kind of joint.

    Args:
        sequences: the states of each document's lines.
        joints: what stands before each line, numbers below `n_joints`; of the same shapes.

    Returns: shapes (n_states,) and (n_joints, n_states, n_states).
    """
    first = np.full(n_states, 0.5)
    steps = np.zeros((n_joints, n_states, n_states))
    for states, before in zip(sequences, joints, strict=True):
        first[states[0]] += 1
        np.add.at(steps, (before[1:], states[:-1], states[1:]), 1)
    on_the_whole = steps.sum(axis=0) + 0.5
    steps += SHRINK * on_the_whole / on_the_whole.sum(axis=1, keepdims=True)
    return np.log(first / first.sum()), np.log(steps / steps.sum(axis=2, keepdims=True))


def viterbi(scores: np.ndarray, first: np.ndarray, steps: np.ndarray, joints: np.ndarray | None = None) -> np.ndarray:
    """The path of states, shape (n,), with the highest sum of scores, first and steps.

    Args:
        scores: log probability of each state, shape (n, n_states).
        first: score of each first state, shape (n_states,).
        steps: score of each step from state (row) to state (column), shape (n_states, n_states); with `joints`, of
            the steps at each kind of joint, (n_joints, n_states, n_states).
        joints: what stands before each line, shape (n,).

    >>> scores = np.log([[0.9, 0.1], [0.4, 0.6], [0.9, 0.1]])
    >>> viterbi(scores, np.zeros(2), np.log([[0.8, 0.2], [0.2, 0.8]])).tolist()
    [0, 0, 0]
    """
    n = len(scores)
    if joints is None:
        steps, joints = steps[None], np.zeros(n, np.int64)
    path = scores.argmax(axis=1)
    if n == 0:
        return path
    # A state that leads every other by more than the steps to it and from it can cost it, whatever stands around, is on
    # the best path: only the lines between such lines need the recursion.
    at_most = _dearest(steps)
    most = np.zeros_like(scores)
    most[0] = first - first[path[0]]
    most[1:] = at_most[0][joints[1:], path[1:]]
    most[:-1] += at_most[1][joints[1:], path[:-1]]
    lead = scores[np.arange(n), path][:, None] - scores
    most[np.arange(n), path] = -1
    fixed = np.flatnonzero((lead > most).all(axis=1))
    before, after = np.append(-1, fixed), np.append(fixed, n)
    between = after - before > 1
    if between.any():
        _fill(path, before[between], after[between], scores, first, steps, joints)
    return path


def _dearest(steps: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How much more another state's steps can score than a state's own.

    Returns: shape (n_joints, n_states, n_states) twice, for each state (row) and each other (column): at most so much
    of the step to it, whatever state was before; and of the step from it, whatever state follows.
    """
    to = (steps[:, :, None, :] - steps[:, :, :, None]).max(axis=1)
    onwards = (steps[:, None, :, :] - steps[:, :, None, :]).max(axis=3)
    return to, onwards


def _fill(
    path: np.ndarray,
    before: np.ndarray,
    after: np.ndarray,
    scores: np.ndarray,
    first: np.ndarray,
    steps: np.ndarray,
    joints: np.ndarray,
) -> None:
    """Find the best path between lines whose states are known, for all such runs of lines together.

    Args:
        path: shape (n,): the known states; the others are written into it.
        before, after: shape (n_runs,): the known lines around each run; -1 and n at the document's ends.
        scores, first, steps, joints: as `viterbi` takes them, steps for each kind of joint.
    """
    longest_first = np.argsort(before - after, kind="stable")
    before, after = before[longest_first], after[longest_first]
    begin, length = before + 1, after - before - 1
    best = np.where(before[:, None] < 0, first, steps[joints[begin], path[before]]) + scores[begin]
    # the runs that have an i-th line are the first going[i]
    going = np.searchsorted(-length, -np.arange(length[0]), side="left").tolist()
    back = [np.zeros(0, np.int16)]
    for i in range(1, length[0]):
        m = going[i]
        arriving = best[:m, :, None] + steps[joints[begin[:m] + i]]
        back.append(arriving.argmax(axis=1).astype(np.int16))
        best[:m] = arriving.max(axis=1) + scores[begin[:m] + i]
    inner = np.flatnonzero(after < len(path))
    best[inner] += steps[joints[after[inner]], :, path[after[inner]]]
    state = best.argmax(axis=1)
    for i in range(length[0] - 1, -1, -1):
        m = going[i]
        path[begin[:m] + i] = state[:m]
        if i:
            state[:m] = back[i][np.arange(m), state[:m]]
