"""Predictions of the train split by models that never saw the company: what `score_records.py --fit` learns from.

usage:
    python benchmarks/out_of_fold.py --out out_of_fold.jsonl

The line model is fitted once, its networks by folds over companies; the entity pipelines are fitted anew for each of
four folds. That takes about a quarter of an hour on two cores. One JSON line a document: id, text, labels,
probabilities, attached, entities.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from sklearn.model_selection import GroupKFold

from filing_sections.corpus import LabelledDocument, read_corpus
from filing_sections.entities import EntityRecognizer
from filing_sections.features import features
from filing_sections.first_stage import gold_states, hints_of
from filing_sections.line_classifier import LineClassifier
from filing_sections.sections import Sections

CORPUS = Path(__file__).resolve().parents[1].parent / "shared" / "corpus"
FOLDS = 4


def documents_of(corpus: Path) -> list[LabelledDocument]:
    """The train split; of documents that were HTML the corpus' rendering or this package's, by chance."""
    pairs = zip(*(read_corpus(corpus, "train", rendering) for rendering in ("corpus", "html")), strict=True)
    return [random.Random(pair[0].id).choice(pair) for pair in pairs]


def line_predictions(documents: Sequence[LabelledDocument]) -> list[Sections]:
    """The sections of each document by networks that never saw its company."""
    classifier = LineClassifier(random_state=0, n_jobs=2)
    classifier.fit(
        [features(d.lines) for d in documents],
        [gold_states(d) for d in documents],
        [d.group for d in documents],
        [hints_of(d) for d in documents],
    )
    return [classifier.out_of_fold_sections(k, d.lines) for k, d in enumerate(documents)]


def recognisers(
    documents: Sequence[LabelledDocument], sections: Sequence[Sections]
) -> Iterator[tuple[EntityRecognizer, list[int]]]:
    """An entity pipeline a fold, and the numbers of the documents whose companies it has not seen."""
    folds = GroupKFold(FOLDS, shuffle=True, random_state=0).split(documents, groups=[d.group for d in documents])
    for seen, unseen in folds:
        recogniser = EntityRecognizer.fit(
            [documents[k] for k in seen],
            predicted=[sections[k] for k in seen],
        )
        yield recogniser, unseen.tolist()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    documents = documents_of(options.corpus)
    sections = line_predictions(documents)
    print("lines done", file=sys.stderr, flush=True)
    with open(options.out, "w", encoding="utf-8") as file:
        for recogniser, unseen in recognisers(documents, sections):
            items = [(documents[k].lines, sections[k].labels, sections[k].attached) for k in unseen]
            for k, entities in zip(unseen, recogniser.recognise(items), strict=True):
                file.write(json.dumps(row(documents[k], sections[k], entities)) + "\n")
            print(f"entities of {len(unseen)} documents done", file=sys.stderr, flush=True)


def row(document: LabelledDocument, sections: Sections, entities: list) -> dict:
    """What is predicted of a document, as `score_records.py --predictions` reads it."""
    return {
        "id": document.id,
        "text": document.lines.text,
        "labels": [label and label.value for label in sections.labels],
        "probabilities": [None if math.isnan(p) else round(float(p), 4) for p in sections.probabilities],
        "attached": [list(lines) for lines in sections.attached],
        "entities": [[e.start, e.end, e.label.value] for e in entities],
    }


if __name__ == "__main__":
    main()
