"""What stands around a line: the second stage's view of the first stage's evidence.

    columns, evidence -> context

Stacked sequential learning (Cohen and Carvalho, "Stacked Sequential Learning", IJCAI 2005): the first stage says of
each line what its words make it; the second sees what the first said of the lines around, near and far.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np

#: Lines before and after whose evidence is seen one by one; beyond NEAR only that for the labels.
WINDOW, NEAR = 6, 2
#: Lines before and after whose columns of the feature table are seen.
COLUMN_WINDOW = 2
#: Running means, forwards and backwards: in how many lines the weight falls to 1 / e. Beyond FAR, the core alone.
SPANS, FAR = (3, 10, 30, 100, 400), 30
#: The first so many lines speak for the document as a whole.
HEADS = (3, 12)
#: Lines whose context is made at once; a longer document's blocks overlap by REACH lines on both sides.
BLOCK, REACH = 16_384, 4_000
#: Lines that a running mean takes in one matrix product.
_BLOCK = 32


def context(columns: np.ndarray, evidence: np.ndarray, n_labels: int, n_core: int) -> Iterator[np.ndarray]:
    """The second stage's input, float32, shape (n, n_context), in blocks of lines.

    Args:
        columns: the feature table's columns, shape (n, n_columns).
        evidence: the first stage's probabilities, shape (n, n_evidence).
        n_labels, n_core: of the evidence, the first `n_labels` are for the labels; the first `n_core` are seen from
            far away, the others only from near.
    """
    n = len(columns)
    columns, evidence = np.ascontiguousarray(columns.T), np.ascontiguousarray(evidence.T)  # a row a feature from here
    core = evidence[:n_core]
    before = np.cumsum(core, axis=1, dtype=np.float64)
    total = before[:, -1:]
    seen = np.maximum.accumulate(core, axis=1)
    to_come = np.maximum.accumulate(core[:, ::-1], axis=1)[:, ::-1]
    document = np.concatenate([total / n, *(core[:, :head].mean(axis=1, keepdims=True) for head in HEADS)])
    for start in range(0, n, BLOCK):
        stop = min(start + BLOCK, n)
        low, high = max(start - REACH, 0), min(stop + REACH, n)
        inner = slice(start - low, stop - low)
        far = [span for span in SPANS if span > FAR]
        parts = [
            windows(columns, COLUMN_WINDOW, start, stop),
            windows(evidence[:n_labels], WINDOW, start, stop)[: WINDOW - NEAR],
            windows(evidence, NEAR, start, stop),
            windows(evidence[:n_labels], WINDOW, start, stop)[WINDOW + NEAR + 1 :],
            running_means(evidence[:, low:high], [span for span in SPANS if span <= FAR])[..., inner],
            running_means(core[:, low:high], far)[..., inner],
            np.log(1 + before[:, start:stop].astype(np.float32)),
            np.log(1 + (np.maximum(total - before[:, start:stop], 0) + core[:, start:stop]).astype(np.float32)),
            seen[:, start:stop],
            to_come[:, start:stop],
            np.broadcast_to(document, (len(document), stop - start)),
        ]
        rows = [part.size // (stop - start) for part in parts]
        x = np.empty((sum(rows), stop - start), np.float32)
        for part, end in zip(parts, np.cumsum(rows).tolist(), strict=True):
            x[end - part.size // (stop - start) : end].reshape(part.shape)[...] = part
        yield x.T


def windows(values: np.ndarray, width: int, start: int, stop: int) -> np.ndarray:
    """The values of the lines up to `width` before and behind each of a range of lines.

    Args:
        values: shape (n_columns, n_lines).

    Returns: shape (2 * width + 1, n_columns, stop - start); zeros beyond the document's ends.
    """
    low, high = max(start - width, 0), min(stop + width, values.shape[1])
    padded = np.zeros((len(values), stop - start + 2 * width), values.dtype)
    padded[:, low - start + width : high - start + width] = values[:, low:high]
    return np.lib.stride_tricks.sliding_window_view(padded, stop - start, axis=1).swapaxes(0, 1)


def running_means(values: np.ndarray, spans: Sequence[int]) -> np.ndarray:
    """Running means along the lines, forwards and backwards: a line's weight falls to 1 / e over a span of lines.

    A recursive filter as matrix products: inside a block of lines, and from the ends of blocks to the blocks behind.

    Args:
        values: shape (n_columns, n_lines).

    Returns: float32, shape (n_spans, 2, n_columns, n_lines): forwards, then backwards.
    """
    n_columns, n = values.shape
    n_blocks = -(-n // _BLOCK)
    blocks = np.zeros((n_columns, n_blocks * _BLOCK), np.float32)
    blocks[:, :n] = values
    blocks = blocks.reshape(-1, _BLOCK)
    within, ends = _filters(tuple(spans))
    carried = (blocks @ ends).reshape(n_columns, n_blocks, -1).T  # (2 * n_spans, n_blocks, n_columns)
    apart = np.subtract.outer(np.arange(n_blocks), np.arange(n_blocks)) - 1
    with_carried = np.empty((len(spans), 2, len(blocks), _BLOCK), np.float32)
    for k, span in enumerate(spans):
        for backwards in (0, 1):
            lines_apart = _BLOCK * (apart.T if backwards else apart)
            decay = np.where(lines_apart >= 0, np.exp(-np.maximum(lines_apart, 0) / span), 0).astype(np.float32)
            carry = (decay @ carried[2 * k + backwards]).T.reshape(-1, 1)
            matrix = within[2 * k + backwards]
            np.matmul(np.hstack([blocks, carry]), matrix, out=with_carried[k, backwards])
    return with_carried.reshape(len(spans), 2, n_columns, -1)[..., :n]


@lru_cache(maxsize=8)
def _filters(spans: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    """What running means make of a block and the mean carried into it, and what they carry out of it.

    Returns: shapes (2 * n_spans, _BLOCK + 1, _BLOCK) and (_BLOCK, 2 * n_spans).
    """
    within, ends = [], []
    apart = np.arange(_BLOCK) - np.arange(_BLOCK)[:, None]
    for span in spans:
        gain = 1 - np.exp(-1 / span)
        carry = np.exp(-np.arange(1, _BLOCK + 1) / span)
        forwards = np.vstack([np.where(apart >= 0, gain * np.exp(-np.maximum(apart, 0) / span), 0), carry])
        within += [forwards, np.vstack([forwards[-2::-1, ::-1], carry[::-1]])]
        ends += [forwards[:-1, -1], forwards[-2::-1, -1]]
    return np.array(within, np.float32), np.array(ends, np.float32).T.copy()


def shifted(values: np.ndarray, offset: int) -> np.ndarray:
    """The values `offset` lines further on, shape as given; zeros beyond the document's ends."""
    out = np.zeros_like(values)
    if offset == 0:
        out[:] = values
    elif offset > 0:
        out[:-offset] = values[offset:]
    else:
        out[-offset:] = values[:offset]
    return out
