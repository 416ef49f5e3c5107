"""Page numbers that stand alone on their lines."""

import pytest

from filing_sections.lines import Lines
from filing_sections.pagination import of_next, page_numbers
from filing_sections.tokens import Tokens


def tokens(text: str) -> Tokens:
    return Tokens(Lines.from_text(text))


@pytest.mark.parametrize("shape", ["{}", "- {} -", "Page {}", "    -{}-", "F-{}"])
def test_numbers_that_count_on_are_page_numbers(shape: str) -> None:
    pages = [f"text of a page\n{shape.format(k)}" for k in (4, 5, 7)]
    found = page_numbers(tokens("\n".join(pages)))
    assert found.rows.tolist() == [1, 3, 5]
    assert found.goes_on.tolist() == [False, True, True]
    assert found.lettered.tolist() == [shape.startswith("F")] * 3


@pytest.mark.parametrize("line", ["1996", "(2)", "12 34", "Note 3", "1,250"])
def test_other_numbers_are_none(line: str) -> None:
    assert len(page_numbers(tokens(f"a page\n{line}\nanother\n{line}")).rows) == 0


def test_a_number_without_another_of_its_kind_is_none() -> None:
    assert len(page_numbers(tokens("a\n12\nb\n40\nc")).rows) == 0


def test_an_exhibit_whose_pages_begin_anew_is_told_from_a_report_whose_pages_go_on() -> None:
    report = "a\n8\nb\n9\nc\n10\n"
    goes_on, anew = report + "d\n11\ne\n12", report + "d\n1\ne\n2"
    assert not of_next(tokens(goes_on), "began_anew").any()
    assert of_next(tokens(anew), "began_anew").tolist() == [False] * 6 + [True] * 4
    assert of_next(tokens(report + "d\nF-1\ne\nF-2"), "lettered").tolist() == [False] * 6 + [True] * 4


def test_text_without_page_numbers() -> None:
    assert of_next(tokens("a\nb"), "goes_on").tolist() == [False, False]
