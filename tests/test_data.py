"""Labels kept without their texts, and corrections."""

import json
import re
from pathlib import Path

import pytest

from filing_sections import label_files
from filing_sections.corpus import LabelWarning, read_corpus, read_data, read_jsonl
from filing_sections.corrections import correct, read_corrections
from filing_sections.references import refer, resolve, spans

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "data"
SHARED = ROOT.parent / "shared" / "corpus"
needs_corpus = pytest.mark.skipif(not SHARED.is_dir(), reason="the texts of the corpus are not at ../shared/corpus")

TEXT = (
    "\nFORM 8-K\n\nBirch & Vane, Inc.\n7 Elm Road\nDover, Ohio 43+7\n\nSIGNATURES\n\nBy: /s/ Ann Lee Ko   May 4, 1999\n"
    "    Executive Vice\n    President-\nController\n\nEXHIBITS\n3(b)  By-laws\n"
)
ROW = {
    "id": "made-1",
    "text": TEXT,
    "attached": [],
    "labels": [None, "cover", None, "cover", "cover", "cover", None, "signature", None, "signature", "signature",
               "signature", "signature", None, "exhibit", "exhibit", None],
    "entities": [[TEXT.index("Ann"), TEXT.index("Ann") + 10, "PERSON"]],
    "cover": {"form": "8-K", "registrants": ["Birch & Vane, Inc."], "address": "7 Elm Road, Dover, Ohio 43+7",
              "date": None},
    "signatures": [{"name": "Ann Lee Ko", "title": "Executive Vice President-Controller", "company": None,
                    "date": "May 4, 1999", "line": 10}],
    "exhibits": [{"number": "3(b)", "description": "By-laws"}],
}  # fmt: skip
HEAD = {"id": "made-1", "accession": None, "document": 1, "format": "text", "group": "made"}


@pytest.fixture
def stored(tmp_path):
    """A data folder with one label file, and the folder with its text."""
    folder = tmp_path / "data" / "labels" / "train"
    folder.mkdir(parents=True)
    (folder / "made-1.json").write_text(label_files.dumps(HEAD, ROW), encoding="utf-8")
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "made-1.txt").write_text(TEXT, encoding="utf-8", newline="")
    return tmp_path / "data", texts


def test_a_label_file_gives_the_labels_back_and_holds_no_text():
    file = label_files.dumps(HEAD, ROW)
    assert json.loads(json.dumps(label_files.loads(file, TEXT))) == ROW
    for words in ("Birch", "Elm", "Ann", "Vice", "By-laws"):
        assert words not in file


@pytest.mark.parametrize(
    ("value", "near", "expected"),
    [
        ("May 4, 1999", 0, "May 4, 1999"),
        ("Executive Vice President", 0, "Executive Vice\n    President"),
        ("3(b)", 0, "3(b)"),
        ("Ohio 43", 0, None),
    ],
)
def test_a_reference_is_to_whole_words(value, near, expected):
    reference = refer(value, TEXT, near)
    assert resolve(reference, TEXT) == value
    if expected:
        ((start, end),) = spans(reference)
        assert TEXT[start:end] == expected


def test_the_nearest_mention_is_referred_to():
    text = "Ann Lee\nAnn Lee\nAnn Lee"
    assert refer("Ann Lee", text, 9) == "8-15"


def test_a_value_that_is_not_there_stands_for_itself():
    assert refer("DEF 14A", TEXT) == "=DEF 14A"
    assert resolve("=DEF 14A", TEXT) == "DEF 14A"


def test_reading_joins_labels_and_texts(stored):
    data, texts = stored
    (document,) = read_data(data, "train", texts, corrections=None)
    assert document.lines.text == TEXT
    assert [label and label.value for label in document.labels] == ROW["labels"]
    assert document.cover == ROW["cover"]
    assert document.signatures == ROW["signatures"]
    assert document.exhibits == ROW["exhibits"]
    assert document.group == "made"
    (same,) = read_data(data, "train", {"made-1": TEXT.replace("\n", "\r\n")}, corrections=None)
    assert same.labels == document.labels


def test_another_text_is_left_out_with_a_warning(stored):
    data, texts = stored
    with pytest.warns(LabelWarning, match="made-1.*sha256"):
        assert read_data(data, "train", {"made-1": TEXT + "."}, corrections=None) == []
    (texts / "made-1.txt").unlink()
    assert read_data(data, "train", texts, corrections=None) == []


def corrected(tmp_path, *rows):
    path = tmp_path / "CORRECTIONS.md"
    table = "\n".join(f"| made-1 | {row} | why |" for row in rows)
    head = "| id | where | from | to | reason |\n|---|---|---|---|---|"
    path.write_text(f"# Head\n\n| a | table |\n|---|---|\n| of | more |\n\n{head}\n{table}\n")
    jsonl = tmp_path / "x.jsonl"
    jsonl.write_text(json.dumps(ROW) + "\n")
    (document,) = read_jsonl(jsonl)
    return document, correct(document, read_corrections(path)["made-1"])


def test_corrections_change_lines_entities_and_records(tmp_path):
    name = TEXT.index("Ann")
    form = TEXT.index("FORM")
    before, after = corrected(
        tmp_path,
        "15-16 | exhibit | body",
        "8 | signature | boilerplate",
        f"@{name}-{name + 10} | PERSON | -",
        f"@{name}-{name + 3} | - | PERSON",
        f"cover.form | {form + 5}-{form + 8} | {form}-{form + 8}",
        "signatures[1].date | " + refer("May 4, 1999", TEXT) + " | null",
        "signatures[1].line | 10 | 11",
        f"signatures[2] | - | {name}-{name + 3}",
        "exhibits[1] | " + refer("3(b)", TEXT) + " | -",
    )
    assert [label.value for label in after.labels[14:16]] == ["body", "body"]
    assert after.labels[7].value == "boilerplate"
    assert after.entities == [(name, name + 3, "PERSON")]
    assert after.cover["form"] == "FORM 8-K"
    assert after.signatures[0]["date"] is None
    assert after.signatures[0]["line"] == 11
    assert after.signatures[1] == {"name": "Ann", "title": None, "company": None, "date": None, "line": 10}
    assert after.exhibits == []
    assert before.cover["form"] == "8-K", "the document as labelled is left alone"
    assert before.signatures[0]["line"] == 10


@pytest.mark.parametrize(
    "row",
    ["15 | body | exhibit", "999 | body | cover", "@1-2 | PERSON | -", "cover.form | null | 1-2", "x | a | b",
     "exhibits[4].number | null | null", "15 | exhibit | preamble", "cover.colour | null | null"],
)  # fmt: skip
def test_a_correction_that_does_not_fit_is_said_and_left_out(tmp_path, row):
    with pytest.warns(LabelWarning, match="made-1"):
        before, after = corrected(tmp_path, row)
    assert after.labels == before.labels
    assert after.entities == before.entities
    assert after.cover == before.cover


def test_shipped_corrections_name_documents_and_change_something():
    rows = read_corrections(DATA / "CORRECTIONS.md")
    assert rows
    assert set(rows) <= {path.stem for path in (DATA / "labels").glob("*/*.json")}
    assert [(name, where) for name in rows for where, old, new in rows[name] if old == new] == []
    places = [(name, where) for name in rows for where, _, _ in rows[name]]
    assert len(places) == len(set(places))


@needs_corpus
@pytest.mark.filterwarnings("error::filing_sections.corrections.LabelWarning")
def test_shipped_corrections_fit_and_leave_no_entity_in_body():
    rows = read_corrections(DATA / "CORRECTIONS.md")
    corrected = {d.id: d for split in ("train", "dev") for d in read_corpus(SHARED, split)}
    assert set(rows) <= set(corrected)
    for name in rows:
        document = corrected[name]
        starts = [document.lines.text.count("\n", 0, start) for start, _, _ in document.entities]
        assert "body" not in {document.labels[n].value for n in starts}, name


def test_stored_labels_are_complete():
    files = sorted((DATA / "labels").glob("*/*.json"))
    assert len(files) == 440
    groups = {"train": set(), "dev": set()}
    for path in files:
        stored = json.loads(path.read_text(encoding="utf-8"))
        assert path.stem == stored["id"]
        assert re.fullmatch("[0-9a-f]{64}", stored["sha256"])
        assert stored["labels"]
        assert path.stat().st_size < 1_000_000
        groups[path.parent.name].add(stored["group"])
    assert not groups["train"] & groups["dev"], "a company stands on both sides"


def test_stored_records_hold_no_text():
    """References throughout; a value itself only for forms and exhibit numbers."""
    reference = re.compile(r"\d+-\d+(?:[\s,;:.&()/+-]*\d+-\d+)*[\s,;:.&()/-]*")
    literal = 0
    for path in (DATA / "labels").glob("*/*.json"):
        stored = json.loads(path.read_text(encoding="utf-8"))
        cover = stored["cover"] or {"form": None, "registrants": [], "address": None, "date": None}
        short = [cover["form"], *(exhibit["number"] for exhibit in stored["exhibits"])]
        long = [cover["address"], cover["date"], *cover["registrants"]]
        long += [exhibit["description"] for exhibit in stored["exhibits"]]
        long += [value for signer in stored["signatures"] for key, value in signer.items() if key != "line"]
        assert all(value is None or reference.fullmatch(value) for value in long), path
        for value in filter(None, short):
            literal += value.startswith("=")
            assert reference.fullmatch(value) or re.fullmatch(r"=[\w./ -]{1,10}", value), path
    assert literal < 50


@needs_corpus
@pytest.mark.parametrize("split", ["train", "dev"])
def test_stored_labels_and_texts_give_the_corpus_back(split):
    corpus = {d.id: d for d in read_corpus(SHARED, split)}
    stored = {d.id: d for d in read_data(DATA, split, SHARED / "text")}
    assert corpus.keys() == stored.keys()
    for key, document in corpus.items():
        for field in ("labels", "entities", "attached", "cover", "signatures", "exhibits", "group"):
            assert getattr(stored[key], field) == getattr(document, field), (key, field)
        assert stored[key].lines.text == document.lines.text
