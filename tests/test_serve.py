"""The server: its REST interface, who may ask and how much, corrections, retraining. No model: a stand-in labels."""

import asyncio
import json
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from filing_sections.filing import Document, Entity, Filing
from filing_sections.labels import EntityLabel, Label
from filing_sections.lines import Lines

pytest.importorskip("fastapi", reason="the serve extra is not installed")
httpx = pytest.importorskip("httpx", reason="httpx is not installed")

from filing_sections.corpus import read_jsonl  # noqa: E402
from filing_sections.exchange import from_label_studio  # noqa: E402
from filing_sections.report import letters  # noqa: E402
from filing_sections.serve import create_app, run  # noqa: E402
from filing_sections.serve.corrections import Corrections, corrected  # noqa: E402
from filing_sections.serve.guard import Guard  # noqa: E402
from filing_sections.serve.retrain import Retraining  # noqa: E402

ROOT = Path(__file__).resolve().parents[1]
TEXT = "FORM 8-K\n\nItem 5. The mill burnt.\nBy: /s/ Ada Quill"


def stand_in(label: Label = Label.BODY, macro: float = 0.9) -> SimpleNamespace:
    """A model that gives every line one label, and refuses what begins with a PDF's mark."""

    def predict(content: bytes) -> Filing:
        assert isinstance(content, bytes), "a str might be taken for a path"
        if content.startswith(b"%PDF"):
            raise ValueError("a PDF, not a filing's text")
        if content.startswith(b"empty"):
            return Filing([], warnings=["line 1: holds no document"])
        lines = Lines.from_text(content.decode())
        labels = [label if line.strip() else None for line in lines]
        probabilities = np.array([np.nan if x is None else 0.8 for x in labels])
        return Filing([Document("input", lines, labels, probabilities)])

    return SimpleNamespace(predict=predict, meta={"scores": {"dev": {"lines_macro_f1": macro}}})


def client(app, **options) -> httpx.Client:
    """A client that calls the application in this process."""
    return _Client(httpx.ASGITransport(app=app), **options)


class _Client:
    def __init__(self, transport: httpx.ASGITransport, base_url: str = "http://127.0.0.1:8400", **options) -> None:
        self._loop = asyncio.new_event_loop()
        self._client = httpx.AsyncClient(transport=transport, base_url=base_url, **options)

    def __call__(self, method: str, path: str, **options) -> httpx.Response:
        return self._loop.run_until_complete(self._client.request(method, path, **options))

    def gather(self, *calls: tuple) -> list[httpx.Response]:
        async def all_of_them() -> list[httpx.Response]:
            return await asyncio.gather(*(self._client.request(method, path, **o) for method, path, o in calls))

        return self._loop.run_until_complete(all_of_them())

    def wait(self, seconds: float) -> None:
        self._loop.run_until_complete(asyncio.sleep(seconds))


@pytest.fixture
def app(tmp_path):
    return create_app(stand_in(), tmp_path / "corrections", max_bytes=10_000)


def test_predict_takes_a_file_a_field_or_the_body(app) -> None:
    ask = client(app)
    answers = [
        ask("POST", "/predict", files={"file": ("tarn.txt", TEXT.encode())}),
        ask("POST", "/predict", data={"text": TEXT}),
        ask("POST", "/predict", content=TEXT.encode(), headers={"content-type": "text/plain"}),
    ]
    for answer, name in zip(answers, ("tarn", "text", "text"), strict=True):
        assert answer.status_code == 200
        (document,) = answer.json()["documents"]
        assert (document["id"], document["text"]) == (name, TEXT)
        assert document["labels"] == ["body", None, "body", "body"]


def test_text_that_is_a_path_is_text(app, tmp_path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("do not tell")
    (document,) = client(app)("POST", "/predict", data={"text": str(secret)}).json()["documents"]
    assert document["text"] == str(secret)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"data": {"text": " "}}, "nothing was sent"),
        ({"content": b""}, "nothing was sent"),
        ({"files": {"file": ("a.pdf", b"%PDF-1.4")}}, "a.pdf: a PDF"),
        ({"data": {"text": "empty"}}, "holds no document"),
        ({"data": {"sample": "../../etc/passwd"}}, "no such sample"),
    ],
)
def test_wrong_input_is_422_with_a_reason(app, options, reason) -> None:
    answer = client(app)("POST", "/predict", **options)
    assert answer.status_code == 422
    assert reason in answer.json()["detail"]


@pytest.mark.parametrize("told", [True, False])
def test_too_large_is_413_whether_the_length_is_told_or_not(app, told) -> None:
    async def pieces():
        for _ in range(30):
            yield b"x" * 1000

    content = b"x" * 30_000 if told else pieces()
    answer = client(app)("POST", "/predict", content=content, headers={"content-type": "text/plain"})
    assert answer.status_code == 413
    assert "10,000 bytes" in answer.json()["detail"]
    assert client(app)("POST", "/predict", content=b"x" * 9_000).status_code == 200


def test_health_interface_and_openapi(app) -> None:
    ask = client(app)
    assert ask("GET", "/health").json()["status"] == "ok"
    assert "/predict" in ask("GET", "/openapi.json").json()["paths"]
    page = ask("GET", "/docs").text
    assert "POST /predict" in page
    assert "422" in page
    assert "<script" not in page


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": "http://127.0.0.1:8400"}, 200),
        ({"origin": "http://evil.test"}, 403),
        ({"origin": "http://127.0.0.1:9999"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"host": "evil.test"}, 403),
        ({"host": "evil.test:8400", "origin": "http://evil.test:8400"}, 403),
        ({"host": "127.0.0.1.evil.test"}, 403),
        ({"host": "localhost:8400", "origin": "http://localhost:8400"}, 200),
        ({"host": "[::1"}, 403),
    ],
)
def test_other_sites_and_other_names_are_refused(app, headers, status) -> None:
    assert client(app)("POST", "/predict", data={"text": TEXT}, headers=headers).status_code == status


def test_a_foreign_name_may_not_read_either(app) -> None:
    assert client(app)("GET", "/", headers={"host": "evil.test"}).status_code == 403


def test_token(tmp_path) -> None:
    app = create_app(stand_in(), tmp_path, token="quill", hosts=frozenset({"192.0.2.7"}))
    ask = client(app, base_url="http://192.0.2.7:8400")
    assert ask("GET", "/").status_code == 401
    assert ask("GET", "/?token=wrong").status_code == 401
    assert ask("GET", "/", headers={"authorization": "Bearer quill"}).status_code == 200
    assert ask("GET", "/health").status_code == 200
    answer = ask("GET", "http://192.0.2.7:8400//evil.test/?token=quill&x=1")
    assert answer.headers["location"] == "/evil.test/?x=1"
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=strict" in cookie.lower()
    assert ask("GET", "/").status_code == 200  # by the cookie


def test_another_host_needs_the_flag() -> None:
    with pytest.raises(ValueError, match="allow-remote"):
        run(None, host="0.0.0.0")


def test_answers_cannot_be_framed_or_sniffed(app) -> None:
    headers = client(app)("GET", "/").headers
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"


def test_fifty_clients_at_once_get_answers_or_429(tmp_path) -> None:
    at_once, most, lock = 0, 0, threading.Lock()

    def slow(content: bytes) -> Filing:
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
        time.sleep(0.02)
        with lock:
            at_once -= 1
        return stand_in().predict(content)

    app = create_app(SimpleNamespace(predict=slow, meta={}), tmp_path, workers=2, waiting=10)
    answers = client(app).gather(*[("POST", "/predict", {"data": {"text": f"{TEXT} {i}"}}) for i in range(50)])
    codes = [answer.status_code for answer in answers]
    assert set(codes) == {200, 429}
    assert codes.count(200) >= 12
    assert most == 2
    assert all(answer.headers["retry-after"] for answer in answers if answer.status_code == 429)
    for i, answer in enumerate(answers):
        if answer.status_code == 200:
            assert answer.json()["documents"][0]["text"] == f"{TEXT} {i}"
    assert client(app)("GET", "/health").json()["busy"] == 0


def opened(ask, **options) -> str:
    answer = ask("POST", "/open", **(options or {"files": {"file": ("../../tarn.txt", TEXT.encode())}}))
    assert answer.status_code == 303
    return answer.headers["location"]


def test_opening_shows_the_page_and_wrong_input_the_reason(app) -> None:
    ask = client(app)
    page = ask("GET", opened(ask))
    assert "The mill burnt." in page.text
    assert 'id="save"' in page.text
    answer = ask("POST", "/open", files={"file": ("<b>.pdf", b"%PDF")})
    assert answer.status_code == 422
    assert "&lt;b&gt;.pdf: a PDF" in answer.text
    assert ask("GET", "/filings/none").status_code == 404


def test_samples_are_offered_and_opened(tmp_path) -> None:
    samples = tmp_path / "samples"
    samples.mkdir()
    (samples / "8-k.txt").write_text(TEXT)
    ask = client(create_app(stand_in(), tmp_path / "corrections", samples=samples))
    assert 'value="8-k.txt"' in ask("GET", "/").text
    assert "The mill burnt." in ask("GET", opened(ask, data={"sample": "8-k.txt"})).text


def test_corrections_are_saved_as_a_line_of_a_corpus(app, tmp_path) -> None:
    ask = client(app)
    url = opened(ask)
    name = TEXT.index("Ada Quill")
    for labels in ("C.BB", "C.BS"):  # the second takes the place of the first
        entities = [[name, name + 9, "PERSON"]]
        answer = ask("PUT", f"{url}/documents/1", json={"labels": labels, "entities": entities})
        assert answer.status_code == 200
        assert answer.json()["documents"] == 1
    assert [s["name"] for s in answer.json()["document"]["signatures"]] == ["Ada Quill"]
    assert answer.json()["document"]["regions"][-1] == ["S", 4, 4]
    folder = tmp_path / "corrections"
    assert [path.name for path in folder.iterdir()] == ["corrections.jsonl"]
    (document,) = read_jsonl(folder / "corrections.jsonl")
    assert document.id.startswith("tarn-")
    assert document.labels == [Label.COVER, None, Label.BODY, Label.SIGNATURE]
    assert document.entities == [(name, name + 9, "PERSON")]
    assert document.lines.text == TEXT
    assert document.signatures == [{"name": "Ada Quill", "title": None, "company": None, "date": None, "line": 4}]
    # the page shows what was corrected, and the downloads hold it
    assert '"labels":"C.BS"' in ask("GET", url).text
    line = ask("GET", f"{url}/documents/1/corpus")
    assert line.json()["labels"] == ["cover", None, "body", "signature"]
    assert line.headers["content-disposition"].startswith("attachment")
    (task,) = ask("GET", f"{url}/documents/1/label-studio").json()
    again = from_label_studio(task)
    assert {name: again[name] for name in ("labels", "text", "signatures")} == {
        name: line.json()[name] for name in ("labels", "text", "signatures")
    }
    assert not list(tmp_path.rglob("*tarn*"))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"labels": "C.B", "entities": []}, "3 labels for 4 lines"),
        ({"labels": "CCBS", "entities": []}, "line 2: a blank line"),
        ({"labels": "C..S", "entities": []}, "line 3: a blank line"),
        ({"labels": "C.XS", "entities": []}, "'X' is no label"),
        ({"labels": "C.BS", "entities": [[0, 999, "ORG"]]}, "not inside the text"),
        ({"labels": "C.BS", "entities": [[5, 5, "ORG"]]}, "not inside the text"),
        ({"labels": "C.BS", "entities": [[0, 4, "ORG"], [2, 6, "DATE"]]}, "overlaps another"),
        ({"labels": "C.BS", "entities": [[0, 4, "PLANET"]]}, "no entity label"),
    ],
)
def test_corrections_that_do_not_fit_are_422(app, tmp_path, body, reason) -> None:
    ask = client(app)
    answer = ask("PUT", f"{opened(ask)}/documents/1", json=body)
    assert answer.status_code == 422
    assert reason in answer.json()["detail"]
    assert not (tmp_path / "corrections").exists()


EXHIBITS = "FORM 8-K\n\nEXHIBIT 99.1\nThe mill burnt.\nAll of it.\n\nEXHIBIT 99.2\nThe end"


@pytest.mark.parametrize(
    ("labels", "sent", "kept"),
    [
        ("C.EEE.EE", [[3, 5], [7, 8]], [(3, 5), (7, 8)]),
        ("C.EEE.EE", [[3, 8]], [(3, 8)]),
        ("C.EEE.EE", [], []),
        ("C.EBE.CE", [[3, 8]], [(3, 3), (5, 5), (8, 8)]),  # cut at cover and body
        ("C.EEB.EE", None, [(3, 4), (7, 8)]),  # as predicted, but for what is body now
    ],
)
def test_corrected_exhibits_hold_no_cover_or_body(labels, sent, kept) -> None:
    predicted = [Label.COVER, None, *[Label.EXHIBIT] * 3, None, *[Label.EXHIBIT] * 2]
    document = Document("x", Lines.from_text(EXHIBITS), predicted, np.full(8, 0.9), attached=[(3, 5), (7, 8)])
    assert corrected(document, labels, [], sent).attached == kept


@pytest.mark.parametrize("wrong", [[[0, 3]], [[3, 9]], [[5, 4]], [[3, 5], [5, 7]]])
def test_attached_exhibits_that_do_not_fit_are_said(wrong) -> None:
    document = Document("x", Lines.from_text(EXHIBITS), [Label.EXHIBIT] * 8, np.full(8, 0.9))
    with pytest.raises(ValueError, match="attached exhibit"):
        corrected(document, "E.EEE.EE", [], wrong)


def test_attached_exhibits_are_saved(app, tmp_path) -> None:
    ask = client(app)
    url = opened(ask, files={"file": ("a.txt", EXHIBITS.encode())})
    body = {"labels": "C.EEE.EE", "entities": [], "attached": [[3, 5], [7, 8]]}
    answer = ask("PUT", f"{url}/documents/1", json=body)
    assert answer.json()["document"]["attached"] == [[3, 5], [7, 8]]
    (document,) = read_jsonl(tmp_path / "corrections" / "corrections.jsonl")
    assert document.attached == [(3, 5), (7, 8)]
    assert ask("PUT", f"{url}/documents/1", json=body | {"attached": [[3, 99]]}).status_code == 422


def test_a_corrected_page_keeps_its_layout_for_training(tmp_path) -> None:
    html = "<p align=center><b>FORM 8-K</b></p><p>The mill burnt.</p>"

    def predict(content: bytes) -> Filing:
        lines = Lines.from_html(content.decode())
        labels = [Label.BODY if line.strip() else None for line in lines]
        return Filing([Document("input", lines, labels, np.full(len(labels), 0.8), html=html)])

    model = SimpleNamespace(predict=predict, meta={})
    ask = client(create_app(model, tmp_path, retraining=retraining(tmp_path, TRAIN)))
    url = opened(ask, files={"file": ("a.htm", html.encode())})
    shown = Lines.from_html(html)
    labels = "".join("C" if line.strip() else "." for line in shown)
    assert ask("PUT", f"{url}/documents/1", json={"labels": labels, "entities": []}).status_code == 200
    (document,) = read_jsonl(tmp_path / "corrections.jsonl")
    assert document.lines.text == shown.text
    assert document.lines.centred.any()
    assert document.lines.centred.tolist() == shown.centred.tolist()
    assert document.lines.bold.tolist() == shown.bold.tolist()
    (task,) = ask("GET", f"{url}/documents/1/label-studio").json()
    assert from_label_studio(task)["meta"]["html"] == html


def test_corrected_offsets_come_as_a_browser_counts() -> None:
    text = "\N{GRINNING FACE} Ada Quill"
    document = Document("x", Lines.from_text(text), [Label.BODY], np.array([0.9]))
    found = corrected(document, "S", [(3, 12, "PERSON")])
    assert found.entities == [Entity(2, 11, EntityLabel.PERSON, "Ada Quill")]
    with pytest.raises(ValueError, match="not inside"):
        corrected(document, "S", [(1, 12, "PERSON")])  # half a character


def retraining(tmp_path: Path, script: str) -> Retraining:
    command = lambda corrections, out: [sys.executable, "-u", "-c", script, str(corrections), str(out)]  # noqa: E731
    return Retraining(command, lambda folder: stand_in(Label(folder.read_text()), 0.95), tmp_path / "new")


def until_ended(ask, seconds: float = 10) -> dict:
    for _ in range(int(seconds / 0.05)):
        status = ask("GET", "/retrain/status").json()
        if status["state"] != "running":
            return status
        ask.wait(0.05)
    raise AssertionError("still running")


TRAIN = """import pathlib, sys
print("10 %", end="\\r"); print("100 %"); print(len(open(sys.argv[1]).readlines()), "documents")
pathlib.Path(sys.argv[2]).write_text("cover")"""


def test_retraining_shows_progress_and_both_models(tmp_path) -> None:
    ask = client(create_app(stand_in(), tmp_path / "kept", retraining=retraining(tmp_path, TRAIN)))
    assert ask("POST", "/retrain").status_code == 409  # nothing is corrected yet
    url = opened(ask)
    ask("PUT", f"{url}/documents/1", json={"labels": "C.CB", "entities": []})
    assert ask("POST", "/retrain").status_code == 202
    assert ask("POST", "/retrain").status_code == 409
    status = until_ended(ask)
    assert status["state"] == "done"
    assert status["lines"] == ["100 %", "1 documents"]
    (row,) = status["corrected"]
    assert (row["n_lines"], row["old"], row["new"]) == (3, 1, 2)
    assert status["unseen"] == [{"name": "lines, macro", "old": 0.9, "new": 0.95}]
    assert status["out"] == str(tmp_path / "new" / "model-1")
    assert ask("POST", "/predict", data={"text": TEXT}).json()["documents"][0]["labels"][0] == "body"
    ask("POST", "/retrain/use")
    assert ask("POST", "/predict", data={"text": TEXT}).json()["documents"][0]["labels"][0] == "cover"


@pytest.mark.parametrize(
    ("script", "said"),
    [("raise SystemExit('no data')", "no data"), ("", "FileNotFoundError")],
)
def test_retraining_that_fails_says_why(tmp_path, script, said) -> None:
    ask = client(create_app(stand_in(), tmp_path / "kept", retraining=retraining(tmp_path, script)))
    ask("PUT", f"{opened(ask)}/documents/1", json={"labels": "C.CB", "entities": []})
    ask("POST", "/retrain")
    status = until_ended(ask)
    assert status["state"] == "failed"
    assert said in "\n".join(status["lines"])


def test_retraining_can_be_stopped(tmp_path) -> None:
    ask = client(
        create_app(stand_in(), tmp_path / "kept", retraining=retraining(tmp_path, "import time; time.sleep(60)"))
    )
    ask("PUT", f"{opened(ask)}/documents/1", json={"labels": "C.CB", "entities": []})
    ask("POST", "/retrain")
    ask.wait(0.2)
    began = time.monotonic()
    assert ask("POST", "/retrain/stop").json()["state"] == "stopped"
    assert time.monotonic() - began < 5


@pytest.mark.slow
@pytest.mark.skipif(not (ROOT / "train.py").exists(), reason="training needs a checkout")
def test_retraining_with_the_real_script_where_no_corpus_is_at_hand(tmp_path, monkeypatch) -> None:
    from filing_sections.cli_page import train_command
    from filing_sections.model import load

    if (ROOT.parent / "shared" / "corpus").exists():  # a corpus of nothing, in its place
        for name in ("train", "dev", "index"):
            (tmp_path / f"{name}.jsonl").write_text("")
        corpus = tmp_path
    else:
        corpus = None
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    real = Retraining(train_command(corpus, "--made", "12", "--quick"), load, tmp_path / "new")
    ask = client(create_app(stand_in(), tmp_path / "kept", retraining=real))
    text = (ROOT / "data" / "samples" / "6-k-2002-haneul.txt").read_text()
    gold = json.loads((ROOT / "data" / "samples" / "6-k-2002-haneul.json").read_text())
    url = opened(ask, files={"file": ("6-k.txt", text.encode())})
    body = {"labels": letters(gold["labels"]), "entities": gold["entities"], "attached": gold["attached"]}
    assert ask("PUT", f"{url}/documents/1", json=body).status_code == 200
    assert ask("POST", "/retrain").status_code == 202
    status = until_ended(ask, 600)
    assert status["state"] == "done", status["lines"]
    said = "\n".join(status["lines"])
    assert "0 train and 0 dev documents" in said
    assert "1 extra documents, 12 made filings" in said
    (row,) = status["corrected"]
    assert row["old"] < row["n_lines"] // 2 < row["new"]
    assert ask("POST", "/retrain/use").status_code == 200
    (document,) = ask("POST", "/predict", data={"text": text}).json()["documents"]
    assert {"cover", "signature"} <= set(document["labels"])
    assert document["entities"]


def test_corrections_survive_a_crash_while_writing(tmp_path, monkeypatch) -> None:
    kept = Corrections(tmp_path)
    document = Document("x", Lines.from_text("A"), [Label.BODY], np.array([0.9]))
    kept.save(document)
    monkeypatch.setattr("os.replace", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        kept.save(Document("y", Lines.from_text("B"), [Label.BODY], np.array([0.9])))
    assert [row["text"] for row in kept.rows()] == ["A"]
    assert json.loads(kept.path.read_text())["id"].startswith("x-")


def test_guard_passes_what_is_no_request() -> None:
    seen = []

    async def app(scope, receive, send) -> None:
        seen.append(scope["type"])

    asyncio.run(Guard(app, 1, None, None)({"type": "lifespan"}, None, None))
    assert seen == ["lifespan"]
