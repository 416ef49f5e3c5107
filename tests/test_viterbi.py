"""The decoding finds the best path of all."""

from itertools import pairwise, product

import numpy as np
import pytest

from filing_sections.viterbi import log_transitions, viterbi


@pytest.mark.parametrize("seed", range(20))
def test_no_path_scores_higher(seed: int) -> None:
    rng = np.random.default_rng(seed)
    scores = np.log(rng.dirichlet(np.full(3, 0.15), size=6))  # some lines are all but certain, others are not
    first, steps = np.log(rng.dirichlet(np.ones(3))), np.log(rng.dirichlet(np.ones(3), size=(2, 3)))
    joints = rng.integers(0, 2, 6)

    def value(path: tuple[int, ...]) -> float:
        inner = sum(steps[joint, a, b] for joint, (a, b) in zip(joints[1:], pairwise(path), strict=True))
        return first[path[0]] + inner + sum(scores[i, s] for i, s in enumerate(path))

    best = max(product(range(3), repeat=6), key=value)
    assert value(tuple(viterbi(scores, first, steps, joints).tolist())) == pytest.approx(value(best))


def test_without_joints_all_steps_are_alike() -> None:
    scores = np.log(np.random.default_rng(5).dirichlet(np.ones(3), size=9))
    steps = np.log(np.array([[0.8, 0.1, 0.1], [0.1, 0.8, 0.1], [0.1, 0.1, 0.8]]))
    joints = np.arange(9) % 2
    np.testing.assert_array_equal(
        viterbi(scores, np.zeros(3), steps), viterbi(scores, np.zeros(3), np.stack([steps, steps]), joints)
    )


def test_empty_document() -> None:
    assert viterbi(np.zeros((0, 2)), np.zeros(2), np.zeros((2, 2))).tolist() == []


def test_transitions_count_firsts_and_steps_by_joint() -> None:
    sequences, joints = [np.array([0, 0, 1]), np.array([0, 1, 1])], [np.array([1, 0, 1]), np.array([1, 1, 0])]
    first, steps = log_transitions(sequences, joints, 2, 2)
    assert first[0] > first[1]
    np.testing.assert_allclose(np.exp(steps).sum(axis=2), 1)
    # from state 0: once to 0 at joint 0, twice to 1 at joint 1, filled up with 20 steps of 1.5 to 2.5
    np.testing.assert_allclose(np.exp(steps)[:, 0], [[8.5 / 21, 12.5 / 21], [7.5 / 22, 14.5 / 22]])
