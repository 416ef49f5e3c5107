"""The labelled corpus fetched from a local server: what matches its hash is kept, what does not is said."""

import itertools
import json
from pathlib import Path

import pytest

from edgar_server import Fault, serve, submission
from filing_sections.corpus import read_corpus, read_data
from filing_sections.edgar import Edgar, EdgarError
from filing_sections.edgar_corpus import corpus_folder, corpus_text, fetch_corpus
from filing_sections.edgar_download import Limiter
from filing_sections.label_files import dumps

SHARED = Path(__file__).resolve().parents[1].parent / "shared" / "corpus"

PLAIN = "FORM 8-K\n\nIt happened.\n\nSIGNATURES\nBy: /s/ Ada Quince\n"
LETTER = "EXHIBIT 99.1\nDear holder\n"
PAGE = "<html><body><p>FORM 8-K</p><p>It&nbsp;happened   again.</p><p style='display:none'>x</p></body></html>"
PAGE_TEXT = "FORM 8-K\n\nIt happened again.\n"


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serve() as running:
        yield running


@pytest.fixture
def edgar(server, tmp_path):
    with Edgar(
        "Ada Example ada@example.com", tmp_path / "cache", server.url, limiter=Limiter(1e6), sleep=lambda seconds: None
    ) as client:
        yield client


def row(text):
    labels = ["body" if line.strip() else None for line in text.split("\n")]
    records = {"cover": None, "signatures": [], "exhibits": []}
    return {"text": text, "labels": labels, "entities": [], "attached": [], **records}


def number(k):
    return f"0000777001-02-{k:06d}"


def label(data, id, text, k, document=1, split="train", **head):
    base = {
        "id": id,
        "accession": number(k),
        "cik": "777001",
        "document": document,
        "type": "8-K",
        "format": "text",
        "group": id,
    }
    path = data / "labels" / split / f"{id}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dumps(base | head, row(text) if isinstance(text, str) else text), encoding="utf-8")


def offer(server, k, *texts):
    documents = [("8-K" if i == 0 else "EX-99.1", f"d{i}.txt", text.removesuffix("\n")) for i, text in enumerate(texts)]
    server.add(f"edgar/data/777001/{number(k)}.txt", submission(number(k), *documents, cik=777001))


def test_corpus_is_what_the_labels_name_and_the_rest_is_said(server, edgar, tmp_path):
    data = tmp_path / "data"
    label(data, "plain", PLAIN, 1)
    label(data, "exhibit", LETTER, 1, document=2, type="EX-99.1")
    label(data, "html", PAGE_TEXT, 2, split="dev", document=0, format="html")
    label(data, "whole", PLAIN + LETTER, 3, document=[1, 2])
    label(data, "altered", PLAIN, 4)
    label(data, "absent", PLAIN, 5)
    label(data, "unknown", PLAIN, 6, accession=None)
    offer(server, 1, PLAIN, LETTER)
    offer(server, 2, LETTER, PAGE)
    offer(server, 3, PLAIN, LETTER)
    offer(server, 4, PLAIN.replace("Ada", "Eve"))

    report = {result.id: result for result in fetch_corpus(data, edgar)}
    assert {id: result.split for id, result in report.items() if result.path} == {
        "plain": "train",
        "exhibit": "train",
        "whole": "train",
        "html": "dev",
    }
    assert "sha256" in report["altered"].error
    assert "404" in report["absent"].error
    assert report["unknown"].error == "its accession number is not known; see SOURCES.md"

    texts = corpus_folder(tmp_path / "cache") / "text"
    train = {d.id: d for d in read_data(data, "train", texts)}
    assert {id: d.lines.text for id, d in train.items()} == {
        "plain": PLAIN,
        "exhibit": LETTER,
        "whole": PLAIN + LETTER,
    }
    assert [x and x.value for x in train["plain"].labels] == row(PLAIN)["labels"]
    (html,) = read_data(data, "dev", texts, "html")  # the raw HTML came too
    assert html.lines.source is not None
    for split in ("train", "dev"):
        as_folder = read_corpus(texts.parent, split, "html")
        assert [d.id for d in as_folder] == [d.id for d in read_data(data, split, texts)]
    assert as_folder[0].lines.source is not None


def test_second_time_downloads_only_what_was_lacking(server, edgar, tmp_path):
    label(tmp_path, "a", PLAIN, 1)
    label(tmp_path, "b", PAGE_TEXT, 2)
    offer(server, 1, PLAIN)
    assert [bool(result.path) for result in fetch_corpus(tmp_path, edgar)] == [True, False]
    offer(server, 2, PAGE)
    assert [bool(result.path) for result in fetch_corpus(tmp_path, edgar)] == [True, True]
    assert len(server.requests(f"edgar/data/777001/{number(1)}.txt")) == 1


def test_damaged_text_is_made_anew(server, edgar, tmp_path):
    label(tmp_path, "a", PLAIN, 1)
    offer(server, 1, PLAIN)
    (result,) = fetch_corpus(tmp_path, edgar)
    result.path.write_text("something else")
    fetch_corpus(tmp_path, edgar)
    assert result.path.read_text() == PLAIN


def test_folder_without_labels_is_said(edgar, tmp_path):
    with pytest.raises(EdgarError, match="no labels in it"):
        fetch_corpus(tmp_path, edgar)


@pytest.mark.parametrize("html", ["", " \n", "<html></html>", "<?xml version='1.0' encoding='UTF-8'?><p>A</p>"])
def test_rendering_of_hardly_anything(html):
    assert corpus_text(html).strip() in ("", "A")


@pytest.mark.skipif(not SHARED.is_dir(), reason="the corpus is not beside the repository")
def test_real_corpus_comes_back_from_a_server(server, edgar, tmp_path):
    with open(SHARED / "index.jsonl", encoding="utf-8") as file:
        index = {r["id"]: r for r in map(json.loads, file)}
    with open(SHARED / "dev.jsonl", encoding="utf-8") as file:
        rows = [r for r in map(json.loads, file) if len(r["text"]) < 40_000 and r["text"].isascii()]
    text = [r for r in rows if index[r["id"]]["format"] == "text" and not r["id"].startswith("whole-")]
    html = [r for r in rows if index[r["id"]]["format"] == "html"]
    chosen = [*itertools.islice(text, 12), *itertools.islice(html, 6)]
    assert len(chosen) > 6
    faults = [Fault(429, retry_after="0"), Fault(503), Fault(cut=500), Fault(cut=0), Fault()]
    for k, gold in enumerate(chosen, 1):
        meta = index[gold["id"]]
        label(tmp_path, gold["id"], gold, k, split="dev", type=meta["type"], format=meta["format"])
        source = meta.get("html")
        content = (SHARED / source).read_text("cp1252") if source else gold["text"]
        offer(server, k, content)
        server.fail(f"edgar/data/777001/{number(k)}.txt", faults[k % 5])

    report = fetch_corpus(tmp_path, edgar)
    assert [result.error for result in report] == [None] * len(chosen)
    fetched = {d.id: d for d in read_data(tmp_path, "dev", report[0].path.parent, corrections=None)}
    for gold in chosen:
        got = fetched[gold["id"]]
        assert got.lines.text == gold["text"]
        assert [x and x.value for x in got.labels] == gold["labels"]
        assert [list(entity) for entity in got.entities] == gold["entities"]
        assert got.signatures == gold["signatures"]
        assert got.cover == gold["cover"]


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.is_dir(), reason="the corpus is not beside the repository")
def test_all_labelled_texts_come_back_from_a_server(server, edgar):
    """Every labelled document, at its place in its submission, under its accession number: none differs."""
    data = Path(__file__).resolve().parents[1] / "data"
    heads = [json.loads(path.read_text()) for path in sorted(data.glob("labels/*/*.json"))]
    # the parts of documents that were joined are not at hand
    heads = {head["id"]: head for head in heads if head["accession"] and not isinstance(head["document"], list)}
    filings: dict[str, dict[int, tuple[str, str, bytes]]] = {}
    for id, head in heads.items():
        html = head["format"] == "html"
        source = SHARED / ("html" if html else "text") / f"{id}.{'htm' if html else 'txt'}"
        documents = filings.setdefault(head["accession"], {})
        place = head["document"] or 1
        while place in documents:  # some numbers count the exhibits alone
            place += 1
        documents[place] = (head["type"] or "8-K", source.name, source.read_bytes().removesuffix(b"\n"))
    for accession, documents in filings.items():
        filler = ("EX-99", "filler.txt", b"Another document.")
        parts = [documents.get(k, filler) for k in range(1, max(documents) + 1)]
        server.add(f"edgar/data/{int(accession[:10])}/{accession}.txt", submission(accession, *parts))
        for head in heads.values():
            if head["accession"] == accession and head["cik"]:
                server.add(f"edgar/data/{int(head['cik'])}/{accession}.txt", submission(accession, *parts))

    report = {result.id: result for result in fetch_corpus(data, edgar)}
    assert [(id, report[id].error) for id in heads if report[id].error] == []
    assert len(heads) > 300
