"""More training documents: exhibits that stand alone, openings, parts of exhibits."""

from dataclasses import replace

import pytest

from filing_sections.excerpts import LONG, SHARE, cut, excerpts
from filing_sections.made import make


@pytest.fixture(scope="module")
def documents():
    real = [replace(d, meta={}) for d in make(60, seed=5, formats=("text",))]  # as if they were not made
    return sorted(real, key=lambda d: -attached_share(d))[:30]


def attached_share(document) -> float:
    return sum(last - first + 1 for first, last in document.attached) / len(document.lines)


def text_of(part, documents) -> list[str]:
    document = documents[part.document]
    rows = [i for i, label in enumerate(document.labels) if label is not None]
    return [document.lines[i] for i in rows[part.first : part.after]]


def test_attached_exhibits_stand_alone_with_their_lines(documents) -> None:
    parts = list(excerpts(documents))
    assert parts
    for part in parts:
        assert [line for line in part.lines if line.strip()] == text_of(part, documents)


def test_long_documents_give_an_opening_and_exhibits_another_part(documents) -> None:
    parts = list(cut(documents, seed=0))
    assert parts
    n_lines = [sum(label is not None for label in d.labels) for d in documents]
    assert {part.document for part in parts} == {k for k, n in enumerate(n_lines) if n >= LONG}
    for part in parts:
        assert [line for line in part.lines if line.strip()] == text_of(part, documents)
        share = (part.after - part.first) / n_lines[part.document]
        assert SHARE[0] - 0.02 <= share <= SHARE[1]
    exhibits = {k for k, d in enumerate(documents) if attached_share(d) > 0.98 and n_lines[k] >= LONG}
    assert exhibits
    assert exhibits <= {part.document for part in parts if part.first}
    assert {part.document for part in parts if part.first} <= {k for k, d in enumerate(documents) if d.attached}


def test_the_same_seed_cuts_alike_and_made_filings_stay_whole(documents) -> None:
    cuts = [[(p.document, p.first, p.after) for p in cut(documents, seed)] for seed in (0, 0, 1)]
    assert cuts[0] == cuts[1] != cuts[2]
    assert list(cut(list(make(3, seed=5)), 0)) == []
