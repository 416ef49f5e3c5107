"""Batches: counts in equal counts out, reruns skip, kills lose nothing, every engine gives the same tables."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from stand_in import ROOT, TEXT, StandIn, shipped, stand_in

pa = pytest.importorskip("pyarrow", reason="needs the extra parquet")
pq = pytest.importorskip("pyarrow.parquet")

from filing_sections import batch  # noqa: E402
from filing_sections.cli import app  # noqa: E402
from filing_sections.parquet import TABLES, schemas  # noqa: E402


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """The stand-in model, save in tests that start processes of their own."""
    batch._model.cache_clear()
    stand_in(monkeypatch)
    monkeypatch.setattr(StandIn, "meta", {"files": {}}, raising=False)
    yield
    batch._model.cache_clear()


@pytest.fixture
def shards(tmp_path):
    folder = tmp_path / "shards"
    folder.mkdir()
    table = pa.table({"id": ["a", "b", "c"], "text": [TEXT, "damaged", TEXT]})
    pq.write_table(table, folder / "one.parquet")
    rows = [
        json.dumps({"id": "d", "text": TEXT}),
        "no json",
        json.dumps({"id": "e"}),
        "",
        '{"id": "f", "text": "\\ud800"}',
    ]
    (folder / "two.jsonl").write_text("\n".join(rows) + "\n")
    pq.write_table(pa.table({"id": ["g"], "content": [TEXT.encode()]}), folder / "three.parquet")
    return folder


def command(*args):
    return CliRunner().invoke(app, [str(a) for a in args])


def tables(folder: Path) -> dict:
    """All rows of all tables, in order of the shards' names."""
    return {name: pq.read_table(folder / name).to_pylist() for name in TABLES}


def test_a_shard_gives_one_file_a_table_and_counts_that_add_up(shards, tmp_path):
    stats = batch.predict_shard(shards / "one.parquet", tmp_path / "out")
    assert (stats.rows_in, stats.rows_out, stats.rows_failed, stats.documents, stats.lines) == (3, 2, 1, 2, 10)
    out = tables(tmp_path / "out")
    assert [(r["id"], r["line"], r["label"]) for r in out["lines"]][:3] == [
        ("a", 1, "cover"),
        ("a", 2, None),
        ("a", 3, "body"),
    ]
    assert "\n".join(r["text"] for r in out["lines"] if r["id"] == "c") == TEXT
    assert out["errors"] == [{"id": "b", "reason": "is damaged at byte 0"}]
    assert [(r["id"], r["form"], r["lines"]) for r in out["documents"]] == [("a", "8-K", 5), ("c", "8-K", 5)]
    assert [(r["id"], r["name"], r["line"]) for r in out["signatures"]] == [
        ("a", "Ann Oakes", 4),
        ("c", "Ann Oakes", 4),
    ]
    assert [(r["id"], r["number"]) for r in out["exhibits"]] == [("a", "99.1"), ("c", "99.1")]
    assert out["entities"][0] == {"id": "a", "label": "TITLE", "text": "FORM 8-K", "start": 0, "end": 8}
    for name in TABLES:
        assert pq.read_schema(tmp_path / "out" / name / "one.parquet").equals(schemas()[name])


def test_bad_rows_go_to_the_errors_with_a_reason(shards, tmp_path):
    stats = batch.predict_shard(shards / "two.jsonl", tmp_path / "out")
    assert (stats.rows_in, stats.rows_out, stats.rows_failed) == (4, 1, 3)
    reasons = {r["id"]: r["reason"] for r in tables(tmp_path / "out")["errors"]}
    assert set(reasons) == {"line 2", "e", "f"}
    assert "neither text nor content" in reasons["e"]
    assert "surrogates" in reasons["f"]


def test_bytes_as_filed_are_read_too(shards, tmp_path):
    assert batch.predict_shard(shards / "three.parquet", tmp_path / "out").rows_out == 1


def test_a_shard_that_is_done_is_skipped(shards, tmp_path):
    first = batch.predict_shard(shards / "one.parquet", tmp_path / "out")
    written = (tmp_path / "out/lines/one.parquet").stat().st_mtime_ns
    again = batch.predict_shard(shards / "one.parquet", tmp_path / "out")
    assert again.skipped
    assert (again.rows_in, again.lines) == (first.rows_in, first.lines)
    assert (tmp_path / "out/lines/one.parquet").stat().st_mtime_ns == written


def test_results_of_another_model_are_not_mixed_with_this_ones(shards, tmp_path, monkeypatch):
    batch.predict_shard(shards / "one.parquet", tmp_path / "out")
    written = tables(tmp_path / "out")
    monkeypatch.setattr(StandIn, "meta", {"files": {"lines.npz": "1"}})
    with pytest.raises(ValueError, match=r"out: holds results of another model .*; write to another folder"):
        batch.predict_shard(shards / "one.parquet", tmp_path / "out")
    result = command("batch", shards, tmp_path / "out", "--jobs", "1")
    assert result.exit_code == 2
    assert "another model" in result.stderr
    assert tables(tmp_path / "out") == written
    assert len(list((tmp_path / "out" / "_done").iterdir())) == 1


def test_a_shard_that_breaks_off_leaves_no_table_behind(shards, tmp_path, monkeypatch):
    def broken(self, sources, **options):
        yield self.predict(next(iter(sources)))
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(StandIn, "predict_many", broken)
    with pytest.raises(OSError, match="No space"):
        batch.predict_shard(shards / "one.parquet", tmp_path / "out")
    assert [p for p in (tmp_path / "out").rglob("*") if p.is_file()] == []


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [("x.parquet", b"PAR1 no", "x.parquet"), ("y.jsonl", None, "No such file")],
)
def test_a_shard_that_cannot_be_read_is_an_error_of_its_own(tmp_path, name, content, reason):
    if content:
        (tmp_path / name).write_bytes(content)
    with pytest.raises((OSError, ValueError), match=reason):
        batch.predict_shard(tmp_path / name, tmp_path / "out")


def test_columns_that_are_missing_are_named(tmp_path):
    pq.write_table(pa.table({"text": [TEXT]}), tmp_path / "x.parquet")
    with pytest.raises(ValueError, match="needs the columns id and text"):
        batch.predict_shard(tmp_path / "x.parquet", tmp_path / "out")


def test_from_the_command_line(shards, tmp_path):
    # in this process, so that the stand-in model is there
    (shards / "bad.parquet").write_bytes(b"PAR1 no")
    result = command("batch", shards, tmp_path / "out", "--jobs", "1")
    assert result.exit_code == 1
    assert "bad.parquet" in result.stderr
    assert "4 shards (0 done before, 1 failed): 8 documents in, 4 labelled, 4 in errors/; 20 lines" in result.stderr
    (shards / "bad.parquet").unlink()
    assert "3 shards (3 done before, 0 failed)" in command("batch", shards, tmp_path / "out", "--jobs", "1").stderr


@pytest.mark.parametrize("args", [["no-such-folder", "out"], [".", "out", "--address", "here:1"]])
def test_wrong_use_of_the_command_line(tmp_path, args, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = command("batch", *args)
    assert result.exit_code == 2
    assert result.stderr


def test_shards_of_one_name_are_refused(tmp_path):
    for suffix in batch.SUFFIXES:
        (tmp_path / f"x{suffix}").touch()
    with pytest.raises(ValueError, match="same name"):
        batch.find_shards(tmp_path)


# With the shipped model, in processes of their own.


@pytest.fixture(scope="module")
def filings(tmp_path_factory):
    """12 shards, 3 documents each; one document of each shard is damaged."""
    folder = tmp_path_factory.mktemp("filings")
    texts = [p.read_text() for p in sorted((ROOT / "data" / "samples").glob("*.txt"))]
    for n in range(12):
        rows = [{"id": f"{n}-{k}", "text": text} for k, text in enumerate([texts[n % 3], texts[(n + 1) % 3], ""])]
        rows[2]["text"] = None
        (folder / f"shard-{n:02}.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows))
    return folder


@pytest.fixture(scope="module")
def expected(filings, tmp_path_factory):
    """The tables of a run that nothing disturbs."""
    out = tmp_path_factory.mktemp("undisturbed")
    process = start(filings, out, "--jobs", "1")
    _, errors = process.communicate(timeout=300)
    assert process.returncode == 1, errors
    assert "36 documents in, 24 labelled, 12 in errors/" in errors
    return tables(out)


def start(filings, out, *options, **more):
    command = [sys.executable, "-m", "filing_sections", "batch", filings, out, *options]
    return subprocess.Popen(
        [str(c) for c in command], stderr=subprocess.PIPE, text=True, start_new_session=True, **more
    )


def workers(parent: int) -> list[int]:
    """Processes below `parent` that have read the model, by what Linux says of their memory."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
            if folder.name.isdigit() and int(fields[1]) == parent and "LokyProcess" in (folder / "cmdline").read_text():
                found.append(int(folder.name))
        except OSError:
            continue
    return found


@shipped
@pytest.mark.skipif(not Path("/proc").exists(), reason="finds the workers in /proc")
@pytest.mark.parametrize("victim", ["worker", "everything"])
def test_a_kill_loses_nothing(filings, expected, tmp_path, victim):
    process = start(filings, tmp_path, "--jobs", "2")
    done = tmp_path / "_done"
    until = time.monotonic() + 120
    while not (done.exists() and any(done.glob("*.json"))):
        assert process.poll() is None, process.stderr.read()
        assert time.monotonic() < until
        time.sleep(0.005)
    if victim == "worker":
        os.kill(workers(process.pid)[0], signal.SIGKILL)
    else:
        os.killpg(process.pid, signal.SIGKILL)
    _, errors = process.communicate(timeout=120)
    finished = len(list(done.glob("*.json")))
    assert 1 <= finished < 12
    if victim == "worker":
        assert process.returncode == 1
        assert "a worker was killed; run again" in errors
    again = start(filings, tmp_path, "--jobs", "2")
    _, errors = again.communicate(timeout=300)
    assert f"12 shards ({finished} done before, 0 failed): 36 documents in, 24 labelled, 12 in errors/" in errors
    assert tables(tmp_path) == expected
    assert not list(tmp_path.rglob("*.partial"))


@shipped
@pytest.mark.slow
@pytest.mark.parametrize("backend", ["dask", "ray"])
def test_clusters_give_the_same_tables(filings, expected, tmp_path, backend):
    pytest.importorskip({"dask": "distributed", "ray": "ray"}[backend], reason="needs the extra cluster")
    process = start(filings, tmp_path, "--backend", backend, "--jobs", "2")
    _, errors = process.communicate(timeout=500)
    assert "12 shards (0 done before, 0 failed): 36 documents in, 24 labelled, 12 in errors/" in errors
    assert tables(tmp_path) == expected


@shipped
@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("java"), reason="Spark needs Java")
def test_spark_gives_the_same_signers(filings, expected, tmp_path):
    pytest.importorskip("pyspark", reason="needs pyspark")
    rows = [json.loads(line) for path in sorted(filings.glob("*.jsonl")) for line in path.open()]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "documents.parquet")
    command = [
        sys.executable,
        ROOT / "examples" / "spark_batch.py",
        tmp_path / "documents.parquet",
        tmp_path / "signers",
    ]
    process = subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, "PYSPARK_PYTHON": sys.executable}
    )
    assert process.returncode == 0, process.stderr
    assert "36 documents in, 12 failed" in process.stdout
    signers = pq.read_table(tmp_path / "signers").to_pylist()
    assert sorted(map(str, signers)) == sorted(map(str, expected["signatures"]))
    assert signers
