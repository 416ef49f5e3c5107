"""Training of a network: it repeats itself, averages, and teaches itself from lines without labels."""

import numpy as np

from filing_sections.networks import Untold, fit_network
from filing_sections.states import ATTACHED_STATE, STATES

SETTINGS = {"n_hidden": (8, 8), "passes": 6, "averaged": 3, "penalty": 1e-3, "seed": 0}


def lines(n: int, seed: int, means: dict[int, tuple[float, float]]) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    states = rng.choice(list(means), n)
    return (np.array([means[s] for s in states]) + rng.normal(0, 0.3, (n, 2))).astype(np.float32), states


def test_the_same_data_give_the_same_weights() -> None:
    x, states = lines(6000, 1, {0: (-1, 0), 4: (1, 0)})
    first, again = (fit_network(x, states, **SETTINGS) for _ in range(2))
    for a, b in zip(first.coefs_, again.coefs_, strict=True):
        np.testing.assert_array_equal(a, b)
    assert (first.predict(x) == states).mean() > 0.98


def test_weights_are_the_mean_over_the_last_passes() -> None:
    x, states = lines(6000, 1, {0: (-1, 0), 4: (1, 0)})
    lasts = [fit_network(x, states, **SETTINGS | {"passes": n, "averaged": 1}) for n in (4, 5, 6)]
    mean = fit_network(x, states, **SETTINGS)
    for k, weights in enumerate(mean.coefs_):
        np.testing.assert_allclose(weights, np.mean([n.coefs_[k] for n in lasts], axis=0), atol=1e-5)


def test_tags_of_unlabelled_lines_teach_where_labels_say_nothing() -> None:
    # labelled lines differ along the first axis alone; unlabelled ones, known to be attached, along the second too
    body, exhibit = (next(k for k, s in enumerate(STATES) if s == state) for state in (STATES[4], STATES[6]))
    assert not ATTACHED_STATE[body]
    assert ATTACHED_STATE[exhibit]
    x, states = lines(6000, 1, {body: (-1, 0), exhibit: (1, 0)})
    rng = np.random.default_rng(2)
    high = np.column_stack([rng.normal(-1, 0.3, 3000), rng.normal(2, 0.3, 3000)]).astype(np.float32)
    untold = Untold(high, np.ones(3000, np.float32))
    without, taught = (fit_network(x, states, u, **SETTINGS) for u in (None, untold))
    assert (without.predict(high) == exhibit).mean() < 0.8
    assert (taught.predict(high) == exhibit).mean() > 0.9
    assert (taught.predict(x) == states).mean() > 0.95
