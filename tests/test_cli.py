"""The command line: what it prints, where errors go, exit codes. A stand-in model keeps it fast; the last tests use the
shipped one in a process of its own."""

import csv
import gzip
import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

import edgar_server
from filing_sections.cli import app
from filing_sections.edgar_corpus import corpus_folder
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
        ["predict", "x.txt", "--jobs", "0"],
        ["suggest", "x.txt", "-n", "0"],
        ["suggest", "x.txt", "-o", "tasks.json", "--format", "xml"],
        ["label", "export", "no-such.jsonl", "-o", "tasks.json"],
        ["label", "import", "no-such.json", "-o", "rows.jsonl"],
        ["label"],
        ["show"],
        ["serve", "--corpus", "no/such/folder"],
        ["serve", "--host", "0.0.0.0"],
        ["batch", "no/such/folder", "tables"],
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
    assert "macro F1" in run("evaluate", path, "--html", tmp_path / "pages").stdout
    assert {p.name for p in (tmp_path / "pages").iterdir()} == {"index.html", "x.html"}


def test_evaluate_names_the_line_that_is_no_document(run, tmp_path):
    path = tmp_path / "gold.jsonl"
    path.write_text('{"id": "x"}\n')
    result = run("evaluate", path)
    assert (result.exit_code, "line 1" in result.stderr) == (2, True)


def test_html_gives_a_page_or_a_folder_of_pages(run, folder, tmp_path):
    page = tmp_path / "page.html"
    assert run("predict", "-f", "html", "-o", page, folder / "a.txt").exit_code == 0
    assert "Ann Oakes" in page.read_text()
    assert run("predict", "-f", "html", "-o", tmp_path / "pages", folder).exit_code == 0
    assert {p.name for p in (tmp_path / "pages").iterdir()} == {"a.html", "b.html", "c.html", "index.html"}


def test_show_writes_a_page_and_says_where(run, folder, tmp_path):
    result = run("show", folder / "a.txt", "--no-open", "-o", tmp_path / "a.html")
    assert (result.exit_code, result.stdout.strip()) == (0, str(tmp_path / "a.html"))
    assert "Ann Oakes" in (tmp_path / "a.html").read_text()
    assert run("show", folder / "none.txt", "--no-open").exit_code == 1


def test_fetch_prints_where_each_filing_is_and_names_those_it_cannot_have(run, tmp_path, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("EDGAR_IDENTITY", "Ada Example ada@example.com")
    here, gone = "0000777001-02-000001", "0000777001-02-000002"
    with edgar_server.serve() as server:
        server.add(f"edgar/data/777001/{here}.txt", edgar_server.submission(here, ("8-K", "a.txt", TEXT), cik=777001))
        for quarter in ("2002/QTR1", "2002/QTR2", "2002/QTR3", "2002/QTR4", "2003/QTR1"):
            server.add(f"edgar/full-index/{quarter}/master.gz", gzip.compress(edgar_server.master_index()))
        result = run("fetch", here, gone, "--server", server.url, "--cache", tmp_path)
        none = run("fetch", "--cik", "777001", "--from", "2002-01-01", "--to", "2002-12-31", "--server", server.url,
                   "--cache", tmp_path)  # fmt: skip
    assert result.exit_code == 1
    assert Path(result.stdout.strip()).read_text().count(TEXT) == 1
    assert f"filing-sections: {gone}: not in EDGAR's full index" in result.stderr
    assert (none.exit_code, "holds no such filing" in none.stderr) == (1, True)


@pytest.mark.parametrize(
    ("args", "reason"),
    [
        (["no-number"], "'no-number' is no accession number"),
        (["--cik", "Acme"], "'Acme' is no CIK"),
        (["--cik", "1", "--from", "May"], "'May' is no date"),
        (["0000777001-02-000001", "--from", "2002-01-01"], "give --cik or --form"),
        (["0000777001-02-000001", "--out", "x"], "--corpus"),
        (["0000777001-02-000001", "--server", "edgar"], "no address of a server"),
    ],
)
def test_fetching_what_cannot_be_is_wrong_use(run, monkeypatch, tmp_path, args, reason):
    monkeypatch.setenv("EDGAR_IDENTITY", "Ada Example ada@example.com")
    result = run("fetch", *args, "--cache", tmp_path)
    assert (result.exit_code, reason in result.stderr) == (2, True), result.stderr


def test_a_network_that_fails_is_code_1_for_each_file(run, monkeypatch, tmp_path):
    monkeypatch.setenv("EDGAR_IDENTITY", "Ada Example ada@example.com")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr("filing_sections.edgar_download.ATTEMPTS", 1)
    with edgar_server.serve() as gone:
        url = gone.url
    numbers = ["0000777001-02-000001", "0000777001-02-000002"]
    result = run("fetch", *numbers, "--server", url, "--cache", tmp_path)
    assert result.exit_code == 1
    assert [line.split(": ")[1] for line in result.stderr.splitlines()] == numbers
    assert result.stderr.count("no connection") == 2
    result = run("fetch", "--cik", "777001", "--from", "2002-10-01", "--to", "2002-10-02", "--server", url,
                 "--cache", tmp_path)  # fmt: skip
    assert (result.exit_code, "no connection" in result.stderr) == (1, True)


def test_fetch_corpus_goes_where_training_looks_for_it(run, monkeypatch, tmp_path):
    monkeypatch.setenv("EDGAR_IDENTITY", "Ada Example ada@example.com")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr("filing_sections.edgar_download.ATTEMPTS", 1)
    monkeypatch.setattr("filing_sections.edgar.LIMITER._interval", 0.0)  # 530 requests, none answered
    with edgar_server.serve() as gone:
        url = gone.url
    result = run("fetch", "--corpus", "--server", url)
    assert (result.exit_code, "0 of 440 labelled documents" in result.stderr) == (1, True)
    assert "0 of 385 filings without labels" in result.stderr
    assert (tmp_path / "filing-sections" / "corpus" / "index.jsonl").exists()
    assert (corpus_folder() / "train.jsonl").read_text() == ""


def test_fetch_asks_who_asks(run, monkeypatch):
    monkeypatch.delenv("EDGAR_IDENTITY", raising=False)
    result = run("fetch", "0000777001-02-000001")
    assert (result.exit_code, "e-mail" in result.stderr) == (2, True)
    assert run("fetch").exit_code == 2


def test_suggestions_come_back_corrected(run, folder, tmp_path):
    pytest.importorskip("filing_sections.exchange")
    tasks, rows_file = tmp_path / "tasks.json", tmp_path / "corrected.jsonl"
    result = run("suggest", folder, folder / "none.txt", "-n", "2", "-o", tasks)
    assert result.exit_code == 1  # none.txt is not there
    assert len(json.loads(tasks.read_text())) == 2
    assert str(folder / "a.txt") in result.stdout
    assert run("label", "import", tasks, "-o", rows_file).exit_code == 0
    assert [r["labels"] for r in rows(rows_file.read_text())] == [["cover", None, "body", "signature", None]] * 2
    again = tmp_path / "again.csv"
    assert run("label", "export", rows_file, "-o", again, "--format", "csv").exit_code == 0
    assert again.read_text().count("Ann Oakes") >= 2
    assert "<View" in run("label", "config").stdout
    assert run("label", "import", folder / "a.txt", "-o", rows_file).exit_code == 2
    assert run("label", "export", folder / "a.txt", "-o", tasks).exit_code == 2


# With the shipped model, as a user runs it.


def start(*args, **options):
    command = [sys.executable, "-m", "filing_sections", *map(str, args)]
    # what starts the tests in the background may ignore Ctrl-C, and a child inherits that
    heed = lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)  # noqa: E731
    return subprocess.Popen(command, start_new_session=True, preexec_fn=heed, **options)


@shipped
def test_a_closed_pipe_is_quiet():
    many = [SAMPLES / "6-k-2002-haneul.txt"] * 50
    process = start("predict", *many, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    json.loads(process.stdout.readline())
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(60) in (0, 1)


@shipped
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_is_quiet(jobs):
    many = [SAMPLES / "6-k-2002-haneul.txt"] * 150
    process = start("predict", "--jobs", jobs, *many, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    json.loads(process.stdout.readline())
    os.killpg(process.pid, signal.SIGINT)  # as a terminal sends it
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


@shipped
def test_serve_answers_until_it_is_interrupted(monkeypatch, tmp_path):
    pytest.importorskip("uvicorn", reason="needs the extra serve")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    process = start("serve", "--port", "0", "--corrections", tmp_path, stdout=subprocess.PIPE, text=True)
    try:
        address = process.stdout.readline().split()[2]
        row = httpx.post(f"{address}predict", files={"file": (SAMPLES / "6-k-2002-haneul.txt").open("rb")}, timeout=60)
        assert row.status_code == 200, row.text
        assert "Haneul" in row.text
    finally:
        process.send_signal(signal.SIGINT)
    assert process.wait(60) in (0, 130)
