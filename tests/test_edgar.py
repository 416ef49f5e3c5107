"""Downloads from EDGAR: who asks, how fast, what is asked for again, and what is said when it fails."""

import gzip
import io
import itertools
import json
import os
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from edgar_server import TOO_FAST, UNDECLARED, EdgarServer, Fault, master_index, serve, submission
from filing_sections.edgar import (
    ArgumentError,
    Edgar,
    EdgarError,
    IdentityError,
    NotFoundError,
    RefusedError,
    check_identity,
    default_cache,
)
from filing_sections.edgar_download import Limiter
from filing_sections.edgar_index import read_index

IDENTITY = "Ada Example ada@example.com"
NUMBER = "0000777001-02-000001"
PATH = f"edgar/data/777001/{NUMBER}.txt"
BODY = submission(NUMBER, ("8-K", "a.txt", "FORM 8-K\n\nQuince & Larch Holdings, Inc.\n" * 2000), cik=777001)
SHARED = Path(__file__).resolve().parents[1].parent / "shared" / "corpus"


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serve() as running:
        running.add(PATH, BODY)
        yield running


class Sleeps(list):
    """A `sleep` that only notes how long it was asked to."""

    def __call__(self, seconds):
        self.append(seconds)


@pytest.fixture
def sleeps():
    return Sleeps()


@pytest.fixture
def edgar(server, tmp_path, sleeps):
    with Edgar(IDENTITY, tmp_path, server.url, timeout=0.5, limiter=Limiter(1e6), sleep=sleeps) as client:
        yield client


def test_downloads_a_submission_with_the_users_name(server, edgar):
    path = edgar.submission(NUMBER, 777001)
    assert path.read_bytes() == BODY
    assert path.name == f"{NUMBER}.txt"
    assert [r.user_agent for r in server.log] == [IDENTITY]


def test_identity_is_asked_for_and_never_defaulted(monkeypatch, tmp_path):
    monkeypatch.delenv("EDGAR_IDENTITY", raising=False)
    with pytest.raises(IdentityError, match="EDGAR_IDENTITY"):
        Edgar(cache=tmp_path)
    monkeypatch.setenv("EDGAR_IDENTITY", IDENTITY)
    with Edgar(cache=tmp_path) as client:
        assert client.identity == IDENTITY


@pytest.mark.parametrize("identity", ["", "  ", "Ada Example", "ada@example.com", "ada@example", "Ada\nX: 1 a@b.com"])
def test_identity_needs_a_name_and_an_address(identity):
    with pytest.raises(IdentityError, match="name and e-mail"):
        check_identity(identity)


def test_identity_may_be_of_any_language(server, tmp_path):
    with Edgar("José Peña jose@example.com", tmp_path, server.url, limiter=Limiter(1e6)) as client:
        assert client.submission(NUMBER, 777001).exists()


def test_second_time_costs_no_request(server, edgar):
    edgar.submission(NUMBER, 777001)
    assert edgar.submission(NUMBER.replace("-", "")).read_bytes() == BODY
    assert len(server.log) == 1


def test_refresh_asks_whether_it_changed(server, edgar):
    edgar.submission(NUMBER, 777001)
    edgar.submission(NUMBER, 777001, refresh=True)
    assert [(r.status, r.sent) for r in server.log] == [(200, len(BODY)), (304, 0)]
    server.add(PATH, BODY + b"more")
    assert edgar.submission(NUMBER, 777001, refresh=True).read_bytes() == BODY + b"more"


@pytest.mark.parametrize("damage", [BODY[:-1], b"?" + BODY[1:], b""], ids=["short", "altered", "empty"])
def test_damaged_copy_is_fetched_again(server, edgar, damage):
    path = edgar.submission(NUMBER, 777001)
    path.write_bytes(damage)
    assert edgar.submission(NUMBER, 777001).read_bytes() == BODY
    assert [r.sent for r in server.log] == [len(BODY)] * 2


def test_cut_download_goes_on_where_it_stopped(server, edgar):
    server.fail(PATH, Fault(cut=30_000), Fault(cut=20_000))
    assert edgar.submission(NUMBER, 777001).read_bytes() == BODY
    assert [(r.status, r.span) for r in server.log] == [(200, None), (206, "bytes=30000-"), (206, "bytes=50000-")]
    assert sum(r.sent for r in server.log) == len(BODY)  # no byte twice


def test_interrupted_download_is_taken_up_by_the_next_process(server, edgar, tmp_path):
    server.fail(PATH, Fault(cut=40_000), *[Fault(503)] * 5)
    with pytest.raises(EdgarError, match=r"no success in 6 attempts \(HTTP 503\)"):
        edgar.submission(NUMBER, 777001)
    assert not list(tmp_path.rglob(f"{NUMBER}.txt"))  # nothing half under the name of the whole
    with Edgar(IDENTITY, tmp_path, server.url, limiter=Limiter(1e6)) as later:
        assert later.submission(NUMBER, 777001).read_bytes() == BODY
    assert sum(r.sent for r in server.log if r.status in (200, 206)) == len(BODY)
    assert sorted(p.suffix for p in tmp_path.rglob("*") if p.is_file()) == [".json", ".txt"]


def test_file_that_changed_meanwhile_is_fetched_whole(server, edgar):
    server.fail(PATH, Fault(cut=40_000), *[Fault(503)] * 5)
    with pytest.raises(EdgarError):
        edgar.submission(NUMBER, 777001)
    server.add(PATH, BODY.upper())
    assert edgar.submission(NUMBER, 777001).read_bytes() == BODY.upper()


@pytest.mark.parametrize("lacking", ["validators", "ranges"])
def test_server_that_cannot_resume_is_asked_for_the_whole(server, edgar, lacking):
    setattr(server, lacking, False)
    server.fail(PATH, Fault(cut=30_000))
    assert edgar.submission(NUMBER, 777001).read_bytes() == BODY
    assert [r.status for r in server.log] == [200, 200]


def test_file_that_shrank_is_fetched_whole(server, edgar):
    server.fail(PATH, Fault(cut=40_000), *[Fault(503)] * 5)
    with pytest.raises(EdgarError):
        edgar.submission(NUMBER, 777001)
    server.fail(PATH, Fault(416))
    assert edgar.submission(NUMBER, 777001).read_bytes() == BODY


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_busy_server_is_asked_again_later(server, edgar, sleeps, status):
    server.fail(PATH, Fault(status), Fault(status))
    assert edgar.submission(NUMBER, 777001).read_bytes() == BODY
    assert len(sleeps) == 2
    assert 1 <= sleeps[0] <= 2 <= sleeps[1] <= 3  # backs off, with up to a second of jitter


def test_retry_after_is_honoured_in_seconds_and_as_a_date(server, tmp_path):
    paused = Sleeps()
    waited = Sleeps()
    limiter = Limiter(1e6)
    limiter.pause = paused
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=50), usegmt=True)
    server.fail(PATH, Fault(429, retry_after="7"), Fault(503, retry_after=soon), Fault(503, retry_after="soonish"))
    with Edgar(IDENTITY, tmp_path, server.url, limiter=limiter, sleep=waited) as client:
        client.submission(NUMBER, 777001)
    assert waited[0] == 7
    assert 40 < waited[1] <= 50
    assert waited[2] < 10  # an unreadable header is none
    assert paused == waited[:2]  # every thread waits, not only the one that was told


def test_server_that_asks_for_a_long_wait_is_left_alone(server, edgar, sleeps):
    server.fail(PATH, Fault(503, retry_after="3600"))
    with pytest.raises(EdgarError, match="asks to wait 3600 s"):
        edgar.submission(NUMBER, 777001)
    assert len(server.log) == 1
    assert not sleeps


def test_stuck_connection_is_cut_and_tried_again(server, edgar, sleeps):
    server.fail(PATH, Fault(slow=0.8))
    assert edgar.submission(NUMBER, 777001).read_bytes() == BODY
    assert len(sleeps) == 1


def test_no_server_is_a_clear_error(tmp_path, sleeps, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serve() as gone:
        url = gone.url
    with Edgar(IDENTITY, tmp_path, url, limiter=Limiter(1e6), sleep=sleeps) as client:
        found = list(client.fetch_many([(NUMBER.replace("01", "02"), 777001), (NUMBER, 777001)], workers=1))
    assert [f"{url}/" in result.error and "no connection" in result.error for result in found] == [True, True]
    assert len(sleeps) == 5, "the second file is not waited for as long"


def test_cache_that_cannot_be_written_is_said(server, tmp_path):
    (tmp_path / "file").write_text("in the way")
    with (
        Edgar(IDENTITY, tmp_path / "file" / "cache", server.url, limiter=Limiter(1e6)) as client,
        pytest.raises(EdgarError, match=f"{NUMBER}.txt: cannot be written"),
    ):
        client.submission(NUMBER, 777001)


def test_missing_filing_is_said_at_once(server, edgar, sleeps):
    with pytest.raises(NotFoundError, match=r"data/5/0000777001-02-000001.txt: not on EDGAR \(404\)"):
        edgar.submission(NUMBER, 5)
    assert len(server.log) == 1
    assert not sleeps


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (Fault(403, page=UNDECLARED), "undeclared automated tool.*name and e-mail.*Ada Example"),
        (Fault(200, page=UNDECLARED), "undeclared automated tool"),
        (Fault(403, page=TOO_FAST), "wait ten minutes"),
        (Fault(403, page=b"<html>no</html>"), r"refused \(403\)"),
    ],
    ids=["undeclared", "undeclared as 200", "too fast", "other"],
)
def test_refusals_are_told_apart_and_not_retried(server, edgar, fault, message):
    server.fail(PATH, fault)
    with pytest.raises(RefusedError, match=message):
        edgar.submission(NUMBER, 777001)
    assert len(server.log) == 1


def test_web_page_is_never_taken_for_a_filing(server, edgar, tmp_path):
    server.fail(PATH, Fault(200, page=b"<html>maintenance</html>"))
    with pytest.raises(EdgarError, match="web page"):
        edgar.submission(NUMBER, 777001)
    assert not [p for p in tmp_path.rglob("*") if p.is_file()]


@pytest.mark.parametrize(("number", "cik"), [("12", 1), ("0000777001-02-00000x", 1), (NUMBER, "Acme"), (NUMBER, -1)])
def test_wrong_numbers_are_said(edgar, number, cik):
    with pytest.raises(ArgumentError, match=r"is no (accession number|CIK)"):
        edgar.submission(number, cik)


# -- the full index -----------------------------------------------------------------------------------------------

ROWS = [
    (777001, "QUINCE & LARCH HOLDINGS INC", "8-K", "2002-10-01", NUMBER),
    (777002, "SAINT-ÉLOI | PARTNERS SA", "10-K", "2002-11-30", "0000888888-02-000002"),
    (777002, "SAINT-ÉLOI | PARTNERS SA", "10-K/A", "2002-12-31", "0000888888-02-000003"),
]
NEXT = [(777001, "QUINCE & LARCH HOLDINGS INC", "10-K", "2003-01-02", "0000888888-03-000004")]


@pytest.fixture
def indexed(server):
    server.add("edgar/full-index/2002/QTR4/master.gz", gzip.compress(master_index(*ROWS)))
    server.add("edgar/full-index/2003/QTR1/master.gz", gzip.compress(master_index(*NEXT)))
    for quarter in (1, 2, 3):
        server.add(f"edgar/full-index/2002/QTR{quarter}/master.gz", gzip.compress(master_index()))
    return server


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, [NUMBER, "0000888888-02-000002", "0000888888-02-000003", "0000888888-03-000004"]),
        ({"cik": "0000777001"}, [NUMBER, "0000888888-03-000004"]),
        ({"forms": "10-k"}, ["0000888888-02-000002", "0000888888-03-000004"]),
        ({"forms": ["10-K", "10-K/A"], "cik": 777002}, ["0000888888-02-000002", "0000888888-02-000003"]),
        ({"cik": 1}, []),
    ],
)
def test_search_by_company_form_and_date(indexed, edgar, query, found):
    rows = list(edgar.search(start="2002-10-01", end="2003-01-02", **query))
    assert [row.accession_number for row in rows] == found


def test_search_ends_are_inclusive_and_other_quarters_are_not_read(indexed, edgar):
    rows = list(edgar.search(start="2002-11-30", end="2002-12-30"))
    assert [(row.company, row.filed.isoformat()) for row in rows] == [("SAINT-ÉLOI | PARTNERS SA", "2002-11-30")]
    assert [r.path for r in indexed.log] == ["/Archives/edgar/full-index/2002/QTR4/master.gz"]


def test_search_reads_a_fresh_index_once_and_asks_about_an_old_one(indexed, edgar, tmp_path):
    for _ in range(2):
        list(edgar.search(start="2002-10-01", end="2002-12-31"))
    assert [r.status for r in indexed.log] == [200]
    meta = next(tmp_path.rglob(".master.gz.json"))
    meta.write_text(json.dumps(json.loads(meta.read_text()) | {"checked": time.time() - 100_000}))
    assert len(list(edgar.search(start="2002-10-01", end="2002-12-31"))) == 3
    assert [r.status for r in indexed.log] == [200, 304]


def test_search_with_a_wrong_date_is_said(edgar):
    with pytest.raises(EdgarError, match=r"'30.11.2002' is no date"):
        next(edgar.search(start="30.11.2002"))


def test_quarter_without_index_is_an_error_unless_it_has_just_begun(server, edgar):
    with pytest.raises(NotFoundError, match="1994/QTR1"):
        next(edgar.search(start="1994-01-01", end="1994-01-31"))
    assert list(edgar.search(start=datetime.now(UTC).date())) == []


def test_index_with_damaged_rows_keeps_the_others(tmp_path):
    text = master_index(*ROWS).replace(b"|2002-11-30|", b"|sometime|") + b"\n\nno row at all\n"
    (tmp_path / "master.idx").write_bytes(text)
    with pytest.warns(UserWarning, match=r"master.idx: line \d+ left out") as warned:
        assert [row.filed.day for row in read_index(tmp_path / "master.idx")] == [1, 31]
    assert len(warned) == 2


@pytest.mark.parametrize("content", [b"", b"nothing\nof the kind\n", gzip.compress(master_index(*ROWS))[:-20]])
def test_file_that_is_no_index_is_said(tmp_path, content):
    (tmp_path / "master.gz").write_bytes(content)
    with pytest.raises(EdgarError, match=r"master.gz: (not an EDGAR|damaged)"):
        list(read_index(tmp_path / "master.gz"))


def test_filing_without_cik_is_found_under_its_sender_or_in_the_index(indexed, edgar):
    edgar.submission(NUMBER)
    assert [r.path for r in indexed.log] == [f"/Archives/{PATH}"]
    for number, cik in (("0000888888-02-000002", 777002), ("0000888888-03-000004", 777001)):
        indexed.add(f"edgar/data/{cik}/{number}.txt", number.encode())
    assert edgar.submission("0000888888-02-000002").read_bytes() == b"0000888888-02-000002"
    with pytest.raises(NotFoundError, match="2003/QTR2"):  # of a later quarter than this server has
        edgar.submission("0000888888-03-000009")
    assert edgar.locate(["0000888888-03-000004"]) == {"0000888888-03-000004": 777001}


# -- batches ------------------------------------------------------------------------------------------------------


def add_filings(server: EdgarServer, n: int) -> list[tuple[str, int]]:
    filings = [(f"0000777{k:03d}-02-{k:06d}", 777000 + k) for k in range(n)]
    for number, cik in filings:
        server.add(f"edgar/data/{cik}/{number}.txt", submission(number, ("8-K", "a.txt", f"Filing {number}"), cik=cik))
    return filings


def test_batch_is_in_order_and_survives_what_fails(server, edgar):
    filings = add_filings(server, 30)
    server.fail("edgar/data/777003/0000777003-02-000003.txt", Fault(429, retry_after="0"), Fault(cut=9))
    wanted = [*filings[:10], ("0000000009-02-000009", 9), "nonsense", *filings[10:]]
    results = list(edgar.fetch_many(iter(wanted), workers=8))
    assert [r.accession_number for r in results] == [w if isinstance(w, str) else w[0] for w in wanted]
    assert [r.path and r.path.stem for r in results[:10]] == [number for number, _ in filings[:10]]
    assert "404" in results[10].error
    assert "is no accession number" in results[11].error
    assert sum(r.path is None for r in results) == 2


def test_interrupted_batch_goes_on_where_it_stopped(server, edgar):
    filings = add_filings(server, 30)
    batch = edgar.fetch_many(filings, workers=2)
    done = list(itertools.islice(batch, 5))
    batch.close()
    assert len(done) == 5
    assert 5 <= len(server.log) < 20  # lazy: it had not run ahead to the end
    assert all(r.path for r in edgar.fetch_many(filings, workers=2))
    assert len(server.log) == len({r.path for r in server.log}) == 30  # each asked for once over both runs


def test_batch_stops_when_refused(server, edgar):
    filings = add_filings(server, 30)
    for number, cik in filings:
        server.fail(f"edgar/data/{cik}/{number}.txt", Fault(403, page=TOO_FAST))
    with pytest.raises(RefusedError, match="ten minutes"):
        list(edgar.fetch_many(filings, workers=2))
    assert len(server.log) < 12


def test_same_filing_under_two_filers_is_fetched_once(indexed, edgar):
    rows = [(777001, "A", "8-K", "2002-10-01", NUMBER), (777005, "B", "8-K", "2002-10-01", NUMBER)]
    indexed.add("edgar/full-index/2002/QTR4/master.gz", gzip.compress(master_index(*rows)))
    found = edgar.search(start="2002-10-01", end="2002-10-02")
    assert [r.path.read_bytes() for r in edgar.fetch_many(found)] == [BODY, BODY]
    assert sum(r.status == 200 for r in indexed.requests(PATH)) == 1


@pytest.mark.parametrize("terminal", [True, False])
def test_progress_is_shown_on_a_terminal_only(server, edgar, monkeypatch, terminal):
    class Screen(io.StringIO):
        def isatty(self):
            return terminal

    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    assert len(list(edgar.fetch_many(add_filings(server, 3)))) == 3
    assert ("3/3" in screen.getvalue()) == terminal


# -- the rate -----------------------------------------------------------------------------------------------------


def test_limiter_spaces_the_requests_of_many_threads():
    now = [0.0]
    sent = []

    def sleep(seconds):
        now[0] += seconds

    limiter = Limiter(8, clock=lambda: now[0], sleep=sleep)

    def work():
        for _ in range(10):
            limiter.wait()
            sent.append(now[0])

    threads = [threading.Thread(target=work) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(sent) == 200
    assert now[0] == pytest.approx(199 / 8)
    limiter.pause(60)
    limiter.wait()
    assert now[0] == pytest.approx(199 / 8 + 60)


def test_at_most_eight_requests_a_second_over_all_threads_and_clients(server, tmp_path):
    filings = add_filings(server, 24)
    began = time.monotonic()
    clients = [Edgar(IDENTITY, tmp_path / str(k), server.url) for k in range(2)]  # the limiter that users get
    halves = [filings[:12], filings[12:]]
    threads = [
        threading.Thread(target=lambda c=client, h=half: list(c.fetch_many(h, workers=12)))
        for client, half in zip(clients, halves, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for client in clients:
        client.close()
    times = sorted(r.time for r in server.log)
    assert len(times) == 24
    assert time.monotonic() - began >= 23 / 8
    # the pace is kept at the sender; a busy machine may hand over a request late, hence one more than 8
    assert max(sum(t <= u < t + 1 for u in times) for t in times) <= 9


# -- the whole way, over the real corpus --------------------------------------------------------------------------


@pytest.mark.skipif(not SHARED.is_dir(), reason="the corpus is not beside the repository")
def test_real_documents_arrive_whole_through_every_fault(server, edgar):
    with open(SHARED / "dev.jsonl", encoding="utf-8") as file:
        rows = [json.loads(line) for line in itertools.islice(file, 40)]
    wanted = []
    for k, row in enumerate(rows):
        number = f"0000900000-02-{k:06d}"
        path = f"edgar/data/{k + 1}/{number}.txt"
        content = submission(number, ("8-K", "a.txt", row["text"]), cik=k + 1)
        server.add(path, content)
        middle = len(content) // 2
        faults = [Fault(429, retry_after="0"), Fault(503), Fault(cut=middle), Fault(cut=0), Fault()]
        server.fail(path, faults[k % 5])
        wanted.append((number, k + 1))
    results = list(edgar.fetch_many(wanted, workers=8))
    assert [r.error for r in results] == [None] * 40
    for result, (number, cik) in zip(results, wanted, strict=True):
        path = f"edgar/data/{cik}/{number}.txt"
        assert result.path.read_bytes() == server.files[f"/Archives/{path}"]
        assert sum(r.sent for r in server.requests(path) if r.status in (200, 206)) == len(result.path.read_bytes())


# -- the house ----------------------------------------------------------------------------------------------------


def test_cache_is_in_the_users_cache_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_cache() == tmp_path / "filing-sections"
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert default_cache() == Path.home() / ".cache" / "filing-sections"


def test_import_loads_no_client():
    code = "import sys, filing_sections.edgar; print([m for m in ('httpx', 'tenacity', 'numpy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=os.environ, check=True)
    assert done.stdout.strip() == "[]"
