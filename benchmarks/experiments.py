#!/usr/bin/env python3
"""Every rival for the line labels, by cross-validation over companies: writes benchmarks/EXPERIMENTS.md.

    make experiments                                              # all of train: hours on two cores
    make experiments ARGS="--documents 80 --folds 2"              # some of it, company by company
    make experiments ARGS="--only 'no context' 'random field'"    # some rivals; rows of the same setting stay

All rivals see the same words and the same feature table, on the same folds. Each row is written when it is done, so
that a run that is stopped keeps what it has; what stands under the table's next heading is kept.
"""

import argparse
import random
import shlex
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
from commit import commit
from line_rivals import N_MADE, RIVALS, Fold, Outcome, Text
from sklearn.model_selection import GroupKFold

from filing_sections.corpus import LabelledDocument, read_corpus
from filing_sections.evaluate import gold_row, score
from filing_sections.labels import LABELS
from filing_sections.made import make
from filing_sections.pool import read_pool
from filing_sections.sections import by_label

HERE = Path(__file__).resolve().parent
TABLE = HERE / "EXPERIMENTS.md"


def row(name: str, decode: bool, folds: Sequence[Fold], outcomes: Sequence[Outcome], of: str) -> str:
    """A line of the table: F1 of all held-out lines and regions together; `of` is the commit."""
    gold, predicted, n_lines = {}, {}, 0
    seconds = sum(outcome.seconds for outcome in outcomes)
    for fold, outcome in zip(folds, outcomes, strict=True):
        for text, given in zip(fold.out, outcome.given, strict=True):
            began = time.process_time()
            if given.ndim == 2 and decode:
                given = outcome.decode(given, text.found.joints)
                seconds += time.process_time() - began
            elif given.ndim == 2:
                given = (given if given.shape[1] == len(LABELS) else by_label(given)).argmax(axis=1)
            labels: list[str | None] = [None] * len(text.document.labels)
            for k, label in zip(text.found.rows.tolist(), given.tolist(), strict=True):
                labels[k] = LABELS[label].value
            gold[text.document.id] = gold_row(text.document)
            predicted[text.document.id] = {"labels": labels}
            n_lines += len(given)
    scores = score(gold, predicted)
    each = " | ".join(f"{scores.lines[label].f1:.3f}" for label in LABELS)
    speed, size = n_lines / seconds, np.mean([outcome.size for outcome in outcomes]) / 1e6
    said = "yes" if decode else "no"
    figures = f"{scores.macro_f1:.4f} | {scores.regions.f1:.3f} | {speed:,.0f} | {size:.1f}"
    return f"| {name} | {said} | {each} | {figures} | {of} |\n"


def sample(documents: list[LabelledDocument], n: int, seed: int) -> list[LabelledDocument]:
    """Whole companies' documents, until there are at least `n`."""
    groups = sorted({d.group for d in documents})
    random.Random(seed).shuffle(groups)
    chosen: list[LabelledDocument] = []
    while groups and len(chosen) < n:
        group = groups.pop()
        chosen += [d for d in documents if d.group == group]
    return chosen


def stored() -> tuple[str, str, str]:
    """EXPERIMENTS.md up to its second heading, the mark of that, and what stands under it."""
    return (TABLE.read_text("utf-8") if TABLE.exists() else "").partition("\n## ")


def name_of(row: str) -> str:
    """The rival of a line of the table."""
    return row.split(" | ")[0].removeprefix("| ")


def main() -> None:
    """Run the rivals."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=HERE.parents[1] / "shared" / "corpus", help="a corpus folder")
    parser.add_argument("--documents", type=int, help="about so many of the train documents (default: all)")
    parser.add_argument("--folds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=0, help="of sample, folds and made filings")
    parser.add_argument("--only", nargs="+", choices=RIVALS, default=list(RIVALS), metavar="NAME", help="rivals to run")
    asked = parser.parse_args()
    if not (asked.corpus / "train.jsonl").exists():
        parser.error(f"{asked.corpus}: no train.jsonl; a corpus folder is needed")

    whole = read_corpus(asked.corpus, "train")
    documents = whole if asked.documents is None else sample(whole, asked.documents, asked.seed)
    texts = [Text.of(d) for d in documents]
    groups = [t.document.group for t in texts]
    splitter = GroupKFold(asked.folds, shuffle=True, random_state=asked.seed)
    folds = [
        Fold([texts[i] for i in fit], [texts[i] for i in out]) for fit, out in splitter.split(texts, groups=groups)
    ]
    options = {"--documents": asked.documents, "--folds": asked.folds, "--seed": asked.seed}
    command = shlex.join(str(x) for item in options.items() if item[1] is not None for x in item)
    seed = asked.seed
    extent = "a sample of train, not the whole" if len(texts) < len(whole) else "the whole of train"
    head = f"""# Rivals for the line labels

`make experiments ARGS="{command}"`

Run on {extent}: {len(texts)} of {len(whole)} documents, {sum(len(t.states) for t in texts):,} lines, {len(set(groups))}
companies; {asked.folds} folds by company, seed {seed}. F1 of the held-out lines of all folds together; regions: F1
of exact ones. Lines a second: processor time of one thread, from the features to the labels. MB: weights of words in
half precision, others in single.

| rival | decoded | {" | ".join(LABELS)} | macro F1 | regions | lines a second | MB | commit |
|---|---|{"---:|" * (len(LABELS) + 4)}---|
"""
    of = commit()
    for name in asked.only:
        rival, decodings = RIVALS[name]
        if "made" in name:
            rival = partial(rival, made=[Text.of(d) for d in make(N_MADE, seed=asked.seed)])
        if "pool" in name:
            rival = partial(rival, unlabelled=list(read_pool(asked.corpus / "unlabelled.tar.xz")))
        outcomes = [rival(fold) for fold in folds]
        new = [row(name, decode, folds, outcomes, of) for decode in decodings]
        before, *trials = stored()
        rows = before.removeprefix(head).splitlines(keepends=True) if before.startswith(head) else []
        rows = [r for r in rows if name_of(r) in RIVALS and name_of(r) != name] + new
        rows.sort(key=lambda r: list(RIVALS).index(name_of(r)))
        TABLE.write_text(head + "".join(rows) + "".join(trials), encoding="utf-8")
        print(*new, sep="", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
