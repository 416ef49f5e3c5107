#!/usr/bin/env python3
"""How a model does on a family of forms that it never saw: leave one family out.

    python benchmarks/families.py                     # learns from half of the companies; writes benchmarks/FAMILIES.md
    python benchmarks/families.py --documents 120     # from fewer

A small classifier (few passes, one network, no made filings and none without labels) is fitted on some companies of
train and dev, once on all their documents and once without each family. Both are scored on the family's documents of
the other companies. Each row is written when it is done, the largest family first.
"""

import argparse
from collections import defaultdict
from pathlib import Path

from commit import commit
from experiments import sample

from filing_sections.corpus import LabelledDocument, read_corpus
from filing_sections.evaluate import Scores, gold_row, score
from filing_sections.excerpts import excerpts
from filing_sections.features import features
from filing_sections.first_stage import gold_states, hints_of
from filing_sections.line_classifier import LineClassifier
from filing_sections.model_card import family

HERE = Path(__file__).resolve().parent
TABLE = HERE / "FAMILIES.md"
SMALL = {"n_folds": 3, "word_passes": 3, "n_networks": 1, "passes": 4, "averaged": 2}
HEAD = """# Families of forms left out

`{command}` at commit {commit}.
A small classifier (few passes, one network, no made filings, none without labels) learnt from {learnt} documents of
train and dev, whole companies drawn by chance: once with the family's among them, once without. Each pair of columns:
family seen, family unseen, on the family's documents of the other companies. Macro F1 is of lines, over the labels that
are there or were given; regions: F1 of exact ones.

| family | learnt from | scored on | lines right | | macro F1 | | regions | |
|---|---:|---:|---:|---:|---:|---:|---:|---:|
"""


def family_of(document: LabelledDocument) -> str:
    """The family of a document's type."""
    return family(document.meta.get("type") or "")


def fitted(documents: list[LabelledDocument]) -> LineClassifier:
    """The small classifier, fitted."""
    return LineClassifier(**SMALL).fit(
        [features(d.lines) for d in documents],
        [gold_states(d) for d in documents],
        [d.group for d in documents],
        [hints_of(d) for d in documents],
        excerpts(documents),
    )


def scored(classifier: LineClassifier, documents: list[LabelledDocument]) -> Scores:
    """Scores of the lines alone."""
    found = {d.id: classifier.model_.predict(d.lines).labels for d in documents}
    predicted = {id: {"labels": [label and label.value for label in labels]} for id, labels in found.items()}
    none = {"entities": [], "cover": None, "signatures": [], "exhibits": []}
    return score({d.id: {**gold_row(d), **none} for d in documents}, predicted)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=HERE.parents[1] / "shared" / "corpus", help="a corpus folder")
    parser.add_argument("--documents", type=int, help="about so many to learn from (default: half)")
    parser.add_argument("--least", type=int, default=10, help="documents of a family to score on")
    parser.add_argument("--seed", type=int, default=0, help="of the companies that are learnt from")
    asked = parser.parse_args()
    of = commit()
    every = [document for split in ("train", "dev") for document in read_corpus(asked.corpus, split)]
    learnt = sample(every, asked.documents or len(every) // 2, asked.seed)
    companies = {d.group for d in learnt}
    others = defaultdict(list)
    for document in every:
        if document.group not in companies:
            others[family_of(document)].append(document)

    command = f"python benchmarks/families.py --documents {len(learnt)} --least {asked.least} --seed {asked.seed}"
    table = HEAD.format(command=command, commit=of, learnt=len(learnt))
    before = TABLE.read_text(encoding="utf-8") if TABLE.exists() else ""
    found = "".join(before.partition("\n## ")[1:])  # what stands under the table's next heading is kept
    seen = fitted(learnt)
    for name, documents in sorted(others.items(), key=lambda pair: -len(pair[1])):
        if len(documents) < asked.least:
            continue
        left = [d for d in learnt if family_of(d) != name]
        both = [scored(classifier, documents) for classifier in (seen, fitted(left))]
        figures = [
            *(f"{scores.to_dict()['lines_accuracy']:.3f}" for scores in both),
            *(f"{scores.macro_f1:.3f}" for scores in both),
            *(f"{scores.regions.f1:.3f}" for scores in both),
        ]
        table += f"| {name} | {len(learnt) - len(left)} | {len(documents)} | {' | '.join(figures)} |\n"
        TABLE.write_text(table + found, encoding="utf-8")
        print(table.splitlines()[-1], flush=True)


if __name__ == "__main__":
    main()
