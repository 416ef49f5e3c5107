"""The feature table, and the hashed words."""

import numpy as np
import pytest

from filing_sections.features import COLUMNS, WORD_BITS, features, known, schema
from filing_sections.lines import Lines


def column(name: str, text: str) -> list[float]:
    return features(Lines.from_text(text)).columns[:, list(COLUMNS).index(name)].tolist()


@pytest.mark.parametrize("text", ["", "\n\n", "a", "\n\n x \n", "FORM 8-K\n\nAcme Corp.\n" * 50, "—☒\n𝔸"])
def test_one_row_a_line_that_is_not_blank(text: str) -> None:
    lines = Lines.from_text(text)
    found = features(lines)
    assert found.rows.tolist() == [i for i, line in enumerate(lines) if line.strip()]
    assert found.columns.shape == (len(found.rows), len(COLUMNS))
    assert found.words.shape == (len(found.rows), 1 << WORD_BITS)
    assert np.isfinite(found.columns).all()


@pytest.mark.parametrize(
    ("name", "text", "values"),
    [
        ("/s/", "/s/ Jane Roe\nJane Roe\nBy: /S/ J. Roe", [1, 0, 1]),
        ("blank lines before", "\na\n\n\nb", [1, 2]),
        ("blank lines after", "a\n\n\nb\n", [2, 1]),
        ("begins with a bracket", "(Registrant)\nRegistrant", [1, 0]),
        ("ends with a colon", "By:\nName: X", [1, 0]),
        ("capitals of letters", "AB\nab\nAbcd", [1, 0, 0.25]),
        ("column gaps", "By:     Jane     CEO\nBy: Jane", [2, 0]),
        ("first of the same words", "Acme Corp 1\ntext\nAcme Corp 2", [1, 1, 0]),
        ("next of the same words counts on", "Page 1\nx\nPage 2\ny\nPage 9", [1, 0, 0, 0, 0]),
        ("counts on from the same words", "Page 1\nx\nPage 2\ny\nPage 9", [0, 0, 1, 0, 0]),
        ("next line's number rises", "Item 1 . . 3\nItem 2 . . 8\nItem 3 . . 2", [1, 0, 0]),
    ],
)
def test_column(name: str, text: str, values: list[float]) -> None:
    assert column(name, text) == pytest.approx(values)


def test_layout_of_html_is_seen() -> None:
    found = features(Lines.from_html("<p align=center><b>SIGNATURES</b></p><p>text</p>"))
    names = list(COLUMNS)
    assert found.columns[:, names.index("centred")].tolist() == [1, 0]
    assert found.columns[:, names.index("bold")].tolist() == [1, 0]


def test_known_words_have_rows_of_length_one() -> None:
    words = features(Lines.from_text("by order of the board\nunheard of")).words
    places = np.full(1 << WORD_BITS, -1, np.int32)
    kept = np.unique(words[0].indices)
    places[kept] = np.arange(len(kept))
    chosen = known(words, places, len(kept))
    assert chosen.shape == (2, len(kept))
    assert np.sqrt((chosen[0].toarray() ** 2).sum()) == pytest.approx(1)
    assert chosen[1].nnz == 1  # "of" alone is known


def test_schema_tells_feature_tables_apart(monkeypatch) -> None:
    before = schema()
    monkeypatch.setitem(COLUMNS, "one more", lambda t: np.zeros(len(t)))
    assert schema() != before
