"""What the second stage sees of a line's surroundings."""

import numpy as np
import pytest
from scipy.signal import lfilter

from filing_sections import context as module
from filing_sections.context import context, running_means, shifted, windows


def test_shifted_reads_lines_further_on_and_zeros_beyond_the_ends() -> None:
    values = np.array([[1.0], [2.0], [3.0]])
    assert shifted(values, 1)[:, 0].tolist() == [2, 3, 0]
    assert shifted(values, -2)[:, 0].tolist() == [0, 0, 1]
    assert shifted(values, 0)[:, 0].tolist() == [1, 2, 3]
    assert shifted(values, 7)[:, 0].tolist() == [0, 0, 0]


def test_running_mean_of_a_constant_comes_near_it() -> None:
    mean = running_means(np.ones((1, 200)), (10,))[0, 0, 0]
    assert mean[0] < 0.2
    assert mean[-1] > 0.999
    assert (np.diff(mean) > -1e-6).all()


@pytest.mark.parametrize("n", [1, 31, 32, 33, 200])
def test_running_means_are_those_of_the_recursive_filter(n: int) -> None:
    values = np.random.default_rng(0).random((2, n), np.float32)
    found = running_means(values, (3, 400))
    for k, span in enumerate((3, 400)):
        decay = np.exp(-1 / span)
        for backwards, x in enumerate((values, values[:, ::-1])):
            wanted = lfilter([1 - decay], [1, -decay], x, axis=1)
            np.testing.assert_allclose(found[k, backwards][:, :: 1 - 2 * backwards], wanted, atol=1e-6)


def test_windows_hold_the_lines_around_and_zeros_beyond_the_ends() -> None:
    values = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    around = windows(values, 2, 1, 3)
    assert around[:, 0].tolist() == [[0, 1], [1, 2], [2, 3], [3, 0], [0, 0]]
    assert around[2].tolist() == [[2, 3], [5, 6]]


def test_blocks_of_a_long_document_see_what_one_block_sees(monkeypatch) -> None:
    rng = np.random.default_rng(0)
    columns, evidence = rng.random((900, 3), np.float32), rng.random((900, 4), np.float32)
    whole = np.concatenate(list(context(columns, evidence, 2, 3)))
    monkeypatch.setattr(module, "BLOCK", 250)
    monkeypatch.setattr(module, "SPANS", (3, 10))
    monkeypatch.setattr(module, "FAR", 5)
    monkeypatch.setattr(module, "REACH", 200)
    blocks = list(context(columns, evidence, 2, 3))
    assert [len(b) for b in blocks] == [250, 250, 250, 150]
    monkeypatch.setattr(module, "BLOCK", 10_000)
    again = np.concatenate(list(context(columns, evidence, 2, 3)))
    np.testing.assert_allclose(np.concatenate(blocks), again, atol=1e-5)
    assert whole.shape[0] == 900
    assert whole.dtype == np.float32
