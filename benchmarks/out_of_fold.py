"""Predictions of the train split by models that never saw the company: what `score_records.py --fit` learns from.

usage:
    python benchmarks/out_of_fold.py --out out_of_fold.jsonl

As `train.py` trains: beside 400 made filings and the unlabelled ones of other companies. The line model is fitted once,
its networks by folds over companies; the entity pipelines are fitted anew for each of four folds. That takes about a
quarter of an hour on two cores. One JSON line a document: id, text, labels, probabilities, attached, entities.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
from collections.abc import Sequence
from pathlib import Path

from joblib import Parallel, delayed
from sklearn.model_selection import GroupKFold

from filing_sections.corpus import LabelledDocument, read_corpus
from filing_sections.entities import EntityRecognizer
from filing_sections.excerpts import cut, excerpts
from filing_sections.features import features
from filing_sections.filing import Entity
from filing_sections.first_stage import gold_states, hints_of
from filing_sections.line_classifier import LineClassifier
from filing_sections.made import make
from filing_sections.pool import read_pool
from filing_sections.sections import Sections

CORPUS = Path(__file__).resolve().parents[1].parent / "shared" / "corpus"
FOLDS, MADE = 4, 400


def documents_of(corpus: Path) -> list[LabelledDocument]:
    """The train split; of documents that were HTML the corpus' rendering or this package's, by chance."""
    pairs = zip(*(read_corpus(corpus, "train", rendering) for rendering in ("corpus", "html")), strict=True)
    return [random.Random(pair[0].id).choice(pair) for pair in pairs]


def line_predictions(
    documents: Sequence[LabelledDocument], made: Sequence[LabelledDocument], corpus: Path
) -> list[Sections]:
    """The sections of each document by networks that never saw its company."""
    every = [*documents, *made]
    pool = corpus / "unlabelled.tar.xz"
    classifier = LineClassifier(random_state=0, n_jobs=2)
    classifier.fit(
        [features(d.lines) for d in every],
        [gold_states(d) for d in every],
        [d.group for d in every],
        [hints_of(d) for d in every],
        [*excerpts(every), *cut(every, 0)],
        list(read_pool(pool, {d.group for d in read_corpus(corpus, "dev")})) if pool.exists() else (),
    )
    return [classifier.out_of_fold_sections(k, d.lines) for k, d in enumerate(documents)]


def entity_predictions(
    documents: Sequence[LabelledDocument], made: Sequence[LabelledDocument], sections: Sequence[Sections]
) -> list[list[Entity]]:
    """The entities of each document by a pipeline that never saw its company."""
    folds = GroupKFold(FOLDS, shuffle=True, random_state=0).split(documents, groups=[d.group for d in documents])

    def of_fold(seen: Sequence[int], unseen: Sequence[int]) -> list[tuple[int, list[Entity]]]:
        recogniser = EntityRecognizer.fit(
            [*(documents[k] for k in seen), *made],
            predicted=[*(sections[k] for k in seen), *(None for _ in made)],
        )
        items = [(documents[k].lines, sections[k].labels, sections[k].attached) for k in unseen]
        return list(zip(unseen, recogniser.recognise(items), strict=True))

    found = Parallel(2)(delayed(of_fold)(seen.tolist(), unseen.tolist()) for seen, unseen in folds)
    by_number = dict(pair for fold in found for pair in fold)
    return [by_number[k] for k in range(len(documents))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    documents, made = documents_of(options.corpus), list(make(MADE, seed=0))
    sections = line_predictions(documents, made, options.corpus)
    print("lines done", file=sys.stderr, flush=True)
    entities = entity_predictions(documents, made, sections)
    with open(options.out, "w", encoding="utf-8") as file:
        for document, lines, marked in zip(documents, sections, entities, strict=True):
            file.write(json.dumps(row(document, lines, marked)) + "\n")


def row(document: LabelledDocument, sections: Sections, entities: list[Entity]) -> dict:
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
