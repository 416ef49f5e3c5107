"""Which documents would teach the model most, were their labels corrected.

    Filings -> the doubtful documents, of different forms, with reasons, pre-labelled

Doubt is what the model itself says: probabilities of lines, confidences of records. It is averaged within each label
and each kind of record and then summed, so that a doubtful signature block counts as much in a long report as in a
letter, and a long document is not chosen for its length.
"""

from __future__ import annotations

import heapq
import re
import warnings
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count
from os import PathLike
from typing import TYPE_CHECKING

import numpy as np

from .corpus import LabelledDocument
from .filing import Document, Filing
from .labels import LABELS

if TYPE_CHECKING:
    from .model import Model

#: Added to the number of lines, or of records, that a doubt is averaged over: a single doubtful line proves little.
PRIOR_LINES = 5
PRIOR_RECORDS = 1
#: What a document is worth beside one of the same form that is chosen already.
SAME_FORM = 0.5
#: Reasons that add less to the score are not given.
LEAST_REASON = 0.01


@dataclass(frozen=True)
class Suggestion:
    """A document worth correcting.

    Attributes:
        document: the document with its predicted labels, entities and records.
        form: what counted as its form, e.g. "10-K" for a 10-K/A, "EX-10" for EX-10.1, "other" where not known.
        score: how doubtful it is, from 0; the greatest first.
        expected_errors: how many of its lines the model expects to have labelled wrongly.
        reasons: what is doubtful, and where, the weightiest first.
    """

    document: Document
    form: str
    score: float
    expected_errors: float
    reasons: list[str]

    def to_dict(self) -> dict:
        """One row of a table: id, source, form, score, lines, expected_errors, reasons."""
        return {
            "id": self.document.id,
            "source": self.document.source,
            "form": self.form,
            "score": round(self.score, 4),
            "lines": len(self.document.laid_out),
            "expected_errors": round(self.expected_errors, 1),
            "reasons": list(self.reasons),
        }


def suggest(
    sources: Iterable[Filing] | Iterable[str | PathLike | bytes], model: Model | None = None, n: int = 10
) -> list[Suggestion]:
    """The `n` documents most worth correcting, the best first; fewer where there are fewer with any doubt.

    Documents of a form that is chosen already count for half, for a quarter with two, and so on, so that the choice
    is of different forms. Memory holds `n` documents a form, not all that are read.

    Args:
        sources: predicted filings; or, with a `model`, what `Model.predict_many` takes.
        model: labels the sources first.

    An input that cannot be read is left out with a warning.
    """
    filings: Iterable[Filing] = sources if model is None else model.predict_many(sources)
    best: dict[str, list[tuple[float, int, Suggestion]]] = defaultdict(list)
    order = count(0, -1)  # of equal ones the first read is kept
    for filing in filings:
        if not filing.documents:
            warnings.warn(f"{filing.source}: left out: {'; '.join(filing.warnings) or 'no document'}", stacklevel=2)
        for document in filing.documents:
            suggestion = assess(document)
            if suggestion.score > 0:
                heap = best[suggestion.form]
                heapq.heappush(heap, (suggestion.score, next(order), suggestion))
                if len(heap) > n:
                    heapq.heappop(heap)
    ranked = [
        (score * SAME_FORM**place, at, suggestion)
        for heap in best.values()
        for place, (score, at, suggestion) in enumerate(sorted(heap, reverse=True, key=lambda x: x[:2]))
    ]
    return [suggestion for *_, suggestion in sorted(ranked, reverse=True, key=lambda x: x[:2])[:n]]


def assess(document: Document) -> Suggestion:
    """How doubtful one document is, and why."""
    doubts = [*_line_doubts(document), *_record_doubts(document)]
    doubts.sort(key=lambda pair: -pair[0])
    wrong = 1 - document.probabilities[[label is not None for label in document.labels]]
    return Suggestion(
        document,
        _form(document),
        sum(doubt for doubt, _ in doubts),
        float(wrong.sum()),
        [reason for doubt, reason in doubts if doubt >= LEAST_REASON],
    )


def labelled(suggestions: Iterable[Suggestion]) -> list[LabelledDocument]:
    """The documents with their predicted labels, as the corpus and the labelling tools take them, to be corrected.

    The documents of one submission are one group. HTML travels in ``meta["html"]``, so that training sees its layout.
    """
    documents = []
    for document in (suggestion.document for suggestion in suggestions):
        row = document.to_dict()
        cover = row["cover"] and {name: row["cover"][name] for name in ("form", "registrants", "address", "date")}
        documents.append(
            LabelledDocument(
                document.id,
                document.laid_out,
                list(document.labels),
                [(e.start, e.end, e.label.value) for e in document.entities],
                list(document.attached),
                cover,
                [_without_confidence(record) for record in row["signatures"]],
                [_without_confidence(record) for record in row["exhibits"]],
                document.id.split("#")[0],
                {"type": document.type, "source": document.source} | ({"html": document.html} if document.html else {}),
            )
        )
    return documents


def _line_doubts(document: Document) -> list[tuple[float, str]]:
    doubts = []
    for label in LABELS:
        rows = np.array([i for i, given in enumerate(document.labels) if given == label], dtype=np.int64)
        if not len(rows):
            continue
        p = document.probabilities[rows]
        least = int(p.argmin())
        reason = f"{label.value}: {len(rows)} lines, mean {p.mean():.2f}, line {rows[least] + 1} only {p[least]:.2f}"
        doubts.append((float((1 - p).sum()) / (len(rows) + PRIOR_LINES), reason))
    return doubts


def _record_doubts(document: Document) -> list[tuple[float, str]]:
    kinds = {
        "signers": [(s.confidence, f"line {s.line}") for s in document.signatures],
        "exhibits": [(x.confidence, f"line {x.line}") for x in document.exhibits],
    }
    doubts = []
    if document.cover and document.cover.confidence is not None:
        p = document.cover.confidence
        doubts.append(((1 - p) / (1 + PRIOR_RECORDS), f"cover record: {p:.2f}"))
    for name, records in kinds.items():
        if records:
            least, where = min(records)
            doubt = sum(1 - p for p, _ in records) / (len(records) + PRIOR_RECORDS)
            doubts.append((doubt, f"{name}: {len(records)}, that at {where} only {least:.2f}"))
    return doubts


def _form(document: Document) -> str:
    form = document.type or (document.cover and document.cover.form)
    if not form:
        return "other"
    form = form.upper()
    exhibit = re.match(r"EX-\d+", form)
    return exhibit[0] if exhibit else form.removesuffix("/A")


def _without_confidence(record: dict) -> dict:
    return {name: value for name, value in record.items() if name != "confidence"}
