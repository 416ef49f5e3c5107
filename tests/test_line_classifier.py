"""Training of the line model: a scikit-learn estimator whose model is saved and read back without change."""

from dataclasses import fields

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.model_selection import GroupKFold, cross_val_score

from filing_sections.excerpts import excerpts
from filing_sections.first_stage import gold_states, hints_of, targets
from filing_sections.labels import LABELS, Label
from filing_sections.line_classifier import LineClassifier
from filing_sections.lines import Lines
from filing_sections.made import make
from filing_sections.sections import SectionModel, attached_lines
from filing_sections.states import STATES, attached_ranges, states_of

QUICK = LineClassifier(n_folds=3, min_groups=2, word_passes=2, n_networks=1, n_hidden=(16, 8), passes=3, averaged=1)


@pytest.fixture(scope="module")
def documents():
    return [d for d in make(40, seed=3, formats=("text",)) if len(d.lines) < 600][:24]


@pytest.fixture(scope="module")
def fitted(documents) -> LineClassifier:
    groups, hints = [d.group for d in documents], [hints_of(d) for d in documents]
    lines, states = [d.lines for d in documents], [gold_states(d) for d in documents]
    return clone(QUICK).fit(lines, states, groups, hints, excerpts(documents))


def test_learns_what_it_was_shown(fitted, documents) -> None:
    assert fitted.score([d.lines for d in documents], [gold_states(d) for d in documents]) > 0.6


def test_probabilities_have_a_row_a_line_and_sum_to_one(fitted, documents) -> None:
    for document, by_label in zip(documents, fitted.predict_proba([d.lines for d in documents]), strict=True):
        assert by_label.shape == (sum(label is not None for label in document.labels), len(LABELS))
        np.testing.assert_allclose(by_label.sum(axis=1), 1, rtol=1e-4)


def test_scikit_learn_can_cross_validate_it_by_group(documents) -> None:
    X, y = [d.lines for d in documents], [gold_states(d) for d in documents]
    scores = cross_val_score(clone(QUICK), X, y, groups=[d.group for d in documents], cv=GroupKFold(2))
    assert len(scores) == 2
    assert (scores > 0.2).all()


def test_same_data_and_seed_give_the_same_bytes_on_any_number_of_jobs(fitted, documents) -> None:
    groups, hints = [d.group for d in documents], [hints_of(d) for d in documents]
    lines, states = [d.lines for d in documents], [gold_states(d) for d in documents]
    again = clone(QUICK).set_params(n_jobs=2).fit(lines, states, groups, hints, excerpts(documents))
    assert again.model_.to_bytes() == fitted.model_.to_bytes()


def test_fitting_on_more_documents_takes_over_what_was_found_by_fold(fitted, documents) -> None:
    more = [d for d in make(12, seed=8, formats=("text",)) if len(d.lines) < 600][:6]
    every = documents + more
    found = clone(QUICK).fit(
        [d.lines for d in every],
        [gold_states(d) for d in every],
        [d.group for d in every],
        [hints_of(d) for d in every],
        excerpts(every),
        before=fitted,
    )
    for taken, known in ((found.evidence_, fitted.evidence_), (found.out_of_fold_, fitted.out_of_fold_)):
        assert [len(t) for t in taken] == [len(gold_states(d)) for d in every]
        np.testing.assert_array_equal(np.concatenate(taken[: len(documents)]), np.concatenate(known))
    unseen = fitted.predict_state_proba([d.lines for d in more])
    np.testing.assert_array_equal(np.concatenate(found.out_of_fold_[len(documents) :]), np.concatenate(unseen))
    assert found.score([d.lines for d in every], [gold_states(d) for d in every]) > 0.6


def test_a_saved_model_says_the_same(fitted, documents, tmp_path) -> None:
    (tmp_path / "lines.npz").write_bytes(fitted.model_.to_bytes())
    read = SectionModel.from_file(tmp_path / "lines.npz")
    for document in documents:
        before, after = fitted.model_.predict(document.lines), read.predict(document.lines)
        assert before.labels == after.labels
        np.testing.assert_array_equal(before.probabilities, after.probabilities)


def test_a_file_that_lacks_an_array_is_refused(fitted, tmp_path) -> None:
    arrays = {f.name: getattr(fitted.model_, f.name) for f in fields(SectionModel) if f.name != "steps"}
    np.savez(tmp_path / "lines.npz", **arrays)
    with pytest.raises(ValueError, match=r"lines\.npz: no array 'steps'"):
        SectionModel.from_file(tmp_path / "lines.npz")


@pytest.mark.parametrize("text", ["", "\n\n", "x", "\f", "a\n" * 3])
def test_any_text_gets_a_label_for_each_line_that_is_not_blank(fitted, text: str) -> None:
    lines = Lines.from_text(text)
    found = fitted.model_.predict(lines)
    assert [label is not None for label in found.labels] == [bool(line.strip()) for line in lines]
    assert np.isnan(found.probabilities).tolist() == [label is None for label in found.labels]


def test_an_exhibit_by_its_type_is_an_exhibit_throughout(fitted, documents) -> None:
    lines = documents[0].lines
    found = fitted.model_.predict(lines, is_exhibit=True)
    assert set(found.labels) <= {Label.EXHIBIT, Label.SIGNATURE, Label.BOILERPLATE, None}
    rows = [i for i, label in enumerate(found.labels, 1) if label]
    assert found.attached == [(rows[0], rows[-1])]


def test_too_few_kinds_of_lines_are_an_error(documents) -> None:
    bodies = [np.full(3, STATES.index((Label.BODY, False)))] * 4
    with pytest.raises(ValueError, match="three kinds"):
        clone(QUICK).fit([Lines.from_text(f"a {k}\nb\nc") for k in range(4)], bodies)


def test_targets_tell_of_lines_around() -> None:
    states = states_of([Label.COVER, Label.COVER, Label.COVER, Label.BODY], [])
    told, n_core = targets(states)
    assert told[:, :n_core].shape == (4, 7)
    assert told[1, n_core:].sum() == 1  # of the lines 6 and 2 before and after it, only the last is there


def test_states_and_ranges_of_attached_lines() -> None:
    labels = [Label.BODY, None, Label.EXHIBIT, Label.SIGNATURE, Label.BODY]
    states = states_of(labels, [(3, 4)])
    assert [STATES[s] for s in states] == [
        (Label.BODY, False),
        (Label.EXHIBIT, True),
        (Label.SIGNATURE, True),
        (Label.BODY, False),
    ]
    assert attached_ranges(np.array([0, 2, 3, 4]), np.array([False, True, True, False])) == [(3, 4)]


def test_one_doubtful_line_does_not_cut_an_attached_exhibit() -> None:
    inside = np.array([attached for _, attached in STATES])
    scores = np.log(np.where(inside, 0.3, 0.02) * np.ones((9, 1)))
    scores[4] = np.log(np.where(inside, 0.1, 0.14))
    assert attached_lines(scores).all()
    assert attached_lines(scores[:0]).tolist() == []
