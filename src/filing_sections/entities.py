"""Entities: a spaCy pipeline over the lines that can hold them.

(Lines, labels, attached) -> list[Entity]
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.training import Example
from thinc.api import Adam, use_ops
from threadpoolctl import ThreadpoolController

from .corpus import LabelledDocument
from .entity_docs import LAYOUT_ATTRS, Chunk, chunks
from .filing import Entity
from .labels import ENTITY_LABELS, EntityLabel, Label
from .lines import Lines

Item = tuple[Lines, Sequence[Label | None], Sequence[tuple[int, int]]]

WIDTH = 64
DEPTH = 3
EMBED_ROWS = {"NORM": 4000, "PREFIX": 500, "SUFFIX": 2000, "SHAPE": 1000} | dict.fromkeys(LAYOUT_ATTRS, 1000)
NER_CONFIG = {
    "update_with_oracle_cut_size": 30,  # short pieces make wide batches, which numpy likes
    "model": {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": "ner",
        "extra_state_tokens": True,
        "hidden_width": 64,
        "maxout_pieces": 2,
        "use_upper": True,
        "tok2vec": {
            "@architectures": "spacy.Tok2Vec.v2",
            "embed": {
                "@architectures": "spacy.MultiHashEmbed.v2",
                "width": WIDTH,
                "attrs": list(EMBED_ROWS),
                "rows": list(EMBED_ROWS.values()),
                "include_static_vectors": False,
            },
            "encode": {
                "@architectures": "spacy.MaxoutWindowEncoder.v2",
                "width": WIDTH,
                "depth": DEPTH,
                "window_size": 1,
                "maxout_pieces": 3,
            },
        },
    },
}

#: Tokens seen in training, over all passes.
TRAINING_TOKENS = 1_000_000
LEARN_RATE = 0.002
DROPOUT = 0.15
BATCH_TOKENS = 600
#: Share of the chunks without any entity that training leaves out.
LEAVE_OUT_EMPTY = 0.7

#: Tokens of many documents that go through the pipeline at once.
PIPE_TOKENS = 50_000


class EntityRecognizer:
    """Marks people, organisations, titles, dates and addresses on the lines that can hold them.

    Attributes:
        nlp: the spaCy pipeline; its Docs are made by `entity_docs.chunks`, not by its tokenizer.
    """

    def __init__(self, nlp: Language):
        self.nlp = nlp
        self._threads = ThreadpoolController()

    @classmethod
    def fit(
        cls,
        documents: Sequence[LabelledDocument],
        *,
        labels: Sequence[Sequence[Label | None]] | None = None,
        attached: Sequence[Sequence[tuple[int, int]]] | None = None,
        seed: int = 0,
        tokens: int = TRAINING_TOKENS,
        progress: Callable[[int, int], None] | None = None,
    ) -> EntityRecognizer:
        """Train on the documents' gold regions, and on predicted ones where they are given.

        Args:
            labels, attached: predicted (out-of-fold) line labels and attached ranges, one sequence a document.
            tokens: how many tokens to train on, over all passes; time grows with it in a straight line.
            progress: called with (tokens seen, tokens) after each step.

        The same documents and seed give the same pipeline, byte for byte on one machine.
        """
        with _ops():
            nlp = spacy.blank("en")
            ner = nlp.add_pipe("ner", config=NER_CONFIG)
            spacy.util.fix_random_seed(seed)
            rng = random.Random(seed)
            examples = list(_examples(nlp, documents, None, None, rng))
            if labels is not None:
                examples += _examples(nlp, documents, labels, attached, rng)
            for label in ENTITY_LABELS:
                ner.add_label(label.value)
            nlp.initialize(lambda: examples[:200])
            optimizer = Adam(LEARN_RATE, use_averages=True, L2=0.01, L2_is_weight_decay=True, grad_clip=1.0)
            recogniser = cls(nlp)
            with recogniser._threads.limit(limits=1):
                _train(ner, examples, optimizer, tokens, rng, progress)
            _keep_averages(nlp, optimizer)
        return recogniser

    def recognise(self, items: Iterable[Item]) -> Iterator[list[Entity]]:
        """The entities of each (lines, labels, attached), sorted by start; many documents go through in one batch."""
        batch: list[tuple[Lines, list[Chunk]]] = []
        size = 0
        for lines, labels, attached in items:
            cut = list(chunks(lines, labels, attached))
            batch.append((lines, cut))
            size += sum(len(chunk.words) for chunk in cut)
            if size >= PIPE_TOKENS:
                yield from self._recognise(batch)
                batch, size = [], 0
        yield from self._recognise(batch)

    def _recognise(self, batch: list[tuple[Lines, list[Chunk]]]) -> list[list[Entity]]:
        found: list[list[Entity]] = [[] for _ in batch]
        # strings that a batch brings are forgotten after it, so that memory stays flat over millions of filings
        with self._threads.limit(limits=1), self.nlp.memory_zone():
            docs = ((chunk.to_doc(self.nlp.vocab), n) for n, (_, cut) in enumerate(batch) for chunk in cut)
            for doc, n in self.nlp.pipe(docs, as_tuples=True, batch_size=128):
                found[n].extend(_entities(doc, batch[n][0].text))
        return found

    def to_disk(self, path: Path | str) -> None:
        """Write the pipeline as a spaCy folder."""
        self.nlp.to_disk(path)

    @classmethod
    def from_disk(cls, path: Path | str) -> EntityRecognizer:
        """Read what `to_disk` wrote."""
        with _ops():
            return cls(spacy.load(path))


@contextmanager
def _ops() -> Iterator[None]:
    """Layers made in here multiply by numpy, whose BLAS knows the processor better than thinc's blis does."""
    with use_ops("numpy", use_blis=False):
        yield


def _entities(doc: Doc, text: str) -> Iterator[Entity]:
    chunk: Chunk = doc.user_data["chunk"]
    for span in doc.ents:
        if chunk.candidate[span.start]:
            start, end = int(chunk.start[span.start]), int(chunk.end[span.end - 1])
            yield Entity(start, end, EntityLabel(span.label_), text[start:end])


def _examples(
    nlp: Language,
    documents: Sequence[LabelledDocument],
    labels: Sequence[Sequence[Label | None]] | None,
    attached: Sequence[Sequence[tuple[int, int]]] | None,
    rng: random.Random,
) -> Iterator[Example]:
    for n, document in enumerate(documents):
        given = document.labels if labels is None else labels[n]
        ranges = document.attached if attached is None else attached[n]
        for chunk in chunks(document.lines, given, ranges):
            reference = chunk.to_doc(nlp.vocab)
            spans = gold_spans(reference, document.entities)
            if spans or rng.random() >= LEAVE_OUT_EMPTY:
                reference.set_ents(spans)
                yield Example(chunk.to_doc(nlp.vocab), reference)


def gold_spans(doc: Doc, entities: Sequence[tuple[int, int, str]]) -> list[Span]:
    """The labelled entities of a chunk as spans of whole tokens; a token cut by an entity's end goes with it."""
    chunk: Chunk = doc.user_data["chunk"]
    spans: list[Span] = []
    for start, end, label in sorted(entities):
        first = int(np.searchsorted(chunk.end, start, side="right"))
        after = int(np.searchsorted(chunk.start, end, side="left"))
        overlaps = spans and spans[-1].end > first
        if first < after and not overlaps and chunk.candidate[first]:
            spans.append(Span(doc, first, after, label))
    return spans


def _train(
    ner,
    examples: list[Example],
    optimizer: Adam,
    tokens: int,
    rng: random.Random,
    progress: Callable[[int, int], None] | None,
) -> None:
    seen = step = 0
    order: list[int] = []
    while seen < tokens:
        optimizer.learn_rate = LEARN_RATE * min(1.0, (step + 1) / 40) * max(0.05, 1 - seen / tokens)
        batch: list[Example] = []
        size = 0
        while size < BATCH_TOKENS:
            if not order:
                order = rng.sample(range(len(examples)), len(examples))
            batch.append(examples[order.pop()])
            size += len(batch[-1].predicted)
        # Language.update would copy and align every example again
        ner.update(batch, sgd=optimizer, drop=DROPOUT)
        seen += size
        step += 1
        if progress:
            progress(min(seen, tokens), tokens)


def _keep_averages(nlp: Language, optimizer: Adam) -> None:
    """Set the parameters to their averages over training, which generalise better than the last ones."""
    for _, pipe in nlp.pipeline:
        for node in pipe.model.walk():
            for name in node.param_names:
                average = optimizer.averages.get((node.id, name))
                if average is not None:
                    node.set_param(name, average)
