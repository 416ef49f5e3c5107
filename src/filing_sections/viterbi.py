"""The likeliest run of states, given each line's probabilities and what usually follows what.

Decoding of a hidden Markov chain (Viterbi, 1967; Forney, "The Viterbi Algorithm", Proc. IEEE 61, 1973), on the
classifier's probabilities with transitions of small weight, which differ by what stands between two lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

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
    path = scores.argmax(axis=1)
    if n == 0:
        return path
    if joints is None:
        steps, joints = steps[None], np.zeros(n, np.int64)
    # A state that leads every other by more than the steps to it and from it can cost it, whatever stands around, is on
    # the best path: only the lines between such lines need the recursion.
    to, onwards = _dearest(steps)
    best = scores[np.arange(n), path]
    most = np.zeros_like(scores)
    most[0] = first - first[path[0]]
    most[1:] = to[joints[1:], path[1:]]
    most[:-1] += onwards[joints[1:], path[:-1]]
    most += scores
    most[np.arange(n), path] = -np.inf
    fixed = np.flatnonzero(most.max(axis=1) < best)
    before, after = np.concatenate(([-1], fixed)), np.concatenate((fixed, [n]))
    between = after - before > 1
    if between.any():
        _fill(path, before[between], after[between], scores, first, steps, joints)
    return path


def _dearest(steps: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How much more another state's steps can score than a state's own.

    Returns: shape (n_joints, n_states, n_states) twice, for each state (row) and each other (column): at most so much
    of the step to it, whatever state was before; and of the step from it, whatever state follows.
    """
    by_state = np.ascontiguousarray(steps.transpose(1, 2, 0))  # joints last: numpy is quick along the last axis
    to = (by_state[:, None, :] - by_state[:, :, None]).max(axis=0)
    by_state = np.ascontiguousarray(by_state.swapaxes(0, 1))
    onwards = (by_state[:, None, :] - by_state[:, :, None]).max(axis=0)
    return to.transpose(2, 0, 1), onwards.transpose(2, 0, 1)


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
    # all runs' first lines, their second lines and so on: the runs that have an i-th line are the first going[i]
    going = np.searchsorted(-length, -np.arange(length[0]), side="left")
    place = np.concatenate(([0], np.cumsum(going)))
    nth = np.repeat(np.arange(length[0]), going)
    lines = begin[np.arange(len(nth)) - place[nth]] + nth
    best, joint = np.ascontiguousarray(scores[lines].T), joints[lines]  # a row a state
    best[:, : len(begin)] += np.where(before < 0, first[:, None], steps[joint[: len(begin)], path[before]].T)
    slices = [slice(low, high) for low, high in pairwise(place.tolist())]
    by_state = np.ascontiguousarray(steps.transpose(1, 2, 0))
    for one, following in pairwise(slices):
        arriving = by_state.take(joint[following], axis=2)
        arriving += best[:, None, one][..., : arriving.shape[2]]
        best[:, following] += np.maximum.reduce(arriving)
    inner = np.flatnonzero(after < len(path))
    last = place[length - 1] + np.arange(len(begin))
    best[:, last[inner]] += steps[joints[after[inner]], :, path[after[inner]]].T
    # backwards: the state that does best with the one chosen behind it
    found, state = np.empty(len(lines), path.dtype), np.zeros(0, path.dtype)
    leaving, behind = by_state.reshape(len(by_state), -1), slice(len(lines), None)
    for one in reversed(slices):
        here = best[:, one]
        here[:, : len(state)] += leaving.take(state * len(steps) + joint[behind], axis=1)
        state = found[one] = here.argmax(axis=0)
        behind = one
    path[lines] = found
