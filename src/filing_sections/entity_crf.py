"""A spaCy component that marks entities with a linear-chain conditional random field over hashed features.

On this corpus it beats spaCy's transition-based parser in exact spans, training time and speed
(benchmarks/ENTITIES.md). Features are hashed in bulk for all tokens of a batch; there is no loop over tokens.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from spacy.attrs import ORTH
from spacy.language import Language
from spacy.pipeline import Pipe
from spacy.strings import hash_string
from spacy.tokens import Doc, Span
from spacy.util import ensure_path, minibatch

from .entity_docs import CHUNK_TOKENS, FRONT_CODES, LAYOUT, TOKEN, label_codes
from .word_use import CLASS_BITS, NO_WORD, TrainingUse, bucket

#: Columns of the token table: norm, prefix, suffix, shape of the word; then those of the layout.
W, P, S, X = range(4)
MEMORY = 4 + len(LAYOUT)
FRONT = MEMORY + 1  # the same, of covers and signatures alone
CLASS = MEMORY + 2  # the word's class, by its use in the training documents
COLUMNS = MEMORY + 3
_L = {name: 4 + k for k, name in enumerate(LAYOUT)}

#: Each feature: the (column, offset) cells that it joins.
TEMPLATES: list[tuple[tuple[int, int], ...]] = [
    *[((W, k),) for k in range(-3, 4)],
    *[((X, k),) for k in range(-2, 3)],
    ((P, 0),),
    ((S, 0),),
    ((S, -1),),
    ((S, 1),),
    ((W, 0), (X, 0)),
    ((W, -1), (W, 0)),
    ((W, 0), (W, 1)),
    ((W, -2), (W, -1)),
    ((W, 1), (W, 2)),
    ((X, -1), (X, 0)),
    ((X, 0), (X, 1)),
    ((X, -1), (X, 0), (X, 1)),
    *[((column, 0),) for column in _L.values()],
    ((_L["place"], 0), (X, 0)),
    ((_L["gap"], 0), (W, 0)),
    ((_L["gap"], 0), (X, 0)),
    ((_L["gap"], 1),),
    ((_L["place"], -1),),
    ((_L["caption"], 0), (X, 0)),
    ((_L["colon"], 0), (X, 0)),
    ((_L["cell"], 0), (X, 0)),
    ((_L["up"], 0), (X, 0)),
    ((_L["down"], 0), (X, 0)),
    ((_L["name_last"], 0), (_L["name_place"], 0)),
    ((_L["name_before"], 0), (_L["name_place"], 0)),
    ((_L["name_after"], 0), (_L["name_place"], 0)),
    ((_L["name_last"], 0), (_L["name_before"], 0)),
    ((_L["line"], 0), (_L["name_place"], 0)),
    ((_L["cell_place"], 0), (_L["line"], 0)),
    ((CLASS, 0),),
    ((CLASS, 0), (X, 0)),
    ((CLASS, -1), (CLASS, 0)),
    ((CLASS, 0), (CLASS, 1)),
    ((CLASS, 0), (_L["name_place"], 0)),
    ((CLASS, -1), (CLASS, 0), (CLASS, 1)),
    ((_L["spelt"], 0),),
    ((_L["spelt"], 0), (X, 0)),
    ((_L["spelt"], 0), (CLASS, 0)),
    ((_L["spelt"], 0), (_L["name_place"], 0)),
    *[((_L["part"], k),) for k in (-1, 0, 1)],
    ((_L["part"], 0), (X, 0)),
    ((_L["part"], 0), (_L["name_place"], 0)),
    ((_L["part"], 0), (CLASS, 0)),
    ((_L["part"], -1), (_L["part"], 0)),
]
#: Features of the second decoding: what the first made of the same word elsewhere in the document.
MEMORY_TEMPLATES: list[tuple[tuple[int, int], ...]] = [
    ((MEMORY, 0),),
    ((MEMORY, -1),),
    ((MEMORY, 1),),
    ((MEMORY, 0), (X, 0)),
    ((MEMORY, -1), (MEMORY, 0)),
    ((MEMORY, 0), (MEMORY, 1)),
    ((MEMORY, 0), (W, 1)),
    ((MEMORY, 0), (W, -1)),
    ((MEMORY, 0), (_L["name_place"], 0)),
    ((MEMORY, 0), (_L["line"], 0)),
    ((FRONT, 0),),
    ((FRONT, -1),),
    ((FRONT, 1),),
    ((FRONT, 0), (X, 0)),
    ((FRONT, -1), (FRONT, 0)),
    ((FRONT, 0), (FRONT, 1)),
    ((FRONT, 0), (MEMORY, 0)),
    ((FRONT, 0), (_L["name_place"], 0)),
    ((FRONT, 0), (_L["line"], 0)),
]
#: Share of the documents that training shows without that memory; share of the words in the others that it shows as
#: missed by the first decoding.
FORGET_DOCUMENTS, FORGET_WORDS = 0.4, 0.15
#: Cells reach so many tokens to either side; so many empty tokens stand between two docs.
REACH = 3
BITS = 18
#: Features of buckets that training saw less often are left out.
MIN_COUNT = 2

_MIX = np.uint64(0x9E3779B97F4A7C15)
_ODD = np.array([0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 0xD6E8FEB86659FD93], np.uint64)


def word_ids(word: str) -> tuple[int, int, int, int, int]:
    """Hashes of a word's norm, prefix, suffix and shape; its bucket of use."""
    lower = word.lower()
    if word[0].isdigit():
        year = len(word) == 4 and word[:2] in ("19", "20")
        lower = "<year>" if year else "".join("0" if c.isdigit() else c for c in lower)
    kinds = ["X" if c.isupper() else "x" if c.islower() else "0" if c.isdigit() else c for c in word]
    shape = "".join(kind for k, kind in enumerate(kinds) if k < 2 or kind != kinds[k - 1] or kind != kinds[k - 2])
    return *(hash_string(part) for part in (lower, lower[:3], lower[-3:], shape[:8])), bucket(lower)


class _WordTable:
    """Word ids by orth, kept for words seen before."""

    MAX_WORDS = 1 << 18

    def __init__(self) -> None:
        self.rows: dict[int, tuple[int, int, int, int, int]] = {}

    def __call__(self, orths: np.ndarray, strings) -> np.ndarray:
        unique, inverse = np.unique(orths, return_inverse=True)
        if len(self.rows) > self.MAX_WORDS:
            self.rows.clear()
        rows = self.rows
        table = []
        for orth in unique.tolist():
            ids = rows.get(orth)
            if ids is None:
                ids = rows[orth] = word_ids(strings[orth])
            table.append(ids)
        return np.array(table, np.uint64).reshape(-1, 5)[inverse]


def hashed(table: np.ndarray, templates: Sequence[tuple[tuple[int, int], ...]]) -> np.ndarray:
    """Buckets of each row's features, int32, shape (n_rows - 2 * REACH, len(templates))."""
    n = len(table) - 2 * REACH
    buckets = np.empty((n, len(templates)), np.int32)
    shift = np.uint64(64 - BITS)
    salt = 0 if templates is TEMPLATES else len(TEMPLATES)
    mixed = table * _MIX
    mixed ^= mixed >> np.uint64(29)
    for t, template in enumerate(templates):
        key = np.full(n, (salt + t + 1) * 0x632BE59BD9B4E019 % 2**64, np.uint64)
        for k, (column, offset) in enumerate(template):
            key += mixed[REACH + offset : REACH + offset + n, column] * _ODD[k]
        key ^= key >> np.uint64(31)
        buckets[:, t] = (key * _MIX) >> shift
    return buckets


def schema() -> str:
    """A sha256 of what the features are made of: a model refuses features it was not trained on."""
    parts = (TOKEN.pattern, LAYOUT, TEMPLATES, MEMORY_TEMPLATES, REACH, BITS, CHUNK_TOKENS, CLASS_BITS)
    return hashlib.sha256(repr(parts).encode()).hexdigest()


@Language.factory("entity_crf", assigns=["doc.ents"])
def make_entity_crf(nlp: Language, name: str) -> EntityCRF:
    """An untrained component."""
    return EntityCRF(nlp, name)


class EntityCRF(Pipe):
    """Marks ``doc.ents``. Reads ``doc.user_data["layout"]`` (uint64, one row a token) where it is there.

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
        self._words = _WordTable()

    def __call__(self, doc: Doc) -> Doc:
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 128) -> Iterator[Doc]:
        for docs in minibatch(stream, batch_size):
            self._mark(docs)
            yield from docs

    def _mark(self, docs: Sequence[Doc]) -> None:
        rows, lengths = self._rows(docs)
        if not len(lengths):
            return
        scores = _gather_sum(self.weights, hashed(rows, TEMPLATES))
        real = _real_rows(lengths)
        tags = np.concatenate(viterbi(scores, lengths, self.start, self.transitions))
        self._remember(rows, real + REACH, tags, _documents(docs, lengths))
        scores += _gather_sum(self.weights, hashed(rows, MEMORY_TEMPLATES))
        for doc, path in zip(docs, viterbi(scores, lengths, self.start, self.transitions), strict=True):
            doc.set_ents([Span(doc, first, after, label) for first, after, label in _spans(path, self.tags)])

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

    def _remember(self, rows: np.ndarray, at: np.ndarray, tags: np.ndarray, document: np.ndarray) -> None:
        """Fill in the columns of memory at the rows `at`, from their tags."""
        words = rows[at, W]
        front = np.isin(label_codes(rows[at, _L["place"]]), FRONT_CODES)
        for column, counted in ((MEMORY, np.ones(len(tags), bool)), (FRONT, front)):
            rows[at, column] = memory(words, tags, document, counted, len(self.tags))

    def fit(
        self,
        docs: Sequence[Doc],
        *,
        labels: Sequence[str],
        passes: int,
        l2: float,
        seed: int = 0,
        use: TrainingUse | None = None,
        progress=None,
    ) -> None:
        """Train on the docs' ents.

        Args:
            passes, l2: as `entity_training.fit_weights` takes them.
            use: of words in the documents; their groups are then in ``doc.user_data["group"]``.
        """
        from scipy.sparse import csr_matrix  # needed for training alone

        from .entity_training import fit_weights

        self.tags = ["O", *(f"{prefix}-{label}" for label in labels for prefix in "BI")]
        code = {tag: n for n, tag in enumerate(self.tags)}
        rows, lengths = self._rows(docs)
        real = _real_rows(lengths)
        gold = np.zeros(len(real), np.int64)
        offset = np.cumsum(lengths) - lengths
        for doc, first in zip(docs, offset.tolist(), strict=True):
            for span in doc.ents:
                gold[first + span.start : first + span.end] = code[f"I-{span.label_}"]
                gold[first + span.start] = code[f"B-{span.label_}"]
        rng = np.random.default_rng(seed)
        document = _documents(docs, lengths)
        if use is not None:
            self._classify(docs, rows, real + REACH, lengths, use)
        forgotten = rng.random(document.max() + 1) < FORGET_DOCUMENTS
        _, word = np.unique(_word_of_document(rows[real + REACH, W], document), return_inverse=True)
        shown = np.where((rng.random(len(gold)) < FORGET_WORDS)[word], 0, gold)
        self._remember(rows, real + REACH, shown, document)
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
        weights, start, transitions = fit_weights(features, gold, lengths, len(self.tags), passes, l2, seed, progress)
        self.weights = np.zeros((1 << BITS, len(self.tags)), np.float32)
        self.weights[kept] = weights.astype(np.float16)
        self.start, self.transitions = start.astype(np.float32), transitions.astype(np.float32)

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


def _documents(docs: Sequence[Doc], lengths: np.ndarray) -> np.ndarray:
    """The number of the document that each token belongs to, as ``doc.user_data["document"]`` says."""
    numbers: dict = {}
    of_doc = [numbers.setdefault(doc.user_data.get("document", -k), len(numbers)) for k, doc in enumerate(docs, 1)]
    return np.repeat(np.array(of_doc, np.int64), lengths)


def _word_of_document(words: np.ndarray, document: np.ndarray) -> np.ndarray:
    """A hash of word and document; two that agree by chance do no harm."""
    return words + document.astype(np.uint64) * _MIX


def memory(words: np.ndarray, tags: np.ndarray, document: np.ndarray, counted: np.ndarray, n_tags: int) -> np.ndarray:
    """What became of each token's word elsewhere in its document, among the `counted` tokens.

    A code of the commonest tag and of how common it was; 1 where the word stands nowhere else, 2 to 4 where it never
    was in an entity.
    """
    if not len(words):
        return np.zeros(0, np.uint64)
    _, word = np.unique(_word_of_document(words, document), return_inverse=True)
    flat = np.bincount((word * n_tags + tags)[counted], minlength=(word.max() + 1) * n_tags)
    counts = flat.reshape(-1, n_tags)[word]
    counts[np.flatnonzero(counted), tags[counted]] -= 1
    total, marked = counts.sum(axis=1), counts[:, 1:].sum(axis=1)
    share = np.searchsorted([0.25, 0.5, 0.75, 1.0], marked / np.maximum(total, 1), side="right")
    never = 2 + np.searchsorted([2, 5], total, side="right")
    code = np.where(marked > 0, 10 + (1 + counts[:, 1:].argmax(axis=1)) * 8 + share, never)
    return np.where(total == 0, 1, code).astype(np.uint64)


def _real_rows(lengths: np.ndarray) -> np.ndarray:
    """Where the docs' tokens are among the rows that `hashed` gives."""
    return np.arange(int(lengths.sum())) + REACH * np.repeat(np.arange(len(lengths)), lengths)


def _gather_sum(weights: np.ndarray, buckets: np.ndarray) -> np.ndarray:
    scores = weights[buckets[:, 0]]
    for column in buckets.T[1:]:
        scores += weights[column]
    return scores


def _spans(path: np.ndarray, tags: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    first = None
    codes = path.tolist()
    for k in np.flatnonzero(path).tolist():
        if codes[k] % 2 or k == 0 or codes[k - 1] not in (codes[k], codes[k] - 1):
            first = k
        if k + 1 == len(codes) or codes[k + 1] != codes[k] + codes[k] % 2:
            yield first, k + 1, tags[codes[k]][2:]


def viterbi(scores: np.ndarray, lengths: np.ndarray, start: np.ndarray, transitions: np.ndarray) -> list[np.ndarray]:
    """The best tags of each doc; `scores` holds REACH rows that do not count between docs. All docs advance at once."""
    order = np.argsort(-lengths, kind="stable")
    first = (np.cumsum(lengths + REACH) - lengths - REACH)[order]
    size = lengths[order]
    paths = [np.zeros(0, np.int64)] * len(lengths)
    longest = int(size[0]) if len(size) else 0
    if not longest:
        return paths
    back = np.zeros((longest, len(size), scores.shape[1]), np.int8)
    final = np.zeros((len(size), scores.shape[1]), np.float32)
    best = scores[np.minimum(first, len(scores) - 1)] + start
    alive = int(np.searchsorted(-size, 0, side="left"))
    best = best[:alive]
    final[:alive] = best
    for step in range(1, longest):
        alive = int(np.searchsorted(-size, -step, side="left"))
        routes = best[:alive, :, None] + transitions
        back[step, :alive] = routes.argmax(axis=1)
        best = routes.max(axis=1) + scores[first[:alive] + step]
        final[:alive] = best
    for k, n in enumerate(order.tolist()):
        path = np.zeros(size[k], np.int64)
        if len(path):
            path[-1] = final[k].argmax()
            for step in range(len(path) - 1, 0, -1):
                path[step - 1] = back[step, k, path[step]]
        paths[n] = path
    return paths
