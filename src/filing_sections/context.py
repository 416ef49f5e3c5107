"""What stands around a line: the second stage's view of the first stage's evidence.

    columns, evidence, lines of the same words -> context

Stacked sequential learning (Cohen and Carvalho, "Stacked Sequential Learning", IJCAI 2005): the first stage says of
each line what its words make it; the second sees what the first said of the lines around, near and far.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
from numpy.lib.stride_tricks import as_strided

#: Lines before and after whose evidence is seen one by one; beyond NEAR only that for the labels.
WINDOW, NEAR = 6, 2
#: Lines before and after whose columns of the feature table are seen.
COLUMN_WINDOW = 2
#: Running means, forwards and backwards: in how many lines the weight falls to 1 / e. Beyond FAR, the core alone.
SPANS, FAR = (3, 10, 30, 100, 400), 30
#: The first so many lines speak for the document as a whole.
HEADS = (3, 12)
#: Lines whose context is made at once: it stays in the processor's cache.
AT_ONCE = 1024
#: Lines that a running mean takes in one matrix product.
_BLOCK = 32

Limits = tuple[np.ndarray, np.ndarray]


def context(
    columns: np.ndarray,
    evidence: np.ndarray,
    alike: np.ndarray,
    n_labels: int,
    n_core: int,
    limits: Limits | None = None,
) -> Iterator[np.ndarray]:
    """The second stage's input, float32, shape (n, n_context), in blocks of AT_ONCE lines.

    Args:
        columns: the feature table's columns, shape (n, n_columns).
        evidence: the first stage's probabilities, shape (n, n_evidence).
        alike: int, shape (n,): lines of the same words have the same number, from 0 on.
        n_labels, n_core: of the evidence, the first `n_labels` are for the labels; the first `n_core` are seen from
            far away, the others only from near.
        limits: float32, shape (n_context,) each: what is below the first, or above the second, is brought to it.
    """
    n = len(columns)
    columns, evidence = np.ascontiguousarray(columns.T), np.ascontiguousarray(evidence.T)  # a row a feature from here
    core = evidence[:n_core]
    others = OtherLines(core, alike)
    means = RunningMeans(evidence, [s for s in SPANS if s <= FAR], [s for s in SPANS if s > FAR], n_core)
    total = core.sum(axis=1, dtype=np.float64)[:, None]
    document = np.concatenate([total / n, *(core[:, :head].mean(axis=1, keepdims=True) for head in HEADS)])
    # the largest value behind each block
    to_come = np.maximum.reduceat(core, np.arange(0, n, AT_ONCE), axis=1)[:, ::-1]
    to_come = np.maximum.accumulate(to_come, axis=1)[:, ::-1]
    to_come = np.concatenate([to_come[:, 1:], np.zeros((n_core, 1), core.dtype)], axis=1)
    before, seen = np.zeros((n_core, 1)), np.zeros((n_core, 1), core.dtype)
    for block, start in enumerate(range(0, n, AT_ONCE)):
        stop = min(start + AT_ONCE, n)
        here = core[:, start:stop]
        sums = here.astype(np.float64)
        np.cumsum(sums, axis=1, out=sums)
        sums += before
        highest = np.maximum.accumulate(here, axis=1)
        np.maximum(highest, seen, out=highest)
        highest_behind = np.maximum.accumulate(here[:, ::-1], axis=1)[:, ::-1]
        before, seen = sums[:, -1:], highest[:, -1:]
        around = windows(evidence, WINDOW, start, stop)
        parts = [
            windows(columns, COLUMN_WINDOW, start, stop),
            around[: WINDOW - NEAR, :n_labels],
            around[WINDOW - NEAR : WINDOW + NEAR + 1],
            around[WINDOW + NEAR + 1 :, :n_labels],
            means,
            np.log(1 + sums.astype(np.float32)),
            np.log(1 + (np.maximum(total - sums, 0) + here).astype(np.float32)),
            highest,
            np.maximum(highest_behind, to_come[:, block : block + 1]),
            document,
            others.means(start, stop),
        ]
        yield _assembled(parts, block, stop - start, limits)


def _assembled(parts: Sequence[np.ndarray | RunningMeans], block: int, n: int, limits: Limits | None) -> np.ndarray:
    """The parts of one block of n lines side by side, float32, shape (n, n_context)."""
    rows = [len(part) if isinstance(part, RunningMeans) else part.size // part.shape[-1] for part in parts]
    x = np.empty((sum(rows), -(-n // _BLOCK) * _BLOCK), np.float32)
    lowest, highest = (np.float32([[-np.inf]]), None) if limits is None else (limit[:, None] for limit in limits)
    lowest = np.broadcast_to(lowest, (len(x), 1))
    at = 0
    for part, more in zip(parts, rows, strict=True):
        place = slice(at, at + more)
        at += more
        out = x[place, :n]
        if isinstance(part, RunningMeans):
            part.write(block, x[place])
            if not (lowest[place] > 0).any():  # nor is a mean
                continue
            part = out
        shape = part.shape[:-1]
        np.maximum(part, lowest[place].reshape(*shape, 1), out=out.reshape(*shape, n))
    x = x[:, :n]
    if highest is not None:
        np.minimum(x, highest, out=x)
    return x.T


def windows(values: np.ndarray, width: int, start: int, stop: int) -> np.ndarray:
    """The values of the lines up to `width` before and behind each of a range of lines.

    Args:
        values: shape (n_columns, n_lines).

    Returns: shape (2 * width + 1, n_columns, stop - start); zeros beyond the document's ends.
    """
    n_columns, n = values.shape
    low, high = max(start - width, 0), min(stop + width, n)
    padded = np.zeros((n_columns, stop - start + 2 * width), values.dtype)
    padded[:, low - start + width : high - start + width] = values[:, low:high]
    per_column, per_line = padded.strides
    return as_strided(padded, (2 * width + 1, n_columns, stop - start), (per_line, per_column, per_line))


class OtherLines:
    """What is said of the other lines that have a line's words: running heads are known by all their repeats.

    Args:
        values: float32, shape (n_columns, n_lines), n_lines > 0.
        alike: int, shape (n_lines,): lines of the same words have the same number, from 0 on.
    """

    def __init__(self, values: np.ndarray, alike: np.ndarray) -> None:
        times = np.bincount(alike)
        repeated = times > 1
        # in narrow types, as a document may be all repeats
        self._values, self._lines = values, np.flatnonzero(repeated[alike]).astype(np.int32)
        self._which = (np.cumsum(repeated, dtype=np.int32) - 1)[alike[self._lines]]
        self._others = times[repeated].astype(np.int32) - 1
        self._sums = np.stack([np.bincount(self._which, row[self._lines], len(self._others)) for row in values])

    def means(self, start: int, stop: int) -> np.ndarray:
        """Means over the others for a range of lines, float32, shape (n_columns, stop - start).

        A line whose words stand nowhere else has its own values.
        """
        found = self._values[:, start:stop].copy()
        low, high = np.searchsorted(self._lines, np.array((start, stop), np.int32))  # of one type: nothing is converted
        here, which = self._lines[low:high] - start, self._which[low:high]
        found[:, here] = (self._sums[:, which] - found[:, here]) / self._others[which]
        return found


class RunningMeans:
    """Running means along the lines, forwards and backwards: a line's weight falls to 1 / e over a span of lines.

    A recursive filter as matrix products: inside a run of _BLOCK lines, and from the ends of runs to those behind.

    Args:
        values: float32, shape (n_columns, n_lines), n_lines > 0.
        spans: of the means of all columns.
        far_spans: of further means, of the first `n_far` columns alone.
    """

    def __init__(self, values: np.ndarray, spans: Sequence[int], far_spans: Sequence[int] = (), n_far: int = 0) -> None:
        self.values = values
        self._n_near, self._n_far = 2 * len(spans), n_far
        self._within, ends, decay, between = _filters((*spans, *far_spans))
        n_columns, n = values.shape
        # what each run of lines adds to the means at its end (at its begin, backwards); then what is carried into it
        self._carried = np.empty((len(self._within), n_columns, -(-n // _BLOCK)), np.float32)
        for block in range(-(-n // AT_ONCE)):
            runs = self._runs(block)
            self._carried[..., self._place(block)] = (
                (runs.reshape(-1, _BLOCK) @ ends).reshape(*runs.shape[:2], -1).transpose(2, 0, 1)
            )
        ways = self._carried.reshape(-1, 2, *self._carried.shape[1:])
        ways[:, 1] = ways[:, 1, :, ::-1].copy()
        _carry(ways, decay, between)
        ways[:, 1] = ways[:, 1, :, ::-1].copy()

    def __len__(self) -> int:
        n_far_filters = len(self._within) - self._n_near
        return self._n_near * len(self.values) + n_far_filters * self._n_far

    def write(self, block: int, out: np.ndarray) -> None:
        """Write the means of a block of AT_ONCE lines.

        Args:
            out: float32, shape (len(self), n), contiguous: for each span forwards, then backwards, a row a column; n
                is the block's lines, rounded up to whole runs of _BLOCK lines.
        """
        runs, n_in = self._runs(block), self._within.shape[1]
        x = np.empty((*runs.shape[:2], n_in), np.float32)
        x[..., :_BLOCK] = runs
        x[..., _BLOCK:] = self._carried[..., self._place(block)].transpose(1, 2, 0)
        near, far = self._within[: self._n_near], self._within[self._n_near :]
        n_near = len(near) * len(x)
        for seen, filters, rows in ((x, near, out[:n_near]), (x[: self._n_far], far, out[n_near:])):
            seen = seen.reshape(len(seen) * x.shape[1], n_in)
            np.matmul(seen, filters, out=rows.reshape(len(filters), len(seen), _BLOCK))

    def _runs(self, block: int) -> np.ndarray:
        """A block's values, float32, shape (n_columns, n_runs, _BLOCK); zeros behind the last line."""
        here = self.values[:, block * AT_ONCE : (block + 1) * AT_ONCE]
        n_columns, n = here.shape
        runs = np.zeros((n_columns, -(-n // _BLOCK), _BLOCK), np.float32)
        runs.reshape(n_columns, -1)[:, :n] = here
        return runs

    def _place(self, block: int) -> slice:
        return slice(block * (AT_ONCE // _BLOCK), (block + 1) * (AT_ONCE // _BLOCK))


def _carry(ends: np.ndarray, decay: np.ndarray, between: np.ndarray) -> None:
    """Turn what each run of lines adds at its end into what the runs before it carry into it, in place.

    Args:
        ends: shape (n_spans, 2, n_columns, n_runs).
        decay: shape (n_spans, 1, 1): of a mean, over one run. between: its powers, as `_filters` gives them.
    """
    into = np.zeros(ends.shape[:3], np.float32)
    for start in range(0, ends.shape[3], _BLOCK):
        here = ends[..., start : start + _BLOCK]
        n = here.shape[3]
        last = here[..., -1].copy()
        carried = np.concatenate([into[..., None], here[..., :-1]], axis=3) @ between[..., :n, :n]
        into = carried[..., -1] * decay + last
        here[...] = carried


@lru_cache(maxsize=8)
def _filters(spans: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """What running means make of a run of lines and the means carried into it, and what they carry out of it.

    Returns:
        shape (n_filters, _BLOCK + n_filters, _BLOCK), for each span forwards and backwards; (_BLOCK, n_filters);
        (n_spans, 1, 1); (n_spans, 1, _BLOCK, _BLOCK), from run to run.
    """
    n_filters = 2 * len(spans)
    within, ends = np.zeros((n_filters, _BLOCK + n_filters, _BLOCK)), np.zeros((_BLOCK, n_filters))
    apart = np.arange(_BLOCK) - np.arange(_BLOCK)[:, None]
    span = np.array(spans)[:, None, None]
    falling = np.where(apart >= 0, np.exp(-np.maximum(apart, 0) / span), 0)
    for k, one in enumerate(spans):
        forwards = (1 - np.exp(-1 / one)) * falling[k]
        carry = np.exp(-np.arange(1, _BLOCK + 1) / one)
        for way in (0, 1):
            step = 1 - 2 * way  # backwards, all is mirrored
            within[2 * k + way, :_BLOCK] = forwards[::step, ::step]
            within[2 * k + way, _BLOCK + 2 * k + way] = carry[::step]
            ends[:, 2 * k + way] = forwards[::step, -1]
    between = np.where(apart >= 0, np.exp(-_BLOCK * np.maximum(apart, 0) / span), 0)[:, None]
    decay = np.exp(-_BLOCK / span)
    return tuple(np.ascontiguousarray(a, np.float32) for a in (within, ends, decay, between))


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
