"""Given against gold: which lines, entities and records of a document are wrong.

    Document, LabelledDocument -> Comparison

This is for reading errors with; figures to quote come from `evaluate`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import groupby

from .corpus import LabelledDocument, carry_over
from .filing import Document
from .labels import LABELS, Label


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong.

    `kind` is "line", "entity" or "record"; `line` and `last` count from 1 (None where no line can be named);
    `given` is None where something is missing, `gold` is None where something was given that is not there.
    """

    kind: str
    what: str
    line: int | None
    last: int | None
    given: str | None
    gold: str | None


@dataclass(frozen=True)
class Comparison:
    """What `compare` found.

    Attributes:
        labels: the gold labels of the document's lines.
        faults: what is wrong: lines, then entities, then records.
        entities: wrong entities as (start, end, label, "missed" or "extra").
        confusion: number of lines by [gold label][given label], in the order of `labels.LABELS`.
    """

    labels: list[Label | None]
    faults: list[Fault]
    entities: list[tuple[int, int, str, str]]
    confusion: list[list[int]]

    @property
    def n_lines(self) -> int:
        """Lines compared."""
        return sum(map(sum, self.confusion))

    @property
    def n_wrong(self) -> int:
        """Lines with a wrong label."""
        return self.n_lines - sum(self.confusion[i][i] for i in range(len(LABELS)))

    def count(self, kind: str) -> int:
        """Number of faults of `kind`; a run of wrong lines is one fault."""
        return sum(fault.kind == kind for fault in self.faults)


def compare(document: Document, gold: LabelledDocument) -> Comparison:
    """Compare a prediction with its gold, which is carried over where it was labelled on another rendering."""
    if gold.lines.text != document.text:
        gold = carry_over(gold, document.laid_out)
    confusion = [[0] * len(LABELS) for _ in LABELS]
    for right, given in zip(gold.labels, document.labels, strict=True):
        if right and given:
            confusion[LABELS.index(right)][LABELS.index(given)] += 1
    wrong = _wrong_entities(document, gold)
    faults = [*_line_faults(document, gold), *_entity_faults(document, wrong), *_record_faults(document, gold)]
    return Comparison(list(gold.labels), faults, wrong, confusion)


def _line_faults(document: Document, gold: LabelledDocument) -> list[Fault]:
    pairs = [(i, given, right) for i, (given, right) in enumerate(zip(document.labels, gold.labels, strict=True), 1)]
    runs = groupby((pair for pair in pairs if pair[1] or pair[2]), key=lambda pair: pair[1:])
    faults = []
    for (given, right), run in runs:
        if given != right:
            rows = [i for i, _, _ in run]
            what = f"line {rows[0]}" if len(rows) == 1 else f"lines {rows[0]} to {rows[-1]}"
            faults.append(Fault("line", what, rows[0], rows[-1], given and given.value, right and right.value))
    return faults


def _wrong_entities(document: Document, gold: LabelledDocument) -> list[tuple[int, int, str, str]]:
    given = {(e.start, e.end, str(e.label.value)) for e in document.entities}
    right = {(start, end, str(label)) for start, end, label in gold.entities}
    return sorted([(*e, "missed") for e in right - given] + [(*e, "extra") for e in given - right])


def _entity_faults(document: Document, wrong: list[tuple[int, int, str, str]]) -> list[Fault]:
    starts = document.laid_out.start.tolist()
    faults = []
    for start, end, label, state in wrong:
        line = bisect_right(starts, start)
        text = " ".join(document.text[start:end].split())
        given, right = (label, None) if state == "extra" else (None, label)
        faults.append(Fault("entity", text, line, bisect_right(starts, max(start, end - 1)), given, right))
    return faults


def _record_faults(document: Document, gold: LabelledDocument) -> list[Fault]:
    faults = []
    lines = document.cover.line if document.cover else {}
    for name in ("form", "registrants", "address", "date"):
        given, right = getattr(document.cover, name, None), (gold.cover or {}).get(name)
        if _fold(given) != _fold(right):
            line = lines.get(name)
            faults.append(Fault("record", f"cover: {name}", line, line, _plain(given), _plain(right)))
    names = ("name", "title", "company", "date")
    signers = [({n: getattr(s, n) for n in names}, s.line) for s in document.signatures]
    faults += _list_faults("signer", "name", names, signers, [(s, s.get("line")) for s in gold.signatures])
    names = ("number", "description")
    exhibits = [({n: getattr(x, n) for n in names}, x.line) for x in document.exhibits]
    faults += _list_faults("exhibit", "number", names, exhibits, [(x, x.get("line")) for x in gold.exhibits])
    return faults


def _list_faults(kind: str, key: str, names: tuple[str, ...], given: list, gold: list) -> list[Fault]:
    """Pair records by their key in order of reading; say which are missing, too many, or differ in a field."""
    faults, left = [], list(given)
    for right, gold_line in gold:
        found = next((pair for pair in left if _fold(pair[0][key]) == _fold(right[key])), None)
        if found is None:
            faults.append(Fault("record", f"{kind} missed", gold_line, gold_line, None, _whole(right, names)))
            continue
        left.remove(found)
        record, line = found
        for name in names:
            if _fold(record[name]) != _fold(right.get(name)):
                what = f"{kind} {right[key]}: {name}"
                faults.append(Fault("record", what, line, line, _plain(record[name]), _plain(right.get(name))))
    faults += [Fault("record", f"{kind} not there", line, line, _whole(record, names), None) for record, line in left]
    return faults


def _fold(value: object) -> str:
    return " ".join(re.findall(r"\w+", (_plain(value) or "").casefold()))


def _plain(value: object) -> str | None:
    if isinstance(value, list):
        return "; ".join(map(str, value)) or None
    return None if value is None else str(value)


def _whole(record: dict, names: tuple[str, ...]) -> str:
    return " · ".join(str(record[name]) for name in names if record.get(name))
