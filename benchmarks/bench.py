"""Speed and memory of the whole way, beside the peers, on the same documents and in the same run.

    python benchmarks/bench.py [--corpus ../shared/corpus] [--repeats 3] [--largest 1000000] [--write]

Needs a model: $FILING_SECTIONS_MODEL, or model/ as `make train` writes it. Documents come from the corpus folder; where
there is none, they are made ones, and the results say so. Times are CPU seconds of one thread, the best of the
repeats, ours and a peer's in turn. Prints Markdown; `--write` puts it into benchmarks/README.md under "## Results".
"""

from __future__ import annotations

import os

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")  # read when numpy is loaded

import argparse
import json
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import numpy as np
import pycrfsuite

import filing_sections as fs
from filing_sections.corpus import LabelledDocument, read_corpus
from filing_sections.features import COLUMNS, features
from filing_sections.labels import Label
from filing_sections.lines import Lines
from filing_sections.made import make
from filing_sections.submission import read

HERE = Path(__file__).resolve().parent
CORPUS = HERE.parents[1] / "shared" / "corpus"
Rows = list[tuple]

#: A process's own peak of memory in MB: what getrusage tells counts the parent's at the fork too.
PEAK = """
import json, sys, time
def peak():
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:"))
"""
FRESH = f"""{PEAK}
start = time.perf_counter(); import filing_sections; imported = time.perf_counter() - start
model = filing_sections.load(); loaded = time.perf_counter() - start - imported
model.predict(sys.argv[1]); first = time.perf_counter() - start
for filing in model.predict_many(sys.argv[1:] * 5): pass
print(json.dumps([imported, loaded, first, peak()]))
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument(
        "--largest", type=int, default=1_000_000, help="lines of the longest text for the straight line"
    )
    parser.add_argument("--most-files", type=int, default=10_000, help="of the straight line over files")
    parser.add_argument("--write", action="store_true", help="put the results into benchmarks/README.md")
    options = parser.parse_args()
    model = fs.load()
    with tempfile.TemporaryDirectory() as folder:
        train, dev, paths, source = documents(options.corpus, Path(folder))
        parts = (
            [
                f"{source}; {platform.processor() or platform.machine()}, Python {platform.python_version()}, "
                f"numpy {np.__version__}, one thread, load {os.getloadavg()[0]:.1f} when it began."
            ],
            labelling(model, train, dev, options.repeats),
            end_to_end(model, paths, options.repeats),
            by_size(model, dev, options.repeats),
            fresh(paths),
            straight_line(model, dev, options.largest),
            long_filing(model, dev, options.repeats),
            files_and_workers(model, paths, options.most_files),
            reading(options.corpus, options.repeats),
        )
        text = ""
        for part in parts:  # each is measured as it is printed
            for line in part:
                print(line, flush=True)
                text += f"{line}\n"
    if options.write:
        readme = HERE / "README.md"
        head = readme.read_text(encoding="utf-8").partition("## Results\n")[0]
        readme.write_text(f"{head}## Results\n\n{text}", encoding="utf-8")


def documents(corpus: Path, folder: Path) -> tuple[list[LabelledDocument], list[LabelledDocument], list[str], str]:
    """Documents to train the peer on, documents to label, files of 8-Ks, and what all these are."""
    if corpus.is_dir():
        train, dev = (read_corpus(corpus, split) for split in ("train", "dev"))
        plain = [d for d in dev if d.meta["format"] == "text"]
        paths = [
            str(corpus / (d.meta["html"] if d.meta["format"] == "html" else f"text/{d.id}.txt"))
            for d in train + dev
            if d.meta["form"] == "8-K"
        ]
        return train[::20], plain, paths, f"{len(plain)} plain-text documents and {len(paths)} 8-Ks of the corpus"
    made = list(make(60, seed=0))
    paths = []
    for d in made[40:]:
        paths.append(str(folder / f"{d.id}.txt"))
        Path(paths[-1]).write_text(d.lines.text, encoding="utf-8")
    return made[:40], made[40:], paths, "Made filings (no corpus at hand)"


def timed(works: Sequence[Callable[[], object]], repeats: int) -> list[float]:
    """CPU seconds of the fastest run of each, run in turn."""
    best = [np.inf] * len(works)
    for _ in range(repeats):
        for k, work in enumerate(works):
            start = time.process_time()
            work()
            best[k] = min(best[k], time.process_time() - start)
    return best


def table(title: str, head: Sequence[str], rows: Rows) -> Iterator[str]:
    yield f"\n### {title}\n"
    yield from ("| " + " | ".join(map(str, row)) + " |" for row in (head, ["---"] + ["--:"] * (len(head) - 1), *rows))


def labelling(
    model: fs.Model, train: list[LabelledDocument], dev: list[LabelledDocument], repeats: int
) -> Iterator[str]:
    """Lines a second, and the share of lines labelled as the gold says."""
    trainer = pycrfsuite.Trainer(verbose=False)
    for d in train:
        trainer.append(line_dicts(d.lines), [label.value for label in d.labels if label])
    trainer.set_params({"c1": 0.1, "c2": 0.01, "max_iterations": 30})
    with tempfile.TemporaryDirectory() as folder:
        trainer.train(f"{folder}/crf")
        tagger = pycrfsuite.Tagger()
        tagger.open(f"{folder}/crf")

        def ours() -> list:
            return [[x.value for x in model.sections.predict(d.lines).labels if x] for d in dev]

        def peer() -> list:
            return [tagger.tag(line_dicts(d.lines)) for d in dev]

        gold = np.array([label.value for d in dev for label in d.labels if label])
        right = [np.mean(np.concatenate(work()) == gold) for work in (peer, ours)]
        seconds = timed([peer, ours], repeats)
    n = sum(len(d.lines) for d in dev)
    names = ("python-crfsuite, dict features", "filing-sections")
    rows = [
        (name, f"{seconds[0] / s:.1f}", f"{n / s:,.0f}", f"{100 * r:.1f} %")
        for name, s, r in zip(names, seconds, right, strict=True)
    ]
    yield from table("Labelling, features included", ("", "ratio", "lines/s", "lines right"), rows)
    yield f"\n{n:,} lines, blank ones counted; the peer learnt from {len(train)} documents, ours from all for training."


def line_dicts(lines: Lines) -> list[dict[str, float]]:
    """Each line's features as a dict: words, word pairs and layout, its own and of two lines on both sides."""
    own = []
    for line in lines:
        words = line.lower().split()
        if not words:
            continue
        letters = sum(map(str.isalpha, line))
        found = {f"word {word}": 1.0 for word in words}
        found |= {f"pair {a} {b}": 1.0 for a, b in pairwise(words)}
        found |= {
            f"first {words[0]}": 1.0,
            f"last {words[-1]}": 1.0,
            "indent": (len(line) - len(line.lstrip())) / 10,
            "width": len(line) / 80,
            "capitals": sum(map(str.isupper, line)) / max(letters, 1),
            "letters": letters / len(line),
            "digits": sum(map(str.isdigit, line)) / len(line),
            "gaps": float(line.strip().count("   ")),
            "underscores": float(line.count("_")),
            "/s/": float("/s/" in line),
        }
        own.append(found)
    for k, found in enumerate(own):
        found["place"] = k / len(own)
    out = []
    for k, found in enumerate(own):
        around = dict(found)
        for offset in (-2, -1, 1, 2):
            if 0 <= k + offset < len(own):
                around |= {f"{offset} {name}": value for name, value in own[k + offset].items()}
        out.append(around)
    return out


def end_to_end(model: fs.Model, paths: list[str], repeats: int) -> Iterator[str]:
    """Filings a second: read, label, entities, records; beside the entity pipeline on every line of the same texts."""
    texts = [lines for path in paths for lines in _lines_of(path)]

    def whole_text() -> None:
        everywhere = ([Label.COVER] * len(lines) for lines in texts)
        for _ in model.recogniser.recognise(
            (lines, labels, []) for lines, labels in zip(texts, everywhere, strict=True)
        ):
            pass

    def ours() -> None:
        for _ in model.predict_many(paths):
            pass

    seconds = timed([whole_text, ours], repeats)
    names = ("the entity pipeline alone, over the whole text", "filing-sections, from file to records")
    rows = [(name, f"{seconds[0] / s:.1f}", f"{len(paths) / s:.1f}") for name, s in zip(names, seconds, strict=True)]
    yield from table(f"End to end, {len(paths)} 8-Ks", ("", "ratio", "filings/s"), rows)


def _lines_of(path: str) -> Iterator[Lines]:
    return (Lines.from_document(part) for part in read(path).documents if not part.skipped)


def by_size(model: fs.Model, dev: list[LabelledDocument], repeats: int) -> Iterator[str]:
    """Milliseconds a document, by its lines."""
    rows = []
    for low, high in ((0, 100), (100, 300), (300, 1000), (1000, 3000), (3000, 10**9)):
        some = [d for d in dev if low <= len(d.lines) < high]
        if not some:
            continue
        n = sum(len(d.lines) for d in some)
        only_features, label, all_of_it = timed(
            [
                lambda some=some: [features(d.lines) for d in some],
                lambda some=some: [model.sections.predict(d.lines) for d in some],
                lambda some=some: [model.predict_lines(d.lines) for d in some],
            ],
            repeats,
        )
        each = [f"{1000 * s / len(some):.1f}" for s in (only_features, label, all_of_it)]
        rows.append(
            (f"{low} to {high - 1}" if high < 10**9 else f"{low} and more", len(some), f"{n / label:,.0f}", *each)
        )
    head = ("lines of the document", "documents", "lines/s labelled", "ms features", "ms labels", "ms with records")
    yield from table("By size of document", head, rows)


def fresh(paths: list[str]) -> Iterator[str]:
    """A new process: import, load, first prediction, and its peak memory after five times all files."""
    done = subprocess.run([sys.executable, "-c", FRESH, *paths], check=True, capture_output=True, text=True)
    imported, loaded, first, memory = json.loads(done.stdout)
    rows = [
        ("import filing_sections", f"{imported:.2f} s"),
        ("load the model", f"{loaded:.2f} s"),
        ("from start to the end of the first prediction", f"{first:.2f} s"),
        (f"peak memory, {5 * len(paths)} filings", f"{memory:.0f} MB"),
    ]
    yield from table("A new process (wall time)", ("", ""), rows)


def straight_line(model: fs.Model, dev: list[LabelledDocument], largest: int) -> Iterator[str]:
    """Labelling time against the number of lines of one text, made by repetition, and a straight line through it."""
    stock = "\n".join(d.lines.text for d in dev).split("\n")
    sizes = [size for size in (*(k * 10**e for e in range(3, 7) for k in (1, 3)), 10**7) if size <= largest]
    seconds = []
    for size in sizes:
        lines = Lines.from_text("\n".join((stock * (size // len(stock) + 1))[:size]))
        seconds += timed([lambda lines=lines: model.sections.predict(lines)], 3 if size < 100_000 else 1)
    slope, start = np.polyfit(sizes, seconds, 1, w=1 / np.array(seconds))  # relative deviations count
    fitted = slope * np.array(sizes) + start
    rows = [
        (f"{size:,}", f"{s:.3f}", f"{100 * (s / f - 1):+.0f} %")
        for size, s, f in zip(sizes, seconds, fitted, strict=True)
    ]
    yield from table("Time against lines of one text", ("lines", "CPU s", "off the straight line"), rows)
    yield f"\nThe line: {1000 * start:.1f} ms and {1e6 * slope:.1f} s a million lines ({len(COLUMNS)} columns a line)."


def long_filing(model: fs.Model, dev: list[LabelledDocument], repeats: int) -> Iterator[str]:
    """Seconds for a filing of 10,000 lines, made by repetition, from text to records."""
    stock = max((d for d in dev), key=lambda d: len(d.lines)).lines.text.split("\n")
    text = "\n".join((stock * (10_000 // len(stock) + 1))[:10_000])
    yield f"\nA filing of 10,000 lines, from text to records: {timed([lambda: model.predict(text)], repeats)[0]:.2f} s."


MANY = f"""{PEAK}
import filing_sections
model, (n, jobs, *paths) = filing_sections.load(), sys.argv[1:]
sources = (paths * (int(n) // len(paths) + 1))[: int(n)]
for filing in model.predict_many(paths[:1], n_jobs=int(jobs)): pass
start = time.perf_counter()
for filing in model.predict_many(sources, n_jobs=int(jobs)): pass
print(json.dumps([time.perf_counter() - start, peak()]))
"""


def files_and_workers(model: fs.Model, paths: list[str], most: int) -> Iterator[str]:
    """Wall seconds and peak memory against files, made by repetition, and against workers, each in a new process."""
    rows, sizes, seconds = [], [], []
    for n in (n for n in (1, 10, 100, 1_000, 10_000, 50_000) if n <= most):
        for jobs in (1, 2) if n >= 100 else (1,):
            command = [sys.executable, "-c", MANY, str(n), str(jobs), *paths]
            environment = {**os.environ, "FILING_SECTIONS_MODEL": str(model.path)}
            done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
            took, memory = json.loads(done.stdout)
            rows.append((f"{n:,}", jobs, f"{took:.2f}", f"{n / took:.1f}", f"{memory:.0f} MB"))
            if jobs == 1:
                sizes.append(n)
                seconds.append(took)
    head = ("files", "workers", "wall s", "filings/s", "peak memory of the first process")
    yield from table("Time against files and workers", head, rows)
    if len(sizes) > 1:
        slope, start = np.polyfit(sizes, seconds, 1, w=1 / np.array(seconds))
        off = np.abs(np.array(seconds) / (slope * np.array(sizes) + start) - 1).max()
        yield f"\nThe line: {start:.2f} s and {1000 * slope:.1f} ms a filing; at most {100 * off:.0f} % off."


def reading(corpus: Path, repeats: int) -> Iterator[str]:
    """What bench_reading.py prints: splitting beside secsgml, rendering beside inscriptis."""
    command = [sys.executable, str(HERE / "bench_reading.py"), "--corpus", str(corpus), "--repeats", str(repeats)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    yield f"\n### Reading\n\n```\n{done.stdout.rstrip()}\n```"
    missing = [name for name in ("lexnlp", "talon", "edgar") if find_spec(name) is None]
    yield f"\nNot installed, hence not measured: {', '.join(missing) or 'none'} (edgar is edgartools' package)."


if __name__ == "__main__":
    main()
