"""Rules that mend marked entities by layout and by the rest of their document."""

import pytest
import spacy

from filing_sections.entities import gold_spans
from filing_sections.entity_docs import chunks
from filing_sections.labels import Label
from filing_sections.lines import Lines


def mended(*pieces: str, label: Label = Label.BOILERPLATE) -> list[str]:
    """What is marked in a text, as "LABEL text", after the rules. Of the pieces, "LABEL|text" is marked before."""
    text, marked = "", []
    for piece in pieces:
        name, _, words = piece.rpartition("|")
        if name:
            marked.append((len(text), len(text) + len(words), name))
        text += words
    lines = Lines.from_text(text)
    labels = [label if line.strip() else None for line in lines]
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_rules")
    found = []
    for chunk in chunks(lines, labels, []):
        doc = chunk.to_doc(nlp.vocab, 0)
        doc.set_ents(gold_spans(doc, marked))
        (doc,) = nlp.pipe([doc])
        start, end = chunk.offsets.start, chunk.offsets.end
        found += [f"{ent.label_} {text[start[ent.start] : end[ent.end - 1]]}" for ent in doc.ents]
    return found


def test_columns_part_people_and_titles_line_by_line():
    assert mended("PERSON|Ada Quill          Ben Oak") == ["PERSON Ada Quill", "PERSON Ben Oak"]
    assert mended("TITLE|President and          Director\nTreasurer") == [
        "TITLE President and",
        "TITLE Director",
        "TITLE Treasurer",
    ]
    assert mended("TITLE|Vice President\nand Treasurer") == ["TITLE Vice President\nand Treasurer"]


def test_an_address_may_reach_over_a_gap_to_its_zip_code():
    assert mended("ADDRESS|5 Elm Road, Salem        12345") == ["ADDRESS 5 Elm Road, Salem        12345"]


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        (("ORG|Alder Fund)", " (old)"), ["ORG Alder Fund"]),
        (("ORG|Alder Bank (National", ") and"), ["ORG Alder Bank (National)"]),
        (("ORG|Alder Realty *",), ["ORG Alder Realty"]),
        (("ORG|Alder L.P. Incorporated", " herein by reference"), ["ORG Alder L.P."]),
        (("between ", "ORG|the Bank", " and"), []),
        (("TITLE|Its President",), ["TITLE President"]),
        (("PERSON|Ben Oak", ", Jr., Director"), ["PERSON Ben Oak, Jr."]),
        (("PERSON|Ben Oak", " III"), ["PERSON Ben Oak III"]),
        (("PERSON|Ben Oak", "\nV. Elm"), ["PERSON Ben Oak"]),
        (("PERSON|Ben Oak", ", ", "TITLE|V", " x"), ["PERSON Ben Oak", "TITLE V"]),
    ],
)
def test_edges_are_set_right(pieces, expected):
    assert mended(*pieces) == expected


@pytest.mark.parametrize("capacity", ["attorney-in-fact", "Attorney in Fact", "ATTORNEY-IN FACT"])
def test_an_attorney_in_fact_on_a_signature_line_is_a_title(capacity):
    assert mended(f"as {capacity} for", label=Label.SIGNATURE) == [f"TITLE {capacity}"]
    assert mended(f"as {capacity} for", label=Label.BOILERPLATE) == []
    assert mended("PERSON|Ben Oak, attorney-in-fact", label=Label.SIGNATURE) == ["PERSON Ben Oak, attorney-in-fact"]


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        (("at 114 West ", "ADDRESS|Elm Street, Salem"), "114 West Elm Street, Salem"),
        (("One Alder & Oak ", "ADDRESS|Plaza, Salem"), "One Alder & Oak Plaza, Salem"),
        (("12 shares of ", "ADDRESS|Elm Street, Salem"), "Elm Street, Salem"),
        (("12      ", "ADDRESS|Elm Street, Salem"), "Elm Street, Salem"),
        (("12\n", "ADDRESS|Elm Street, Salem"), "Elm Street, Salem"),
    ],
)
def test_an_address_begins_with_its_house_number(pieces, expected):
    assert mended(*pieces) == [f"ADDRESS {expected}"]


def test_an_address_takes_nothing_that_is_marked_as_something_else():
    assert mended("PERSON|1 Alder", " ", "ADDRESS|Elm Street") == ["PERSON 1 Alder", "ADDRESS Elm Street"]


def test_a_company_is_the_same_elsewhere_and_by_its_short_name():
    assert mended("ORG|Alder Mills, Inc.", " owes Alder Mills, Inc. and Alder Mills") == [
        "ORG Alder Mills, Inc.",
        "ORG Alder Mills, Inc.",
        "ORG Alder Mills",
    ]
    assert mended("ORG|Alder Mills, Inc.", ' ("Alder") owes Alder, not alder') == [
        "ORG Alder Mills, Inc.",
        "ORG Alder",
        "ORG Alder",
    ]
    assert mended("ORG|Alder Mills, Inc.", ' (the "Company") and the Company') == ["ORG Alder Mills, Inc."]
    assert mended("ORG|Mills, Inc.", " and ", "ORG|Alder Mills, Inc.", "\nAlder ", "ORG|Mills, Inc.") == [
        "ORG Mills, Inc.",
        "ORG Alder Mills, Inc.",
        "ORG Alder Mills, Inc.",
    ]


def test_companies_marked_as_one_are_parted_behind_their_forms():
    assert mended("ORG|Alder Inc., Oak Corp. and Elm & Co., LLC") == [
        "ORG Alder Inc.",
        "ORG Oak Corp.",
        "ORG Elm & Co., LLC",
    ]
    assert mended("ORG|Alder, Oak and Elm Company, Inc.") == ["ORG Alder, Oak and Elm Company, Inc."]


def test_one_word_that_was_found_once_is_no_name_elsewhere():
    assert mended("ORG|Alder", " sold Alder") == ["ORG Alder"]
    assert mended("ORG|ALD", " sold ALD") == ["ORG ALD", "ORG ALD"]


def test_what_is_marked_otherwise_stays():
    assert mended("PERSON|Ada Quill", " of ", "ORG|Ada Quill Trust", " and Ada Quill Trust") == [
        "PERSON Ada Quill",
        "ORG Ada Quill Trust",
        "ORG Ada Quill Trust",
    ]


@pytest.mark.parametrize(
    "date", ["March 5, 1996", "MARCH 5,1996", "Sept. 5th, 2001", "June 2003", "3/5/96", "03-05-1996"]
)
def test_dates_of_certain_form_are_marked(date):
    assert mended(f"dated {date} as amended") == [f"DATE {date}"]


@pytest.mark.parametrize("text", ["10 - 3 - 96", "may 2003", "Exhibit 10-3", "13/5", "1996", "March     5, 1996"])
def test_what_may_be_no_date_is_not(text):
    assert mended(text) == []


def test_lines_that_can_hold_no_entity_stay_empty():
    assert mended("dated March 5, 1996", label=Label.BODY) == []
