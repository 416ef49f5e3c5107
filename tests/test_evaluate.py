"""Scores: by hand on small documents, and equal to the referee's on perturbed predictions of the whole corpus."""

import importlib.util
import random
from pathlib import Path

import pytest

from filing_sections.evaluate import score

SHARED = Path(__file__).resolve().parents[1].parent / "shared"
TEXT = "FORM 8-K\n\nItem 5.\nBy: /s/ Ann Oakes\nAnn Oakes, President"
GOLD = {
    "text": TEXT,
    "labels": ["cover", None, "body", "signature", "signature"],
    "entities": [[26, 35, "PERSON"], [36, 45, "PERSON"], [47, 56, "TITLE"]],
    "attached": [],
    "cover": {"form": "8-K", "registrants": [], "address": None, "date": None},
    "signatures": [{"name": "Ann Oakes", "title": "President", "company": None, "date": None, "line": 5}],
    "exhibits": [],
}


def test_a_perfect_prediction_scores_one_everywhere():
    result = score({"a": GOLD}, {"a": GOLD}).to_dict()
    assert result["lines_macro_f1"] == result["regions"]["f1"] == result["entities_micro"]["f1"] == 1.0
    assert result["signatures"]["full"]["f1"] == result["cover"]["form"]["share"] == 1.0
    assert result["documents_perfect"] == 1.0


def test_one_wrong_line_costs_its_label_its_region_and_the_document():
    scores = score({"a": GOLD}, {"a": {**GOLD, "labels": ["cover", None, "body", "body", "signature"]}})
    assert scores.lines["signature"].recall == 0.5
    assert scores.lines["body"].precision == 0.5
    assert (scores.regions.right, scores.regions.predicted, scores.regions.gold) == (1, 3, 3)
    assert scores.confusion == {("signature", "body"): 1}
    assert scores.accuracies == {"a": 0.75}


def test_entities_in_body_and_in_attached_exhibits_are_not_scored():
    stray = [[10, 17, "ORG"]]
    assert score({"a": GOLD}, {"a": {**GOLD, "entities": GOLD["entities"] + stray}}).entities["ORG"].predicted == 0


def test_a_missing_document_counts_as_wrong():
    scores = score({"a": GOLD, "b": GOLD}, {"a": GOLD})
    assert scores.lines["cover"].recall == scores.signatures["name"].recall == 0.5
    assert scores.to_dict()["document_accuracy"] == 0.5


def test_another_text_is_refused():
    with pytest.raises(ValueError, match="a: predicted on another text"):
        score({"a": GOLD}, {"a": {**GOLD, "text": "FORM 10-K"}})


def test_forms_under_several_names_agree():
    gold = {**GOLD, "cover": {"form": "SCHEDULE 14A"}}
    assert score({"a": gold}, {"a": {**GOLD, "cover": {"form": "DEF 14A"}}}).cover["form"].right == 1
    assert score({"a": gold}, {"a": {**GOLD, "cover": {"form": "10-K"}}}).cover["form"].right == 0


@pytest.mark.skipif(not (SHARED / "score.py").exists(), reason="needs ../shared/score.py and its corpus")
def test_equal_to_the_referee_on_the_corpus():
    spec = importlib.util.spec_from_file_location("referee", SHARED / "score.py")
    referee = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(referee)
    gold = referee.read(SHARED / "corpus" / "dev.jsonl")
    predicted = _perturbed(gold, random.Random(0))
    expected, confusion, _ = referee.score(gold, predicted)
    scores = score(gold, predicted)
    result = scores.to_dict()
    for labels in expected["entities"].values():
        del labels["overlap_f1"]  # the only figure that is not ours
    assert 0.5 < expected["lines_macro_f1"] < 0.99
    assert _differences(result, expected) == []
    assert scores.confusion == confusion


def _perturbed(gold: dict, rng: random.Random) -> dict:
    """Predictions wrong in every way: labels, spans, records changed, doubled, left out; documents missing."""
    labels = ["cover", "signature", "exhibit", "boilerplate", "body"]
    predicted = {}
    for id, g in gold.items():
        if rng.random() < 0.05:
            continue
        predicted[id] = {
            "labels": [rng.choice(labels) if x and rng.random() < 0.1 else x for x in g["labels"]],
            "entities": [[s + rng.choice([0, 0, 0, 1]), e, x] for s, e, x in g["entities"] if rng.random() < 0.9],
            "cover": g["cover"] and {k: v if rng.random() < 0.8 else None for k, v in g["cover"].items()},
            "signatures": [{k: v if rng.random() < 0.9 else "Another" for k, v in s.items()} for s in g["signatures"]],
            "exhibits": [
                {**x, "description": x["description"] and x["description"][: rng.randrange(1, 200)]}
                for x in g["exhibits"]
                if rng.random() < 0.9
            ]
            + g["exhibits"][:1],
        }
    return predicted


def _differences(a: dict, b: dict, at: str = "") -> list:
    out = []
    for key in a.keys() | b.keys():
        x, y = a.get(key), b.get(key)
        if isinstance(x, dict) and isinstance(y, dict):
            out += _differences(x, y, f"{at}/{key}")
        elif x is None or y is None or abs(x - y) > 1e-9:
            out.append((f"{at}/{key}", x, y))
    return out
