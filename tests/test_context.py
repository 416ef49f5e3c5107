"""What the second stage sees of a line's surroundings."""

import numpy as np
import pytest
from scipy.signal import lfilter

from filing_sections import context as module
from filing_sections.context import OtherLines, RunningMeans, context, shifted, windows


def test_shifted_reads_lines_further_on_and_zeros_beyond_the_ends() -> None:
    values = np.array([[1.0], [2.0], [3.0]])
    assert shifted(values, 1)[:, 0].tolist() == [2, 3, 0]
    assert shifted(values, -2)[:, 0].tolist() == [0, 0, 1]
    assert shifted(values, 0)[:, 0].tolist() == [1, 2, 3]
    assert shifted(values, 7)[:, 0].tolist() == [0, 0, 0]


def running_means(values: np.ndarray, spans: tuple[int, ...]) -> np.ndarray:
    """All blocks' means, shape (n_spans, 2, n_columns, n_lines)."""
    means, n = RunningMeans(values, spans), values.shape[1]
    blocks = []
    for block, start in enumerate(range(0, n, module.AT_ONCE)):
        lines = min(n - start, module.AT_ONCE)
        blocks.append(np.empty((len(means), -(-lines // 32) * 32), np.float32))
        means.write(block, blocks[-1])
    return np.hstack(blocks)[:, :n].reshape(len(spans), 2, len(values), n)


def test_running_mean_of_a_constant_comes_near_it() -> None:
    mean = running_means(np.ones((1, 200)), (10,))[0, 0, 0]
    assert mean[0] < 0.2
    assert mean[-1] > 0.999
    assert (np.diff(mean) > -1e-6).all()


@pytest.mark.parametrize("n", [1, 31, 32, 33, 200, 1024, 1025, 3000])
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


def test_lines_of_the_same_words_see_what_is_said_of_the_others() -> None:
    values = np.array([[0.0, 1.0, 0.5, 0.25]], np.float32)
    others = OtherLines(values, np.array([1, 1, 0, 1]))
    assert others.means(0, 4).tolist() == [[0.625, 0.125, 0.5, 0.5]]
    assert others.means(2, 4).tolist() == [[0.5, 0.5]]
    assert OtherLines(values, np.arange(4)).means(0, 4).tolist() == values.tolist()


def made(n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    return rng.random((n, 3), np.float32), rng.random((n, 4), np.float32), rng.integers(0, n // 2, n)


def test_blocks_of_a_long_document_see_what_one_block_sees(monkeypatch) -> None:
    whole = np.concatenate(list(context(*made(900), 2, 3)))
    monkeypatch.setattr(module, "AT_ONCE", 256)
    blocks = list(context(*made(900), 2, 3))
    assert [len(b) for b in blocks] == [256, 256, 256, 132]
    assert whole.shape[0] == 900
    assert whole.dtype == np.float32
    np.testing.assert_allclose(np.concatenate(blocks), whole, atol=1e-6)


def test_limits_bring_what_is_beyond_them_to_them() -> None:
    whole = np.concatenate(list(context(*made(1100), 2, 3)))
    lowest, highest = whole.min(axis=0) + 0.1, whole.max(axis=0) - 0.1
    found = np.concatenate(list(context(*made(1100), 2, 3, (lowest, highest))))
    np.testing.assert_array_equal(found, np.minimum(np.maximum(whole, lowest), highest))
