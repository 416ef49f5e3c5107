"""Corrected documents: what the page sent, checked, and kept as lines of a corpus.

    Document, labels and entities from the page -> corrected Document -> corrections.jsonl

The file holds one line a text: correcting a document again replaces its line.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import threading
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import numpy as np

from ..filing import Document, Entity
from ..labels import EntityLabel, Label
from ..original import LETTERS
from ..records import cover, exhibits, signatures

LABEL_OF = {letter: label for label, letter in LETTERS.items()}


def corrected(
    document: Document,
    labels: str,
    entities: Sequence[tuple[int, int, str]],
    attached: Sequence[tuple[int, int]] | None = None,
) -> Document:
    """`document` with other labels and entities, and the records that follow from them.

    Args:
        document: as predicted.
        labels: one letter a line (C, S, E, P, B), "." for a blank one.
        entities: (start, end, label), offsets in UTF-16 units as a browser counts.
        attached: first and last line of each attached exhibit, from 1; None where they are as predicted. No exhibit
            holds a line of cover or body: a range that does is cut there.

    Raises:
        ValueError: with what does not fit the document.
    """
    n = len(document.laid_out)
    if len(labels) != n:
        raise ValueError(f"{len(labels)} labels for {n} lines")
    for number, (letter, line) in enumerate(zip(labels, document.laid_out, strict=True), 1):
        if (letter == ".") != (not line.strip()):
            raise ValueError(f"line {number}: a blank line has no label, every other line has one")
        if letter != "." and letter not in LABEL_OF:
            raise ValueError(f"line {number}: {letter!r} is no label")
    new = [LABEL_OF.get(letter) for letter in labels]
    spans = _entities(document.text, entities)
    same = np.array([a == b for a, b in zip(new, document.labels, strict=True)], dtype=bool)
    lines = document.laid_out
    attached = _attached(new, document.attached if attached is None else attached)
    return replace(
        document,
        labels=new,
        attached=attached,
        probabilities=np.where(same, document.probabilities, 1.0),
        entities=spans,
        cover=cover(lines, new, spans, attached),
        signatures=signatures(lines, new, spans, attached),
        exhibits=exhibits(lines, new, spans, attached),
    )


def _attached(labels: list[Label | None], ranges: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    found, end = [], 0
    for first, last in sorted(ranges):
        if not end < first <= last <= len(labels):
            raise ValueError(f"attached exhibit {first} to {last}: not inside the document, or overlaps another")
        end = last
        inside = [(n, labels[n - 1] in (Label.COVER, Label.BODY)) for n in range(first, last + 1) if labels[n - 1]]
        for cut, run in groupby(inside, key=lambda pair: pair[1]):
            if not cut:
                numbers = [n for n, _ in run]
                found.append((numbers[0], numbers[-1]))
    return found


def _entities(text: str, entities: Sequence[tuple[int, int, str]]) -> list[Entity]:
    units = np.cumsum([0] + [1 + (c > "\uffff") for c in text]) if not text.isascii() else np.arange(len(text) + 1)
    spans, last = [], 0
    for start, end, label in sorted(entities):
        first, stop = np.searchsorted(units, (start, end)).tolist()
        if not 0 <= start < end <= units[-1] or units[first] != start or units[stop] != end:
            raise ValueError(f"entity {start} to {end}: not inside the text")
        if start < last:
            raise ValueError(f"entity {start} to {end}: overlaps another")
        if label not in EntityLabel.__members__:
            raise ValueError(f"entity {start} to {end}: {label!r} is no entity label")
        spans.append(Entity(first, stop, EntityLabel[label], text[first:stop]))
        last = end
    return spans


def corpus_row(document: Document) -> dict:
    """The document as a line of a corpus. Its id ends in six digits of the text's sha256, so that ids are unique.

    HTML goes with it in ``meta``, for training to see the layout that the text alone does not show.
    """
    row = document.to_dict()
    digest = hashlib.sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest()
    stem = re.sub(r"[^0-9A-Za-z.#_-]+", "-", document.id)[:80].strip("-.") or "filing"
    return {
        "id": f"{stem}-{digest[:6]}",
        **{name: row[name] for name in ("type", "text", "labels", "attached", "entities")},
        "cover": row["cover"] and _only(row["cover"], "form", "registrants", "address", "date"),
        "signatures": [_only(s, "name", "title", "company", "date", "line") for s in row["signatures"]],
        "exhibits": [_only(x, "number", "description", "line") for x in row["exhibits"]],
        "meta": {"type": document.type, "format": "html", "html": document.html}
        if document.html
        else {"type": document.type, "format": "text"},
    }


def _only(record: dict, *names: str) -> dict:
    return {name: record[name] for name in names}


class Corrections:
    """The file ``corrections.jsonl`` in `folder`; its name is never taken from what was uploaded."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "corrections.jsonl"
        self._lock = threading.Lock()

    def rows(self) -> list[dict]:
        """All corrected documents."""
        if not self.path.exists():
            return []
        with open(self.path, encoding="utf-8") as file:
            return [json.loads(line) for line in file]

    def save(self, document: Document) -> int:
        """Add `document`, in place of what was saved for the same text; gives how many documents there are now."""
        row = corpus_row(document)
        with self._lock:
            rows = [other for other in self.rows() if other["id"] != row["id"]] + [row]
            self.path.parent.mkdir(parents=True, exist_ok=True)
            new = self.path.with_suffix(".new")
            # a crash while writing must not lose what was there
            new.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
            os.replace(new, self.path)
        return len(rows)
