#!/usr/bin/env python3
"""How a model does on a family of forms that it never saw: leave one family out.

    python benchmarks/families.py      # every family of at least 15 documents; writes benchmarks/FAMILIES.md

A small classifier (few passes, one network, no made filings and none without labels) is fitted on the train split
without the family, and without other documents of its companies, and scored on the family's documents of train and
dev. Beside it stands the same classifier with the family among what it learns, by cross-validation over the companies
of train and dev.
"""

import argparse
from collections import defaultdict
from pathlib import Path

from commit import commit
from sklearn.model_selection import GroupKFold

from filing_sections.corpus import LabelledDocument, read_corpus
from filing_sections.evaluate import Scores, gold_row, score
from filing_sections.excerpts import excerpts
from filing_sections.features import features
from filing_sections.first_stage import gold_states, hints_of
from filing_sections.line_classifier import LineClassifier
from filing_sections.model_card import family

HERE = Path(__file__).resolve().parent
SMALL = {"n_folds": 3, "word_passes": 3, "n_networks": 1, "passes": 4, "averaged": 2, "n_jobs": 2}
HEAD = """# Families of forms left out

`python benchmarks/families.py --least {least}` at commit {commit}: {documents} documents of train and dev. A small
classifier (few passes, one network, no made filings, none without labels) labels the documents of a family: once where
it learnt from other companies' documents of the other families alone, once where it learnt from other companies'
documents of the family too (three folds over companies). Macro F1 is of lines, over the labels that are there or were
given; regions: F1 of exact ones.

Each pair: family unseen, family seen.

| family | documents | lines right | | macro F1 | | regions | |
|---|---:|---:|---:|---:|---:|---:|---:|
"""


def fitted(documents: list[LabelledDocument]) -> LineClassifier:
    """The small classifier, fitted."""
    return LineClassifier(**SMALL).fit(
        [features(d.lines) for d in documents],
        [gold_states(d) for d in documents],
        [d.group for d in documents],
        [hints_of(d) for d in documents],
        excerpts(documents),
    )


def labelled(classifier: LineClassifier, documents: list[LabelledDocument]) -> dict[str, dict]:
    """What the classifier says of documents, as rows that `score` takes."""
    found = {d.id: classifier.model_.predict(d.lines).labels for d in documents}
    return {id: {"labels": [label and label.value for label in labels]} for id, labels in found.items()}


def scored(documents: list[LabelledDocument], predicted: dict[str, dict]) -> Scores:
    """Scores of the lines alone."""
    none = {"entities": [], "cover": None, "signatures": [], "exhibits": []}
    return score({d.id: {**gold_row(d), **none} for d in documents}, {d.id: predicted[d.id] for d in documents})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=HERE.parents[1] / "shared" / "corpus", help="a corpus folder")
    parser.add_argument("--least", type=int, default=15, help="documents of a family that is left out")
    arguments = parser.parse_args()
    train, dev = (read_corpus(arguments.corpus, split) for split in ("train", "dev"))
    every, of = train + dev, commit()
    of_family = defaultdict(list)
    for document in every:
        of_family[family(document.meta.get("type") or "")].append(document)

    seen: dict[str, dict] = {}
    for fit, out in GroupKFold(3, shuffle=True, random_state=0).split(every, groups=[d.group for d in every]):
        seen |= labelled(fitted([every[i] for i in fit]), [every[i] for i in out])
    table = HEAD.format(documents=len(every), least=arguments.least, commit=of)
    for name, documents in sorted(of_family.items()):
        if len(documents) < arguments.least:
            continue
        companies = {d.group for d in documents}
        others = fitted([d for d in train if d.group not in companies])
        both = [scored(documents, found) for found in (labelled(others, documents), seen)]
        figures = [
            *(f"{scores.to_dict()['lines_accuracy']:.3f}" for scores in both),
            *(f"{scores.macro_f1:.3f}" for scores in both),
            *(f"{scores.regions.f1:.3f}" for scores in both),
        ]
        table += f"| {name} | {len(documents)} | {' | '.join(figures)} |\n"
        (HERE / "FAMILIES.md").write_text(table, encoding="utf-8")
        print(table.splitlines()[-1], flush=True)


if __name__ == "__main__":
    main()
