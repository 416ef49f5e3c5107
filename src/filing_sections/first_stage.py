"""The first stage's training: what the words of a line, and of its neighbours, tell of it.

words -> linear models, one for each thing that a line can tell
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from joblib import Parallel, delayed
from scipy import sparse
from sklearn.linear_model import SGDClassifier

from .context import shifted
from .corpus import LabelledDocument
from .features import WORD_BITS, Features
from .labels import ENTITY_LABELS, LABELS
from .sections import SectionModel
from .states import ATTACHED_STATE, LABEL_OF_STATE, states_of

#: The lines, by their distance, whose labels the first stage also learns to tell from a line's words.
AROUND = (-6, -2, 2, 6)


def targets(states: np.ndarray, hints: np.ndarray | None = None) -> tuple[np.ndarray, int]:
    """What the first stage learns to tell of each line, bool, shape (n, n_evidence), and how much of it is core.

    The core: the labels; whether the line is in an attached exhibit, and whether its state is new; the hints. Then,
    what a line tells of those AROUND it: a heading says little of its own label, but much of what follows.
    """
    label, attached = LABEL_OF_STATE[states], ATTACHED_STATE[states]
    begins = np.diff(states, prepend=-1) != 0
    kind = np.column_stack([np.eye(len(LABELS), dtype=bool)[label], attached])
    core = np.column_stack([kind, begins] if hints is None else [kind, begins, hints])
    return np.hstack([core, *(shifted(kind, offset) for offset in AROUND)]), core.shape[1]


def hints_of(document: LabelledDocument) -> np.ndarray:
    """For each line that is not blank: which entities stand on it, and whether a signer is named there."""
    hints = np.zeros((len(document.lines), len(ENTITY_LABELS) + 1), bool)
    for start, end, label in document.entities:
        first, last = np.searchsorted(document.lines.start, [start, end - 1], side="right") - 1
        hints[first : last + 1, ENTITY_LABELS.index(label)] = True
    for signature in document.signatures:
        hints[signature["line"] - 1, -1] = True
    return hints[[label is not None for label in document.labels]]


def gold_states(document: LabelledDocument) -> np.ndarray:
    """A document's gold states, shape (n,)."""
    return states_of(document.labels, document.attached)


def shared_words(found: Sequence[Features], groups: Sequence, min_groups: int) -> np.ndarray:
    """The columns of `Features.words` that documents of at least `min_groups` groups use, int32, rising."""
    by_group: dict = {}
    for f, group in zip(found, groups, strict=True):
        by_group.setdefault(group, []).append(f.words.indices)
    counts = np.zeros(1 << WORD_BITS, np.int32)
    for columns in by_group.values():
        counts[np.unique(np.concatenate(columns))] += 1
    return np.flatnonzero(counts >= min(min_groups, len(by_group))).astype(np.int32)


def with_neighbours(words: sparse.csr_matrix) -> sparse.csr_matrix:
    """The words of each line beside those of the lines at SectionModel.OFFSETS, shape (n, n_offsets * n_words)."""
    n = words.shape[0]
    return sparse.hstack(
        [sparse.eye_array(n, n, k=offset, format="csr", dtype=np.float32) @ words for offset in SectionModel.OFFSETS],
        format="csr",
    )


def fit_words(
    words: sparse.csr_matrix, told: np.ndarray, *, passes: int, penalty: float, seed: int, n_jobs: int
) -> tuple[np.ndarray, np.ndarray]:
    """Weights, shape (n_offsets * n_words, n_evidence), and bias, (n_evidence,), of one linear model a column."""

    def fit_one(column: np.ndarray) -> tuple[np.ndarray, float]:
        if column.all() or not column.any():
            return np.zeros(words.shape[1]), 10.0 if column.all() else -10.0
        model = SGDClassifier(loss="log_loss", alpha=penalty, max_iter=passes, tol=None, random_state=seed).fit(
            words, column
        )
        return model.coef_[0], model.intercept_[0]

    fitted = Parallel(n_jobs=n_jobs, prefer="threads")(delayed(fit_one)(column) for column in told.T)
    weights, bias = zip(*fitted, strict=True)
    # rounded as they are saved, so that a model is the same before and after
    return np.stack(weights, axis=1).astype(np.float16).astype(np.float32), np.array(bias, np.float32)
