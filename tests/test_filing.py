"""Results: regions over page turns, the main document, frames and JSON."""

import json

import numpy as np

from filing_sections.filing import Cover, Document, Entity, Filing, Signature
from filing_sections.labels import EntityLabel, Label
from filing_sections.lines import Lines

S, B, X = Label.SIGNATURE, Label.BOILERPLATE, Label.BODY


def document(text: str, labels: list[Label | None], **fields: object) -> Document:
    probabilities = np.array([np.nan if label is None else 0.75 for label in labels])
    return Document(fields.pop("id", "x"), Lines.from_text(text), labels, probabilities, **fields)


def test_a_region_goes_on_over_blank_lines_and_page_furniture() -> None:
    d = document("a\n\nb\n<PAGE>\nc\n-2-\nd\ne", [S, None, S, B, S, B, S, X])
    assert [(r.label, r.first, r.last, r.text) for r in d.regions] == [
        (S, 1, 7, "a\n\nb\nc\nd"),
        (B, 4, 4, "<PAGE>"),
        (B, 6, 6, "-2-"),
        (X, 8, 8, "e"),
    ]
    assert d.regions[0].probability == 0.75


def test_boilerplate_longer_than_a_page_turn_cuts_a_region() -> None:
    d = document("\n".join("abcdefghi"), [S, *[B] * 7, S])
    assert [(r.label, r.first, r.last) for r in d.regions] == [(S, 1, 1), (B, 2, 8), (S, 9, 9)]


def test_furniture_at_the_end_or_between_different_regions_joins_nothing() -> None:
    d = document("a\nb\nc\nd", [S, B, X, B])
    assert [(r.label, r.first, r.last) for r in d.regions] == [(S, 1, 1), (B, 2, 2), (X, 3, 3), (B, 4, 4)]


def test_records_are_those_of_the_main_document() -> None:
    signer = Signature("Jane Roe", None, None, None, 1, 0.9)
    exhibit = document("a", [X], id="x#1", type="EX-99.1")
    main = document("b", [S], id="x#2", type="8-K", cover=Cover(form="8-K"), signatures=[signer])
    filing = Filing([exhibit, main])
    assert filing.main is main
    assert (filing.cover.form, filing.signatures, filing.exhibits) == ("8-K", [signer], [])
    assert Filing([exhibit]).main is exhibit
    nothing = Filing([])
    assert (nothing.main, nothing.cover, nothing.signatures) == (None, None, [])


def test_json_and_frames_tell_the_same() -> None:
    entity = Entity(0, 8, EntityLabel.PERSON, "Jane Roe")
    signer = Signature("Jane Roe", "President", "Acme", None, 1, 0.9)
    filing = Filing([document("Jane Roe\n", [S, None], entities=[entity], signatures=[signer])])
    row = json.loads(json.dumps(filing.to_dict()))["documents"][0]
    assert (row["labels"], row["probabilities"]) == (["signature", None], [0.75, None])
    assert row["entities"] == [[0, 8, "PERSON"]]
    assert row["signatures"][0]["name"] == "Jane Roe"
    assert filing.to_frame()["text"].tolist() == ["Jane Roe", ""]
    assert filing.entities_frame()["text"].tolist() == ["Jane Roe"]
    assert filing.signatures_frame().loc[0, "title"] == "President"
