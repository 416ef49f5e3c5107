"""The decoding finds the best path of all."""

from itertools import pairwise, product

import numpy as np
import pytest

from filing_sections.viterbi import log_transitions, viterbi


@pytest.mark.parametrize("seed", range(20))
def test_no_path_scores_higher(seed: int) -> None:
    rng = np.random.default_rng(seed)
    scores = np.log(rng.dirichlet(np.full(3, 0.15), size=6))  # some lines are all but certain, others are not
    first, steps = np.log(rng.dirichlet(np.ones(3))), np.log(rng.dirichlet(np.ones(3), size=3))

    def value(path: tuple[int, ...]) -> float:
        inner = sum(steps[a, b] for a, b in pairwise(path))
        return first[path[0]] + inner + sum(scores[i, s] for i, s in enumerate(path))

    best = max(product(range(3), repeat=6), key=value)
    assert value(tuple(viterbi(scores, first, steps).tolist())) == pytest.approx(value(best))


def test_empty_document() -> None:
    assert viterbi(np.zeros((0, 2)), np.zeros(2), np.zeros((2, 2))).tolist() == []


def test_transitions_count_firsts_and_steps() -> None:
    first, steps = log_transitions([np.array([0, 0, 1]), np.array([0, 1, 1])], 2)
    assert first[0] > first[1]
    np.testing.assert_allclose(np.exp(steps).sum(axis=1), 1)
    np.testing.assert_allclose(np.exp(steps)[0], [1.5 / 4, 2.5 / 4])
