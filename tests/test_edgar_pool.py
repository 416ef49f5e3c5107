"""Filings without labels fetched from a local server: what matches its hash is packed, and what does not is said."""

import csv
import hashlib
import json
import tarfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from edgar_server import UNDECLARED, Fault, serve, submission
from filing_sections import cli_data
from filing_sections.cli import app
from filing_sections.edgar import Edgar, EdgarError, RefusedError
from filing_sections.edgar_download import Limiter
from filing_sections.edgar_pool import ARCHIVE, fetch_pool
from filing_sections.label_files import dumps
from filing_sections.pool import EXHIBIT, read_pool

SHARED = Path(__file__).resolve().parents[1].parent / "shared" / "corpus"
KEYS = ["file", "kind", "group", "accession", "cik", "form", "filed", "repo", "commit", "path", "sha256"]


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serve() as running:
        yield running


def client(server, cache):
    return Edgar("Ada Example ada@example.com", cache, server.url, limiter=Limiter(1e6), sleep=lambda seconds: None)


@pytest.fixture
def edgar(server, tmp_path):
    with client(server, tmp_path / "cache") as made:
        yield made


def number(k):
    return f"0000777001-02-{k:06d}"


def where(k):
    return f"edgar/data/777001/{number(k)}.txt"


def filing(k):
    documents = ("8-K", "a.txt", f"FORM 8-K\nMeadow Lamp Co.\nEvent {k}"), ("EX-99.1", "b.txt", f"Dear holder {k}")
    return submission(number(k), *documents, cik=777001)


def row(k, content=None, **other):
    about = {"kind": "full-submission", "group": f"group{k}", "accession": number(k), "cik": "0000777001"}
    sha256 = hashlib.sha256(filing(k) if content is None else content).hexdigest()
    return {"file": f"{number(k)}.txt", **about, "form": "8-K", "filed": "2002-10-01", "sha256": sha256} | other


def write_table(data, *rows):
    data.mkdir(parents=True, exist_ok=True)
    with open(data / "POOL.csv", "w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, KEYS, lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


def texts(archive):
    return {text.lines.text.strip().splitlines()[-1]: text for text in read_pool(archive)}


def test_submissions_come_as_training_reads_them(server, edgar, tmp_path):
    beyond = row(5, accession=""), row(6, cik=""), row(7, kind="exhibit")
    write_table(tmp_path / "data", row(2), row(1), row(3, content=b"another"), row(4), *beyond)
    for k in (1, 2, 3, 5, 6, 7):
        server.add(where(k), filing(k))
    server.fail(where(1), Fault(503), Fault(cut=200))

    report = fetch_pool(tmp_path / "data", edgar, tmp_path / "corpus")
    assert [result.file for result in report] == [f"{number(k)}.txt" for k in (2, 1, 3, 4, 5, 6, 7)]
    assert [result.held for result in report] == [True] * 2 + [False] * 5
    errors = [result.error for result in report]
    assert "has not the sha256 of POOL.csv" in errors[2]
    assert "404" in errors[3]
    assert [errors[k] for k in (0, 1, 4, 5, 6)] == [None] * 5
    assert {request.path for request in server.log} == {f"/Archives/{where(k)}" for k in (1, 2, 3, 4)}

    found = list(read_pool(tmp_path / "corpus" / ARCHIVE))
    assert [text.group for text in found] == ["group1"] * 3 + ["group2"] * 3  # both documents, and the whole
    exhibits = [text.lines.text.strip() for text in found if (text.attached == EXHIBIT).all()]
    assert exhibits == ["Dear holder 1", "Dear holder 2"]


def test_second_time_downloads_only_what_was_lacking(server, tmp_path):
    write_table(tmp_path / "data", row(1), row(2))
    server.add(where(2), filing(2))
    for cache, held in (("one", [False, True]), ("two", [True, True])):
        with client(server, tmp_path / cache) as edgar:  # nothing in the cache: the archive alone spares requests
            report = fetch_pool(tmp_path / "data", edgar, tmp_path / "corpus")
        assert [result.held for result in report] == held
        server.add(where(1), filing(1))
    assert len(server.requests(where(2))) == 1
    assert {"Dear holder 1", "Dear holder 2"} <= set(texts(tmp_path / "corpus" / ARCHIVE))

    written = (tmp_path / "corpus" / ARCHIVE).stat()
    with client(server, tmp_path / "three") as edgar:
        fetch_pool(tmp_path / "data", edgar, tmp_path / "corpus")
    assert (tmp_path / "corpus" / ARCHIVE).stat().st_mtime_ns == written.st_mtime_ns
    assert len(server.requests(where(2))) == 1


def test_same_contents_make_the_same_archive(server, edgar, tmp_path):
    for k in (1, 2, 3):
        server.add(where(k), filing(k))
    write_table(tmp_path / "data", row(2))
    fetch_pool(tmp_path / "data", edgar, tmp_path / "grown")
    write_table(tmp_path / "data", row(3), row(1), row(2))
    fetch_pool(tmp_path / "data", edgar, tmp_path / "grown")
    fetch_pool(tmp_path / "data", edgar, tmp_path / "fresh")
    archive = tmp_path / "fresh" / ARCHIVE
    assert archive.read_bytes() == (tmp_path / "grown" / ARCHIVE).read_bytes()
    with tarfile.open(archive) as tar:
        assert {(member.mtime, member.uid, member.uname) for member in tar} == {(0, 0, "")}
    assert [path.name for path in archive.parent.iterdir()] == [ARCHIVE]


def test_what_an_archive_holds_stays_unless_its_hash_is_wrong(server, edgar, tmp_path):
    memo, changed = b"A memo of the user's own", b"FORM 8-K as somebody changed it"
    letter = row(8, content=b"Dear holder of old", kind="exhibit", accession="", file="letter.txt")
    archive = tmp_path / "corpus" / ARCHIVE
    archive.parent.mkdir()
    stored = {
        "memo.txt": ({"file": "memo.txt", "kind": "main-document", "group": "own"}, memo),
        "letter.txt": (letter, b"Dear holder of old"),
        row(1)["file"]: (row(1), changed),
        row(2)["file"]: (row(2), changed),
    }
    index = "\n".join(json.dumps(about) for about, _ in stored.values()).encode()
    with tarfile.open(archive, "w:xz") as tar:
        for name, content in [*((name, content) for name, (_, content) in stored.items()), ("index.jsonl", index)]:
            (tmp_path / name).write_bytes(content)
            tar.add(tmp_path / name, f"elsewhere/{name}")
    server.add(where(1), filing(1))
    write_table(tmp_path / "data", row(1), row(2), letter)

    report = fetch_pool(tmp_path / "data", edgar, archive.parent)
    assert [result.held for result in report] == [True, False, True]
    assert set(texts(archive)) >= {memo.decode(), "Dear holder of old", "Dear holder 1"}
    assert changed.decode() not in texts(archive)


@pytest.mark.parametrize("reachable", [True, False])
@pytest.mark.parametrize("damage", [lambda good: good[: len(good) // 2], lambda good: b"no archive", lambda good: b""])
def test_damaged_archive_is_made_anew(server, edgar, tmp_path, damage, reachable):
    write_table(tmp_path / "data", row(1))
    server.add(where(1), filing(1))
    fetch_pool(tmp_path / "data", edgar, tmp_path / "corpus")
    archive = tmp_path / "corpus" / ARCHIVE
    archive.write_bytes(damage(archive.read_bytes()))
    if not reachable:
        write_table(tmp_path / "data", row(2))
    fetch_pool(tmp_path / "data", edgar, tmp_path / "corpus")
    assert ("Dear holder 1" in texts(archive)) == reachable


def test_no_archive_is_made_of_nothing(edgar, tmp_path):
    write_table(tmp_path / "data", row(1), row(2, accession=""))
    report = fetch_pool(tmp_path / "data", edgar, tmp_path / "corpus")
    assert [bool(result.error) for result in report] == [True, False]
    assert not (tmp_path / "corpus").exists()


def test_what_cannot_be_read_or_written_is_said(server, edgar, tmp_path):
    with pytest.raises(EdgarError, match=r"POOL\.csv: cannot be read"):
        fetch_pool(tmp_path, edgar)
    write_table(tmp_path, row(1))
    server.add(where(1), filing(1))
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(EdgarError, match=rf"{ARCHIVE}: cannot be"):
        fetch_pool(tmp_path, edgar, tmp_path / "file")


def test_refusal_ends_it_and_leaves_the_archive(server, edgar, tmp_path):
    server.add(where(1), filing(1))
    write_table(tmp_path, row(1))
    fetch_pool(tmp_path, edgar, tmp_path)
    before = (tmp_path / ARCHIVE).read_bytes()
    write_table(tmp_path, row(1), row(2))
    server.fail(where(2), Fault(403, page=UNDECLARED))
    with pytest.raises(RefusedError):
        fetch_pool(tmp_path, edgar, tmp_path)
    assert (tmp_path / ARCHIVE).read_bytes() == before


@pytest.mark.parametrize("complete", [True, False])
def test_command_says_what_came_and_what_did_not(server, monkeypatch, tmp_path, complete):
    monkeypatch.setenv("EDGAR_IDENTITY", "Ada Example ada@example.com")
    monkeypatch.setattr(cli_data, "__file__", str(tmp_path / "src" / "filing_sections" / "cli_data.py"))
    text = "FORM 8-K\nMeadow Lamp Co.\nEvent 1\n"
    gold = {"text": text, "labels": ["body"] * 3 + [None], "entities": [], "attached": []}
    gold |= {"cover": None, "signatures": [], "exhibits": []}
    head = {"id": "a", "accession": number(1), "cik": "777001", "document": 1, "type": "8-K", "format": "text"}
    labels = tmp_path / "data" / "labels" / "train"
    labels.mkdir(parents=True)
    (labels / "a.json").write_text(dumps(head | {"group": "a"}, gold), encoding="utf-8")
    write_table(tmp_path / "data", row(1), row(2), row(3, accession=""))
    server.add(where(1), filing(1))
    if complete:
        server.add(where(2), filing(2))

    places = ["--cache", str(tmp_path / "cache"), "--out", str(tmp_path / "corpus")]
    result = CliRunner().invoke(app, ["fetch", "--corpus", "--server", server.url, *places])
    assert result.exit_code == (0 if complete else 1), result.stderr
    assert "1 of 1 labelled documents are in" in result.stderr
    assert f"{2 if complete else 1} of 3 filings without labels are in {tmp_path / 'corpus' / ARCHIVE}" in result.stderr
    assert "; 1 are no submissions or have no accession number" in result.stderr
    assert (f"filing-sections: unlabelled/{number(2)}.txt: " in result.stderr) == (not complete)
    assert set(texts(tmp_path / "corpus" / ARCHIVE)) >= {"Event 1", "Dear holder 1"}


def test_the_repository_names_200_submissions_that_can_be_fetched():
    with open(Path(__file__).resolve().parents[1] / "data" / "POOL.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    wanted = [r for r in rows if r["kind"] == "full-submission" and r["accession"] and r["cik"]]
    assert (len(rows), len({r["file"] for r in rows})) == (385, 385)
    assert (len(wanted), len({r["accession"] for r in wanted})) == (200, 200)


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.is_dir(), reason="the corpus is not beside the repository")
def test_all_submissions_of_the_repository_come_back_from_a_server(server, edgar, tmp_path):
    data = Path(__file__).resolve().parents[1] / "data"
    with open(data / "POOL.csv", encoding="utf-8", newline="") as file:
        rows = {r["file"]: r for r in csv.DictReader(file)}
    with tarfile.open(SHARED / ARCHIVE) as tar:
        contents = {Path(member.name).name: tar.extractfile(member).read() for member in tar if member.isfile()}
    for name, r in rows.items():
        if r["accession"] and r["cik"]:
            server.add(f"edgar/data/{int(r['cik'])}/{r['accession']}.txt", contents[name])
    report = fetch_pool(data, edgar, tmp_path)
    assert sum(result.held for result in report) == 200
    assert [result.error for result in report if result.error] == []
    with tarfile.open(tmp_path / ARCHIVE) as tar:
        packed = {Path(member.name).name: tar.extractfile(member).read() for member in tar}
    assert packed.pop("index.jsonl").count(b"\n") == len(packed) == 200
    assert all(packed[name] == contents[name] for name in packed)
