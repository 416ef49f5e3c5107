"""Words of one rendering found in another."""

import random
import time
from itertools import pairwise

import pytest

from filing_sections.alignment import align, words


def test_words_fold_case_and_rules():
    keys, starts, ends = words("Total | -----\n______ Smith1")
    assert keys == ["total", "-", "_", "smith1"]
    assert [(s, e) for s, e in zip(starts, ends, strict=True)] == [(0, 5), (8, 13), (14, 20), (21, 27)]


@pytest.mark.parametrize("seed", range(20))
def test_alignment_rises_and_pairs_equal_words(seed):
    rng = random.Random(seed)
    a = [str(rng.randrange(300)) for _ in range(2000)]
    b = [w for w in a if rng.random() > 0.05]
    for _ in range(50):
        b.insert(rng.randrange(len(b)), "new")
    to = align(a, b)
    pairs = [(i, j) for i, j in enumerate(to) if j is not None]
    assert all(a[i] == b[j] for i, j in pairs)
    assert all(j < k for (_, j), (_, k) in pairwise(pairs))
    assert len(pairs) > 0.9 * len(a)


def test_equal_texts_align_throughout():
    a = ["the", "same", "the", "same"] * 1000
    assert align(a, list(a)) == list(range(len(a)))


def test_nothing_in_common():
    assert align(["a"] * 500, ["b"] * 500) == [None] * 500
    assert align([], ["b"]) == []


def test_time_stays_low_on_repeated_words():
    rng = random.Random(1)
    a = [rng.choice(list("$()-.,123")) for _ in range(100_000)]
    b = [w for w in a if rng.random() > 0.01]
    began = time.perf_counter()
    to = align(a, b)
    assert time.perf_counter() - began < 20
    assert len(to) == len(a)
