"""Training of the random field: batches of short pieces, forward and backward, AdaGrad."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

#: Tokens of a batch, and of a piece of a doc in it; AdaGrad's rate.
BATCH_TOKENS = 6000
PIECE_TOKENS = 50
LEARN_RATE = 0.1


def impossible(n_tags: int) -> np.ndarray:
    """Scores of transitions, float32, shape (1 + n_tags, n_tags), start first: -20 into "I-" of another label."""
    before, after = np.arange(-1, n_tags)[:, None], np.arange(n_tags)
    inside = (after % 2 == 0) & (after > 0)
    return np.where(inside & (before != after) & (before != after - 1), np.float32(-20), np.float32(0))


@dataclass(frozen=True, eq=False)
class _Batch:
    """Pieces of docs, token by token in step order: all first tokens, all second ones, and so on."""

    features: csr_matrix  # (n_tokens, n_columns)
    columns: np.ndarray  # of all features, those that occur here
    gold: np.ndarray
    bounds: np.ndarray  # where each step begins, and the end; pieces stand by falling length


def _batches(features: csr_matrix, gold: np.ndarray, lengths: np.ndarray, rng: np.random.Generator) -> list[_Batch]:
    """Shuffled batches of pieces of about PIECE_TOKENS tokens, cut between two tokens outside entities.

    Features reach over the cut, as they were made before; short pieces in parallel are quick by numpy.
    """
    pieces = []
    first = 0
    for length in lengths.tolist():
        at = first
        for k in range(first + 1, first + length):
            if k - at >= PIECE_TOKENS and gold[k] == 0 and gold[k - 1] == 0:
                pieces.append((at, k))
                at = k
        if length:
            pieces.append((at, first + length))
        first += length
    pieces = np.array(pieces)[rng.permutation(len(pieces))]
    fill = np.cumsum(pieces[:, 1] - pieces[:, 0]) // BATCH_TOKENS
    batches = []
    for part in np.split(pieces, np.flatnonzero(np.diff(fill)) + 1):
        size = part[:, 1] - part[:, 0]
        order = np.argsort(-size, kind="stable")
        first, size = part[order, 0], size[order]
        alive = [int(np.searchsorted(-size, -step, side="left")) for step in range(int(size[0]))]
        rows = np.concatenate([first[:n] + step for step, n in enumerate(alive)])
        here = features[rows]
        columns, compact = np.unique(here.indices, return_inverse=True)
        here = csr_matrix((here.data, compact.astype(np.int32), here.indptr), shape=(len(rows), len(columns)))
        batches.append(_Batch(here, columns, gold[rows], np.append(0, np.cumsum(alive))))
    return batches


def _gradient(
    batch: _Batch, scores: np.ndarray, start: np.ndarray, transitions: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Gradients of the negative log-likelihood: of the scores, of start and of the transitions."""
    bounds, gold = batch.bounds, batch.gold
    sizes = np.diff(bounds)
    top = scores.max(axis=1, keepdims=True)
    likely = np.exp(scores - top)
    edge = np.exp(transitions)
    # forward and backward in probabilities, each step normed
    forward, backward = np.empty_like(likely), np.ones_like(likely)
    norm = np.empty((len(likely), 1), likely.dtype)
    expected = np.zeros_like(transitions)
    for step, n in enumerate(sizes.tolist()):
        now = slice(bounds[step], bounds[step + 1])
        before = np.exp(start)[None] if step == 0 else forward[bounds[step - 1] : bounds[step - 1] + n] @ edge
        reached = before * likely[now]
        norm[now] = reached.sum(axis=1, keepdims=True)
        forward[now] = reached / norm[now]
    for step in range(len(sizes) - 1, 0, -1):
        now, ago = slice(bounds[step], bounds[step + 1]), slice(bounds[step - 1], bounds[step - 1] + sizes[step])
        message = likely[now] * backward[now] / norm[now]
        backward[ago] = message @ edge.T
        expected += forward[ago].T @ message
    expected *= edge
    previous = np.concatenate([np.arange(b, b + n) for b, n in zip(bounds[:-2], sizes[1:], strict=True)] or [[]])
    pairs = (gold[previous.astype(int)], gold[bounds[1] :])
    np.subtract.at(expected, pairs, 1)
    marginal = forward * backward
    marginal /= marginal.sum(axis=1, keepdims=True)
    marginal[np.arange(len(gold)), gold] -= 1
    return marginal, marginal[: sizes[0]].sum(axis=0), expected


def fit_weights(
    features: csr_matrix,
    gold: np.ndarray,
    lengths: np.ndarray,
    n_tags: int,
    passes: int,
    l2: float,
    seed: int | Sequence[int],
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Weights, start and transitions that make the gold tags likeliest, with an L2 penalty, by AdaGrad.

    What is returned is the mean over the second half of the passes.
    """
    rng = np.random.default_rng(seed)
    batches = _batches(features, gold, lengths, rng)
    weights = np.zeros((features.shape[1], n_tags), np.float32)
    edges = impossible(n_tags)  # the first row is start
    squares, edge_squares = np.ones_like(weights), np.ones_like(edges)
    share = np.zeros(features.shape[1], np.float32)
    for batch in batches:
        share[batch.columns] += 1
    share = (2 * l2 / np.maximum(share, 1))[:, None]
    mean, edge_mean, counted = np.zeros_like(weights), np.zeros_like(edges), 0
    for done in range(passes):
        for n in rng.permutation(len(batches)).tolist():
            batch = batches[n]
            columns = batch.columns
            now = weights[columns]
            slope, first, between = _gradient(batch, batch.features @ now, edges[0], edges[1:])
            for part, past, gradient, old in (
                (weights, squares, batch.features.T @ slope + share[columns] * now, columns),
                (edges, edge_squares, np.vstack([first, between]), slice(None)),
            ):
                past[old] += gradient**2
                part[old] -= LEARN_RATE * gradient / np.sqrt(past[old])
        if 2 * done + 2 > passes:
            mean += weights
            edge_mean += edges
            counted += 1
    return mean / counted, edge_mean[0] / counted, edge_mean[1:] / counted
