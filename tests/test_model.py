"""The whole way with the shipped model: samples come out as they are labelled, bad models and inputs are told."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import filing_sections as fs
from filing_sections.labels import Label
from filing_sections.submission import ReadError

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "data" / "samples"


@pytest.fixture(scope="module")
def model() -> fs.Model:
    return fs.load()


def gold(name: str) -> dict:
    return json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))


def test_the_6k_of_2002_is_right_to_the_last_line(model) -> None:
    filing = model.predict(SAMPLES / "6-k-2002-haneul.txt")
    want = gold("6-k-2002-haneul")
    given = filing.documents[0]
    wrong = [
        (i, text, a, b)
        for i, (text, a, b) in enumerate(zip(given.laid_out, want["labels"], given.labels, strict=True), 1)
        if a != b
    ]
    assert wrong == []
    for key in ("registrants", "address", "date"):
        assert getattr(filing.cover, key) == want["cover"][key]
    assert [(s.name, s.title, s.company, s.date, s.line) for s in filing.signatures] == [
        tuple(s[k] for k in ("name", "title", "company", "date", "line")) for s in want["signatures"]
    ]
    assert [x.number for x in filing.exhibits] == [x["number"] for x in want["exhibits"]]


@pytest.mark.parametrize("path", sorted(p.name for p in SAMPLES.glob("*.txt")))
def test_samples_come_out_nearly_as_labelled(model, path: str) -> None:
    given = model.predict(SAMPLES / path, use_metadata=False).documents[0]
    pairs = [(a, b) for a, b in zip(gold(Path(path).stem)["labels"], given.labels, strict=True) if a]
    assert sum(a == b for a, b in pairs) / len(pairs) >= 0.95


def test_path_bytes_and_text_give_the_same(model) -> None:
    path = SAMPLES / "6-k-2002-haneul.txt"
    rows = [
        model.predict(x).documents[0].to_dict() for x in (path, path.read_bytes(), path.read_text(encoding="utf-8"))
    ]
    for row in rows:
        row.pop("id"), row.pop("source")
    assert rows[0] == rows[1] == rows[2]


def test_lines_of_a_document_join_to_its_text(model) -> None:
    for path in (SAMPLES / "6-k-2002-haneul.txt", *SAMPLES.glob("*.htm")):
        document = model.predict(path).documents[0]
        assert "\n".join(line.text for line in document.lines) == document.text
        for line in document.lines:
            assert document.text[line.start : line.end] == line.text
            assert (line.label is None) == (not line.text.strip())
            assert line.probability is None or 0 <= line.probability <= 1


def test_many_come_lazily_in_order_and_one_bad_input_stops_nothing(model, tmp_path) -> None:
    good = SAMPLES / "6-k-2002-haneul.txt"
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.4 ...")
    filings = list(model.predict_many([good, tmp_path / "scan.pdf", tmp_path / "absent.txt", good]))
    assert [len(f.documents) for f in filings] == [1, 0, 0, 1]
    assert "scan.pdf" in filings[1].warnings[0]
    assert "absent.txt" in filings[2].warnings[0]


def test_other_processes_say_the_same(model) -> None:
    paths = sorted(SAMPLES.glob("*.txt")) * 3
    alone = [f.to_dict() for f in model.predict_many(paths)]
    assert [f.to_dict() for f in model.predict_many(paths, n_jobs=2)] == alone


def test_a_submission_gives_a_document_each_and_its_exhibit_is_one_throughout(model) -> None:
    main = (SAMPLES / "6-k-2002-haneul.txt").read_text(encoding="utf-8")
    parts = (("6-K", 1, main), ("EX-99.1", 2, "Our sales rose.\n\nThey rose by a third.\n"))
    text = "".join(
        f"<DOCUMENT>\n<TYPE>{kind}\n<SEQUENCE>{number}\n<TEXT>\n{body}\n</TEXT>\n</DOCUMENT>\n"
        for kind, number, body in parts
    )
    filing = model.predict(text)
    assert [(d.type, d.sequence, d.id) for d in filing.documents] == [
        ("6-K", 1, "document#1"),
        ("EX-99.1", 2, "document#2"),
    ]
    assert {label for label in filing.documents[1].labels if label} == {Label.EXHIBIT}
    assert filing.cover is filing.documents[0].cover


def test_lines_that_show_nothing_go_with_the_line_before(model) -> None:
    lines = (SAMPLES / "6-k-2002-haneul.txt").read_text(encoding="utf-8").split("\n")
    filled = [k for k, line in enumerate(lines) if line.strip()]
    for k in filled[-3::-10]:
        lines.insert(k + 1, " \ufeff" if k % 2 else "\u200b")
    labels = model.predict("\n".join(lines)).documents[0].labels
    hidden = [k for k, line in enumerate(lines) if line.strip() in ("\ufeff", "\u200b")]
    assert len(hidden) > 5
    assert [labels[k] for k in hidden] == [labels[k - 1] for k in hidden]


def test_wrong_inputs_are_named(model, tmp_path) -> None:
    with pytest.raises(FileNotFoundError, match=r"absent\.txt"):
        model.predict(tmp_path / "absent.txt")
    with pytest.raises(ReadError, match="directory"):
        model.predict(tmp_path)


def copied(to: Path) -> Path:
    return Path(shutil.copytree(fs.load().path, to))


def test_a_changed_model_file_is_refused(tmp_path) -> None:
    folder = copied(tmp_path / "model")
    with open(folder / "lines.npz", "ab") as file:
        file.write(b"x")
    with pytest.raises(ValueError, match=r"lines\.npz is not the file"):
        fs.load(folder)


def test_a_model_of_other_features_or_format_is_refused(tmp_path) -> None:
    folder = copied(tmp_path / "model")
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    (folder / "meta.json").write_text(json.dumps({**meta, "features": "0"}), encoding="utf-8")
    with pytest.raises(ValueError, match="other features"):
        fs.load(folder)
    (folder / "meta.json").write_text(json.dumps({**meta, "format": 99}), encoding="utf-8")
    with pytest.raises(ValueError, match="format 99"):
        fs.load(folder / ".")
    with pytest.raises(FileNotFoundError, match="no model"):
        fs.load(tmp_path / "nothing")


def test_saving_a_model_keeps_it(model, tmp_path) -> None:
    fs.Model(model.sections, model.recogniser, dict(model.meta)).save(tmp_path / "again")
    digest = [
        hashlib.sha256((folder / "lines.npz").read_bytes()).hexdigest() for folder in (model.path, tmp_path / "again")
    ]
    assert digest[0] == digest[1]
    again = fs.load(tmp_path / "again").predict(SAMPLES / "6-k-2002-haneul.txt")
    assert again.documents[0].labels == model.predict(SAMPLES / "6-k-2002-haneul.txt").documents[0].labels


def test_the_shipped_model_holds_no_pickle(model) -> None:
    for file in (f for f in model.path.rglob("*") if f.is_file()):
        assert file.suffix not in {".pkl", ".pickle", ".joblib"}
        assert not file.read_bytes().startswith(b"\x80\x04")


def test_labelling_needs_no_scikit_learn(tmp_path) -> None:
    (tmp_path / "sklearn").mkdir()
    (tmp_path / "sklearn" / "__init__.py").write_text("raise ImportError('not for predicting')", encoding="utf-8")
    code = "import sys, filing_sections as fs; print(len(fs.load().predict(sys.argv[1]).signatures))"
    run = subprocess.run(
        [sys.executable, "-c", code, str(SAMPLES / "6-k-2002-haneul.txt")],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.stdout.strip(), run.stderr) == ("1", "")
