"""Where the words of one rendering of a document stand in another rendering of it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from difflib import SequenceMatcher
from itertools import pairwise

#: A word, or a run of one punctuation mark: rules of dashes differ in length between renderings. "|" divides
#: table cells in some renderings only.
WORD = re.compile(r"[^\W_]+|([^\w\s|]|_)\1*")

#: SequenceMatcher takes quadratic time, so longer gaps between anchors are cut at unique words first.
GAP = 40_000


def words(text: str) -> tuple[list[str], list[int], list[int]]:
    """The words of `text` as compared, and the offsets where each starts and ends.

    >>> words("SIGNATURES\\n----- _____")
    (['signatures', '-', '_'], [0, 11, 17], [10, 16, 22])
    """
    keys, starts, ends = [], [], []
    for match in WORD.finditer(text):
        key = match.group()
        keys.append(match.group(1) or key.casefold())
        starts.append(match.start())
        ends.append(match.end())
    return keys, starts, ends


def align(a: list[str], b: list[str]) -> list[int | None]:
    """For each word of `a` its index in `b`, or None; indices rise.

    Runs of words that stand once on each side anchor the two; shorter and shorter runs are tried between anchors
    (patience diff), and difflib matches what is left.

    >>> align("x the cat sat".split(), "the cat y sat".split())
    [None, 0, 1, 3]
    """
    to: list[int | None] = [None] * len(a)
    todo = [(0, len(a), 0, len(b), (6, 3, 1))]
    while todo:
        a0, a1, b0, b1, sizes = todo.pop()
        while a0 < a1 and b0 < b1 and a[a0] == b[b0]:
            to[a0] = b0
            a0, b0 = a0 + 1, b0 + 1
        while a0 < a1 and b0 < b1 and a[a1 - 1] == b[b1 - 1]:
            a1, b1 = a1 - 1, b1 - 1
            to[a1] = b1
        if a0 == a1 or b0 == b1:
            continue
        if (a1 - a0) * (b1 - b0) <= GAP:
            matcher = SequenceMatcher(None, a[a0:a1], b[b0:b1], autojunk=False)
            for i, j, n in matcher.get_matching_blocks():
                to[a0 + i : a0 + i + n] = range(b0 + j, b0 + j + n)
        elif sizes:
            # an anchor leaves its words to the gap before it, whose equal end is taken above
            edges = [(a0, b0), *_anchors(a, b, (a0, a1, b0, b1), sizes[0]), (a1, b1)]
            todo += [(i, k, j, m, sizes[1:]) for (i, j), (k, m) in pairwise(edges)]
    return to


def _anchors(a: list[str], b: list[str], within: tuple[int, int, int, int], size: int) -> list[tuple[int, int]]:
    """Ends (i, j), rising in both, of runs of `size` words that stand once in a[a0:a1] and once in b[b0:b1]."""
    a0, a1, b0, b1 = within
    once_a, once_b = _once(a, a0, a1, size), _once(b, b0, b1, size)
    pairs = [(i, once_b[run]) for run, i in once_a.items() if run in once_b]  # rising in i: dicts keep their order
    last_of_length: list[int] = []  # patience sorting: the longest chain of pairs that rises in j
    pile: list[tuple[int, int]] = []
    before: dict[tuple[int, int], tuple[int, int] | None] = {}
    for pair in pairs:
        k = bisect_left(last_of_length, pair[1])
        last_of_length[k : k + 1] = [pair[1]]
        pile[k : k + 1] = [pair]
        before[pair] = pile[k - 1] if k else None
    chain: list[tuple[int, int]] = []
    at = pile[-1] if pile else None
    while at:
        chain.append((at[0] + size, at[1] + size))
        at = before[at]
    return chain[::-1]


def _once(keys: list[str], first: int, last: int, size: int) -> dict[tuple[str, ...], int]:
    runs = [tuple(keys[k : k + size]) for k in range(first, last - size + 1)]
    count = Counter(runs)
    return {run: k for k, run in enumerate(runs, first) if count[run] == 1}
