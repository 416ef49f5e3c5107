"""Made filings: right by construction, the same from the same seed; and the samples that stand beside them."""

import hashlib
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from random import Random

import pytest

from filing_sections.labels import ENTITY_LABELS, LABELS, Label
from filing_sections.lines import Lines
from filing_sections.made import FORMS, make, marks, names
from filing_sections.made.sheet import TextSheet, wrap

REPOSITORY = Path(__file__).resolve().parents[1]
SAMPLES = REPOSITORY / "data" / "samples"
CORPUS = REPOSITORY.parent / "shared" / "corpus"
OPEN = {Label.COVER, Label.SIGNATURE, Label.EXHIBIT, Label.BOILERPLATE}


@cache
def made(n=60, seed=11):
    return list(make(n, seed))


def folded(text):
    return "".join(text.casefold().split())


def test_every_line_with_text_has_a_label_and_no_blank_one_has():
    for document in made():
        assert len(document.labels) == len(document.lines)
        for label, line in zip(document.labels, document.lines, strict=True):
            assert (label is None) == (not line.strip()), (document.id, line)


def test_all_labels_entities_formats_and_most_forms_occur():
    documents = made()
    assert {label for d in documents for label in d.labels if label} == set(LABELS)
    assert {label for d in documents for _, _, label in d.entities} == {e.value for e in ENTITY_LABELS}
    assert {d.meta["format"] for d in documents} == {"text", "html"}
    kinds = {d.meta["form"].split()[0].split("-")[0] for d in documents}
    assert len(kinds) >= len({form.split()[0].split("-")[0] for form in FORMS}) * 0.6
    assert min(d.meta["year"] for d in documents) < 1997
    assert max(d.meta["year"] for d in documents) > 2015


def test_marks_leave_no_trace():
    for document in made():
        for text in (document.lines.text, document.meta.get("html", "")):
            assert marks.bare(text) == text


def test_entities_stand_where_the_guidelines_mark_them():
    for document in made():
        inside = {n for first, last in document.attached for n in range(first, last + 1)}
        number = 0
        for start, end, label in document.entities:
            text = document.lines.text[start:end]
            assert text
            assert text == text.strip(), (document.id, text, label)
            number = document.lines.text.count("\n", 0, start)
            assert document.labels[number] in OPEN
            assert number + 1 not in inside or document.labels[number] == Label.SIGNATURE


def test_signers_are_named_on_their_line_and_exhibits_numbered_on_theirs():
    signers = exhibits = 0
    for document in made():
        for signer in document.signatures:
            line = document.lines[signer["line"] - 1]
            assert folded(signer["name"]) in folded(line) or folded(signer["name"].split()[0]) in folded(line)
            assert document.labels[signer["line"] - 1] == Label.SIGNATURE
            signers += 1
        for exhibit in document.exhibits:
            assert exhibit["number"] in document.lines[exhibit["line"] - 1]
            assert document.labels[exhibit["line"] - 1] == Label.EXHIBIT
            exhibits += 1
        numbers = [x["number"] for x in document.exhibits]
        assert len(numbers) == len(set(numbers)), document.id
    assert signers > 50
    assert exhibits > 50


def test_signers_and_registrants_are_entities_too():
    for document in made():
        named = {folded(document.lines.text[s:e]) for s, e, label in document.entities if label in ("PERSON", "ORG")}
        for signer in document.signatures:
            assert folded(signer["name"]) in named, (document.id, signer)
        for registrant in (document.cover or {}).get("registrants", []):
            assert folded(registrant) in named, (document.id, registrant)


def test_a_cover_says_what_its_record_says():
    covers = [d for d in made() if d.cover]
    assert len(covers) > 15
    for document in covers:
        text = folded(document.lines.text)
        for key in ("form", "date"):
            if document.cover[key] and not document.cover[key].startswith("424B"):
                assert folded(document.cover[key]).removeprefix("schedule") in text, (document.id, key)
        if document.cover["address"]:
            assert all(folded(part) in text for part in document.cover["address"].split(", ")[:2])


def test_attached_exhibits_hold_exhibit_signature_or_boilerplate_lines_only():
    ranges = 0
    for document in made():
        for first, last in document.attached:
            ranges += 1
            held = {label for label in document.labels[first - 1 : last] if label}
            assert held <= {Label.EXHIBIT, Label.SIGNATURE, Label.BOILERPLATE}, (document.id, held)
            assert document.labels[last - 1] is not None
    assert ranges > 5


def test_html_renders_to_the_text_that_is_labelled():
    documents = [d for d in made() if d.meta["format"] == "html"]
    assert len(documents) > 10
    for document in documents[:10]:
        assert Lines.from_html(document.meta["html"]).text == document.lines.text


def test_a_seed_gives_the_same_bytes_and_a_longer_run_begins_with_a_shorter():
    again = list(make(5, 11))
    assert [d.lines.text for d in again] == [d.lines.text for d in made()[:5]]
    assert [d.entities for d in again] == [d.entities for d in made()[:5]]
    assert [d.lines.text for d in make(5, 12)] != [d.lines.text for d in again]


@pytest.mark.parametrize("hash_seed", ["0", "77"])
def test_another_process_gives_the_same_bytes(hash_seed):
    code = (
        "import hashlib; from random import Random; from filing_sections.made import make, names\n"
        "drawn = [[names.Names(Random(k), locale).address() for k in range(60)] for locale in names.LOCALES]\n"
        "drawn += [(d.lines.text, d.labels, d.entities) for d in make(6, 11)]\n"
        "print(hashlib.sha256(repr(drawn).encode()).hexdigest())"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=True,
    )
    drawn = [[names.Names(Random(k), locale).address() for k in range(60)] for locale in names.LOCALES]
    here = repr(drawn + [(d.lines.text, d.labels, d.entities) for d in made()[:6]])
    assert run.stdout.strip() == hashlib.sha256(here.encode()).hexdigest()


def test_formats_are_honoured_and_unknown_ones_refused():
    assert {d.meta["format"] for d in make(8, 3, formats=("text",))} == {"text"}
    assert all("html" in d.meta for d in make(8, 3, formats=("html",)))
    with pytest.raises(ValueError, match="pdf"):
        next(make(1, 3, formats=("pdf",)))


def test_without_faker_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "faker", None)
    names._generator.cache_clear()
    with pytest.raises(ImportError, match="pip install"):
        list(make(3, 1))


def test_entities_over_wrapped_lines_are_one_span_and_columns_cut_them():
    resolved = marks.resolve(wrap("signed for " + marks.org("Acme Holding Company of Ohio, Inc."), 24))
    assert [resolved.text[s:e] for s, e, _ in resolved.entities] == []  # body lines hold none
    long = marks.LABEL_MARK[Label.SIGNATURE] + marks.org("Acme Holding Company of Ohio, Inc.")
    resolved = marks.resolve(wrap(long, 20))
    assert [resolved.text[s:e] for s, e, _ in resolved.entities] == ["Acme Holding Company\nof Ohio, Inc."]
    sheet = TextSheet(Random(1))
    sheet.row(Label.SIGNATURE, [marks.title("Vice President and Controller"), "May 1,\n1996"], [16, 10])
    resolved = marks.resolve(sheet.out)
    assert [resolved.text[s:e] for s, e, _ in resolved.entities] == ["Vice President", "and Controller"]


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.json")), ids=lambda p: p.stem)
def test_samples_agree_with_their_gold(path):
    gold = json.loads(path.read_text(encoding="utf-8"))
    assert gold["id"] == path.stem
    text_file = path.with_suffix(".txt")
    if text_file.exists():
        assert text_file.read_text(encoding="utf-8") == gold["text"]
    else:
        assert path.with_suffix(".htm").exists()
    lines = gold["text"].split("\n")
    assert [label is None for label in gold["labels"]] == [not line.strip() for line in lines]
    assert set(filter(None, gold["labels"])) >= {"signature", "exhibit", "boilerplate"}
    for signer in gold["signatures"]:
        assert signer["name"] in lines[signer["line"] - 1]
        assert gold["labels"][signer["line"] - 1] == "signature"
    for start, end, _ in gold["entities"]:
        assert gold["text"][start:end].strip() == gold["text"][start:end]


def test_there_are_four_samples():
    assert len(list(SAMPLES.glob("*.json"))) == 4


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the real corpus is not here")
def test_samples_and_sentences_copy_no_four_lines_of_real_filings():
    def runs(text):
        lines = [" ".join(line.split()) for line in text.split("\n") if line.strip()]
        return {
            tuple(lines[k : k + 4]) for k in range(len(lines) - 3) if all(len(line) > 25 for line in lines[k : k + 4])
        }

    texts = [json.loads(path.read_text(encoding="utf-8"))["text"] for path in SAMPLES.glob("*.json")]
    texts += [path.read_text(encoding="utf-8") for path in Path(marks.__file__).parent.glob("data/*.txt")]
    ours = {run for text in texts for run in runs(text)}
    assert ours
    for path in sorted((CORPUS / "text").glob("*.txt")):
        assert not ours & runs(path.read_text(encoding="utf-8", errors="replace")), path.name
