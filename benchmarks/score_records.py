"""What the records stage costs: records from gold regions and gold entities, or from predictions, against gold records.

usage:
    python benchmarks/score_records.py --split train
    python benchmarks/score_records.py --split dev --perturb 1
    python benchmarks/score_records.py --split dev --predictions out.jsonl
    python benchmarks/score_records.py --split train --errors signatures
    python benchmarks/score_records.py --split dev --stages MODEL
    python benchmarks/score_records.py --split train --predictions out_of_fold.jsonl --fit

`--perturb SEED` drops 8 % of the entities, moves an edge of 4 %, flips 1.5 % of the labels.
`--stages MODEL` prints the table of RECORDS.md: which stage costs what. The model must not have seen the split.
`--fit` prints the weights of the confidence of signers, by logistic regression on predictions of the lines and entities
by models that never saw the company (JSON lines, as out_of_fold.py writes them), and its AUROC by company.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import random
import time
from collections import Counter
from pathlib import Path
from types import ModuleType

import numpy as np

from filing_sections import records
from filing_sections.corpus import LabelledDocument, read_corpus
from filing_sections.filing import Entity
from filing_sections.labels import LABELS, EntityLabel, Label
from filing_sections.lines import Lines

SHARED = Path(__file__).resolve().parents[1].parent / "shared"


def referee(path: Path) -> ModuleType:
    """The corpus' own scoring script as a module."""
    spec = importlib.util.spec_from_file_location("score", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def perturbed(document: LabelledDocument, rng: random.Random) -> tuple[list, list]:
    """The document's labels and entities with the errors that predictions have."""
    labels = [x if x is None or rng.random() > 0.015 else rng.choice(LABELS) for x in document.labels]
    entities = []
    for start, end, label in document.entities:
        draw = rng.random()
        if draw < 0.08:
            continue
        if draw < 0.12:
            spaces = [i for i in range(start + 1, end - 1) if document.lines.text[i].isspace()]
            if spaces:
                cut = rng.choice(spaces)
                start, end = (cut + 1, end) if rng.random() < 0.5 else (start, cut)
        entities.append((start, end, label))
    return labels, entities


def assembled(lines: Lines, labels: list, entities: list, attached: list, probabilities=None) -> dict:
    """The three records as the prediction format has them."""
    typed = [Entity(s, e, EntityLabel(x), lines.text[s:e]) for s, e, x in sorted(entities)]
    args = (lines, labels, typed, [tuple(a) for a in attached], probabilities)
    out: dict = {}
    for name in ("cover", "signatures", "exhibits"):
        read = getattr(records, name, None)
        if read is None:
            continue
        found = read(*args)
        fields = lambda r: {f: getattr(r, f) for f in r.__dataclass_fields__}  # noqa: E731
        out[name] = [fields(r) for r in found] if isinstance(found, list) else found and fields(found)
    return out


def auroc(pairs: list[tuple[float, bool]]) -> float:
    """The chance that a right record has a higher confidence than a wrong one."""
    from sklearn.metrics import roc_auc_score

    confidence, right = zip(*pairs, strict=True)
    return float(roc_auc_score(right, confidence)) if len(set(right)) > 1 else float("nan")


def confidences(score: ModuleType, gold: dict, predicted: dict) -> dict[str, float]:
    pairs: dict[str, list] = {"signatures": [], "exhibits": []}
    for key, g in gold.items():
        left = list(g["signatures"])
        for s in predicted[key].get("signatures") or []:
            hit = next(
                (
                    x
                    for x in left
                    if score.same(x["name"], s["name"])
                    and score.same(score.bare_title(x["title"]), score.bare_title(s["title"]), 0.9)
                ),
                None,
            )
            if hit:
                left.remove(hit)
            pairs["signatures"].append((s["confidence"], hit is not None))
        left = list(g["exhibits"])
        for x in predicted[key].get("exhibits") or []:
            hit = next(
                (
                    y
                    for y in left
                    if score.number(y["number"]) == score.number(x["number"])
                    and score.description_agrees(y["description"], x["description"])
                ),
                None,
            )
            if hit:
                left.remove(hit)
            pairs["exhibits"].append((x["confidence"], hit is not None))
    return {k: auroc(v) for k, v in pairs.items() if v}


def stages(score: ModuleType, documents: list[LabelledDocument], folder: Path) -> None:
    """Print the scores of records from gold regions and entities, from predicted entities, from predictions alone."""
    from filing_sections.model import load

    model = load(folder)
    sections = [model.sections.predict(d.lines) for d in documents]
    given = [(d.lines, d.labels, d.attached) for d in documents]
    predicted = [(d.lines, s.labels, s.attached) for d, s in zip(documents, sections, strict=True)]
    spans = lambda items: [  # noqa: E731
        [(e.start, e.end, e.label.value) for e in found] for found in model.recogniser.recognise(items)
    ]
    rows = {
        "gold regions, gold entities": [(*g, d.entities, None) for g, d in zip(given, documents, strict=True)],
        "gold regions, predicted entities": [(*g, e, None) for g, e in zip(given, spans(given), strict=True)],
        "predicted regions and entities": [
            (*p, e, s.probabilities) for p, e, s in zip(predicted, spans(predicted), sections, strict=True)
        ],
    }
    columns = [("cover", k) for k in ("form", "registrants", "address", "date")]
    columns += [("signatures", k) for k in ("name", "title", "full")] + [("exhibits", k) for k in ("number", "full")]
    print("| given | " + " | ".join(f"{part} {key}" for part, key in columns) + " | AUROC signers | exhibits |")
    print("|---" * (len(columns) + 3) + "|")
    for name, inputs in rows.items():
        gold, out = {}, {}
        for d, (lines, labels, attached, entities, probabilities) in zip(documents, inputs, strict=True):
            shown = {"id": d.id, "labels": [x and x.value for x in labels], "entities": entities}
            out[d.id] = assembled(lines, labels, entities, attached, probabilities) | shown
            gold[d.id] = shown | {k: getattr(d, k) for k in ("cover", "signatures", "exhibits")}
        result, _, _ = score.score(gold, out)
        cells = [result[part][key]["share" if part == "cover" else "f1"] for part, key in columns]
        cells += confidences(score, gold, out).values()
        print(f"| {name} | " + " | ".join(f"{cell:.3f}" for cell in cells) + " |", flush=True)


def fit(score: ModuleType, documents: list[LabelledDocument], rows: dict[str, dict]) -> None:
    """Print the weights that tell right signers from wrong ones by what is known of them, and the AUROC by company."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import GroupKFold, cross_val_predict

    module = importlib.import_module("filing_sections.records.signatures")
    found, right, groups = [], [], []
    kept, module.weigh = module.weigh, lambda _, **known: found.append(known) or 0.5
    for d in documents:
        if (row := rows.get(d.id)) is None:
            continue
        lines = d.lines if row["text"] == d.lines.text else Lines.from_text(row["text"])
        entities = [Entity(s, e, EntityLabel(x), lines.text[s:e]) for s, e, x in sorted(row["entities"])]
        labels = [Label(x) if x else None for x in row["labels"]]
        sure = np.array([np.nan if p is None else p for p in row["probabilities"]], float)
        left = [_key(score, "signatures", s) for s in d.signatures]
        for s in records.signatures(lines, labels, entities, row["attached"], sure):
            key = _key(score, "signatures", {f: getattr(s, f) for f in s.__dataclass_fields__})
            hit = next((x for x in left if all(map(score.same, x, key, (1.0, 0.9, 0.9, 1.0)))), None)
            if hit is not None:
                left.remove(hit)
            right.append(hit is not None)
            groups.append(d.group)
    module.weigh = kept
    names = list(found[0])
    table = np.array([[float(row[name]) for name in names] for row in found])
    model = LogisticRegression(max_iter=2000)
    unseen = cross_val_predict(model, table, right, groups=groups, cv=GroupKFold(5), method="predict_proba")[:, 1]
    model.fit(table, right)
    weights = zip(["bias", *names], [model.intercept_[0], *model.coef_[0]], strict=True)
    print({name: round(float(weight), 2) for name, weight in weights})
    print(f"{len(right)} signers, {np.mean(right):.3f} right in all fields; AUROC {roc_auc_score(right, unseen):.3f}")


def _key(score: ModuleType, what: str, record: dict) -> tuple:
    if what == "exhibits":
        return score.number(record["number"]), score.fold(record["description"])[:90]
    return tuple(score.fold(score.bare_title(record[f])) for f in ("name", "title", "company", "date"))


def _unmatched(score: ModuleType, gold: list[dict], given: list[dict]) -> tuple[list[dict], list[dict]]:
    """The exhibits of each side that have no match on the other."""
    left, missed = list(given), []
    for x in gold:
        agrees = lambda y, x=x: (  # noqa: E731
            score.number(x["number"]) == score.number(y["number"])
            and score.description_agrees(x["description"], y["description"])
        )
        hit = next(filter(agrees, left), None)
        if hit is None:
            missed.append(x)
        else:
            left.remove(hit)
    return missed, left


def show_errors(score: ModuleType, what: str, gold: dict, predicted: dict) -> None:
    """Every record that differs, gold above given."""
    for key, g in gold.items():
        p = predicted[key]
        if what == "cover":
            c, q = g["cover"] or {}, p.get("cover") or {}
            for f in ("form", "registrants", "address", "date"):
                if c.get(f):
                    if f == "form":
                        agree = score.form_key(c[f]) == score.form_key(q.get(f))
                    elif f == "registrants":
                        agree = sorted(map(score.fold, c[f])) == sorted(map(score.fold, q.get(f) or []))
                    else:
                        agree = score.same(c[f], q.get(f), 0.92 if f == "address" else 1.0)
                    if not agree:
                        print(f"{key} {f}\n   gold  {c[f]}\n   given {q.get(f)}")
            continue
        wanted, found = list(g[what]), list(p.get(what) or [])
        if what == "exhibits":
            wanted, found = _unmatched(score, wanted, found)
        a, b = (Counter(_key(score, what, x) for x in xs) for xs in (wanted, found))
        if a != b:
            print(f"== {key}")
            for x, n in (a - b).items():
                print(f"   gold  {n if n > 1 else ''} {x}")
            for x, n in (b - a).items():
                print(f"   given {n if n > 1 else ''} {x}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--split", default="train")
    parser.add_argument("--perturb", type=int)
    parser.add_argument("--predictions", type=Path, help="JSONL with labels, entities and attached to assemble from")
    parser.add_argument("--errors", choices=["cover", "signatures", "exhibits"])
    parser.add_argument("--stages", type=Path, metavar="MODEL", help="a model folder: print the table of RECORDS.md")
    parser.add_argument("--fit", action="store_true", help="fit the confidence of signers on --predictions")
    parser.add_argument("--shared", type=Path, default=SHARED)
    options = parser.parse_args()
    score = referee(options.shared / "score.py")
    documents = read_corpus(options.shared / "corpus", options.split)
    given = {}
    if options.predictions:
        with open(options.predictions, encoding="utf-8") as file:
            given = {row["id"]: row for row in map(json.loads, file)}
    if options.stages:
        stages(score, documents, options.stages)
        return
    if options.fit:
        fit(score, documents, given)
        return
    rng = random.Random(options.perturb)
    gold, predicted, seconds, n_lines = {}, {}, 0.0, 0
    for d in documents:
        lines, labels, entities, attached, probabilities = d.lines, d.labels, d.entities, d.attached, None
        if options.predictions:
            row = given.get(d.id)
            if row is None:
                continue
            if row.get("text") is not None and row["text"] != lines.text:
                lines = Lines.from_text(row["text"])
            labels = [Label(x) if x else None for x in row["labels"]]
            entities, attached = [tuple(e[:3]) for e in row["entities"]], row.get("attached") or []
            if row.get("probabilities"):
                probabilities = np.array([np.nan if p is None else p for p in row["probabilities"]], float)
        elif options.perturb is not None:
            labels, entities = perturbed(d, rng)
        start = time.perf_counter()
        predicted[d.id] = assembled(lines, labels, entities, attached, probabilities)
        seconds += time.perf_counter() - start
        n_lines += len(lines)
        predicted[d.id] |= {"id": d.id, "labels": [x and x.value for x in labels], "entities": entities}
        gold[d.id] = {
            "id": d.id,
            "labels": [x and x.value for x in d.labels],
            "entities": d.entities,
            "cover": d.cover,
            "signatures": d.signatures,
            "exhibits": d.exhibits,
        }
    if options.errors:
        show_errors(score, options.errors, gold, predicted)
        return
    result, _, _ = score.score(gold, predicted)
    print(f"{len(gold)} documents, {n_lines} lines, {seconds:.2f} s in records")
    print("cover       " + "  ".join(f"{k} {v['share']:.4f} of {v['n']}" for k, v in result["cover"].items()))
    for part in ("signatures", "exhibits"):
        for k, v in result[part].items():
            print(f"{part:<11} {k:<7} p {v['p']:.4f} r {v['r']:.4f} F1 {v['f1']:.4f} of {v['n']}")
    print("AUROC of confidence  " + "  ".join(f"{k} {v:.3f}" for k, v in confidences(score, gold, predicted).items()))


if __name__ == "__main__":
    main()
