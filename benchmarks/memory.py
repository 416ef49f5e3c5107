"""Peak memory of `Model.predict` on usual and on extreme input, as multiples of the input's size.

    python benchmarks/memory.py [--megabytes 4] [name ...]

Each input is labelled in a process of its own. Counted is the resident memory above what the process held with the
model loaded and a small prediction made; the input itself and the result are in it. Needs Linux (/proc).
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

TEXT = """the of and to in company shall its any such agreement or shares by for as not stock which with under this be
    Acme Corporation Delaware 1996 10,000 (b) board directors payment hereof executive annual report"""


def prose(megabytes: float, shortest: int = 60, longest: int = 70) -> bytes:
    """Lines of words, a blank one after every sixth."""
    rng = random.Random(0)
    words, lines, size = TEXT.split(), [], 0
    while size < megabytes * 1e6:
        wanted, line = rng.randint(shortest, longest), ""
        while len(line) < wanted:
            line += rng.choice(words) + " "
        lines.append(line[:wanted].rstrip() or "x")
        size += len(lines[-1]) + 1
        if len(lines) % 7 == 6:
            lines.append("")
    return "\n".join(lines).encode()


def repeated(piece: bytes, before: bytes = b"") -> Callable[[float], bytes]:
    """What makes an input of so many megabytes by repetition."""
    return lambda megabytes: before + piece * int(megabytes * 1e6 / len(piece))


def filings(megabytes: float) -> bytes:
    """Made filings as documents of one submission: entities are sought on their covers, signatures and exhibits."""
    from filing_sections.made import make

    texts = (document.lines.text for document in make(60, seed=0, formats=("text",)))
    whole = "".join(f"<DOCUMENT>\n<TYPE>10-K\n<TEXT>\n{text}\n</TEXT>\n</DOCUMENT>\n" for text in texts).encode()
    return whole * max(1, round(megabytes * 1e6 / len(whole)))


INPUTS: dict[str, Callable[[float], bytes]] = {
    "prose, lines of 60 to 70 characters": prose,
    "prose, HTML": lambda m: b"<html><p>" + prose(m).replace(b"\n\n", b"</p>\n<p>"),
    "made filings in a submission": filings,
    "one line": repeated(b"Cash 12 "),
    "lines of 8 characters": lambda m: prose(m, 7, 7),
    "tiny cells of HTML": repeated(b"<tr><td>Cash<td>12", b"<table>"),
    "a row of cells": repeated(b"<td>Cash<td>12", b"<table><tr>"),
    "a table of 50 columns": repeated(b"<tr>" + b"<td>Cash<td>12" * 25, b"<table>"),
    "nested HTML": repeated(b"<div>", b"<html>"),
    "blank lines": repeated(b"\n"),
    "a flood of <DOCUMENT> tags": repeated(b"<DOCUMENT>\n<TYPE>A\n"),
}


def status(field: str) -> int:
    """A figure of /proc/self/status, in bytes."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(field + ":"))


def measure(name: str, megabytes: float) -> tuple[int, int, float]:
    """Size of the input, peak of memory above what the process held before, CPU seconds; once in a process."""
    import filing_sections

    data = INPUTS[name](megabytes)
    model = filing_sections.load()
    model.predict(prose(0.02) + b"\n\nSIGNATURES\n\nAcme Corp.\n\nBy: /s/ Jane Roe\n")
    model.predict(b"<html><p>Acme Corp.</p></html>")
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak begins anew
    before, start = status("VmRSS") - len(data), time.process_time()
    filing = model.predict(data)
    seconds = time.process_time() - start
    if not filing.documents:
        raise ValueError(f"{name}: nothing was read")
    return len(data), status("VmHWM") - before, seconds


def multiples(names: list[str], megabytes: float) -> Iterator[tuple[str, int, float, float]]:
    """Of each input: name, size, its multiple at the peak, CPU seconds."""
    for name in names:
        command = [sys.executable, __file__, "--one", name, "--megabytes", str(megabytes)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        size, peak, seconds = json.loads(done.stdout)
        yield name, size, peak / size, seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="inputs whose names begin so; all without any")
    parser.add_argument("--megabytes", type=float, default=4.0, help="of each input")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.one, options.megabytes)))
        return
    names = [name for name in INPUTS if not options.names or name.startswith(tuple(options.names))]
    for name, size, times, seconds in multiples(names, options.megabytes):
        print(f"{name:40}{size / 1e6:6.1f} MB{times:8.1f} times{seconds:8.2f} s", flush=True)


if __name__ == "__main__":
    main()
