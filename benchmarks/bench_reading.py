"""Reading speed beside the libraries of the trade, in one run on the same input: splitting against secsgml, rendering
against inscriptis (strict profile).

    python benchmarks/bench_reading.py [--corpus ../shared/corpus] [--megabytes 10] [--repeats 3]

Reads full submissions from the corpus' unlabelled.tar.xz and HTML from its html/; without a corpus, made input. Prints
a table; times are CPU seconds of one thread, the best of the repeats, so that ratios hold on a busy machine.
"""

from __future__ import annotations

import argparse
import json
import random
import tarfile
import time
from collections.abc import Callable
from pathlib import Path

from inscriptis import get_text
from inscriptis.css_profiles import STRICT_CSS_PROFILE
from inscriptis.model.config import ParserConfig
from secsgml.parse_sgml import parse_sgml_content_into_memory

from filing_sections import submission
from filing_sections.lines import Lines

CORPUS = Path(__file__).resolve().parents[1].parent / "shared" / "corpus"


def submissions(corpus: Path) -> list[bytes]:
    """Full submissions of the corpus, or one made ten times."""
    archive = corpus / "unlabelled.tar.xz"
    if not archive.is_file():
        text = (
            b"<DOCUMENT>\n<TYPE>10-K\n<SEQUENCE>1\n<TEXT>\n"
            + b"The company agrees.\n" * 20_000
            + b"</TEXT>\n</DOCUMENT>\n"
        )
        return [b"<SEC-DOCUMENT>0.txt\n<SEC-HEADER>\nACCESSION NUMBER:\t0\n</SEC-HEADER>\n" + text * 3] * 10
    files: dict[str, bytes] = {}
    with tarfile.open(archive) as tar:
        for member in tar:
            if member.isfile():
                files[Path(member.name).name] = tar.extractfile(member).read()
    index = map(json.loads, files["index.jsonl"].splitlines())
    return [files[row["file"]] for row in index if row["kind"] == "full-submission"]


def pages(corpus: Path, megabytes: float) -> list[str]:
    """A seeded sample of the corpus' HTML, or made pages."""
    paths = sorted((corpus / "html").glob("*.htm"))
    if not paths:
        row = "<tr><td style='text-align:left'>Cash</td><td>$</td><td align=right>12,345</td></tr>"
        return [
            "<html><p align=center><b>FORM 10-K</b></p>"
            + "<p>The company agrees.</p>" * 500
            + f"<table>{row * 300}</table>"
        ] * 10
    random.Random(0).shuffle(paths)
    chosen, size = [], 0
    for path in paths:
        if size < megabytes * 1e6:
            text = submission.read(path).documents[0].text()
            # inscriptis does not take a declaration of encoding in a str
            chosen.append(text[text.index("?>") + 2 :] if text.startswith("<?xml") else text)
            size += len(text)
    return chosen


def best(work: Callable[[], object], repeats: int) -> float:
    """CPU seconds of the fastest of `repeats` runs."""
    times = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--megabytes", type=float, default=10.0, help="of HTML")
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()

    whole, html = submissions(options.corpus), pages(options.corpus, options.megabytes)
    strict = ParserConfig(css=STRICT_CSS_PROFILE)
    rows = [
        ("split", "secsgml", whole, lambda: [parse_sgml_content_into_memory(bytes_content=data) for data in whole]),
        ("split", "filing-sections", whole, lambda: [submission.read(data) for data in whole]),
        ("render", "inscriptis strict", html, lambda: [get_text(page, strict) for page in html]),
        ("render", "filing-sections", html, lambda: [Lines.from_html(page) for page in html]),
    ]
    print(f"{'':8}{'':20}{'inputs':>8}{'MB':>8}{'CPU s':>9}{'MB/s':>9}{'ratio':>8}")
    reference = 1.0
    for what, name, inputs, work in rows:
        size = sum(map(len, inputs)) / 1e6
        speed = size / best(work, options.repeats)
        reference = reference if name == "filing-sections" else speed
        print(f"{what:8}{name:20}{len(inputs):8}{size:8.1f}{size / speed:9.2f}{speed:9.1f}{speed / reference:8.2f}")


if __name__ == "__main__":
    main()
