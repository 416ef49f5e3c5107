"""Entities: a spaCy pipeline over the lines that can hold them.

(Lines, labels, attached) -> list[Entity]
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

import numpy as np
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span
from threadpoolctl import ThreadpoolController

from . import entity_crf, entity_rules  # noqa: F401  they register their components
from .corpus import LabelledDocument
from .entity_docs import chunks
from .filing import Entity
from .labels import ENTITY_LABELS, EntityLabel, Label
from .lines import Lines
from .sections import Sections
from .word_use import TrainingUse

Item = tuple[Lines, Sequence[Label | None], Sequence[tuple[int, int]]]

#: Passes over the training data, and the L2 penalty of the random field's weights.
PASSES = 6
L2 = 0.1
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

    def __reduce__(self) -> tuple:
        """Pickle the pipeline alone, for other processes: the controller of threads is of this one."""
        return type(self), (self.nlp,)

    @classmethod
    def fit(
        cls,
        documents: Sequence[LabelledDocument],
        *,
        predicted: Sequence[Sections | None] | None = None,
        seed: int = 0,
        passes: int = PASSES,
    ) -> EntityRecognizer:
        """Train on the documents' gold regions, and on predicted ones where they are given.

        Args:
            predicted: out-of-fold sections, one a document; None where gold regions are enough.
            passes: over the training data; time grows with them in a straight line.

        The same documents and seed give the same pipeline, byte for byte on one machine.
        """
        nlp = spacy.blank("en")
        crf = nlp.add_pipe("entity_crf")
        rng = random.Random(seed)
        recogniser = cls(nlp)
        # the zone keeps the corpus' words out of the vocab that is written
        with recogniser._threads.limit(limits=1), nlp.memory_zone():
            docs = list(_training_docs(nlp, documents, documents, rng))
            if predicted is not None:
                docs += _training_docs(nlp, documents, predicted, rng)
            use = TrainingUse((document.group, document.lines.text) for document in documents)
            nlp.add_pipe("entity_rules")
            crf.fit(docs, labels=list(ENTITY_LABELS), passes=passes, l2=L2, seed=seed, use=use)
        return recogniser

    def recognise(self, items: Iterable[Item]) -> Iterator[list[Entity]]:
        """The entities of each (lines, labels, attached), sorted by start; many documents go through in one batch."""
        items = iter(items)
        for first in items:
            yield from self._recognise(chain([first], items))

    def _recognise(self, items: Iterator[Item]) -> list[list[Entity]]:
        """The entities of the next items, as many as hold PIPE_TOKENS."""
        texts: list[str] = []
        found: dict[int, list[Entity]] = {}
        # strings that a batch brings are forgotten after it, so that memory stays flat over millions of filings
        with self._threads.limit(limits=1), self.nlp.memory_zone():
            # in one batch, as the component looks for words elsewhere in the same document
            for doc in self.nlp.pipe(self._docs(items, texts), batch_size=sys.maxsize):
                n = doc.user_data["document"]
                found.setdefault(n, []).extend(_entities(doc, texts[n]))
        return [found.get(n, []) for n in range(len(texts))]

    def _docs(self, items: Iterator[Item], texts: list[str]) -> Iterator[Doc]:
        """Docs of the next items, made as they are asked for; `texts` takes the items' texts."""
        size = 0
        for n, (lines, labels, attached) in enumerate(items):
            texts.append(lines.text)
            for chunk in chunks(lines, labels, attached):
                size += len(chunk.words)
                yield chunk.to_doc(self.nlp.vocab, n)
            if size >= PIPE_TOKENS:
                return

    def to_disk(self, path: Path | str) -> None:
        """Write the pipeline as a spaCy folder."""
        self.nlp.to_disk(path)

    @classmethod
    def from_disk(cls, path: Path | str) -> EntityRecognizer:
        """Read what `to_disk` wrote."""
        return cls(spacy.load(path))


def _entities(doc: Doc, text: str) -> Iterator[Entity]:
    starts, ends, candidate, *_ = doc.user_data["offsets"]
    for span in doc.ents:
        if candidate[span.start]:
            start, end = int(starts[span.start]), int(ends[span.end - 1])
            yield Entity(start, end, EntityLabel(span.label_), text[start:end])


def _training_docs(
    nlp: Language,
    documents: Sequence[LabelledDocument],
    regions: Sequence[LabelledDocument | Sections | None],
    rng: random.Random,
) -> Iterator[Doc]:
    """Docs of the documents' lines in these regions, with their entities set."""
    for n, (document, given) in enumerate(zip(documents, regions, strict=True)):
        if given is None:
            continue
        for chunk in chunks(document.lines, given.labels, given.attached):
            doc = chunk.to_doc(nlp.vocab, n if given is document else -1 - n)
            doc.user_data["group"] = document.group
            first, after = chunk.offsets.start[0], chunk.offsets.end[-1]
            here = [entity for entity in document.entities if entity[0] < after and first < entity[1]]
            spans = gold_spans(doc, here)
            if spans or rng.random() >= LEAVE_OUT_EMPTY:
                doc.set_ents(spans)
                yield doc


def gold_spans(doc: Doc, entities: Sequence[tuple[int, int, str]]) -> list[Span]:
    """The labelled entities of a chunk as spans of whole tokens; a token cut by an entity's end goes to it, or to
    the entity before."""
    starts, ends, candidate, *_ = doc.user_data["offsets"]
    spans: list[Span] = []
    for start, end, label in sorted(entities):
        first = int(np.searchsorted(ends, start, side="right"))
        after = int(np.searchsorted(starts, end, side="left"))
        first = max(first, spans[-1].end if spans else 0)
        if first < after and candidate[first]:
            spans.append(Span(doc, first, after, label))
    return spans
