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
#: Lines whose context is made at once: it stays in the processor's cache.
AT_ONCE = 1024
#: Lines that a running mean takes in one matrix product.
_BLOCK = 32

Limits = tuple[np.ndarray, np.ndarray]


def context(
    columns: np.ndarray, evidence: np.ndarray, n_labels: int, n_core: int, limits: Limits | None = None
) -> Iterator[np.ndarray]:
    """The second stage's input, float32, shape (n, n_context), in blocks of AT_ONCE lines.

    Args:
        columns: the feature table's columns, shape (n, n_columns).
        evidence: the first stage's probabilities, shape (n, n_evidence).
        n_labels, n_core: of the evidence, the first `n_labels` are for the labels; the first `n_core` are seen from
            far away, the others only from near.
        limits: float32, shape (n_context,) each: what is below the first, or above the second, is brought to it.
    """
    n = len(columns)
    columns, evidence = np.ascontiguousarray(columns.T), np.ascontiguousarray(evidence.T)  # a row a feature from here
    labels, core = evidence[:n_labels], evidence[:n_core]
    near, far = (
        RunningMeans(evidence, [s for s in SPANS if s <= FAR]),
        RunningMeans(core, [s for s in SPANS if s > FAR]),
    )
    total = core.sum(axis=1, dtype=np.float64)[:, None]
    document = np.concatenate([total / n, *(core[:, :head].mean(axis=1, keepdims=True) for head in HEADS)])
    # the largest value behind each block
    to_come = np.maximum.reduceat(core, np.arange(0, n, AT_ONCE), axis=1)[:, ::-1]
    to_come = np.maximum.accumulate(to_come, axis=1)[:, ::-1]
    to_come = np.append(to_come[:, 1:], np.zeros((n_core, 1), core.dtype), axis=1)
    before, seen = np.zeros((n_core, 1)), np.zeros((n_core, 1), core.dtype)
    for block, start in enumerate(range(0, n, AT_ONCE)):
        stop = min(start + AT_ONCE, n)
        here = core[:, start:stop]
        sums = np.cumsum(here, axis=1, dtype=np.float64)
        sums += before
        highest = np.maximum.accumulate(here, axis=1)
        np.maximum(highest, seen, out=highest)
        highest_behind = np.maximum.accumulate(here[:, ::-1], axis=1)[:, ::-1]
        before, seen = sums[:, -1:], highest[:, -1:]
        parts = [
            windows(columns, COLUMN_WINDOW, start, stop),
            windows(labels, WINDOW, start, stop)[: WINDOW - NEAR],
            windows(evidence, NEAR, start, stop),
            windows(labels, WINDOW, start, stop)[WINDOW + NEAR + 1 :],
            near,
            far,
            np.log(1 + sums.astype(np.float32)),
            np.log(1 + (np.maximum(total - sums, 0) + here).astype(np.float32)),
            highest,
            np.maximum(highest_behind, to_come[:, block : block + 1]),
            np.broadcast_to(document, (len(document), stop - start)),
        ]
        yield _assembled(parts, block, stop - start, limits)


def _assembled(parts: Sequence[np.ndarray | RunningMeans], block: int, n: int, limits: Limits | None) -> np.ndarray:
    """The parts of one block of n lines side by side, float32, shape (n, n_context)."""
    rows = [len(part) if isinstance(part, RunningMeans) else part.size // n for part in parts]
    x = np.empty((sum(rows), -(-n // _BLOCK) * _BLOCK), np.float32)
    at = 0
    for part, more in zip(parts, rows, strict=True):
        place = slice(at, at + more)
        at += more
        out = x[place, :n]
        if isinstance(part, RunningMeans):
            part.write(block, x[place])
            part = out
        out = out.reshape(part.shape)
        if limits is None:
            if part is not out:
                out[...] = part
        else:
            lowest, highest = (limit[place].reshape(*part.shape[:-1], 1) for limit in limits)
            np.maximum(part, lowest, out=out)
            np.minimum(out, highest, out=out)
    return x[:, :n].T


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


class RunningMeans:
    """Running means along the lines, forwards and backwards: a line's weight falls to 1 / e over a span of lines.

    A recursive filter as matrix products: inside a run of _BLOCK lines, and from the ends of runs to those behind.

    Args:
        values: shape (n_columns, n_lines), n_lines > 0.
    """

    def __init__(self, values: np.ndarray, spans: Sequence[int]) -> None:
        self.values = values
        self._within, ends, self._decay, between = _filters(tuple(spans))
        n_columns, n = values.shape
        # what each run of lines adds to the means at its end (at its begin, backwards); then what is carried into it
        self._carried = np.empty((len(spans), 2, n_columns, -(-n // _BLOCK)), np.float32)
        by_filter = self._carried.reshape(2 * len(spans), n_columns, -1)
        for block in range(-(-n // AT_ONCE)):
            runs = self._runs(block)
            place = self._place(block)
            by_filter[..., place] = (runs.reshape(-1, _BLOCK) @ ends).reshape(*runs.shape[:2], -1).transpose(2, 0, 1)
        for way in (self._carried[:, 0], self._carried[:, 1, :, ::-1]):
            _carry(way, self._decay, between)

    def __len__(self) -> int:
        return 2 * len(self._carried) * len(self.values)

    def write(self, block: int, out: np.ndarray) -> None:
        """Write the means of a block of AT_ONCE lines.

        Args:
            out: float32, shape (n_spans * 2 * n_columns, n), contiguous: for each span forwards, then backwards; n is
                the block's lines, rounded up to whole runs of _BLOCK lines.
        """
        runs = self._runs(block)
        n_filters = len(self._within)
        x = np.empty((*runs.shape[:2], _BLOCK + n_filters), np.float32)
        x[..., :_BLOCK] = runs
        carried = self._carried.reshape(n_filters, len(self.values), -1)[..., self._place(block)]
        x[..., _BLOCK:] = carried.transpose(1, 2, 0)
        np.matmul(x.reshape(-1, x.shape[-1]), self._within, out=out.reshape(n_filters, -1, _BLOCK))

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
        ends: shape (n_spans, n_columns, n_runs).
        decay: shape (n_spans, 1): of a mean, over one run. between: its powers, as `_filters` gives them.
    """
    into = np.zeros(ends.shape[:2], np.float32)
    for start in range(0, ends.shape[2], _BLOCK):
        here = ends[..., start : start + _BLOCK]
        n = here.shape[2]
        last = here[..., -1].copy()
        carried = np.concatenate([into[..., None], here[..., :-1]], axis=2) @ between[:, :n, :n]
        into = carried[..., -1] * decay + last
        here[...] = carried


@lru_cache(maxsize=8)
def _filters(spans: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """What running means make of a run of lines and the means carried into it, and what they carry out of it.

    Returns:
        shape (n_filters, _BLOCK + n_filters, _BLOCK), for each span forwards and backwards; (_BLOCK, n_filters);
        (n_spans, 1); (n_spans, _BLOCK, _BLOCK), from run to run.
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
    between = np.where(apart >= 0, np.exp(-_BLOCK * np.maximum(apart, 0) / span), 0)
    decay = np.exp(-_BLOCK / span[..., 0])
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
