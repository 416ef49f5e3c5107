#!/usr/bin/env python3
"""Train a model: labelled documents in, a model folder out.

    make train                                   # the shipped model, where the corpus is at hand
    python train.py --corpus DIR --out my-model  # a corpus folder: train.jsonl, dev.jsonl, index.jsonl
    python train.py --extra corrected.jsonl      # with documents of your own
    python train.py --made 600 --out my-model    # with made filings; alone where there is no corpus

Without --corpus the corpus is that of ../shared/corpus, or else what `filing-sections fetch --corpus` has brought.

First a model is fitted on the train split and scored on dev, whose companies it has not seen, and by cross-validation
over the companies of train. Those scores go into meta.json and MODEL_CARD.md. Then the model that is saved is fitted
on both splits together. The same data and seed give the same model, byte for byte on one machine. With the whole corpus
it takes a quarter of an hour on two cores (940 seconds, measured with a little else running).
"""

import argparse
import random
import sys
import time
from pathlib import Path

from joblib import Parallel, delayed
from threadpoolctl import threadpool_limits

from filing_sections import __version__, corpus, model_card
from filing_sections.edgar_corpus import corpus_folder
from filing_sections.entities import EntityRecognizer
from filing_sections.excerpts import cut, excerpts
from filing_sections.features import features
from filing_sections.first_stage import gold_states, hints_of
from filing_sections.line_classifier import LineClassifier
from filing_sections.model import Model
from filing_sections.pool import read_pool
from filing_sections.sections import Sections

HERE = Path(__file__).resolve().parent
parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--corpus", type=Path, help="a corpus folder (default: ../shared/corpus, else fetch's own)")
parser.add_argument("--texts", type=Path, help="a folder of the texts that data/labels labels, as fetch leaves it")
parser.add_argument("--extra", type=Path, action="append", default=[], help="more labelled documents, JSON lines")
parser.add_argument("--pool", type=Path, help="an archive of filings without labels (default: the corpus folder's own)")
parser.add_argument("--made", type=int, help="made filings to add (default: 400 beside real documents, else 600)")
parser.add_argument("--out", "-o", type=Path, default=HERE / "model", help="the folder to write")
parser.add_argument("--seed", type=int, default=0)
parser.add_argument("--quick", action="store_true", help="few passes and no scores: to try the script")
arguments = parser.parse_args()

places = [arguments.corpus] if arguments.corpus else [HERE.parent / "shared" / "corpus", corpus_folder()]
folder = next((place for place in places if (place / "index.jsonl").exists()), None)
if arguments.corpus and not folder:
    parser.error(f"{arguments.corpus}: no corpus folder, for it holds no index.jsonl")
began = time.time()
threadpool_limits(1)  # sums over several threads differ in their last bits, and so would the model


def say(text: str) -> None:
    """Show progress."""
    print(f"{time.time() - began:6.0f} s  {text}", file=sys.stderr, flush=True)


# 1. Read. Each document as it was labelled, and, where it was HTML, as this package renders it.
def read(split: str) -> list[tuple[corpus.LabelledDocument, corpus.LabelledDocument]]:
    """A split's documents: from the corpus folder, or of data/labels those whose texts are at hand."""
    if arguments.texts:
        both = (corpus.read_data(HERE / "data", split, arguments.texts, rendering) for rendering in ("corpus", "html"))
    elif folder and (folder / f"{split}.jsonl").exists():
        both = (corpus.read_corpus(folder, split, rendering, n_jobs=2) for rendering in ("corpus", "html"))
    else:
        return []
    return list(zip(*both, strict=True))


def mixed(pairs: list[tuple[corpus.LabelledDocument, corpus.LabelledDocument]]) -> list[corpus.LabelledDocument]:
    """One of each pair, so that the model knows both plain text and the layout that HTML adds."""
    return [random.Random(pair[0].id).choice(pair) for pair in pairs]


dev_pairs = read("dev")
train, dev = mixed(read("train")), mixed(dev_pairs)
try:
    extra = [document for path in arguments.extra for document in corpus.read_jsonl(path)]
    # of the companies that the scores are measured on, nothing is learnt beforehand
    pool = arguments.pool or (folder and folder / "unlabelled.tar.xz")
    there = pool and (arguments.pool or pool.exists()) and not arguments.quick
    unlabelled = list(read_pool(pool, {d.group for d in dev})) if there else []
except (OSError, ValueError) as error:
    parser.error(f"--extra or --pool: {error}")
made = []
n_made = arguments.made if arguments.made is not None else 400 if train or extra else 600
if n_made:
    from filing_sections.made import make

    made = list(make(n_made, seed=arguments.seed))
if not (train or extra or made):
    parser.error("there is nothing to train on: no corpus, no --texts, no --extra, no --made")
say(f"real filings: {len(train)} train and {len(dev)} dev documents, from {arguments.texts or folder or 'nowhere'}")
say(f"{len(extra)} extra documents, {len(made)} made filings, {len(unlabelled)} texts without labels")
if not train:
    say("no corpus is at hand: `filing-sections fetch --corpus` brings what data/labels labels")


# 2. Fit. The entity pipeline learns on gold regions, and on those that a line model gives which never saw the company;
# of made filings on gold ones alone, where there are real ones.
def fit_lines(documents: list[corpus.LabelledDocument], before: LineClassifier | None = None) -> LineClassifier:
    """A line model of documents; `before`, fitted on the first of them, spares what it found by fold."""
    classifier = LineClassifier(random_state=arguments.seed, n_jobs=2, progress=say)
    if arguments.quick:
        classifier.set_params(word_passes=2, n_networks=1, passes=3, averaged=1)
    return classifier.fit(
        [features(document.lines) for document in documents],
        [gold_states(document) for document in documents],
        [document.group for document in documents],
        [hints_of(document) for document in documents],
        [*excerpts(documents), *cut(documents, arguments.seed)],
        unlabelled,
        before,
    )


def fit_entities(documents: list[corpus.LabelledDocument], classifier: LineClassifier) -> EntityRecognizer:
    """An entity pipeline of documents; `classifier` was fitted on the first of them, and never saw the others."""
    say(f"entities of {len(documents)} documents")
    threadpool_limits(1)  # as above: this may be a process of its own

    def predicted(k: int, document: corpus.LabelledDocument) -> Sections | None:
        if "made" in document.meta and (train or dev):
            return None
        seen = k < len(classifier.out_of_fold_)
        return classifier.out_of_fold_sections(k, document.lines) if seen else classifier.model_.predict(document.lines)

    return EntityRecognizer.fit(
        documents,
        predicted=[predicted(k, document) for k, document in enumerate(documents)],
        seed=arguments.seed,
        **({"passes": 2} if arguments.quick else {}),
    )


# 3. Score, on companies that the model has not seen.
def scores_of(documents: list[corpus.LabelledDocument], classifier: LineClassifier) -> dict:
    """The scores of the model whose lines are `classifier`'s, fitted on the same documents, train first."""
    scored = Model(classifier.model_, fit_entities(documents, classifier))
    say("scores")
    scores = model_card.scores(scored, dev_pairs, list(zip(train, classifier.out_of_fold_, strict=False)))
    say("scored")
    return scores


# 4. Fit on all of it, and save.
known = train + extra + made
documents = known + dev
if dev and not arguments.quick:
    classifier = fit_lines(known)
    # entities take one process: both are fitted beside the lines, and answer in this order
    beside = Parallel(2, return_as="generator")(
        [delayed(scores_of)(known, classifier), delayed(fit_entities)(documents, classifier)]
    )
    lines = fit_lines(documents, classifier).model_
    scores, recogniser = beside
    model = Model(lines, recogniser)
else:
    classifier, scores = fit_lines(documents), {}
    model = Model(classifier.model_, fit_entities(documents, classifier))
model.meta = {
    "version": __version__,
    "trained_on": model_card.trained_on(
        train=train, dev=dev, extra=extra, made=made, unlabelled=unlabelled, seed=arguments.seed
    ),
    "libraries": model_card.libraries(),
    "scores": scores,
}
model.save(arguments.out)
(arguments.out / "MODEL_CARD.md").write_text(model_card.card(model.meta), encoding="utf-8")
say(f"saved in {arguments.out}")
