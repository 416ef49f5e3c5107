#!/usr/bin/env python3
"""What made filings add to real ones: line macro F1 on dev, and on train by cross-validation over companies.

    python benchmarks/made_mixes.py --real 0 100 353 --made 0 100 300 1000    # every pair; writes benchmarks/MADE.md

Real documents are a sample of the train split, company by company; dev is never trained on. `--quick` fits a smaller
model, to compare mixes and not to ship. Rows already in MADE.md from other runs are kept, unless --fresh.
"""

import argparse
import json
import random
import time
from pathlib import Path

import numpy as np
from commit import commit
from sklearn.metrics import f1_score

from filing_sections import corpus
from filing_sections.excerpts import cut, excerpts
from filing_sections.features import features
from filing_sections.first_stage import gold_states, hints_of
from filing_sections.labels import LABELS
from filing_sections.line_classifier import LineClassifier
from filing_sections.made import make
from filing_sections.sections import by_label

HERE = Path(__file__).resolve().parent
HEAD = (
    "| model | real | made | lines trained on | dev macro F1 | "
    + " | ".join(LABELS)
    + " | train macro F1 (grouped CV) | commit |"
)


def gold(document: corpus.LabelledDocument) -> np.ndarray:
    """Indices of the labels of a document's lines that are not blank."""
    return np.array([LABELS.index(label) for label in document.labels if label])


def sample(documents: list[corpus.LabelledDocument], n: int, seed: int) -> list[corpus.LabelledDocument]:
    """About `n` documents, whole companies at a time."""
    groups = sorted({d.group for d in documents})
    random.Random(seed).shuffle(groups)
    chosen: list[corpus.LabelledDocument] = []
    for group in groups:
        if len(chosen) >= n:
            break
        chosen += [d for d in documents if d.group == group]
    return chosen[:n]


def row(real: list, made: list, dev: list, quick: bool, of: str) -> str:
    """Fit one mix; its line of the table, `of` a commit."""
    classifier = LineClassifier(n_jobs=2)
    if quick:
        classifier.set_params(n_folds=3, word_passes=3, n_networks=1, passes=4)
    documents = real + made
    classifier.fit(
        [features(d.lines) for d in documents],
        [gold_states(d) for d in documents],
        [d.group for d in documents],
        [hints_of(d) for d in documents],
        [*excerpts(documents), *cut(documents, 0)],
    )
    predicted = np.concatenate([_labels(classifier.model_.predict(d.lines)) for d in dev])
    scores = f1_score(np.concatenate([gold(d) for d in dev]), predicted, labels=range(len(LABELS)), average=None)
    unseen = "-"
    if real:
        given = np.concatenate([by_label(p).argmax(1) for p in classifier.out_of_fold_[: len(real)] if len(p)])
        truth = np.concatenate([gold(d) for d in real])
        unseen = f"{f1_score(truth, given, labels=range(len(LABELS)), average='macro'):.4f}"
    lines = sum(len(gold(d)) for d in documents)
    each = " | ".join(f"{s:.3f}" for s in scores)
    size = "small" if quick else "full"
    return f"| {size} | {len(real)} | {len(made)} | {lines} | {scores.mean():.4f} | {each} | {unseen} | {of} |"


def _labels(sections) -> np.ndarray:
    return np.array([LABELS.index(label) for label in sections.labels if label])


def write(path: Path, rows: list[str]) -> None:
    """The table, with what it is measured on."""
    text = (
        "# What made filings add\n\n"
        "Line macro F1 by `python benchmarks/made_mixes.py`: on dev (87 documents of companies never trained on),\n"
        "and by cross-validation over companies, on the real documents of the mix. Between them, dev's F1 by label.\n"
        "A small model (`--quick`: fewer passes, one network) serves to compare mixes only. None has learnt from\n"
        "filings without labels.\n\n"
    )
    found = "".join(stored(path).partition("\n## ")[1:])  # what stands under the table's next heading is kept
    table = "\n".join([HEAD, "|---" * HEAD.count(" | ") + "|---|", *rows]) + "\n"
    path.write_text(text + table + found, encoding="utf-8")


def stored(path: Path) -> str:
    """A file as it is, or nothing."""
    return path.read_text(encoding="utf-8") if path.exists() else ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=HERE.parents[1] / "shared" / "corpus")
    parser.add_argument("--real", type=int, nargs="+", default=[353])
    parser.add_argument("--made", type=int, nargs="+", default=[0, 100, 300, 1000])
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--fresh", action="store_true", help="forget the rows of other runs")
    parser.add_argument("--out", type=Path, default=HERE / "MADE.md")
    arguments = parser.parse_args()
    train, dev = (corpus.read_corpus(arguments.corpus, split) for split in ("train", "dev"))
    made = list(make(max(arguments.made), arguments.seed))
    rows, of = [], commit()
    if not arguments.fresh:
        rows = [x for x in stored(arguments.out).splitlines() if x.startswith(("| small", "| full"))]
    for n_real in arguments.real:
        real = sample(train, n_real, arguments.seed)
        for n_made in arguments.made:
            if not n_real + n_made:
                continue
            began = time.time()
            rows.append(row(real, made[:n_made], dev, arguments.quick, of))
            print(rows[-1], json.dumps({"seconds": round(time.time() - began)}), flush=True)
            write(arguments.out, rows)


if __name__ == "__main__":
    main()
