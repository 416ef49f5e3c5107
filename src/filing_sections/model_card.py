"""What a model was trained on and how it scores: the numbers of meta.json, and MODEL_CARD.md made of them."""

from __future__ import annotations

import hashlib
import platform
import re
from collections.abc import Callable, Iterable, Sequence
from importlib.metadata import version

import numpy as np

from .corpus import LabelledDocument
from .evaluate import Scores, gold_row, score
from .features import features
from .filing import Document
from .labels import ENTITY_LABELS, LABELS
from .model import Model
from .pool import Unlabelled
from .sections import LABEL_OF_STATE, SectionModel

#: Document types -> the family that the card reports; the first pattern that fits.
FAMILIES = (
    ("whole submission", r"whole"),
    ("10-K family", r"10-K"),
    ("NT 10-K", r"NT"),
    ("10-Q", r"10-Q"),
    ("8-K", r"8-K"),
    ("6-K, 20-F", r"6-K|20-F|40-F"),
    ("13D, 13G", r"SC 13"),
    ("13F", r"13F"),
    ("proxies", r"(DEF|PRE)"),
    ("prospectuses", r"424B|S-\d|F-\d"),
    ("funds", r"N-|485|24F"),
    ("EX-10", r"EX-10"),
    ("EX-24", r"EX-24"),
    ("EX-99", r"EX-99"),
    ("other exhibits", r"EX-"),
    ("other", r""),
)
#: Bins of the expected calibration error.
BINS = 15


def scores(
    model: Model,
    pairs: Sequence[tuple[LabelledDocument, LabelledDocument]],
    unseen: Iterable[tuple[LabelledDocument, np.ndarray]] = (),
) -> dict:
    """Scores of the model on documents that it has not seen, from their text alone.

    Args:
        pairs: each document as it was labelled, and as this package renders it (the same one where it is plain text).
        unseen: documents of the training data, each with out-of-fold probabilities of its lines' states.
    """
    dev = [as_labelled for as_labelled, _ in pairs]
    given = [model.predict_lines(document.lines, id=document.id) for document in dev]
    gold = {document.id: gold_row(document) for document in dev}
    predicted = {document.id: document.to_dict() for document in given}

    def part(key: Callable[[LabelledDocument], str]) -> dict[str, dict]:
        parts: dict[str, dict] = {}
        for name in sorted({key(document) for document in dev}):
            ids = [document.id for document in dev if key(document) == name]
            some = score({id: gold[id] for id in ids}, predicted)
            parts[name] = {"documents": len(ids), **_headline(some)}
        return parts

    columns = [_said_and_right(d.labels, p.labels, p.probabilities) for d, p in zip(dev, given, strict=True)]
    said, right = (np.concatenate(column) for column in zip(*columns, strict=True))
    html = [pair for pair in pairs if pair[0].meta.get("format") == "html"]
    return {
        "dev": score(gold, predicted).to_dict(),
        "by_family": part(lambda d: family(d.meta.get("type") or "")),
        "by_decade": part(lambda d: f"{year[:3]}0s" if (year := str(d.meta.get("year") or "")) else "unknown"),
        "by_format": part(lambda d: d.meta.get("format") or "text"),
        "html": {
            "as labelled": _headline(_scored(model, [as_labelled for as_labelled, _ in html])),
            "as rendered": _headline(_scored(model, [rendered for _, rendered in html])),
        },
        "calibration_error": calibration_error(said, right),
        "risk_coverage": risk_coverage(said, right),
        "confidence_auroc": record_auroc(dev, given),
        "cross_validation": _headline(_out_of_fold(model.sections, unseen)),
    }


def family(document_type: str) -> str:
    """The family of a document type.

    >>> family("10-K405/A"), family("SC 13D"), family("EX-10.1")
    ('10-K family', '13D, 13G', 'EX-10')
    """
    return next(name for name, pattern in FAMILIES if re.match(pattern, document_type))


def calibration_error(said: np.ndarray, right: np.ndarray) -> float:
    """Expected calibration error: how far probabilities are from the share that is right, mean over equal bins.

    Guo, Pleiss, Sun and Weinberger, "On Calibration of Modern Neural Networks", ICML 2017.

    >>> round(calibration_error(np.array([0.9, 0.9]), np.array([True, False])), 3)
    0.4
    """
    bins = np.minimum((said * BINS).astype(int), BINS - 1)
    gaps = [abs(said[bins == b].mean() - right[bins == b].mean()) * (bins == b).sum() for b in np.unique(bins)]
    return float(sum(gaps) / max(len(said), 1))


def risk_coverage(said: np.ndarray, right: np.ndarray) -> dict[str, float]:
    """Accuracy on the lines that are surest, by the share of the lines that these are."""
    order = np.argsort(-said, kind="stable")
    return {
        f"{share:.2f}": float(right[order[: int(len(order) * share)]].mean()) for share in (1, 0.99, 0.95, 0.9, 0.8)
    }


def record_auroc(dev: Sequence[LabelledDocument], given: Sequence[Document]) -> dict[str, float | None]:
    """How well a record's confidence ranks right records above wrong ones: the area under the ROC curve."""
    from sklearn.metrics import roc_auc_score

    found: dict[str, tuple[list[float], list[bool]]] = {"signatures": ([], []), "exhibits": ([], [])}
    for document, prediction in zip(dev, given, strict=True):
        for kind, key in (("signatures", "full"), ("exhibits", "full")):
            for record in getattr(prediction, kind):
                one = {"text": "", "labels": [], "entities": [], "attached": []}
                row = {**one, kind: [{name: getattr(record, name) for name in record.__dataclass_fields__}]}
                alone = score({"x": {**one, kind: getattr(document, kind)}}, {"x": row})
                found[kind][0].append(record.confidence)
                found[kind][1].append(bool(getattr(alone, kind)[key].right))
    return {
        k: float(roc_auc_score(right, said)) if len(set(right)) == 2 else None for k, (said, right) in found.items()
    }


def trained_on(
    *,
    train: Sequence[LabelledDocument],
    dev: Sequence[LabelledDocument],
    extra: Sequence[LabelledDocument],
    made: Sequence[LabelledDocument],
    unlabelled: Sequence[Unlabelled],
    seed: int,
) -> dict:
    """What the model was trained on: counts, and a sha256 over all texts and labels in their order."""
    digest = hashlib.sha256()
    for document in (*train, *dev, *extra, *made):
        digest.update(repr((document.lines.text, document.labels, document.entities, document.attached)).encode())
    for text in unlabelled:
        digest.update(text.lines.text.encode("utf-8", "surrogatepass"))
    return {
        "train": len(train),
        "dev": len(dev),
        "extra": len(extra),
        "made": len(made),
        "unlabelled": len(unlabelled),
        "seed": seed,
        "companies": len({document.group for document in (*train, *dev)}),
        "data_sha256": digest.hexdigest(),
    }


def libraries() -> dict[str, str]:
    """The versions that training ran with."""
    names = ("numpy", "scipy", "scikit-learn", "spacy")
    return {"python": platform.python_version(), **{name: version(name) for name in names}}


def _scored(model: Model, documents: Sequence[LabelledDocument]) -> Scores:
    given = (model.predict_lines(document.lines, id=document.id) for document in documents)
    return score({d.id: gold_row(d) for d in documents}, {d.id: d.to_dict() for d in given})


def _headline(scored: Scores) -> dict:
    rows = {label.value: scored.lines[label].f1 for label in LABELS if scored.lines[label].gold}
    return {"lines": rows, "lines_macro_f1": scored.macro_f1, "regions": scored.regions.f1} | (
        {"entities": scored.entities_micro.f1} if scored.entities_micro.gold else {}
    )


def _out_of_fold(sections: SectionModel, unseen: Iterable[tuple[LabelledDocument, np.ndarray]]) -> Scores:
    gold, predicted = {}, {}
    for document, by_state in unseen:
        given = iter(LABEL_OF_STATE[sections.decode(by_state, features(document.lines).joints)].tolist())
        row = gold_row(document)
        gold[document.id] = {**row, "entities": [], "cover": None, "signatures": [], "exhibits": []}
        predicted[document.id] = {"labels": [label and LABELS[next(given)].value for label in row["labels"]]}
    return score(gold, predicted)


def _said_and_right(gold: Sequence, given: Sequence, probabilities: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    there = np.array([label is not None for label in gold], bool)
    right = np.array([a == b for a, b in zip(gold, given, strict=True)], bool)
    return probabilities[there], right[there]


def card(meta: dict) -> str:
    """The model card, in Markdown."""
    data, libs, scored = meta["trained_on"], meta["libraries"], meta["scores"]
    out = [
        "# Model card",
        "",
        f"Written by `train.py` of filing-sections {meta['version']}.",
        "",
        "Labels every line of an SEC filing as cover, signature, exhibit, boilerplate or body; marks people,",
        "organisations, titles, dates and addresses in those regions; makes records of cover, signers and exhibits.",
        "",
        "## Trained on",
        "",
        f"{data['train'] + data['dev']} real filings of {data['companies']} companies ({data['train']} of the train",
        f"split, {data['dev']} of dev), {data['made']} made filings, {data['extra']} others; seed {data['seed']}.",
        f"Beside them, {data['unlabelled']} texts without labels, from which the second stage teaches itself.",
        "`data/README.md` is the datasheet. sha256 of texts and labels:",
        f"`{data['data_sha256']}`.",
        f"Libraries: {', '.join(f'{name} {number}' for name, number in libs.items())}.",
        "",
    ]
    if scored:
        out += _scores_in_words(scored)
    out += [
        "## What it is not for",
        "",
        "- Other languages than English, and documents that are no filings or their exhibits.",
        "- Legal or investment decisions without a reader: a signer or an exhibit can be missed. Look at the",
        "  probabilities, confidences and warnings.",
        "- Judging persons. Names are found so that a filing's signers can be looked up, nothing else.",
        "- Forms that the corpus hardly holds (6-K, 20-F, registrations and proxies in plain text) come out worse.",
        "",
    ]
    return "\n".join(out)


def _scores_in_words(scored: dict) -> list[str]:
    dev, folds = scored["dev"], scored["cross_validation"]
    rows = [
        ("lines, macro F1", dev["lines_macro_f1"]),
        *((f"lines, {label.value}, F1", dev["lines"][label]["f1"]) for label in LABELS if label in dev["lines"]),
        ("regions, exact, F1", dev["regions"]["f1"]),
        ("entities, exact, micro F1", dev["entities_micro"]["f1"]),
        *((f"entities, {x.value}, F1", dev["entities"][x]["f1"]) for x in ENTITY_LABELS if x in dev["entities"]),
        *((f"cover, {field}, share right", value["share"]) for field, value in dev["cover"].items()),
        *((f"signers, {key}, F1", value["f1"]) for key, value in dev["signatures"].items()),
        *((f"exhibits, {key}, F1", value["f1"]) for key, value in dev["exhibits"].items()),
        ("calibration error of line probabilities, 15 bins", scored["calibration_error"]),
        *((f"AUROC of the confidence of {k}", v) for k, v in scored["confidence_auroc"].items() if v is not None),
    ]
    out = [
        "## Scores",
        "",
        "On dev, by a model fitted on train alone, from the text alone; companies on one side are not on the other.",
        "The shipped model is fitted on both, after this.",
        "",
        *_table(("measure", "dev"), rows),
        "",
        "Cross-validation over the companies of train, lines only (one network instead of several, on evidence whose",
        f"models saw other folds): macro F1 {folds['lines_macro_f1']:.4f}, regions {folds['regions']:.4f}.",
        "",
        "Accuracy on the surest lines (risk and coverage):",
        "",
        *_table(("share of the lines", "accuracy"), scored["risk_coverage"].items()),
        "",
    ]
    parts = (
        ("form family", "by_family"),
        ("decade", "by_decade"),
        ("format", "by_format"),
        ("rendering of the HTML documents", "html"),
    )
    for head, key in parts:
        out += [f"By {head}:", ""]
        out.append(f"| {head} | documents | {' | '.join(LABELS)} | macro F1 | regions | entities |")
        out.append("|---" * (len(LABELS) + 5) + "|")
        for name, row in scored[key].items():
            lines = " | ".join(f"{row['lines'][x]:.3f}" if x in row["lines"] else "" for x in LABELS)
            rest = " | ".join(f"{row[k]:.3f}" if k in row else "" for k in ("lines_macro_f1", "regions", "entities"))
            out.append(f"| {name} | {row.get('documents', '')} | {lines} | {rest} |")
        out.append("")
    return out


def _table(head: tuple[str, str], rows: Iterable[tuple[str, float]]) -> list[str]:
    return [f"| {head[0]} | {head[1]} |", "|---|---|", *(f"| {name} | {value:.4f} |" for name, value in rows)]
