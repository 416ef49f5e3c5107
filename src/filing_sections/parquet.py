"""Predicted documents as Parquet tables: documents, lines, entities, signatures, exhibits, errors."""

from __future__ import annotations

import os
import uuid
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from .filing import Document

if TYPE_CHECKING:
    import pyarrow as pa

TABLES = ("documents", "lines", "entities", "signatures", "exhibits", "errors")
#: Lines that wait in memory before they are written.
BUFFERED_LINES = 100_000


class TableFiles:
    """The tables of one shard, written beside their final names and renamed together when all is written."""

    def __init__(self, dst: Path, stem: str):
        self.paths = {name: dst / name / f"{stem}.parquet" for name in TABLES}
        # of its own, since an engine may run the same shard twice at once
        self.partial = {name: p.with_name(f".{p.name}.{uuid.uuid4().hex}.partial") for name, p in self.paths.items()}
        self.waiting: dict[str, list[pa.Table]] = {name: [] for name in TABLES}
        self.files: dict[str, Any] = {}

    def __enter__(self) -> TableFiles:
        import pyarrow.parquet as pq

        for name, path in self.partial.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            self.files[name] = pq.ParquetWriter(path, schemas()[name], compression="zstd")
        return self

    def __exit__(self, exception: type | None, *_: object) -> None:
        try:
            if exception is None:
                self._flush()
            for file in self.files.values():
                file.close()
            if exception is None:
                for name, path in self.partial.items():
                    os.replace(path, self.paths[name])
        finally:
            for path in self.partial.values():
                path.unlink(missing_ok=True)

    def add(self, name: str, rows: list[dict]) -> None:
        import pyarrow as pa

        if rows:
            self.waiting[name].append(pa.Table.from_pylist(rows, schema=schemas()[name]))

    def add_document(self, id: str, d: Document) -> None:
        cover = vars(d.cover) if d.cover else {}
        about = {"type": d.type, "sequence": d.sequence, "filename": d.filename, "lines": len(d.labels)}
        found = {"attached": [list(span) for span in d.attached], "warnings": d.warnings}
        self.add("documents", [{**cover, **about, **found, "id": id}])
        for name, records in (("entities", d.entities), ("signatures", d.signatures), ("exhibits", d.exhibits)):
            self.add(name, [{"id": id, **vars(record)} for record in records])
        self.waiting["lines"].append(lines_table(id, d))
        if sum(map(len, self.waiting["lines"])) >= BUFFERED_LINES:
            self._flush()

    def _flush(self) -> None:
        import pyarrow as pa

        for name, tables in self.waiting.items():
            if tables:
                self.files[name].write_table(pa.concat_tables(tables))
                tables.clear()


def lines_table(id: str, d: Document) -> pa.Table:
    """A document's lines, one row each, blank ones too."""
    import pyarrow as pa

    n = len(d.labels)
    columns = {
        "id": pa.repeat(id, n),
        "line": np.arange(1, n + 1, dtype=np.int32),
        "text": pa.array(d.text.split("\n")),
        "label": pa.array([label and label.value for label in d.labels], pa.string()),
        "probability": pa.array(d.probabilities, pa.float32(), from_pandas=True),
        "start": d.laid_out.start,
        "end": d.laid_out.end,
    }
    return pa.table(columns, schema=schemas()["lines"])


@cache
def schemas() -> dict[str, pa.Schema]:
    """Each table's Arrow schema. `id` joins them; `line` counts from 1; `start`, `end` are offsets into the text."""
    import pyarrow as pa

    text, whole, offset, share = pa.string(), pa.int32(), pa.int64(), pa.float32()
    many, spans = pa.list_(text), pa.list_(pa.list_(whole))
    columns = {
        "documents": {
            **{"id": text, "type": text, "sequence": whole, "filename": text, "lines": whole, "form": text},
            **{"registrants": many, "address": text, "date": text, "confidence": share},
            **{"attached": spans, "warnings": many},
        },
        "lines": {
            **{"id": text, "line": whole, "text": text, "label": text, "probability": share},
            **{"start": offset, "end": offset},
        },
        "entities": {"id": text, "label": text, "text": text, "start": offset, "end": offset},
        "signatures": {
            **{"id": text, "name": text, "title": text, "company": text, "date": text},
            **{"line": whole, "confidence": share},
        },
        "exhibits": {"id": text, "number": text, "description": text, "line": whole, "confidence": share},
        "errors": {"id": text, "reason": text},
    }
    return {name: pa.schema(list(fields.items())) for name, fields in columns.items()}
