"""What stands around a line: the second stage's view of the first stage's evidence.

    columns, evidence -> context

Stacked sequential learning (Cohen and Carvalho, "Stacked Sequential Learning", IJCAI 2005): the first stage says of
each line what its words make it; the second sees what the first said of the lines around, near and far.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.signal import lfilter

#: Lines before and after whose evidence is seen one by one; beyond NEAR only that for the labels.
WINDOW, NEAR = 6, 2
#: Lines before and after whose columns of the feature table are seen.
COLUMN_WINDOW = 2
#: Running means, forwards and backwards: in how many lines the weight falls to 1 / e. Beyond FAR, the core alone.
SPANS, FAR = (3, 10, 30, 100, 400), 30
#: The first so many lines speak for the document as a whole.
HEADS = (3, 12)
#: Lines whose context is made at once; a longer document's blocks overlap by REACH lines on both sides.
BLOCK, REACH = 100_000, 4_000


def context(columns: np.ndarray, evidence: np.ndarray, n_labels: int, n_core: int) -> Iterator[np.ndarray]:
    """The second stage's input, float32, shape (n, n_context), in blocks of lines.

    Args:
        columns: the feature table's columns, shape (n, n_columns).
        evidence: the first stage's probabilities, shape (n, n_evidence).
        n_labels, n_core: of the evidence, the first `n_labels` are for the labels; the first `n_core` are seen from
            far away, the others only from near.
    """
    n = len(columns)
    core = evidence[:, :n_core]
    before = np.cumsum(core, axis=0, dtype=np.float64)
    total = before[-1:]
    seen = np.maximum.accumulate(core, axis=0)
    to_come = np.maximum.accumulate(core[::-1], axis=0)[::-1]
    document = np.hstack([total / n, *(core[:head].mean(axis=0, keepdims=True) for head in HEADS)])
    for start in range(0, n, BLOCK):
        stop = min(start + BLOCK, n)
        low, high = max(start - REACH, 0), min(stop + REACH, n)
        inner = slice(start - low, stop - low)
        near, parts = evidence[low:high], []
        for offset in range(-COLUMN_WINDOW, COLUMN_WINDOW + 1):
            parts.append(shifted(columns[low:high], offset)[inner])
        for offset in range(-WINDOW, WINDOW + 1):
            some = near if abs(offset) <= NEAR else near[:, :n_labels]
            parts.append(shifted(some, offset)[inner])
        for span in SPANS:
            some = near if span <= FAR else near[:, :n_core]
            parts.append(running_mean(some, span)[inner])
            parts.append(running_mean(some[::-1], span)[::-1][inner])
        parts.append(np.log1p(before[start:stop]))
        parts.append(np.log1p(np.maximum(total - before[start:stop], 0) + core[start:stop]))
        parts += [seen[start:stop], to_come[start:stop], np.repeat(document, stop - start, axis=0)]
        yield np.hstack(parts, dtype=np.float32, casting="same_kind")


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


def running_mean(values: np.ndarray, span: float) -> np.ndarray:
    """Running mean down the lines, shape as given: a line's weight falls to 1 / e over `span` lines."""
    decay = np.exp(-1 / span)
    return lfilter([1 - decay], [1, -decay], values, axis=0)
