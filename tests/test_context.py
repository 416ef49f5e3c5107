"""What the second stage sees of a line's surroundings."""

import numpy as np

from filing_sections import context as module
from filing_sections.context import context, running_mean, shifted


def test_shifted_reads_lines_further_on_and_zeros_beyond_the_ends() -> None:
    values = np.array([[1.0], [2.0], [3.0]])
    assert shifted(values, 1)[:, 0].tolist() == [2, 3, 0]
    assert shifted(values, -2)[:, 0].tolist() == [0, 0, 1]
    assert shifted(values, 0)[:, 0].tolist() == [1, 2, 3]
    assert shifted(values, 7)[:, 0].tolist() == [0, 0, 0]


def test_running_mean_of_a_constant_comes_near_it() -> None:
    mean = running_mean(np.ones((200, 1)), 10)[:, 0]
    assert mean[0] < 0.2
    assert mean[-1] > 0.999
    assert (np.diff(mean) > 0).all()


def test_blocks_of_a_long_document_see_what_one_block_sees(monkeypatch) -> None:
    rng = np.random.default_rng(0)
    columns, evidence = rng.random((900, 3), np.float32), rng.random((900, 4), np.float32)
    whole = np.concatenate(list(context(columns, evidence, 2, 3)))
    monkeypatch.setattr(module, "BLOCK", 250)
    monkeypatch.setattr(module, "SPANS", (3, 10))
    monkeypatch.setattr(module, "REACH", 200)
    blocks = list(context(columns, evidence, 2, 3))
    assert [len(b) for b in blocks] == [250, 250, 250, 150]
    monkeypatch.setattr(module, "BLOCK", 10_000)
    again = np.concatenate(list(context(columns, evidence, 2, 3)))
    np.testing.assert_allclose(np.concatenate(blocks), again, atol=1e-5)
    assert whole.shape[0] == 900
    assert whole.dtype == np.float32
