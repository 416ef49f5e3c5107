"""Labelled documents: reading, writing, splitting."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .labels import Label
from .lines import Lines


@dataclass(frozen=True, eq=False)
class LabelledDocument:
    """A document with its gold labels: one a line (None where blank), entity spans, records, and its split group."""

    id: str
    lines: Lines
    labels: list[Label | None]
    entities: list[tuple[int, int, str]]
    attached: list[tuple[int, int]]
    cover: dict | None
    signatures: list[dict]
    exhibits: list[dict]
    group: str
    meta: dict


def read_jsonl(path: Path | str, index: dict[str, dict] | None = None) -> Iterator[LabelledDocument]:
    """Read labelled documents, one JSON object a line; `index` gives each id's row of the corpus' index."""
    with open(path, encoding="utf-8") as file:
        for row in map(json.loads, file):
            meta = (index or {}).get(row["id"], {})
            yield LabelledDocument(
                row["id"],
                Lines.from_text(row["text"]),
                [Label(label) if label else None for label in row["labels"]],
                [(s, e, label) for s, e, label in row["entities"]],
                [(first, last) for first, last in row["attached"]],
                row["cover"],
                row["signatures"],
                row["exhibits"],
                meta.get("group", row["id"]),
                meta,
            )


def read_corpus(folder: Path | str, split: str) -> list[LabelledDocument]:
    """All documents of a corpus folder's `split` ("train" or "dev")."""
    folder = Path(folder)
    with open(folder / "index.jsonl", encoding="utf-8") as file:
        index = {row["id"]: row for row in map(json.loads, file)}
    return list(read_jsonl(folder / f"{split}.jsonl", index))
