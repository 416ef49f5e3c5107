"""Training of the second stage: small networks, their weights averaged over the last passes, and self-training.

context of labelled lines, context of unlabelled ones -> MLPClassifier
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits

from .states import ATTACHED_STATE

#: Lines a step of training.
BATCH = 256
#: What a network says of an unlabelled line counts as its label where it is so sure.
SURE = 0.9


@dataclass(frozen=True, eq=False)
class Untold:
    """Lines without labels.

    Attributes:
        x: float32, shape (n, n_context): their context.
        attached: float32, shape (n,): how likely each is in an attached exhibit, apart from what its text says.
    """

    x: np.ndarray
    attached: np.ndarray


def fit_network(
    x: np.ndarray,
    states: np.ndarray,
    untold: Untold | None = None,
    *,
    n_hidden: tuple[int, ...],
    passes: int,
    averaged: int,
    penalty: float,
    seed: int,
) -> MLPClassifier:
    """Fit a network, on one thread, so that the same data give the same network.

    From half of the passes on it also learns from what it makes of the `untold` lines itself. Its weights are the mean
    of those after each of the last passes, which lie around a better place than the last alone (Izmailov et al.,
    "Averaging Weights Leads to Wider Optima and Better Generalization", UAI 2018).

    Args:
        x: context of the lines, float32, shape (n, n_context). states: int, shape (n,).
        untold: lines without labels.
        n_hidden: widths of the hidden layers. passes: over all lines. averaged: how many of these are averaged.
        penalty: L2 penalty. seed: of the first weights and of the lines' order.
    """
    network = MLPClassifier(
        n_hidden, alpha=penalty, batch_size=min(BATCH, len(x)), random_state=np.random.RandomState(seed)
    )
    classes = np.unique(states)
    means: list[np.ndarray] = []
    with threadpool_limits(1):
        for done in range(passes):
            if untold is not None and done == passes // 2:
                more, of_more = _told(network, untold)
                x, states = np.concatenate([x, more]), np.concatenate([states, of_more])
            network.partial_fit(x, states, classes=classes)
            n = done + 1 - max(passes - averaged, 0)
            if n == 1:
                means = [weights.copy() for weights in (*network.coefs_, *network.intercepts_)]
            elif n > 1:
                for mean, weights in zip(means, (*network.coefs_, *network.intercepts_), strict=True):
                    mean += (weights - mean) / n
    n_layers = len(network.coefs_)
    network.coefs_, network.intercepts_ = means[:n_layers], means[n_layers:]
    return network


def _told(network: MLPClassifier, untold: Untold) -> tuple[np.ndarray, np.ndarray]:
    """The untold lines of which a network is sure, and their states as it sees them."""
    inside = ATTACHED_STATE[network.classes_]
    by_state = network.predict_proba(untold.x) * np.where(
        inside, untold.attached[:, None], 1 - untold.attached[:, None]
    )
    by_state /= np.maximum(by_state.sum(axis=1, keepdims=True), 1e-30)
    sure = by_state.max(axis=1) > SURE
    return untold.x[sure], network.classes_[by_state[sure].argmax(axis=1)]
