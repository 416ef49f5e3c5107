"""The likeliest tags of many docs at once, and the spans that they mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from .entity_features import REACH


def real_rows(lengths: np.ndarray) -> np.ndarray:
    """Where the docs' tokens are among the rows that `hashed` gives."""
    return np.arange(int(lengths.sum())) + REACH * np.repeat(np.arange(len(lengths)), lengths)


def spans(path: np.ndarray, tags: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    first = None
    codes = path.tolist()
    for k in np.flatnonzero(path).tolist():
        if codes[k] % 2 or k == 0 or codes[k - 1] not in (codes[k], codes[k] - 1):
            first = k
        if k + 1 == len(codes) or codes[k + 1] != codes[k] + codes[k] % 2:
            yield first, k + 1, tags[codes[k]][2:]


def viterbi(scores: np.ndarray, lengths: np.ndarray, start: np.ndarray, transitions: np.ndarray) -> list[np.ndarray]:
    """The best tags of each doc; `scores` holds REACH rows that do not count between docs. All docs advance at once."""
    order = np.argsort(-lengths, kind="stable")
    first = (np.cumsum(lengths + REACH) - lengths - REACH)[order]
    size = lengths[order]
    paths = [np.zeros(0, np.int64)] * len(lengths)
    longest = int(size[0]) if len(size) else 0
    if not longest:
        return paths
    back = np.zeros((longest, len(size), scores.shape[1]), np.int8)
    final = np.zeros((len(size), scores.shape[1]), np.float32)
    best = scores[np.minimum(first, len(scores) - 1)] + start
    alive = int(np.searchsorted(-size, 0, side="left"))
    best = best[:alive]
    final[:alive] = best
    for step in range(1, longest):
        alive = int(np.searchsorted(-size, -step, side="left"))
        routes = best[:alive, :, None] + transitions
        back[step, :alive] = routes.argmax(axis=1)
        best = routes.max(axis=1) + scores[first[:alive] + step]
        final[:alive] = best
    for k, n in enumerate(order.tolist()):
        path = np.zeros(size[k], np.int64)
        if len(path):
            path[-1] = final[k].argmax()
            for step in range(len(path) - 1, 0, -1):
                path[step - 1] = back[step, k, path[step]]
        paths[n] = path
    return paths
