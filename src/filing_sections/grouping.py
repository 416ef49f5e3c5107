"""Equal values of an array, counted and grouped by sorting: what the feature table asks of lines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Groups:
    """Lines with equal keys.

    Attributes:
        order: int64, shape (n,): the lines, group after group, in a group from the first to the last.
        which: int64, shape (n,): each line's group.
        times: int64, shape (n,): how many lines each line's group has.
        is_first: bool, shape (n,): whether it is the first of its group.
    """

    order: np.ndarray
    which: np.ndarray
    times: np.ndarray
    is_first: np.ndarray


def sizes(begins: np.ndarray, end: int) -> np.ndarray:
    """How far it is from each of the rising `begins` to the next, and from the last to the end; of the same shape."""
    found = np.empty_like(begins)
    np.subtract(begins[1:], begins[:-1], out=found[:-1])
    found[-1:] = end - begins[-1:]
    return found


def times(keys: np.ndarray) -> np.ndarray:
    """How often each key is there, int64, of the same shape, (n,), n > 0."""
    order = np.argsort(keys)
    size = sizes(_begins(keys[order]), len(keys))
    found = np.empty(len(keys), np.int64)
    found[order] = np.repeat(size, size)
    return found


def grouped(keys: np.ndarray) -> Groups:
    """Group lines by their keys, shape (n,), n > 0."""
    order = np.argsort(keys, kind="stable")
    begins = _begins(keys[order])
    size = sizes(begins, len(keys))
    which, is_first = np.empty(len(keys), np.int64), np.zeros(len(keys), bool)
    which[order] = np.repeat(np.arange(len(begins)), size)
    is_first[order[begins]] = True
    return Groups(order, which, size[which], is_first)


def _begins(ordered: np.ndarray) -> np.ndarray:
    """Where runs of equal values begin, int64."""
    new = np.ones(len(ordered), bool)
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    return np.flatnonzero(new)
