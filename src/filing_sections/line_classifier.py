"""Training of the line model, as a scikit-learn estimator.

A sample is a document, so that whatever splits samples splits documents, and by group companies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import numpy as np
from joblib import Parallel, delayed
from scipy import sparse
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold
from sklearn.neural_network import MLPClassifier

from .context import context
from .excerpts import Excerpt
from .features import Features, features, known
from .first_stage import fit_words, shared_words, targets, with_neighbours
from .joints import N_JOINTS
from .labels import LABELS
from .lines import Lines
from .networks import Untold, fit_network
from .pool import Unlabelled, drawn
from .sections import SectionModel, Sections, as_evidence, places_of, standardise
from .states import LABEL_OF_STATE, STATES, by_label
from .viterbi import log_transitions


class LineClassifier(ClassifierMixin, BaseEstimator):
    """Labels the lines of documents, seeing each line among its neighbours.

    Parameters:
        n_folds: folds, by group, for the first stage's out-of-fold evidence, and for calibration.
        min_groups: a word counts where so many groups, companies say, use it; names and figures of one fall away.
        word_passes, word_penalty: passes over the lines, and L2 penalty, of the first stage's linear models.
        n_networks: networks of the second stage, whose probabilities are averaged.
        n_hidden, passes, averaged, penalty: of each network, as `fit_network` takes them; two hidden layers.
        pool_share: so many of the unlabelled lines, drawn by chance, are learnt from.
        step_weight: how much the steps between states count in decoding, against the lines' own probabilities.
        random_state: seed of everything.
        n_jobs: threads for the first stage, processes for the second.
        progress: called with a line of text as training goes on.

    Attributes:
        model_: the trained SectionModel; it alone is saved.
        out_of_fold_: the states' probabilities for each document, shape (n, n_states), from networks that never saw
            its company. (The evidence they see is out-of-fold too, but of models that saw other folds.)
        evidence_: the first stage's out-of-fold evidence for each document, shape (n, n_evidence).
        classes_: the labels, in the order of `predict_proba`'s columns.

    X is a list of `Lines` (or of `Features`, to compute them once); y a list of arrays of states, as `states_of` makes
    them, one entry a line that is not blank. With a splitter such as `GroupKFold()`, `cross_val_score` works on it.
    """

    def __init__(
        self,
        n_folds: int = 4,
        min_groups: int = 5,
        word_passes: int = 8,
        word_penalty: float = 1e-6,
        n_networks: int = 2,
        n_hidden: tuple[int, int] = (96, 48),
        passes: int = 7,
        averaged: int = 4,
        penalty: float = 1e-3,
        pool_share: float = 0.06,
        step_weight: float = 0.8,
        random_state: int = 0,
        n_jobs: int = 1,
        progress: Callable[[str], None] | None = None,
    ) -> None:
        self.n_folds = n_folds
        self.min_groups = min_groups
        self.word_passes = word_passes
        self.word_penalty = word_penalty
        self.n_networks = n_networks
        self.n_hidden = n_hidden
        self.passes = passes
        self.averaged = averaged
        self.penalty = penalty
        self.pool_share = pool_share
        self.step_weight = step_weight
        self.random_state = random_state
        self.n_jobs = n_jobs
        self.progress = progress

    def fit(
        self,
        X: Sequence[Lines | Features],
        y: Sequence[np.ndarray],
        groups: Sequence[str] | None = None,
        hints: Sequence[np.ndarray] | None = None,
        excerpts: Iterable[Excerpt] = (),
        unlabelled: Iterable[Unlabelled] = (),
        before: LineClassifier | None = None,
    ) -> LineClassifier:
        """Train on documents.

        Args:
            X: the documents. y: their states.
            groups: each document's company, so that evidence comes from models that never saw it.
            hints: bool, shape (n, n_hints), a document: more that the first stage shall learn to tell (see `hints_of`).
            excerpts: parts of X that the second stage sees as documents of their own.
            unlabelled: texts that the second stage labels itself, and learns from, as far as it is sure.
            before: a classifier that was fitted on the first documents of X and saw no company of the others. What it
                says of these, and said out of fold of its own, serves here, and so do its unlabelled lines: no models
                are fitted by fold.
        """
        found = _features(X)
        groups = range(len(found)) if groups is None else groups
        sizes = [len(states) for states in y]
        vocabulary = shared_words(found, groups, self.min_groups)
        places = places_of(vocabulary)
        words = sparse.vstack(
            [with_neighbours(known(f.words, places, len(vocabulary))) for f in found], format="csr", dtype=np.float32
        )
        aims = [targets(states, hint) for states, hint in zip(y, hints or [None] * len(y), strict=True)]
        told, n_core = np.vstack([aim for aim, _ in aims]), aims[0][1]
        if before is None:
            folds, n_folds = self._folds(found, groups)
            evidence = self._evidence_by_fold(words, told, np.repeat(folds, sizes), n_folds)
            self.evidence_ = np.split(evidence, np.cumsum(sizes)[:-1])
        else:
            folds, n_folds = np.zeros(len(found), int), 0
            others = found[len(before.evidence_) :]
            self.evidence_ = [*before.evidence_, *(before.model_.evidence(f) for f in others)]
        self._say("evidence, all documents")
        weights, bias = self._fit_words(words, told)
        del words

        # Each document, the excerpts behind them, with its evidence, its states and its fold.
        texts = list(zip(found, self.evidence_, y, folds, strict=True))
        for part in excerpts:
            rows, k = slice(part.first, part.after), part.document
            texts.append((features(part.lines), self.evidence_[k][rows], y[k][rows], folds[k]))
        blocks = (context(f.columns, e, f.alike, len(LABELS), n_core) for f, e, *_ in texts if len(e))
        x = np.concatenate([block for of_text in blocks for block in of_text])
        states = np.concatenate([s for _, _, s, _ in texts])
        fold_of = np.repeat([k for *_, k in texts], [len(s) for _, _, s, _ in texts])
        mean, scale = x.mean(axis=0), x.std(axis=0) + 1e-3
        standardise(x, mean, scale)
        if before is None:
            first_stage = (vocabulary, places, weights, bias)
            fold_of_group = dict(zip(groups, folds.tolist(), strict=True))
            self.pool_ = drawn(
                unlabelled, first_stage, n_core, fold_of_group, self.pool_share, self.random_state, self.n_jobs
            )
        else:
            self.pool_ = before.pool_
        untold, fold_of_untold = self.pool_
        untold = Untold((untold.x - mean) / scale, untold.attached)
        np.clip(untold.x, -SectionModel.CLIP, SectionModel.CLIP, out=untold.x)
        # The networks of the model, then one a fold: what a line's probability is worth shows on documents unseen.
        fits = [(seed, -1) for seed in range(self.n_networks)] + [(0, k) for k in range(n_folds)]
        self._say(f"{len(fits)} networks on {len(x)} lines, and on {len(untold.x)} without labels")
        fitting = delayed(_fit_but)
        settings = {name: getattr(self, name) for name in ("n_hidden", "passes", "averaged", "penalty")}
        every = Parallel(n_jobs=self.n_jobs)(
            fitting(x, states, fold_of, untold, fold_of_untold, k, seed=self.random_state + seed, **settings)
            for seed, k in fits
        )
        networks, of_fold = every[: self.n_networks], every[self.n_networks :]
        self.joints_ = [f.joints for f in found]
        there = [(s, j) for s, j in zip(y, self.joints_, strict=True) if len(s)]
        first, steps = log_transitions(*zip(*there, strict=True), n_states=len(STATES), n_joints=N_JOINTS)
        parts = {
            "vocabulary": vocabulary,
            "word_weights": weights,
            "word_bias": bias,
            "mean": mean,
            "scale": scale,
            "n_core": n_core,
            "start": self.step_weight * first,
            "steps": self.step_weight * steps,
            "said": [0, 1],
            "right": [0, 1],
        }
        model = _model(parts, networks)
        if before is None:
            unseen, of_line = np.empty((sum(sizes), len(STATES)), np.float32), np.repeat(folds, sizes)
            for k, network in enumerate(of_fold):
                out = np.flatnonzero(of_line == k)
                unseen[out] = _model(parts, [network]).network_probabilities(x[out])
            self.out_of_fold_ = np.split(unseen, np.cumsum(sizes)[:-1])
        else:
            self.out_of_fold_ = [*before.out_of_fold_, *before.predict_state_proba(others)]
        self.model_ = replace(model, **_calibration(model, self.out_of_fold_, self.joints_, y))
        self.classes_ = np.array(LABELS)
        return self

    def _folds(self, found: Sequence[Features], groups: Sequence[str]) -> tuple[np.ndarray, int]:
        """Each document's fold, companies undivided, and how many folds there are."""
        folds = np.empty(len(found), int)
        splitter = GroupKFold(min(self.n_folds, len(set(groups))), shuffle=True, random_state=self.random_state)
        for k, (_, out) in enumerate(splitter.split(found, groups=groups)):
            folds[out] = k
        return folds, splitter.get_n_splits()

    def _evidence_by_fold(
        self, words: sparse.csr_matrix, told: np.ndarray, of_line: np.ndarray, n_folds: int
    ) -> np.ndarray:
        """The evidence of models that did not see the line's fold, float32, shape (n, n_evidence)."""
        evidence = np.empty(told.shape, np.float32)
        for k in range(n_folds):
            self._say(f"evidence, fold {k + 1} of {n_folds}")
            weights, bias = self._fit_words(words[of_line != k], told[of_line != k])
            evidence[of_line == k] = as_evidence(words[of_line == k] @ weights + bias)
        return evidence

    def predict(self, X: Sequence[Lines | Features]) -> list[np.ndarray]:
        """The states of each document's lines that are not blank, after decoding."""
        found = _features(X)
        return [self.model_.decode(p, f.joints) for p, f in zip(self.predict_state_proba(found), found, strict=True)]

    def predict_proba(self, X: Sequence[Lines | Features]) -> list[np.ndarray]:
        """The labels' probabilities, shape (n, n_labels), for each document."""
        return [by_label(p) for p in self.predict_state_proba(X)]

    def predict_state_proba(self, X: Sequence[Lines | Features]) -> list[np.ndarray]:
        """The states' probabilities, shape (n, n_states), for each document."""
        return [self.model_.state_probabilities(f) for f in _features(X)]

    def score(self, X: Sequence[Lines | Features], y: Sequence[np.ndarray]) -> float:
        """Macro F1 over the labels, of all lines together."""
        gold, given = (LABEL_OF_STATE[np.concatenate(states)] for states in (y, self.predict(X)))
        return float(f1_score(gold, given, average="macro", labels=range(len(LABELS))))

    def out_of_fold_sections(self, k: int, lines: Lines) -> Sections:
        """The sections of the k-th training document, by networks that never saw its company."""
        return self.model_.sections(len(lines), features(lines), self.out_of_fold_[k])

    def _fit_words(self, words: sparse.csr_matrix, told: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return fit_words(
            words,
            told,
            passes=self.word_passes,
            penalty=self.word_penalty,
            seed=self.random_state,
            n_jobs=self.n_jobs,
        )

    def _say(self, text: str) -> None:
        if self.progress:
            self.progress(text)


def _fit_but(
    x: np.ndarray,
    states: np.ndarray,
    fold_of: np.ndarray,
    untold: Untold,
    fold_of_untold: np.ndarray,
    k: int,
    **settings,
) -> MLPClassifier:
    """A network fitted on all lines but those of the companies in fold k."""
    if k >= 0:
        x, states = x[fold_of != k], states[fold_of != k]
        rows = fold_of_untold != k
        untold = Untold(untold.x[rows], untold.attached[rows])
    return fit_network(x, states, untold if len(untold.x) else None, **settings)


def _model(parts: dict[str, np.ndarray], networks: list[MLPClassifier]) -> SectionModel:
    n_hidden = len(networks[0].intercepts_[1])
    output_weights = np.zeros((len(networks), n_hidden, len(STATES)))
    output_bias = np.full((len(networks), len(STATES)), -20.0)  # a state that training never saw
    for k, network in enumerate(networks):
        if len(network.classes_) < 3:
            raise ValueError("the training documents hold fewer than three kinds of lines; at least three are needed")
        output_weights[k][:, network.classes_] = network.coefs_[2]
        output_bias[k][network.classes_] = network.intercepts_[2]
    parts = parts | {"output_weights": output_weights, "output_bias": output_bias}
    for k, layer in enumerate(("first", "second")):
        parts[f"{layer}_weights"] = np.stack([network.coefs_[k] for network in networks])
        parts[f"{layer}_bias"] = np.stack([network.intercepts_[k] for network in networks])
    types = {"vocabulary": np.int32, "n_core": np.int32}
    return SectionModel(**{name: np.asarray(part, types.get(name, np.float32)) for name, part in parts.items()})


def _calibration(
    model: SectionModel, unseen: Sequence[np.ndarray], joints: Sequence[np.ndarray], y: Sequence[np.ndarray]
) -> dict[str, np.ndarray]:
    """How often a decoded label is right, by the probability that it was given (isotonic regression)."""
    said, right = [], []
    for by_state, before, states in zip(unseen, joints, y, strict=True):
        given, gold = LABEL_OF_STATE[model.decode(by_state, before)], LABEL_OF_STATE[states]
        said.append(by_label(by_state)[np.arange(len(given)), given])
        right.append(given == gold)
    fitted = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip").fit(np.concatenate(said), np.concatenate(right))
    return {
        "said": np.asarray(fitted.X_thresholds_, np.float32),
        "right": np.asarray(fitted.y_thresholds_, np.float32),
    }


def _features(X: Sequence[Lines | Features]) -> list[Features]:
    return [x if isinstance(x, Features) else features(x) for x in X]
