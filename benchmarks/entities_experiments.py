"""Rivals for marking entities, trained on the corpus' train split and scored on dev, gold regions given.

    python benchmarks/entities_experiments.py --corpus DIR [--by-group K] [RIVAL ...]

Prints one row of benchmarks/ENTITIES.md a rival: exact F1, overall and by type; CPU seconds of training; tokens a CPU
second of recognition (chunks, features and decoding); megabytes on disk. With --by-group, the mean over K folds of
train by company instead of dev. Training data and chunks are the same for all.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import spacy
from sklearn.model_selection import GroupKFold
from spacy.tokens import Doc
from spacy.training import Example
from thinc.api import Adam

from filing_sections import entities, entity_crf
from filing_sections.corpus import LabelledDocument, read_corpus
from filing_sections.entities import EntityRecognizer
from filing_sections.entity_docs import chunks
from filing_sections.entity_features import LAYOUT_COLUMN
from filing_sections.labels import ENTITY_LABELS
from filing_sections.made import make

Documents = Sequence[LabelledDocument]
Spans = list[tuple[int, int, str]]
LAYOUT_CELLS = {column for name, column in LAYOUT_COLUMN.items() if not name.startswith("name")}
NAME_CELLS = set(LAYOUT_COLUMN.values()) - LAYOUT_CELLS


def recognised(recogniser: EntityRecognizer, documents: Documents) -> Iterator[Spans]:
    for found in recogniser.recognise((d.lines, d.labels, d.attached) for d in documents):
        yield [(e.start, e.end, e.label.value) for e in found]


def random_field(
    drop: set[int] = frozenset(), memory: bool = True, rules: bool = True, made: int = 0, **options
) -> Callable:
    """Our pipeline without the templates that touch the columns in `drop`; with so many made filings beside train."""

    def run(train: Documents, test: Documents, folder: Path) -> tuple[float, Iterator[Spans]]:
        kept = entity_crf.TEMPLATES[:], entity_crf.MEMORY_TEMPLATES[:]
        entity_crf.TEMPLATES[:] = [t for t in kept[0] if not drop & {column for column, _ in t}]
        if not memory:
            del entity_crf.MEMORY_TEMPLATES[1:]
            entity_crf.FORGET_DOCUMENTS, shown = 2.0, entity_crf.FORGET_DOCUMENTS
        began = time.process_time()
        recogniser = EntityRecognizer.fit([*train, *make(made, seed=0)], **options)
        if not rules:
            recogniser.nlp.remove_pipe("entity_rules")
        seconds = time.process_time() - began
        recogniser.to_disk(folder)
        yield seconds
        yield from recognised(recogniser, test)
        entity_crf.TEMPLATES[:], entity_crf.MEMORY_TEMPLATES[:] = kept
        if not memory:
            entity_crf.FORGET_DOCUMENTS = shown

    return run


def spacy_ner(width: int, depth: int, tokens: int) -> Callable:
    """spaCy's own transition-based parser over the same Docs: NORM, PREFIX, SUFFIX, SHAPE."""

    def run(train: Documents, test: Documents, folder: Path):
        began = time.process_time()
        nlp = spacy.blank("en")
        ner = _sized_ner(nlp, width, depth)
        spacy.util.fix_random_seed(0)
        rng = random.Random(0)
        references = list(entities._training_docs(nlp, train, train, rng))
        blank = (Doc(nlp.vocab, [token.text for token in doc], [False] * len(doc)) for doc in references)
        examples = [Example(doc, reference) for doc, reference in zip(blank, references, strict=True)]
        for label in ENTITY_LABELS:
            ner.add_label(label.value)
        nlp.initialize(lambda: examples[:200])
        optimizer = Adam(0.001, L2=0.01, L2_is_weight_decay=True, grad_clip=1.0)
        seen = 0
        while seen < tokens:
            batch = rng.sample(examples, 8)
            ner.update(batch, sgd=optimizer, drop=0.1)
            seen += sum(len(example.predicted) for example in batch)
        seconds = time.process_time() - began
        nlp.to_disk(folder)
        yield seconds
        yield from recognised(EntityRecognizer(nlp), test)

    return run


def _sized_ner(nlp: spacy.Language, width: int, depth: int):
    encode = {"@architectures": "spacy.MaxoutWindowEncoder.v2", "width": width, "depth": depth, "window_size": 1}
    embed = {"@architectures": "spacy.MultiHashEmbed.v2", "width": width, "include_static_vectors": False}
    embed |= {"attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE"], "rows": [5000, 1000, 2500, 2500]}
    tok2vec = {"@architectures": "spacy.Tok2Vec.v2", "embed": embed, "encode": encode | {"maxout_pieces": 3}}
    parser = {"@architectures": "spacy.TransitionBasedParser.v2", "state_type": "ner", "extra_state_tokens": False}
    parser |= {"hidden_width": 64, "maxout_pieces": 2, "use_upper": True, "tok2vec": tok2vec}
    return nlp.add_pipe("ner", config={"model": parser})


RIVALS: dict[str, Callable] = {
    "random field": random_field(),
    "- with 150 made filings": random_field(made=150),
    "- with 400 made filings": random_field(made=400),
    "- without rules": random_field(rules=False),
    "- without memory of the document": random_field(memory=False),
    "- without name runs": random_field(drop=NAME_CELLS),
    "- without layout": random_field(drop=LAYOUT_CELLS),
    "- words alone": random_field(drop=LAYOUT_CELLS | NAME_CELLS, memory=False),
    "spaCy NER, width 96, depth 4": spacy_ner(96, 4, 1_000_000),
    "spaCy NER, width 64, depth 3": spacy_ner(64, 3, 1_000_000),
}


def f1(documents: Documents, answers: Sequence[Spans]) -> dict[str, float]:
    """Exact F1, overall and by type."""
    right, given, gold = Counter(), Counter(), Counter()
    for document, answer in zip(documents, answers, strict=True):
        want = set(document.entities)
        for counter, spans in ((right, want & set(answer)), (given, answer), (gold, want)):
            counter.update(label for *_, label in spans)
            counter["all"] += len(spans)
    return {k: 2 * right[k] / max(1, given[k] + gold[k]) for k in ("all", *(label.value for label in ENTITY_LABELS))}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rivals", nargs="*", metavar="RIVAL", help=f"of {', '.join(RIVALS)}; default: all")
    parser.add_argument("--corpus", required=True, type=Path)
    parser.add_argument("--by-group", type=int, metavar="K")
    args = parser.parse_args()
    train = read_corpus(args.corpus, "train")
    splits = [(train, read_corpus(args.corpus, "dev"))]
    if args.by_group:
        folds = GroupKFold(args.by_group).split(train, groups=[d.group for d in train])
        splits = [([train[i] for i in a], [train[i] for i in b]) for a, b in folds]
    print("| rival | all | " + " | ".join(label.value for label in ENTITY_LABELS) + " | train s | tokens/s | MB |")
    print("|" + "---|" * (5 + len(ENTITY_LABELS)))
    for name in args.rivals or RIVALS:
        scores, seconds, rate = [], [], []
        for train_part, test in splits:
            with tempfile.TemporaryDirectory() as folder:
                steps = RIVALS[name](train_part, test, Path(folder))
                seconds.append(next(steps))
                size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file()) / 1e6
                began = time.process_time()
                scores.append(f1(test, list(steps)))
                spent = time.process_time() - began
            n = sum(len(chunk.words) for d in test for chunk in chunks(d.lines, d.labels, d.attached))
            rate.append(n / spent)
        cells = [f"{sum(s[key] for s in scores) / len(scores):.4f}" for key in scores[0]]
        mean = [sum(values) / len(values) for values in (seconds, rate)]
        print(f"| {name} | {' | '.join(cells)} | {mean[0]:.0f} | {mean[1]:.0f} | {size:.1f} |", flush=True)


if __name__ == "__main__":
    main()
