"""The command line: what it prints, where errors go, exit codes. A stand-in model keeps it fast; the last tests use the
shipped one in a process of its own."""

import csv
import io
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from filing_sections.cli import app
from stand_in import ROOT, TEXT, StandIn, shipped, stand_in

SAMPLES = ROOT / "data" / "samples"


@pytest.fixture
def run(monkeypatch):
    stand_in(monkeypatch)
    return lambda *args, **options: CliRunner().invoke(app, [str(a) for a in args], **options)


@pytest.fixture
def folder(tmp_path):
    for name in ("b.txt", "a.txt", "sub/c.txt", ".hidden/d.txt"):
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(TEXT)
    return tmp_path / "in"


def rows(text):
    return [json.loads(line) for line in text.splitlines()]


def test_jsonl_is_the_default_where_output_is_no_terminal(run, folder):
    result = run("predict", folder / "a.txt")
    assert result.exit_code == 0
    (row,) = rows(result.stdout)
    assert row == json.loads(json.dumps(StandIn().predict(folder / "a.txt").documents[0].to_dict()))
    assert row["text"] == TEXT
    assert row["labels"] == ["cover", None, "body", "signature", None]


def test_folders_are_opened_and_patterns_expanded_in_order_without_hidden_files(run, folder):
    assert [r["id"] for r in rows(run("predict", folder).stdout)] == ["a", "b", "c"]
    assert [r["id"] for r in rows(run("predict", folder / "**" / "[bc].txt").stdout)] == ["b", "c"]


def test_standard_input(run):
    (row,) = rows(run("predict", "-", input=TEXT).stdout)
    assert row["text"] == TEXT


def test_table_shows_the_records_and_lets_no_escape_sequence_through(run, folder):
    out = run("predict", "--format", "table", folder / "a.txt").stdout
    assert {"8-K", "Ann", "99.1", "Press", "0.87"} <= set(out.split())
    assert "\x1b" not in out


def test_csv_has_a_row_a_line_and_gives_the_text_back(run, folder):
    table = list(csv.DictReader(io.StringIO(run("predict", "-f", "csv", folder / "a.txt", folder / "b.txt").stdout)))
    assert "\n".join(r["text"] for r in table if r["id"] == "a") == TEXT
    assert [r["label"] for r in table if r["id"] == "b"] == ["cover", "", "body", "signature", ""]


def test_parquet_holds_what_to_frame_gives(run, folder, tmp_path):
    pq = pytest.importorskip("pyarrow.parquet", reason="needs the extra parquet")
    out = tmp_path / "lines.parquet"
    assert run("predict", "-f", "parquet", "-o", out, folder).exit_code == 0
    table = pq.read_table(out).to_pylist()
    assert len(table) == 15
    assert table[0] == {**table[0], "id": "a", "line": 1, "text": "FORM 8-K", "label": "cover", "start": 0, "end": 8}
    assert table[1]["label"] is None


@pytest.mark.parametrize("format", ["parquet", "html"])
def test_files_for_programs_need_a_name(run, folder, format):
    result = run("predict", "-f", format, folder)
    assert result.exit_code == 2
    assert "-o" in result.stderr


def test_one_bad_file_is_named_and_the_others_are_read(run, folder):
    (folder / "b.txt").write_text("damaged")
    result = run("predict", folder, folder / "none.txt", folder / "*.pdf")
    assert result.exit_code == 1
    assert [r["id"] for r in rows(result.stdout)] == ["a", "c"]
    assert f"filing-sections: {folder / 'b.txt'}: is damaged at byte 0\n" in result.stderr
    assert f"{folder / 'none.txt'}: No such file" in result.stderr
    assert f"{folder / '*.pdf'}: no file has such a name" in result.stderr
    assert "Traceback" not in result.stderr


def test_an_empty_folder_is_an_error(run, tmp_path):
    result = run("predict", tmp_path)
    assert (result.exit_code, "holds no file" in result.stderr) == (1, True)


@pytest.mark.parametrize(
    "args",
    [
        ["predict"],
        ["predict", "x.txt", "--format", "xml"],
        ["predict", "x.txt", "--jobs", "many"],
        ["predict", "x.txt", "--model", "no/such/folder"],
        ["predict", "x.txt", "-o", "no/such/folder/out.jsonl"],
        ["evaluate", "no-such.jsonl"],
        ["unheard-of"],
    ],
)
def test_wrong_use_is_code_2_with_a_reason(run, args):
    result = run(*args)
    assert result.exit_code == 2
    assert result.stderr.strip()


def test_an_output_file_appears_whole_or_not_at_all(run, folder, tmp_path, monkeypatch):
    out = tmp_path / "out.jsonl"
    out.write_text("old\n")

    def broken(self, sources, **options):
        yield self.predict(folder / "a.txt")
        raise KeyboardInterrupt

    monkeypatch.setattr(StandIn, "predict_many", broken)
    assert run("predict", folder, "-o", out).exit_code == 130
    assert out.read_text() == "old\n"
    assert not list(tmp_path.glob("*.partial"))


def test_options_reach_the_model(run, folder):
    run("predict", folder, "--no-metadata", "--jobs", "2")
    assert StandIn.seen == {"n_jobs": 2, "use_metadata": False}


def test_evaluate_scores_the_documents_of_a_file(run, tmp_path):
    gold = {"id": "x", "text": TEXT, "labels": ["cover", None, "body", "signature", None], "entities": []}
    gold |= {"attached": [], "cover": None, "signatures": [], "exhibits": []}
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(gold) + "\n" + json.dumps({**gold, "id": "y", "text": "damaged"}) + "\n")
    result = run("evaluate", path, "--json")
    assert result.exit_code == 1
    assert f"{path}: y: is damaged" in result.stderr
    scores = json.loads(result.stdout)
    assert scores["documents"] == 2
    assert scores["lines"]["cover"] == {"p": 1.0, "r": 0.5, "f1": pytest.approx(2 / 3), "n": 2}
    assert "macro F1" in run("evaluate", path).stdout


def test_evaluate_names_the_line_that_is_no_document(run, tmp_path):
    path = tmp_path / "gold.jsonl"
    path.write_text('{"id": "x"}\n')
    result = run("evaluate", path)
    assert (result.exit_code, "line 1" in result.stderr) == (2, True)


# With the shipped model, as a user runs it.


def start(*args, **options):
    return subprocess.Popen([sys.executable, "-m", "filing_sections", *map(str, args)], **options)


@shipped
def test_a_closed_pipe_is_quiet():
    many = [SAMPLES / "6-k-2002-haneul.txt"] * 50
    process = start("predict", *many, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    json.loads(process.stdout.readline())
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(60) in (0, 1)


@shipped
def test_ctrl_c_is_quiet():
    first = SAMPLES / "6-k-2002-haneul.txt"
    process = start("predict", first, "-", stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(2)  # it waits for the end of standard input
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (130, b"")


@shipped
def test_samples_from_a_shell():
    names = ["6-k-2002-haneul.txt", "8-k-2023-lumenfold.htm"]
    process = subprocess.run(
        [sys.executable, "-m", "filing_sections", "predict", *(SAMPLES / n for n in names)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert [r["id"] for r in rows(process.stdout)] == [Path(n).stem for n in names]
    assert all(r["signatures"] for r in rows(process.stdout))
