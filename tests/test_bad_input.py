"""Bad input to the readers gives a result with warnings or one clear error, in bounded time and memory."""

import os
import random
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

import filing_sections
from filing_sections import submission
from filing_sections.labels import Label
from filing_sections.lines import Lines
from fuzz.checks import check
from stand_in import shipped

SEEDS = sorted((Path(__file__).resolve().parent / "fuzz" / "seeds").iterdir())


def read_all(data: bytes) -> list[Lines]:
    return [Lines.from_document(d) for d in submission.read(data).documents if not d.skipped]


# -- one clear error


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"%PDF-1.7\n", "a PDF"),
        (b"PK\x03\x04rest", "a zip archive"),
        (b"\x1f\x8b\x08rest", "a gzip archive"),
        (b"\xff\xd8\xff\xe0rest", "a JPEG image"),
        (random.Random(1).randbytes(5000), "binary data"),
    ],
)
def test_file_without_text_is_named_with_its_kind(tmp_path, content, reason):
    path = tmp_path / "filing.txt"
    path.write_bytes(content)
    with pytest.raises(submission.ReadError, match=reason) as caught:
        submission.read(path)
    assert str(path) in str(caught.value)


def test_directory_is_an_error(tmp_path):
    with pytest.raises(submission.ReadError, match="a directory") as caught:
        submission.read(tmp_path)
    assert str(tmp_path) in str(caught.value)


def test_missing_file_is_an_error():
    with pytest.raises(FileNotFoundError, match=r"no-such-filing\.txt"):
        submission.read("no-such-filing.txt")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root reads every file")
def test_unreadable_file_is_an_error(tmp_path):
    path = tmp_path / "secret.txt"
    path.write_text("x")
    path.chmod(0)
    with pytest.raises(submission.ReadError, match=r"secret\.txt.*cannot be read"):
        submission.read(path)


def test_file_that_fails_while_read_is_an_error(tmp_path, monkeypatch):
    path = tmp_path / "filing.txt"
    path.write_text("x")

    def fail(self):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "read_bytes", fail)
    with pytest.raises(submission.ReadError, match=r"filing\.txt: cannot be read: Input/output error"):
        submission.read(path)


# -- a result with warnings


@pytest.mark.parametrize("data", [b"", b"  \n \n", b"\xef\xbb\xbf"])
def test_empty_input(data):
    filing = submission.read(data)
    (document,) = filing.documents
    assert not Lines.from_document(document).text.strip()
    assert filing.warnings == (["the input is empty"] if not data.strip() else [])


@pytest.mark.parametrize(
    ("data", "text", "warning"),
    [
        (b"caf\xe9 \x93x\x94\n", "café \u201cx\u201d\n", "read as Windows-1252"),
        (b"a \x81 b \xe9\n", "a \ufffd b é\n", "read as Windows-1252"),
        ("café €".encode()[:-1], "café \ufffd", "cut short"),
        (b"one\0two\n", "one two\n", "NUL"),
        ("FORM 8-K café\r\n".encode("utf-16"), "FORM 8-K café\n", None),
        ("FORM 8-K\n".encode("utf-16-be"), None, None),
        ("\ufeffFORM 8-K\n".encode("utf-16-be"), "FORM 8-K\n", None),
        ("\ufeffFORM 8-K é\n".encode(), "FORM 8-K é\n", None),
    ],
)
def test_encodings(data, text, warning):
    if text is None:
        with pytest.raises(submission.ReadError, match="binary"):
            submission.read(data)
        return
    (lines,) = read_all(data)
    assert lines.text == text
    if warning:
        assert any(warning in w for w in lines.warnings)
    else:
        assert not lines.warnings


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.name)
def test_checks_of_the_fuzz_target_hold_of_its_seeds(path):
    check(path.read_bytes())


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.name)
def test_every_cut_and_flip_of_a_seed_is_read(path):
    data = path.read_bytes()
    chance = random.Random(path.name)
    for _ in range(25):
        cut = data[: chance.randrange(len(data))]
        flipped = bytearray(data)
        for at in chance.sample(range(len(data)), 5):
            flipped[at] = chance.randrange(256)
        for damaged in (cut, bytes(flipped)):
            for lines in read_all(damaged):
                assert "\n".join(lines) == lines.text


# -- bounded time and memory

HUGE = {
    "one line": "b'word and ' * 1_000_000",
    "one word in HTML": "b'<p>' + b'x' * 8_000_000",
    "one paragraph": "b'<p>' + b'word and ' * 300_000",
    "preformatted": "b'<pre>' + b'word and the rest of a line of the usual eighty columns of such a text.\\n' * 20_000",
    "preformatted, short lines": "b'<pre>' + b'Acme owes nothing.\\n' * 60_000",
    "tiny cells": "b'<table>' + b'<tr><td>Cash<td>12' * 40_000",
    "a cell of many lines": "b'<table><tr><td>' + b'Acme owes nothing.<br>' * 30_000",
    "line breaks": "b'<p>' + b'<br>' * 400_000",
    "a submission": "(b'<DOCUMENT>\\n<TYPE>EX-1\\n<TEXT>\\n' + b'The company agrees.\\n' * 50_000"
    " + b'</TEXT>\\n</DOCUMENT>\\n') * 10",
    "documents never closed": "b'<DOCUMENT>\\n<TYPE>A\\n' * 150_000",
    "documents never opened": "b'<TYPE>A\\n<SEQUENCE>1\\n<TEXT>\\n' * 100_000",
    "HTML": "b'<html>' + b'<p style=\"margin-top:6pt;font-family:Times New Roman\">The company agrees to sell"
    " <b>all</b> of its shares, and the buyer to pay for them.</p>\\n' * 15_000",
}


@pytest.mark.skipif(not Path("/proc/self/status").is_file(), reason="the peak of memory is read from /proc")
@pytest.mark.parametrize("name", HUGE)
def test_memory_stays_within_twelve_times_the_input(name):
    code = (
        "import re\n"
        "from filing_sections import submission\n"
        "from filing_sections.lines import Lines\n"
        "import filing_sections.render\n"
        "status = lambda: open('/proc/self/status').read()\n"  # the peak since this program began, unlike getrusage's
        "peak = lambda: int(re.search('VmHWM:\\\\s*([0-9]+)', status())[1]) * 1024\n"
        "Lines.from_html('<p>x')\n"
        "before = peak()\n"
        f"data = {HUGE[name]}\n"
        "for document in submission.read(data).documents:\n"
        "    Lines.from_document(document)\n"
        "print((peak() - before) / len(data))\n"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=300, check=False)
    assert result.returncode == 0, result.stderr
    # a line break is four bytes, and the arrays of its line's layout are 34
    assert float(result.stdout) < (20 if name == "line breaks" else 12)


#: How many times the input's size a prediction may take, by the names in benchmarks/memory.py, whose README says why
#: short lines take more than twelve times.
PREDICTED = {
    "prose, lines of 60 to 70 characters": 12,
    "prose, HTML": 12,
    "made filings in a submission": 12,
    "one line": 4,
    "a row of cells": 9,
    "a table of 50 columns": 12,
    "nested HTML": 12,
    "blank lines": 31,
    "lines of 8 characters": 66,
    "tiny cells of HTML": 57,
    "a flood of <DOCUMENT> tags": 58,
}
QUICK = {"prose, lines of 60 to 70 characters", "prose, HTML", "one line", "blank lines", "nested HTML"}


@shipped
@pytest.mark.skipif(not Path("/proc/self/clear_refs").is_file(), reason="the peak of memory is read from /proc")
@pytest.mark.parametrize(
    "name", [name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in PREDICTED]
)
def test_memory_of_a_prediction_is_bounded(name):
    script = Path(__file__).resolve().parents[1] / "benchmarks" / "memory.py"
    command = [sys.executable, str(script), "--megabytes", "4", name]
    result = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert result.returncode == 0, result.stderr
    (times,) = re.findall(r"([\d.]+) times", result.stdout)
    assert float(times) < PREDICTED[name]


@shipped
def test_a_text_without_line_ends_is_running_text() -> None:
    line = "Acme Corp. has $12. " * 14_000
    for text in (line, " " * len(line) + line, line * 3):
        document = filing_sections.load().predict(f"FORM 8-K\n\n{text}\n").documents[0]
        assert document.labels[2:] == [Label.EXHIBIT if document.attached else Label.BODY, None]
        assert not document.entities
        assert document.warnings == ["line 3 of more than 262144 characters: taken as running text"]
    attached = filing_sections.load().predict(
        f"<DOCUMENT>\n<TYPE>EX-10\n<TEXT>\n{line}\n</TEXT>\n</DOCUMENT>\n".encode()
    )
    assert attached.documents[0].labels[0] == Label.EXHIBIT


def table(n: int) -> bytes:
    return b"<table>" + b"<tr><td>Cash<td>12" * n


GROWING = {
    "deep HTML": lambda n: b"<div>" * n + b"deep",
    "deep tables": lambda n: b"<table><tr><td>" * (n // 10) + b"deep",
    "lines in deep tables": lambda n: b"<table><tr><td>" * (n // 10) + b"x<br>" * (n // 10),
    "deep lists": lambda n: b"<ul><li>" * (n // 2) + b"deep",
    "cells in a row": lambda n: b"<table><tr>" + b"<td>1" * n,
    "a cell taller than its row": lambda n: b"<table><tr>" + b"<td>1" * n + b"<td>" + b"x<br>" * n,
    "rows": lambda n: table(n),
    "spans": lambda n: b"<table>" + b"<tr><td colspan=1000 rowspan=1000>x<td>y" * (n // 10),
    "unclosed quotes": lambda n: b"<p>" + b"<a href='" * n,
    "unclosed comments": lambda n: b"<p>x" + b"<!--" * n,
    "less-than signs": lambda n: b"<p>" + b"<" * n,
    "entities": lambda n: b"<p>" + b"&nbsp;&#146;&bogus;" * n,
    "line breaks": lambda n: b"<p>" + b"<br>" * n,
    "blank lines": lambda n: b"\n" * n,
    "documents never closed": lambda n: b"<DOCUMENT>\n<TYPE>A\n" * (n // 10),
    "documents never opened": lambda n: b"<TYPE>A\n<SEQUENCE>1\n<TEXT>\n" * (n // 10),
    "closing tags": lambda n: b"<DOCUMENT>\n<TYPE>A\n<TEXT>\n" + b"</TEXT>\nx\n" * n,
    "white space after a header": lambda n: b"<SEC-HEADER></SEC-HEADER>" + b" \n" * n + b"x",
    "filers": lambda n: b"<SUBMISSION>\n" + b"<FILER>\n<CIK>1\n" * (n // 10),
}


@pytest.mark.parametrize("name", GROWING)
def test_time_is_linear(name):
    def seconds(n):
        data = GROWING[name](n)
        start = time.process_time()
        for document in submission.read(data).documents[:200]:
            Lines.from_document(document)
        return time.process_time() - start

    seconds(100)
    small, large = min(seconds(500) for _ in range(2)), seconds(4000)
    assert large < 0.1 + 30 * small  # 8 times the input: 8 times the time where linear, 64 where quadratic


def test_entity_bomb_does_not_expand():
    data = b'<!DOCTYPE html [<!ENTITY a "lol"><!ENTITY b "' + b"&a;" * 1000 + b'">]><p>' + b"&b;" * 1000 + b"</p>"
    (lines,) = read_all(data)
    assert len(lines.text) < 2 * len(data)


@pytest.mark.slow
def test_submission_of_200_mb():
    head = b"<DOCUMENT>\n<TYPE>EX-10\n<SEQUENCE>1\n<TEXT>\n"
    data = (head + b"The company agrees.\n" * 100_000 + b"</TEXT>\n</DOCUMENT>\n") * 100
    start = time.process_time()
    filing = submission.read(data)
    assert len(filing.documents) == 100
    assert time.process_time() - start < 20
