"""The second stage's networks, as matrix products.

context -> probabilities of the states
"""

from __future__ import annotations

import numpy as np


class Layers:
    """Networks of two hidden layers each, laid out for products with columns of context.

    Args: as SectionModel's attributes, shapes (n_networks, n_in, n_out) and (n_networks, n_out).
    """

    def __init__(
        self,
        first_weights: np.ndarray,
        first_bias: np.ndarray,
        second_weights: np.ndarray,
        second_bias: np.ndarray,
        output_weights: np.ndarray,
        output_bias: np.ndarray,
    ) -> None:
        # the first layers as one, shape (n_networks * n_hidden, n_context)
        self._first = first_weights.swapaxes(1, 2).reshape(-1, first_weights.shape[1]).astype(np.float32)
        self._behind = [
            (np.ascontiguousarray(weights.swapaxes(1, 2), np.float32), bias[..., None].astype(np.float32))
            for weights, bias in ((second_weights, second_bias), (output_weights, output_bias))
        ]
        self._first_bias = first_bias[..., None].astype(np.float32)

    def __len__(self) -> int:
        return len(self._first_bias)

    def probabilities(self, x: np.ndarray) -> np.ndarray:
        """Each network's probabilities, float32, shape (n_networks, n_states, n), from context, (n_context, n)."""
        scores = (self._first @ x).reshape(len(self), -1, x.shape[1])
        scores += self._first_bias
        for weights, bias in self._behind:
            np.maximum(scores, 0, out=scores)
            scores = weights @ scores
            scores += bias
        scores -= scores.max(axis=1, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(axis=1, keepdims=True)
        return scores
