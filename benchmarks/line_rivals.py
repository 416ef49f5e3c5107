"""The rivals for the line labels that `experiments.py` runs; the table of them is at the end."""

import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import pairwise
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.base import ClassifierMixin
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler

from filing_sections.context import context
from filing_sections.corpus import LabelledDocument
from filing_sections.excerpts import excerpts
from filing_sections.features import COLUMNS, Features, features, known
from filing_sections.first_stage import gold_states, hints_of, shared_words, with_neighbours
from filing_sections.joints import N_JOINTS
from filing_sections.labels import ENTITY_LABELS, LABELS
from filing_sections.line_classifier import LineClassifier
from filing_sections.networks import fit_network
from filing_sections.pool import Unlabelled
from filing_sections.sections import LABEL_OF_STATE, STATES, places_of, standardise
from filing_sections.viterbi import log_transitions, viterbi

N_MADE = 100
SHIPPED = LineClassifier(n_folds=3)  # three folds inside each fold do to compare; five ship

# The feature table's groups, in the order of the table.
NAMES = list(COLUMNS)
_BOUNDS = [0, *map(NAMES.index, ("log characters", "centred", "log lines of the same words")), len(NAMES)]
PAGE, CHARACTERS, HTML, DOCUMENT = (NAMES[a:b] for a, b in pairwise(_BOUNDS))


@dataclass(eq=False)
class Text:
    """A labelled document, its features, and the states of its lines that are not blank."""

    document: LabelledDocument
    found: Features
    states: np.ndarray

    @classmethod
    def of(cls, document: LabelledDocument) -> "Text":
        """The text with its features."""
        return cls(document, features(document.lines), gold_states(document))


@dataclass
class Outcome:
    """What a rival says of the held-out texts.

    Attributes:
        given: for each text, probabilities of labels or states, shape (n, k), or decoded labels, shape (n,).
        seconds: processor time from the features on.
        size: bytes; weights of words in half precision, others in single.
        decode: a text's labels from its probabilities and its joints.
    """

    given: list[np.ndarray]
    seconds: float
    size: int
    decode: Callable[[np.ndarray, np.ndarray], np.ndarray] | None = None


class Fold:
    """Texts to fit on, texts held out, and the classifier that ships, fitted once for all that builds on it."""

    def __init__(self, fit: list[Text], out: list[Text]) -> None:
        self.fit, self.out = fit, out

    @cached_property
    def places(self) -> np.ndarray:
        """The places of the words that the rivals know, as `known` takes them."""
        groups = [t.document.group for t in self.fit]
        return places_of(shared_words([t.found for t in self.fit], groups, SHIPPED.min_groups))

    @cached_property
    def shipped(self) -> LineClassifier:
        """The classifier that ships, fitted."""
        return shipped(self.fit)


def shipped(texts: Sequence[Text], unlabelled: Sequence[Unlabelled] = ()) -> LineClassifier:
    """The classifier that ships, fitted on `texts`, and on texts without labels."""
    documents = [t.document for t in texts]
    return LineClassifier(**SHIPPED.get_params()).fit(
        [t.found for t in texts],
        [t.states for t in texts],
        [d.group for d in documents],
        [hints_of(d) for d in documents],
        excerpts(documents),
        unlabelled,
    )


def linear(fold: Fold, window: bool) -> Outcome:
    """Words and columns in a linear model; with `window`, those of the lines before and after as well."""
    n_words = int(fold.places.max()) + 1
    scaler = StandardScaler().fit(np.concatenate([t.found.columns for t in fold.fit]))

    def matrix(text: Text) -> sparse.csr_matrix:
        words = known(text.found.words, fold.places, n_words)
        both = sparse.hstack([words, sparse.csr_matrix(scaler.transform(text.found.columns))], format="csr")
        return with_neighbours(both) if window else both

    labels = [LABEL_OF_STATE[t.states] for t in fold.fit]
    model = LogisticRegression(C=10, max_iter=100)
    model.fit(sparse.vstack([matrix(t) for t in fold.fit], format="csr"), np.concatenate(labels))
    joints = [t.found.joints for t in fold.fit]
    transitions = log_transitions(labels, joints, len(LABELS), N_JOINTS)
    first, steps = (SHIPPED.step_weight * scores for scores in transitions)
    began = time.process_time()
    given = [_spread(model.predict_proba(matrix(t)), model.classes_, len(LABELS)) for t in fold.out]
    seconds = time.process_time() - began
    return Outcome(given, seconds, 2 * model.coef_.size, lambda p, j: viterbi(np.log(p), first, steps, j))


def random_field(fold: Fold) -> Outcome:
    """A linear-chain conditional random field over words and columns of a line and of those next to it."""
    import pycrfsuite

    def items(text: Text) -> list[list[str]]:
        words = known(text.found.words, fold.places, int(fold.places.max()) + 1)
        own = [[str(w) for w in row] for row in np.split(words.indices, words.indptr[1:-1])]
        for row, values in zip(own, np.rint(text.found.columns * 2).astype(int).tolist(), strict=True):
            row += [f"{k}={v}" for k, v in enumerate(values)]
        around = zip(own, [[], *own[:-1]], [*own[1:], []], strict=True)
        return [row + ["-" + x for x in before] + ["+" + x for x in after] for row, before, after in around]

    trainer = pycrfsuite.Trainer(verbose=False, params={"c1": 0.1, "c2": 0.01, "max_iterations": 60})
    for text in fold.fit:
        trainer.append(items(text), [str(label) for label in LABEL_OF_STATE[text.states]])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "crfsuite")
        trainer.train(str(path))
        tagger = pycrfsuite.Tagger()
        tagger.open(str(path))
        began = time.process_time()
        given = [np.array(tagger.tag(items(t)), int) for t in fold.out]
        return Outcome(given, time.process_time() - began, path.stat().st_size)


def ships(
    fold: Fold, made: Sequence[Text] = (), unlabelled: Sequence[Unlabelled] = (), decode_alike: bool = False
) -> Outcome:
    """The classifier that ships, without unlabelled texts.

    Args:
        made: filings that it is fitted on too. unlabelled: texts that it is fitted on too, but for their companies.
        decode_alike: count steps between states alike, whatever stands between two lines.
    """
    held_out = {t.document.group for t in fold.out}
    others = [text for text in unlabelled if text.group not in held_out]
    model = (shipped([*fold.fit, *made], others) if made or others else fold.shipped).model_
    if decode_alike:
        states, joints = [t.states for t in fold.fit], [0 * t.found.joints for t in fold.fit]
        steps = log_transitions(states, joints, len(STATES), 1)[1]
        model = replace(model, steps=SHIPPED.step_weight * np.repeat(steps, N_JOINTS, axis=0))
    began = time.process_time()
    given = [model.state_probabilities(t.found) for t in fold.out]
    seconds = time.process_time() - began
    return Outcome(given, seconds, len(model.to_bytes()), lambda p, j: LABEL_OF_STATE[model.decode(p, j)])


def stacked(
    fold: Fold,
    second: Callable[[np.ndarray, np.ndarray], ClassifierMixin],
    without: Sequence[str] = (),
    hints: bool = True,
    around: bool = True,
    with_excerpts: bool = True,
) -> Outcome:
    """Another second stage on the shipped classifier's first, or the same on less.

    Args:
        second: makes the second stage of context and states, an estimator that is fitted.
        without: columns of the feature table that it does not see.
        hints, around: whether it sees the first stage's evidence for entities, and for the labels of lines around.
        with_excerpts: whether it is fitted on excerpts too.
    """
    first = fold.shipped.model_
    columns = [k for k, name in enumerate(NAMES) if name not in without]
    n_core = first.n_core.item()
    core = list(range(n_core if hints else n_core - len(ENTITY_LABELS) - 1))  # the hints are the core's last
    seen = core + (list(range(n_core, len(first.word_bias))) if around else [])

    def matrix(found: Features, evidence: np.ndarray) -> np.ndarray:
        table = found.columns[:, columns]
        return np.concatenate(list(context(table, evidence[:, seen], found.alike, len(LABELS), len(core))))

    evidence = fold.shipped.evidence_
    parts = [(t.found, e, t.states) for t, e in zip(fold.fit, evidence, strict=True)]
    for part in excerpts([t.document for t in fold.fit]) if with_excerpts else ():
        rows, k = slice(part.first, part.after), part.document
        parts.append((features(part.lines), evidence[k][rows], fold.fit[k].states[rows]))
    x = np.concatenate([matrix(found, e) for found, e, _ in parts])
    mean, scale = x.mean(axis=0), x.std(axis=0) + 1e-3
    standardise(x, mean, scale)
    model = second(x, np.concatenate([states for *_, states in parts]))
    del x

    def by_state(text: Text) -> np.ndarray:
        x = matrix(text.found, first.evidence(text.found))
        standardise(x, mean, scale)
        return _spread(model.predict_proba(x), model.classes_, len(STATES))

    began = time.process_time()
    given = [by_state(t) for t in fold.out]
    seconds = time.process_time() - began
    size = 2 * first.word_weights.size + first.vocabulary.nbytes + _bytes(model)
    return Outcome(given, seconds, size, lambda p, j: LABEL_OF_STATE[first.decode(p, j)])


def _spread(probabilities: np.ndarray, classes: np.ndarray, n: int) -> np.ndarray:
    """Probabilities of `classes` as those of all n, shape (n_lines, n), none of them zero."""
    out = np.full((len(probabilities), n), 1e-7)
    out[:, classes] = np.maximum(probabilities, 1e-7)
    return out


def _bytes(model: LogisticRegression | HistGradientBoostingClassifier | MLPClassifier) -> int:
    if isinstance(model, HistGradientBoostingClassifier):
        return sum(tree.nodes.nbytes for round_ in model._predictors for tree in round_)
    return 4 * sum(weights.size for weights in (model.coefs_ if isinstance(model, MLPClassifier) else [model.coef_]))


def network(x: np.ndarray, states: np.ndarray) -> MLPClassifier:
    """One network, as the shipped classifier has several."""
    names = ("n_hidden", "passes", "averaged", "penalty")
    return fit_network(x, states, **{name: getattr(SHIPPED, name) for name in names}, seed=0)


def linear_second(x: np.ndarray, states: np.ndarray) -> LogisticRegression:
    """A linear second stage."""
    return LogisticRegression(C=0.01, max_iter=100).fit(x, states)


def boosting(x: np.ndarray, states: np.ndarray) -> HistGradientBoostingClassifier:
    """A second stage of boosted trees."""
    return HistGradientBoostingClassifier(
        max_iter=100,
        max_leaf_nodes=15,
        l2_regularization=1.0,
        max_features=0.2,
        early_stopping=False,
        random_state=0,
    ).fit(x, states)


stacked_network = partial(stacked, second=network)

#: Name -> (what gives its outcome in a fold, whether to give a row without decoding, and one with it).
RIVALS: dict[str, tuple[Callable[..., Outcome], Sequence[bool]]] = {
    "no context": (partial(linear, window=False), (False,)),
    "window of one line": (partial(linear, window=True), (False, True)),
    "random field": (random_field, (True,)),
    "stacked: linear": (partial(stacked, second=linear_second), (False, True)),
    "stacked: gradient boosting": (partial(stacked, second=boosting), (False, True)),
    "stacked: one network": (stacked_network, (False, True)),
    "one network, without hints": (partial(stacked_network, hints=False), (True,)),
    "one network, without evidence of lines around": (partial(stacked_network, around=False), (True,)),
    "one network, without excerpts": (partial(stacked_network, with_excerpts=False), (True,)),
    "one network, without columns: document": (partial(stacked_network, without=DOCUMENT), (True,)),
    "one network, without columns: characters": (partial(stacked_network, without=CHARACTERS), (True,)),
    "one network, without columns: page": (partial(stacked_network, without=PAGE), (True,)),
    "one network, without columns: HTML": (partial(stacked_network, without=HTML), (True,)),
    "stacked: networks (ships)": (ships, (False, True)),
    "networks, steps alike at all joints": (partial(ships, decode_alike=True), (True,)),
    f"networks, {N_MADE} made filings added": (ships, (True,)),
    "networks, taught by the pool": (ships, (True,)),
}
