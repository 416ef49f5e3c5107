"""A spaCy component that marks entities with a linear-chain conditional random field over hashed features.

On this corpus it beats spaCy's transition-based parser in exact spans, training time and speed
(benchmarks/ENTITIES.md). Features are hashed in bulk for all tokens of a batch; there is no loop over tokens.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from spacy.attrs import ORTH
from spacy.language import Language
from spacy.pipeline import Pipe
from spacy.tokens import Doc, Span
from spacy.util import ensure_path

from .entity_decoding import real_rows, spans, viterbi
from .entity_features import (
    BITS,
    CLASS,
    COLUMNS,
    FRONT,
    KEPT_TEMPLATES,
    LAYOUT_COLUMN,
    MEMORY,
    MEMORY_COLUMNS,
    MEMORY_TEMPLATES,
    REACH,
    TEMPLATES,
    W,
    WordTable,
    hashed,
    schema,
)
from .entity_layout import FRONT_CODES, LAYOUT, label_codes
from .entity_memory import documents_of, memory, word_of_document
from .word_use import NO_WORD, TrainingUse

__all__ = ["EntityCRF", "make_entity_crf", "schema"]

#: Share of the documents that training shows without that memory; share of the words in the others that it shows as
#: missed by the first decoding.
FORGET_DOCUMENTS, FORGET_WORDS = 0.4, 0.15
#: So many times training draws what it hides; the weights are the mean.
DRAWS = 2
#: Features of buckets that training saw less often are left out.
MIN_COUNT = 2
#: Tokens whose features are hashed at once, to keep memory small.
ROWS_AT_ONCE = 4096
#: Tokens whose table is made at once.
TOKENS_AT_ONCE = 1 << 14

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix


@Language.factory("entity_crf", assigns=["doc.ents"])
def make_entity_crf(nlp: Language, name: str) -> EntityCRF:
    """An untrained component."""
    return EntityCRF(nlp, name)


class EntityCRF(Pipe):
    """Marks ``doc.ents``. Takes ``doc.user_data["layout"]`` (uint64, one row a token) where it is there.

    Attributes:
        tags: the tags, "O" first, then "B-" and "I-" of each label.
        weights: float32, shape (2 ** BITS, n_tags).
        start, transitions: float32, shapes (n_tags,) and (n_tags, n_tags).
        classes: uint8, shape (NO_WORD + 1,): of words, as `TrainingUse.classes` makes them.
    """

    def __init__(self, nlp: Language, name: str = "entity_crf"):
        self.vocab, self.name = nlp.vocab, name
        self.tags: list[str] = ["O"]
        self.weights = np.zeros((1, 1), np.float32)
        self.start = np.zeros(1, np.float32)
        self.transitions = np.zeros((1, 1), np.float32)
        self.classes = np.zeros(NO_WORD + 1, np.uint8)
        self._words = WordTable()

    def __call__(self, doc: Doc) -> Doc:
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 128) -> Iterator[Doc]:
        stream = iter(stream)
        while docs := self._mark(islice(stream, batch_size)):
            yield from docs

    def _mark(self, stream: Iterable[Doc]) -> list[Doc]:
        """Mark docs that may belong together. Of their features no more is kept than both decodings need."""
        docs: list[Doc] = []
        apart = np.zeros((REACH, len(self.tags)), np.float32), np.zeros((REACH, len(MEMORY_COLUMNS)), np.uint64)
        kept, scored, fronts = [apart[1]], [], []
        for block in _blocks(stream):
            rows, lengths = self._rows(block)
            real = real_rows(lengths) + REACH
            fronts.append(_in_front(rows[real]))
            kept.append(rows[REACH:, MEMORY_COLUMNS])
            scored += [self._scores(rows, TEMPLATES), apart[0]]
            docs += block
            for doc in block:
                doc.user_data.pop("layout", None)
        if not docs:
            return docs
        lengths = np.array([len(doc) for doc in docs])
        scores = np.concatenate(scored[:-1])
        del scored  # before more is put together
        rows, front = np.concatenate(kept), np.concatenate(fronts)
        del kept
        tags = np.concatenate(viterbi(scores, lengths, self.start, self.transitions))
        real = real_rows(lengths) + REACH
        words, document = rows[real, MEMORY_COLUMNS.index(W)], documents_of(docs, lengths)
        for column, memories in zip((MEMORY, FRONT), self._memories(words, front, tags, document), strict=True):
            rows[real, MEMORY_COLUMNS.index(column)] = memories
        self._scores(rows, KEPT_TEMPLATES, scores)
        for doc, path in zip(docs, viterbi(scores, lengths, self.start, self.transitions), strict=True):
            doc.set_ents([Span(doc, first, after, label) for first, after, label in spans(path, self.tags)])
        return docs

    def _scores(self, rows: np.ndarray, templates: Sequence, before: np.ndarray | None = None) -> np.ndarray:
        """The tags' scores, float32, shape (n_rows - 2 * REACH, n_tags), of features that are made block by block.

        They are added to those that were there `before`.
        """
        scores = np.zeros((len(rows) - 2 * REACH, len(self.tags)), np.float32) if before is None else before
        for start in range(0, len(scores), ROWS_AT_ONCE):
            block = rows[start : start + ROWS_AT_ONCE + 2 * REACH]
            scores[start : start + ROWS_AT_ONCE] += score_rows(self.weights, hashed(block, templates))
        return scores

    def _rows(self, docs: Sequence[Doc]) -> tuple[np.ndarray, np.ndarray]:
        """The token table of all docs, REACH empty rows before, between and after them; and the docs' lengths."""
        lengths = np.array([len(doc) for doc in docs])
        n = int(lengths.sum())
        table = np.zeros((n + REACH * (len(docs) + 1), COLUMNS), np.uint64)
        at = np.arange(n) + REACH * (1 + np.repeat(np.arange(len(docs)), lengths))
        if n:
            ids = self._words(np.concatenate([doc.to_array(ORTH) for doc in docs]), self.vocab.strings)
            table[at, :4], table[at, CLASS] = ids[:, :4], self.classes[ids[:, 4]]
            none = np.zeros((0, len(LAYOUT)), np.uint64)
            layouts = [doc.user_data.get("layout", np.zeros((len(doc), len(LAYOUT)), np.uint64)) for doc in docs]
            table[at, 4:MEMORY] = np.concatenate([none, *layouts])
        return table, lengths

    def _memories(
        self, words: np.ndarray, front: np.ndarray, tags: np.ndarray, document: np.ndarray
    ) -> Iterator[np.ndarray]:
        """The columns MEMORY and FRONT, uint64, shape (n_tokens,) each, from the tokens' tags."""
        for counted in (np.ones(len(tags), bool), front):
            yield memory(words, tags, document, counted, len(self.tags))

    def fit(
        self,
        docs: Sequence[Doc],
        *,
        labels: Sequence[str],
        passes: int,
        l2: float,
        seed: int = 0,
        use: TrainingUse | None = None,
    ) -> None:
        """Train on the docs' ents.

        Args:
            passes, l2: as `entity_training.fit_weights` takes them.
            use: of words in the documents; their groups are then in ``doc.user_data["group"]``.
        """
        from .entity_training import fit_weights  # needed for training alone

        self.tags = ["O", *(f"{prefix}-{label}" for label in labels for prefix in "BI")]
        code = {tag: n for n, tag in enumerate(self.tags)}
        rows, lengths = self._rows(docs)
        real = real_rows(lengths)
        gold = np.zeros(len(real), np.int64)
        offset = np.cumsum(lengths) - lengths
        for doc, first in zip(docs, offset.tolist(), strict=True):
            for span in doc.ents:
                gold[first + span.start : first + span.end] = code[f"I-{span.label_}"]
                gold[first + span.start] = code[f"B-{span.label_}"]
        rng = np.random.default_rng(seed)
        document = documents_of(docs, lengths)
        if use is not None:
            self._classify(docs, rows, real + REACH, lengths, use)
        self.weights = np.zeros((1 << BITS, len(self.tags)), np.float32)
        edges = []
        for draw in range(DRAWS):
            features, kept = self._features(rows, real, gold, document, rng)
            weights, *between = fit_weights(features, gold, lengths, len(self.tags), passes, l2, (seed, draw))
            self.weights[kept] += weights / DRAWS
            edges.append(between)
        self.weights = self.weights.astype(np.float16).astype(np.float32)  # as they are saved
        self.start, self.transitions = (np.mean(parts, axis=0, dtype=np.float32) for parts in zip(*edges, strict=True))

    def _features(
        self, rows: np.ndarray, real: np.ndarray, gold: np.ndarray, document: np.ndarray, rng: np.random.Generator
    ) -> tuple[csr_matrix, np.ndarray]:
        """The tokens' features, with memories of which some are hidden by chance, and the buckets that they stand for.

        Returns: shapes (n_tokens, n_kept) and (n_kept,).
        """
        from scipy.sparse import csr_matrix  # needed for training alone

        forgotten = rng.random(document.max() + 1) < FORGET_DOCUMENTS
        _, word = np.unique(word_of_document(rows[real + REACH, W], document), return_inverse=True)
        shown = np.where((rng.random(len(gold)) < FORGET_WORDS)[word], 0, gold)
        at = real + REACH
        for column, memories in zip(
            (MEMORY, FRONT), self._memories(rows[at, W], _in_front(rows[at]), shown, document), strict=True
        ):
            rows[at, column] = memories
        memories = hashed(rows, MEMORY_TEMPLATES)[real]
        buckets = np.hstack([hashed(rows, TEMPLATES)[real], memories])
        count = np.bincount(buckets.ravel(), minlength=1 << BITS)
        kept = np.flatnonzero(count >= MIN_COUNT)
        place = np.full(1 << BITS, -1, np.int64)
        place[kept] = np.arange(len(kept))
        columns = place[buckets]
        there = columns >= 0
        there[:, len(TEMPLATES) :] &= ~forgotten[document][:, None]
        indptr = np.append(0, np.cumsum(there.sum(axis=1)))
        features = csr_matrix(
            (np.ones(int(indptr[-1]), np.float32), columns[there].astype(np.int32), indptr.astype(np.int32)),
            shape=(len(buckets), len(kept)),
        )
        return features, kept

    def _classify(
        self, docs: Sequence[Doc], rows: np.ndarray, at: np.ndarray, lengths: np.ndarray, use: TrainingUse
    ) -> None:
        """Fill in the column of word classes: each doc's as a document of another company would have them."""
        self.classes = use.classes()
        ends = np.cumsum(lengths)
        by_group: dict[str, list[int]] = {}
        for k, doc in enumerate(docs):
            by_group.setdefault(doc.user_data["group"], []).append(k)
        for group, members in by_group.items():
            classes = use.classes(without=group)
            for k in members:
                ids = self._words(docs[k].to_array(ORTH), self.vocab.strings)
                rows[at[ends[k] - lengths[k] : ends[k]], CLASS] = classes[ids[:, 4]]

    def to_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> None:
        path = ensure_path(path)
        path.mkdir(parents=True, exist_ok=True)
        (path / "cfg.json").write_text(json.dumps({"tags": self.tags, "bits": BITS, "format": 2}), encoding="utf-8")
        np.save(path / "weights.npy", self.weights.astype(np.float16), allow_pickle=False)
        np.save(path / "classes.npy", self.classes, allow_pickle=False)
        np.save(path / "transitions.npy", np.vstack([self.start, self.transitions]), allow_pickle=False)

    def from_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> EntityCRF:
        path = ensure_path(path)
        self.tags = json.loads((path / "cfg.json").read_text(encoding="utf-8"))["tags"]
        self.weights = np.load(path / "weights.npy", allow_pickle=False).astype(np.float32)
        self.classes = np.load(path / "classes.npy", allow_pickle=False)
        edges = np.load(path / "transitions.npy", allow_pickle=False)
        self.start, self.transitions = edges[0], edges[1:]
        return self


def _in_front(rows: np.ndarray) -> np.ndarray:
    """Which tokens are of covers and signatures, bool, shape (n_rows,)."""
    return np.isin(label_codes(rows[:, LAYOUT_COLUMN["place"]]), FRONT_CODES)


def _blocks(docs: Iterable[Doc]) -> Iterator[list[Doc]]:
    """The docs in lists that hold some TOKENS_AT_ONCE tokens each."""
    block: list[Doc] = []
    size = 0
    for doc in docs:
        block.append(doc)
        size += len(doc)
        if size >= TOKENS_AT_ONCE:
            yield block
            block, size = [], 0
    if block:
        yield block


def score_rows(weights: np.ndarray, buckets: np.ndarray) -> np.ndarray:
    scores = weights[buckets[:, 0]]
    for column in buckets.T[1:]:
        scores += weights[column]
    return scores
