"""Labelling takes time in proportion to the lines, and little of it. Processor time, with room for busy machines."""

import time
from collections.abc import Callable

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from filing_sections.context import context
from filing_sections.features import WORD_BITS, features
from filing_sections.joints import N_JOINTS
from filing_sections.labels import LABELS
from filing_sections.lines import Lines
from filing_sections.made import make
from filing_sections.sections import SectionModel
from filing_sections.states import STATES

N_EVIDENCE, N_CORE, N_HIDDEN = 37, 13, (96, 48)


@pytest.fixture(scope="module")
def stock() -> list[str]:
    return "\n".join(d.lines.text for d in make(12, seed=3, formats=("text",))).split("\n")


@pytest.fixture(scope="module")
def model() -> SectionModel:
    """A model of the trained one's shapes with random weights: its time is the same, its labels are nonsense."""
    rng = np.random.default_rng(0)

    def random(*shape: int) -> np.ndarray:
        return rng.normal(0, 0.05, shape).astype(np.float32)

    some = features(Lines.from_text("Acme Corp.\nBy: /s/ Jane Roe"))
    n_words = 50_000
    n_context = next(context(some.columns, random(2, N_EVIDENCE), some.alike, len(LABELS), N_CORE)).shape[1]
    first, second = N_HIDDEN
    return SectionModel(
        vocabulary=np.sort(rng.choice(1 << WORD_BITS, n_words, replace=False)).astype(np.int32),
        word_weights=random(3 * n_words, N_EVIDENCE),
        word_bias=random(N_EVIDENCE),
        mean=random(n_context),
        scale=np.ones(n_context, np.float32),
        n_core=np.array(N_CORE, np.int32),
        first_weights=random(2, n_context, first),
        first_bias=random(2, first),
        second_weights=random(2, first, second),
        second_bias=random(2, second),
        output_weights=100 * random(2, second, len(STATES)),
        output_bias=random(2, len(STATES)),
        start=random(len(STATES)),
        steps=random(N_JOINTS, len(STATES), len(STATES)),
        said=np.array([0, 1], np.float32),
        right=np.array([0, 1], np.float32),
    )


def text_of(stock: list[str], n: int) -> Lines:
    return Lines.from_text("\n".join((stock * (n // len(stock) + 1))[:n]))


def seconds(work: Callable[[], object]) -> float:
    """Processor seconds, on one thread, of the fastest of three runs."""
    times = []
    with threadpool_limits(1):
        for _ in range(3):
            start = time.process_time()
            work()
            times.append(time.process_time() - start)
    return min(times)


def test_time_grows_in_a_straight_line(model, stock) -> None:
    short, long = text_of(stock, 4_000), text_of(stock, 40_000)
    model.predict(short)
    assert seconds(lambda: model.predict(long)) < 25 * seconds(lambda: model.predict(short))


def test_labelling_is_faster_than_python_loops_over_the_characters_would_be(model, stock) -> None:
    lines = text_of(stock, 10_000)
    model.predict(lines)

    def loop() -> None:
        counts: dict[str, int] = {}
        for _ in range(10):
            for char in lines.text:
                counts[char] = counts.get(char, 0) + 1

    assert seconds(lambda: model.predict(lines)) < seconds(loop)


def test_a_short_document_takes_milliseconds(model, stock) -> None:
    lines = text_of(stock, 100)
    model.predict(lines)
    assert seconds(lambda: [model.predict(lines) for _ in range(10)]) / 10 < 0.03


def test_features_do_not_slow_down_with_one_long_line(stock) -> None:
    text = " ".join(stock[:4_000])
    one, many = Lines.from_text(text), Lines.from_text(text.replace(". ", ".\n"))
    features(one)
    assert seconds(lambda: features(one)) < 5 * seconds(lambda: features(many))
