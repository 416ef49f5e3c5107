"""Labelled documents: carried over to another rendering."""

from collections import Counter
from pathlib import Path

import pytest

from filing_sections.corpus import LabelledDocument, carry_over, read_corpus, read_jsonl
from filing_sections.labels import Label
from filing_sections.lines import Lines

SHARED = Path(__file__).resolve().parents[1].parent / "shared" / "corpus"
needs_corpus = pytest.mark.skipif(not SHARED.is_dir(), reason="the texts of the corpus are not at ../shared/corpus")

LETTERS = {"c": Label.COVER, "s": Label.SIGNATURE, "x": Label.EXHIBIT, "b": Label.BOILERPLATE, "o": Label.BODY}


def labelled(text, letters, entities=(), attached=(), signatures=()):
    """A document from one letter a line ("." where blank) and entities as (text, label), first found first."""
    lines = Lines.from_text(text)
    spans, at = [], 0
    for words, label in entities:
        at = lines.text.index(words, at)
        spans.append((at, at + len(words), label))
        at += len(words)
    labels = [LETTERS.get(letter) for letter in letters]
    assert len(labels) == len(lines)
    return LabelledDocument("made", lines, labels, spans, list(attached), None, list(signatures), [], "made", {})


def letters(document):
    back = {label: letter for letter, label in LETTERS.items()}
    return "".join(back.get(label, ".") for label in document.labels)


PLAIN = labelled(
    "FORM 8-K\nBirch & Vane, Inc.\n\nItem 5. Other Events.\nA thing took place.\n----\nSIGNATURES\n\n"
    "Dated: May 4, 1999   By: /s/ Ann Lee Ko\n                     Ann Lee Ko, Treasurer\nEXHIBIT 99\nSome news.\n",
    "cc.oobs.ssxx.",
    [
        ("Birch & Vane, Inc.", "ORG"),
        ("May 4, 1999", "DATE"),
        ("Ann Lee Ko", "PERSON"),
        ("Ann Lee Ko", "PERSON"),
        ("Treasurer", "TITLE"),
    ],
    [(11, 12)],
    [{"name": "Ann Lee Ko", "title": "Treasurer", "company": None, "date": "May 4, 1999", "line": 10}],
)


def test_same_text_carries_over_unchanged():
    moved = carry_over(PLAIN, PLAIN.lines)
    assert moved.labels == PLAIN.labels
    assert moved.entities == PLAIN.entities
    assert moved.signatures == PLAIN.signatures
    assert letters(moved) == letters(PLAIN)


def test_lines_joined_and_split():
    other = Lines.from_text(
        "FORM\n8-K\nBirch &\nVane, Inc.\nItem 5. Other Events. A thing took place.\n\n----------\nSIGNATURES\n"
        "Dated: May 4, 1999\nBy: /s/ Ann Lee Ko\nAnn Lee Ko, Treasurer\n\n7\nEXHIBIT 99\nSome news."
    )
    moved = carry_over(PLAIN, other)
    assert letters(moved) == "cccco.bssss.xxx"  # the page number has no word of the old text: as the nearest line
    assert [other.text[s:e].replace("\n", " ") for s, e, _ in moved.entities] == [
        "Birch & Vane, Inc.", "May 4, 1999", "Ann Lee Ko", "Ann Lee Ko", "Treasurer",
    ]  # fmt: skip
    assert moved.signatures[0]["line"] == 11
    assert moved.attached == [(14, 15)]


def test_an_entity_cut_by_a_column_becomes_two_spans():
    old = labelled("12 Elm Road\nDover, Ohio\nTel. 555-0100 ext. 9", "ccc", [("12 Elm Road\nDover, Ohio", "ADDRESS")])
    new = Lines.from_text("12 Elm Road      Tel. 555-0100 ext. 9\nDover, Ohio")
    moved = carry_over(old, new)
    assert next(new.text[s:e] for s, e, _ in moved.entities) == "12 Elm Road"
    assert all("555" not in new.text[s:e] for s, e, _ in moved.entities)


def test_a_span_that_ends_inside_a_word_keeps_its_end():
    old = labelled("Name: Ann Lee1", "s", [("Ann Lee", "PERSON")])
    new = Lines.from_text("Name:\n  Ann  Lee1")
    assert [new.text[s:e] for s, e, _ in carry_over(old, new).entities] == ["Ann  Lee"]


def test_nothing_in_common_still_labels_every_line():
    moved = carry_over(PLAIN, Lines.from_text("entirely\n\ndifferent"))
    assert [label is None for label in moved.labels] == [False, True, False]
    assert moved.entities == []


def test_an_exhibit_throughout_stays_one():
    old = labelled("\nAGREEMENT\nmade today\n\n", ".xx..", attached=[(1, 3)])
    assert carry_over(old, Lines.from_text("AGREEMENT made today\n\n-1-")).attached == [(1, 3)]


def test_unknown_rendering_is_refused(tmp_path):
    (tmp_path / "index.jsonl").write_text("")
    (tmp_path / "train.jsonl").write_text("")
    with pytest.raises(ValueError, match="pdf"):
        read_corpus(tmp_path, "train", rendering="pdf")


@needs_corpus
def test_gold_survives_the_rendering_of_raw_html():
    """On dev's HTML: labels on every line that holds text, entities the same words, signers on their lines."""
    from filing_sections.corpus import rendered

    documents = [d for d in read_corpus(SHARED, "dev") if "html" in d.meta and len(d.lines) < 1500]
    assert len(documents) > 20
    kept, total = 0, 0
    for document in documents:
        moved = rendered(document, SHARED / document.meta["html"])
        assert [bool(label) for label in moved.labels] == [bool(line.strip()) for line in moved.lines]
        old, new = (
            Counter(("".join(d.lines.text[s:e].split()), label) for s, e, label in d.entities)
            for d in (document, moved)
        )
        kept += (old & new).total()
        total += old.total()
        assert len(moved.signatures) == len(document.signatures)
    assert kept >= 0.99 * total


@pytest.mark.parametrize("line", ["no json", "[]", '{"id": "a"}', '{"id": "a", "text": "b", "labels": ["prose"]}'])
def test_a_line_that_is_no_labelled_document_is_named(tmp_path, line) -> None:
    path = tmp_path / "extra.jsonl"
    path.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"extra\.jsonl, line 1: no labelled document"):
        list(read_jsonl(path))
