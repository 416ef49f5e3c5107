"""Scores of predicted documents against labelled ones: lines, regions, entities and records.

    gold documents, predicted documents -> Scores

Both are given as JSON objects by id, shaped as `Document.to_dict` shapes them. A document that was not predicted
counts as wrong throughout. Entities are scored where the corpus has any: not in `body`, and inside an attached exhibit
only on signature lines.
"""

from __future__ import annotations

import difflib
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby, zip_longest
from typing import TYPE_CHECKING, Any

from .labels import ENTITY_LABELS, LABELS, Label

if TYPE_CHECKING:
    from .corpus import LabelledDocument

Row = Mapping[str, Any]


@dataclass
class Counts:
    """How many were predicted, how many are gold, how many of them are right."""

    right: int = 0
    predicted: int = 0
    gold: int = 0

    @property
    def precision(self) -> float:
        """Share of the predicted that is right; 1 where nothing was to be found and nothing was."""
        return self.right / self.predicted if self.predicted else float(not self.gold)

    @property
    def recall(self) -> float:
        """Share of the gold that was found."""
        return self.right / self.gold if self.gold else float(not self.predicted)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def to_dict(self) -> dict[str, float]:
        """Precision, recall, F1 and the number of gold items, under short names."""
        return {"p": self.precision, "r": self.recall, "f1": self.f1, "n": self.gold}


def _counts() -> defaultdict[str, Counts]:
    return defaultdict(Counts)


@dataclass
class Scores:
    """Counts pooled over documents. `cover` counts the documents whose gold cover has the field."""

    lines: defaultdict[str, Counts] = field(default_factory=_counts)
    regions: Counts = field(default_factory=Counts)
    entities: defaultdict[str, Counts] = field(default_factory=_counts)
    cover: defaultdict[str, Counts] = field(default_factory=_counts)
    signatures: defaultdict[str, Counts] = field(default_factory=_counts)
    exhibits: defaultdict[str, Counts] = field(default_factory=_counts)
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)
    accuracies: dict[str, float] = field(default_factory=dict)

    @property
    def macro_f1(self) -> float:
        """Mean of the labels' F1, over labels that occur."""
        seen = [c.f1 for c in map(self.lines.__getitem__, LABELS) if c.gold or c.predicted]
        return sum(seen) / len(seen) if seen else 0.0

    @property
    def entities_micro(self) -> Counts:
        """All entity labels together."""
        all_ = self.entities.values()
        return Counts(sum(c.right for c in all_), sum(c.predicted for c in all_), sum(c.gold for c in all_))

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain numbers, for JSON."""
        right, gold = sum(c.right for c in self.lines.values()), sum(c.gold for c in self.lines.values())
        accuracies = self.accuracies.values()
        return {
            "documents": len(accuracies),
            "lines": {x: self.lines[x].to_dict() for x in LABELS if self.lines[x].gold or self.lines[x].predicted},
            "lines_macro_f1": self.macro_f1,
            "lines_accuracy": right / max(1, gold),
            "document_accuracy": sum(accuracies) / max(1, len(accuracies)),
            "documents_perfect": sum(a == 1.0 for a in accuracies) / max(1, len(accuracies)),
            "regions": self.regions.to_dict(),
            "entities": {
                x: self.entities[x].to_dict()
                for x in ENTITY_LABELS
                if self.entities[x].gold or self.entities[x].predicted
            },
            "entities_micro": self.entities_micro.to_dict(),
            "cover": {key: {"share": c.right / c.gold, "n": c.gold} for key, c in self.cover.items()},
            "signatures": {key: c.to_dict() for key, c in self.signatures.items()},
            "exhibits": {key: c.to_dict() for key, c in self.exhibits.items()},
        }

    def to_text(self) -> str:
        """A table for people."""
        rows = [f"{len(self.accuracies)} documents", f"{'':<14}{'p':>8}{'r':>8}{'f1':>8}{'n':>8}"]

        def part(head: str, counts: Mapping[str, Counts], names: Iterable[str]) -> None:
            rows.append(head)
            rows.extend(
                f"  {name:<12}{c.precision:8.4f}{c.recall:8.4f}{c.f1:8.4f}{c.gold:8d}"
                for name, c in ((name, counts[name]) for name in names if name in counts)
                if c.gold or c.predicted
            )

        part("lines", self.lines, LABELS)
        rows.append(f"  macro F1 {self.macro_f1:.4f}")
        part("regions", {"exact": self.regions}, ["exact"])
        part("entities", {**self.entities, "all": self.entities_micro}, [*ENTITY_LABELS, "all"])
        rows.append("cover")
        rows.extend(f"  {key:<12}{c.right / c.gold:24.4f}{c.gold:8d}" for key, c in self.cover.items())
        part("signatures", self.signatures, self.signatures)
        part("exhibits", self.exhibits, self.exhibits)
        if self.confusion:
            rows.append("most frequent line errors (gold, given)")
            rows.extend(f"  {g:<12}{p or '-':<12}{n:6d}" for (g, p), n in self.confusion.most_common(8))
        return "\n".join(rows)


def score(gold: Mapping[str, Row], predicted: Mapping[str, Row]) -> Scores:
    """Score predicted documents against gold ones of the same text.

    Raises:
        ValueError: a predicted document has another text than the gold one of its id.

    >>> row = {"text": "FORM 8-K", "labels": ["cover"], "entities": [], "attached": []}
    >>> score({"a": row}, {"a": row}).macro_f1
    1.0
    """
    scores = Scores()
    for id, g in gold.items():
        p = predicted.get(id)
        if p and p.get("text", g["text"]) != g["text"]:
            raise ValueError(f"{id}: predicted on another text than the gold one")
        _lines(scores, id, g["labels"], p and p["labels"])
        _entities(scores, g, p or {})
        _cover(scores, g.get("cover") or {}, (p or {}).get("cover") or {})
        _records(scores.signatures, _SIGNATURE, g.get("signatures") or [], (p or {}).get("signatures") or [])
        _records(scores.exhibits, _EXHIBIT, g.get("exhibits") or [], (p or {}).get("exhibits") or [])
    return scores


def gold_row(document: LabelledDocument) -> dict[str, Any]:
    """A labelled document in the shape that `score` takes."""
    return {
        "text": document.lines.text,
        "labels": [label and label.value for label in document.labels],
        **{key: getattr(document, key) for key in ("entities", "attached", "cover", "signatures", "exhibits")},
    }


def _lines(scores: Scores, id: str, gold: list, predicted: list | None) -> None:
    # a line left out of a prediction is taken for the commonest label; a document left out has no label at all
    filler = None if predicted is None else Label.BODY.value
    pairs = [
        (i, g, p) for i, (g, p) in enumerate(zip_longest(gold, (predicted or [])[: len(gold)], fillvalue=filler)) if g
    ]
    for _, g, p in pairs:
        scores.lines[g].gold += 1
        scores.lines[p].predicted += 1
        scores.lines[p].right += g == p
        if g != p:
            scores.confusion[g, p] += 1
    scores.accuracies[id] = sum(g == p for _, g, p in pairs) / len(pairs) if pairs else 1.0
    want, got = _regions((i, g) for i, g, _ in pairs), _regions((i, p) for i, _, p in pairs)
    _add(scores.regions, len(want & got), len(got), len(want))


def _regions(lines: Iterable[tuple[int, str | None]]) -> set[tuple[str | None, int, int]]:
    runs = groupby((line for line in lines if line[1]), key=lambda line: line[1])
    spans = [(label, [i for i, _ in run]) for label, run in runs]
    return {(label, rows[0], rows[-1]) for label, rows in spans}


def _entities(scores: Scores, gold: Row, predicted: Row) -> None:
    text, labels = gold["text"], gold["labels"]
    starts = [0, *(i + 1 for i, c in enumerate(text) if c == "\n")]
    scored = [label in (Label.COVER, Label.SIGNATURE, Label.BOILERPLATE, Label.EXHIBIT) for label in labels]
    for first, last in gold.get("attached") or []:
        for k in range(first - 1, min(last, len(labels))):
            scored[k] = labels[k] == Label.SIGNATURE
    want = {(*_trimmed(text, s, e), label) for s, e, label in gold["entities"]}
    got = [
        (*_trimmed(text, s, e), label)
        for s, e, label in predicted.get("entities") or []
        if scored[bisect_right(starts, s) - 1]
    ]
    for label in ENTITY_LABELS:
        mine = [x for x in got if x[2] == label]
        _add(scores.entities[label], sum(x in want for x in mine), len(mine), sum(x[2] == label for x in want))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without white space and punctuation at its ends: "Acme Inc." and "Acme Inc" are one."""
    while start < end and not (text[start].isalnum() or text[start] in "(_/#"):
        start += 1
    while end > start and not (text[end - 1].isalnum() or text[end - 1] in ")_"):
        end -= 1
    return start, end


def _cover(scores: Scores, gold: Row, predicted: Row) -> None:
    agree: dict[str, Callable[[Any, Any], bool]] = {
        "form": lambda a, b: _form(a) == _form(b),
        "registrants": lambda a, b: sorted(map(_folded, a)) == sorted(map(_folded, b or [])),
        "address": lambda a, b: _same(a, b, 0.92),
        "date": _same,
    }
    for key, same in agree.items():
        if gold.get(key):
            right = same(gold[key], predicted.get(key))
            _add(scores.cover[key], int(right), int(bool(predicted.get(key))), 1)


def _name(a: Row, b: Row) -> bool:
    return _same(a["name"], b.get("name"))


def _title(a: Row, b: Row) -> bool:
    return _same(_bare(a["title"]), _bare(b.get("title")), 0.9)


def _number(a: Row, b: Row) -> bool:
    return _exhibit(a["number"]) == _exhibit(b.get("number"))


def _description(a: Row, b: Row) -> bool:
    # a list's description may be cut short or run on, as long as half of it is there
    want, got = _folded(a["description"]), _folded(b.get("description"))
    n = min(len(want), len(got))
    if not want or not n:
        return not want
    return (want[:n] == got[:n] and n >= 0.5 * len(want)) or _same(want[:200], got[:200], 0.85)


Agree = Callable[[Row, Row], bool]
_SIGNATURE: dict[str, Agree] = {
    "name": _name,
    "title": lambda a, b: _name(a, b) and _title(a, b),
    "full": lambda a, b: (
        _same(_bare(a["name"]), _bare(b.get("name")))
        and _title(a, b)
        and _same(_bare(a["company"]), _bare(b.get("company")), 0.9)
        and _same(_bare(a["date"]), _bare(b.get("date")))
    ),
}
_EXHIBIT: dict[str, Agree] = {"number": _number, "full": lambda a, b: _number(a, b) and _description(a, b)}


def _records(counts: defaultdict[str, Counts], agree: dict[str, Agree], gold: list[Row], got: list[Row]) -> None:
    for key, same in agree.items():
        left, right = list(got), 0
        for g in gold:  # each predicted record answers for one gold record at most
            k = next((k for k, p in enumerate(left) if same(g, p)), None)
            if k is not None:
                del left[k]
                right += 1
        _add(counts[key], right, len(got), len(gold))


def _add(counts: Counts, right: int, predicted: int, gold: int) -> None:
    counts.right += right
    counts.predicted += predicted
    counts.gold += gold


def _folded(value: Any) -> str:
    """Words in lower case, without punctuation and without "/s/"."""
    return " ".join(re.findall(r"\w+", re.sub(r"(?i)/s/", " ", str(value or "")).casefold()))


def _bare(value: Any) -> str:
    return re.sub(r"\([^)]*\)", " ", str(value or ""))


def _same(a: Any, b: Any, ratio: float = 1.0) -> bool:
    a, b = _folded(a), _folded(b)
    if a == b or ratio == 1.0 or not a or not b:
        return a == b
    return difflib.SequenceMatcher(None, a, b, autojunk=False).ratio() >= ratio


def _form(value: Any) -> str:
    """One key for a form's several names: SCHEDULE 14A and DEF 14A, 12b-25 and NT 10-K, SC 13D and SCHEDULE 13D."""
    form = re.sub(r"[^0-9A-Z]", "", re.sub(r"(?i)\b(form|schedule|sc)\b", "", str(value or "")).upper())
    form = re.sub(r"^(DEFA|DEFM|DEFR|DEF|PREM|PRER|PREC|PRE)(?=14[AC])", "", form)
    return "12B25" if form in ("NT10K", "NT10Q") else form


def _exhibit(value: Any) -> str:
    number = re.sub(r"(?i)^\W*(exhibit|ex\.?)\b", "", str(value or "")).strip()
    return re.sub(r"[\s.:*+#†-]+$", "", number).casefold().replace(" ", "")
