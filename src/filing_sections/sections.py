"""The line model: features -> label and probability of each line, and the attached exhibits.

    Lines -> Sections

Two stages and a decoding. First, linear models say of each line what its words, and those of the lines next to it,
make it. Then small neural networks see that evidence far up and down the document, beside the feature table. Last,
the run of states that is likeliest as a whole is taken, so that regions do not fray.

A state is a label, inside an attached exhibit or outside: where an exhibit begins, nothing is body until it ends.
Training is in `line_classifier`; predicting needs numpy and scipy alone, so that a model does not age with its library.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, fields, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from .context import context
from .features import Features, features, known
from .grouping import sizes
from .labels import LABELS, Label
from .layers import Layers
from .line_words import WORD_BITS
from .lines import LONGEST, Lines, invisible_lines
from .states import ATTACHED_STATE, LABEL_OF_STATE, STATES, attached_ranges, by_label
from .viterbi import viterbi

#: How much a line's odds of being in an attached exhibit count, and what entering or leaving one costs.
ODDS_WEIGHT, TURN_COST = 0.25, 3.0
#: What a line beyond LONGEST can be: running text, inside an attached exhibit or outside.
TEXT_STATE = np.array([state in ((Label.BODY, False), (Label.EXHIBIT, True)) for state in STATES])
#: The score of a state that is ruled out.
IMPOSSIBLE = -1000.0
#: Lines whose words are weighed at once, to keep memory small.
WORDS_AT_ONCE = 2048


@dataclass(frozen=True, eq=False)
class Sections:
    """What the model says of a document's lines.

    Attributes:
        labels: one a line; None where the line is blank.
        probabilities: float64, shape (n_lines,): the label's calibrated probability; NaN where the line is blank.
        attached: line ranges (from 1, inclusive) of attached exhibits.
    """

    labels: list[Label | None]
    probabilities: np.ndarray
    attached: list[tuple[int, int]]


@dataclass(frozen=True, eq=False)
class SectionModel:
    """The trained parameters, as arrays.

    Attributes:
        vocabulary: int32, shape (n_words,): the columns of `Features.words` that the model knows.
        word_weights: float32, shape (n_offsets * n_words, n_evidence): of the words of the lines at OFFSETS.
        word_bias: float32, shape (n_evidence,).
        mean, scale: float32, shape (n_context,): of the context, in training.
        n_core: int: how many of the evidence's columns are seen from far away, as `context` takes it.
        first_weights, first_bias: float32, shape (n_networks, n_context, n_hidden) and (n_networks, n_hidden);
            second_weights, second_bias, output_weights, output_bias: of the networks' layers behind that.
        start, steps: float32: scores of first states, and of steps between states at each kind of joint, as `viterbi`
            takes them.
        said, right: float32, shape (k,): a label's probability as the networks say it, and as it turned out.
    """

    vocabulary: np.ndarray
    word_weights: np.ndarray
    word_bias: np.ndarray
    mean: np.ndarray
    scale: np.ndarray
    n_core: np.ndarray
    first_weights: np.ndarray
    first_bias: np.ndarray
    second_weights: np.ndarray
    second_bias: np.ndarray
    output_weights: np.ndarray
    output_bias: np.ndarray
    start: np.ndarray
    steps: np.ndarray
    said: np.ndarray
    right: np.ndarray

    #: The words of the line itself, of the one before and of the one after speak in the first stage.
    OFFSETS = (0, -1, 1)
    #: Context beyond so many standard deviations tells no more.
    CLIP = 6.0

    def predict(self, lines: Lines, is_exhibit: bool = False) -> Sections:
        """Label every line of a document; `is_exhibit` where it is known that the whole document is an exhibit."""
        found = features(lines)
        evidence = self.evidence(found)
        found = replace(found, tokens=None)  # of no use from here
        by_state = self.state_probabilities(found, evidence)
        del evidence
        found = replace(found, columns=None)
        if is_exhibit:
            by_state = among(by_state, ATTACHED_STATE)
        long = (lines.end - lines.start > LONGEST)[found.rows]
        by_state[long] = among(by_state[long], TEXT_STATE & ATTACHED_STATE if is_exhibit else TEXT_STATE)
        for row in np.searchsorted(found.rows, invisible_lines(lines)).tolist():
            by_state[row] = by_state[max(row - 1, 0)]  # it goes with the line before
        return self.sections(len(lines), found, by_state)

    def sections(self, n_lines: int, found: Features, by_state: np.ndarray) -> Sections:
        """Labels of a document whose lines that are not blank have these probabilities of the states, (n, n_states)."""
        rows = found.rows
        labels: list[Label | None] = [None] * n_lines
        probabilities = np.full(n_lines, np.nan)
        states = self.decode(by_state, found.joints)
        label = LABEL_OF_STATE[states]
        chosen = by_label(by_state)[np.arange(len(rows)), label]
        probabilities[rows] = np.interp(chosen, self.said, self.right)
        for row, code in zip(rows.tolist(), label.tolist(), strict=True):
            labels[row] = LABELS[code]
        return Sections(labels, probabilities, attached_ranges(rows, ATTACHED_STATE[states]))

    @cached_property
    def _places(self) -> np.ndarray:
        return places_of(self.vocabulary)

    @cached_property
    def _weights_of_word(self) -> np.ndarray:
        """Word weights, shape (n_words, n_offsets * n_evidence): one product serves all offsets."""
        return np.hstack(np.split(self.word_weights, len(self.OFFSETS)))

    @cached_property
    def _networks(self) -> Layers:
        """The networks, on context that is not standardised."""
        weights = self.first_weights.astype(np.float64) / self.scale[:, None]
        bias = self.first_bias - self.mean.astype(np.float64) @ weights
        return Layers(weights, bias, self.second_weights, self.second_bias, self.output_weights, self.output_bias)

    @cached_property
    def _limits(self) -> tuple[np.ndarray, np.ndarray]:
        """Between what values context that is not standardised tells more."""
        return self.mean - self.CLIP * self.scale, self.mean + self.CLIP * self.scale

    def evidence(self, found: Features) -> np.ndarray:
        """The first stage's probabilities, float32, shape (n, n_evidence); those of the labels sum to 1."""
        n, n_evidence = len(found.rows), len(self.word_bias)
        by_column = np.empty((n_evidence, n), np.float32)
        reach = max(map(abs, self.OFFSETS))
        for start in range(0, n, WORDS_AT_ONCE):
            stop = min(start + WORDS_AT_ONCE, n)
            low, high = max(start - reach, 0), min(stop + reach, n)
            said = known(found.tokens.matrix(low, high), self._places, len(self.vocabulary)) @ self._weights_of_word
            margins = np.empty((stop - start, n_evidence), np.float32)
            margins[:] = self.word_bias
            for k, offset in enumerate(self.OFFSETS):
                first, last = max(start, -offset), min(stop, n - offset)  # the lines that have a line there
                if first < last:
                    values = said[first + offset - low : last + offset - low, k * n_evidence : (k + 1) * n_evidence]
                    margins[first - start : last - start] += values
            by_column[:, start:stop] = as_evidence(np.asfortranarray(margins)).T
        return by_column.T

    def state_probabilities(self, found: Features, evidence: np.ndarray | None = None) -> np.ndarray:
        """The second stage's probabilities, float32, shape (n, n_states), from `evidence`, where that is at hand."""
        by_state = np.empty((len(STATES), len(found.rows)), np.float32)
        if not len(found.rows):
            return by_state.T
        evidence, done = self.evidence(found) if evidence is None else evidence, 0
        for x in context(found.columns, evidence, found.alike, len(LABELS), self.n_core.item(), self._limits):
            by_state[:, done : done + len(x)] = self._networks.probabilities(x.T).mean(axis=0)
            done += len(x)
        return by_state.T

    def decode(self, by_state: np.ndarray, joints: np.ndarray) -> np.ndarray:
        """The likeliest run of states, shape (n,), as indices into STATES: first what is attached, then the labels.

        Args:
            by_state: probabilities of the states, shape (n, n_states).
            joints: what stands before each line, shape (n,), as `joints` tells it.
        """
        scores = np.log(np.maximum(by_state, 1e-7))
        attached = attached_lines(scores)
        scores[attached[:, None] != ATTACHED_STATE] = -np.inf
        scores -= scores.max(axis=1, keepdims=True)
        return viterbi(np.maximum(scores, IMPOSSIBLE), self.start, self.steps, joints)

    def network_probabilities(self, x: np.ndarray) -> np.ndarray:
        """The networks' mean probabilities, float32, shape (n, n_states), from standardised context."""
        layers = Layers(
            *(self.first_weights, self.first_bias, self.second_weights, self.second_bias),
            *(self.output_weights, self.output_bias),
        )
        return layers.probabilities(x.T).mean(axis=0).T

    def to_bytes(self) -> bytes:
        """A numpy archive without pickles, word weights in half precision. The same model gives the same bytes."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for field in fields(self):
                array = getattr(self, field.name)
                member = io.BytesIO()
                array = array.astype(np.float16) if field.name == "word_weights" else array
                np.lib.format.write_array(member, np.asarray(array, order="C"), allow_pickle=False)
                archive.writestr(zipfile.ZipInfo(f"{field.name}.npy", (1980, 1, 1, 0, 0, 0)), member.getvalue())
        return buffer.getvalue()

    @classmethod
    def from_file(cls, path: Path) -> SectionModel:
        """Read what `to_bytes` wrote. Raises ValueError where an array is missing or holds objects."""
        with np.load(path, allow_pickle=False) as archive:
            missing = [field.name for field in fields(cls) if field.name not in archive]
            if missing:
                raise ValueError(f"{path}: no array {missing[0]!r} in the line model")
            arrays = {field.name: archive[field.name] for field in fields(cls)}
        arrays["word_weights"] = arrays["word_weights"].astype(np.float32)
        return cls(**arrays)


def among(by_state: np.ndarray, states: np.ndarray) -> np.ndarray:
    """Probabilities of the states, shape (n, n_states), where all but these, bool, shape (n_states,), are ruled out."""
    left = np.where(states, by_state + 1e-6, 0)
    left /= left.sum(axis=1, keepdims=True)
    return left


def attached_lines(scores: np.ndarray) -> np.ndarray:
    """Which lines are in attached exhibits, bool, shape (n,), from log probabilities of the states, (n, n_states).

    Lines of one exhibit say much the same: their odds count for less than those of independent witnesses would, and
    to enter or leave an exhibit costs.
    """
    weights = np.exp(scores.T)
    odds = ODDS_WEIGHT * (np.log(weights[ATTACHED_STATE].sum(axis=0)) - np.log(weights[~ATTACHED_STATE].sum(axis=0)))
    # no best path turns inside a run of lines that all lean one way
    leaning = odds > 0
    if not len(leaning):
        return leaning
    begins = np.concatenate(([0], np.flatnonzero(leaning[1:] != leaning[:-1]) + 1))
    runs = np.add.reduceat(odds, begins)
    turn = np.array([[0, -TURN_COST], [-TURN_COST, 0]])
    path = viterbi(np.column_stack([np.zeros(len(runs)), runs]), np.zeros(2), turn)
    return np.repeat(path.astype(bool), sizes(begins, len(odds)))


def places_of(vocabulary: np.ndarray) -> np.ndarray:
    """Each hashed column's place in the vocabulary, or -1, int32, shape (2 ** WORD_BITS,)."""
    places = np.full(1 << WORD_BITS, -1, np.int32)
    places[vocabulary] = np.arange(len(vocabulary), dtype=np.int32)
    return places


def as_evidence(margins: np.ndarray) -> np.ndarray:
    """Margins of the linear models as probabilities, shape as given; those of the labels sum to 1."""
    evidence = np.maximum(margins, -80, dtype=np.float32)  # exp(80) still fits float32
    np.exp(np.negative(evidence, out=evidence), out=evidence)
    evidence += 1
    np.reciprocal(evidence, out=evidence)
    labels = evidence[:, : len(LABELS)]
    labels /= np.maximum(labels.sum(axis=1, keepdims=True), 1e-6)
    return evidence


def standardise(x: np.ndarray, mean: np.ndarray, scale: np.ndarray) -> None:
    """Bring context to zero mean and unit scale, in place."""
    x -= mean
    x *= 1 / scale
    np.clip(x, -SectionModel.CLIP, SectionModel.CLIP, out=x)
