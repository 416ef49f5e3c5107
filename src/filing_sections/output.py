"""Writing predicted filings: a table for people; JSON lines, CSV, Parquet or HTML for programs and browsers."""

from __future__ import annotations

import csv
import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import IO, Any

from .filing import Document, Filing, Region
from .labels import Label


class Format(StrEnum):
    """The forms that `filing-sections predict` can write."""

    TABLE = "table"
    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"
    HTML = "html"


Write = Callable[[Filing], None]


@contextmanager
def writer(format: Format, out: Path | None = None) -> Iterator[Write]:
    """A function that writes one filing after the other to `out`, or to standard output.

    A file appears under its name only when all is written, so that a cut run leaves no half file behind.

    Raises:
        OSError: `out` cannot be written.
        ImportError: Parquet is asked for and pyarrow is not installed.
        ValueError: Parquet or HTML is asked for without `out`.
    """
    if format == Format.HTML:
        if out is None:
            raise ValueError("html needs a folder or a file: -o OUT")
        yield _html(out)
    elif format == Format.PARQUET:
        if out is None:
            raise ValueError("parquet needs a file: -o OUT")
        with _whole(out) as path, _parquet(path) as write:
            yield write
    elif out is None:
        yield _text(format, sys.stdout)
    else:
        with _whole(out) as path, open(path, "w", encoding="utf-8", newline="") as file:
            yield _text(format, file)


@contextmanager
def _whole(out: Path) -> Iterator[Path]:
    if out.exists() and not out.is_file():  # a device or a pipe takes no other name; a folder is an error at opening
        yield out
        return
    partial = out.with_name(out.name + ".partial")
    try:
        yield partial
        os.replace(partial, out)
    finally:
        partial.unlink(missing_ok=True)


def _text(format: Format, file: IO[str]) -> Write:
    if format == Format.TABLE:
        return _table(file)
    if format == Format.CSV:
        return _csv(file)

    def write(filing: Filing) -> None:
        for document in filing.documents:
            file.write(json.dumps(document.to_dict(), ensure_ascii=False) + "\n")
        file.flush()

    return write


def _csv(file: IO[str]) -> Write:
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow(["id", "line", "text", "label", "probability", "start", "end"])

    def write(filing: Filing) -> None:
        for d in filing.documents:
            rows.writerows(
                (
                    d.id,
                    x.number,
                    x.text,
                    x.label,
                    "" if x.probability is None else f"{x.probability:.4f}",
                    x.start,
                    x.end,
                )
                for x in d.lines
            )
        file.flush()

    return write


@contextmanager
def _parquet(path: Path) -> Iterator[Write]:
    import pyarrow.parquet as pq

    from .parquet import lines_table, schemas

    with pq.ParquetWriter(path, schemas()["lines"], compression="zstd") as file:

        def write(filing: Filing) -> None:
            for document in filing.documents:
                file.write_table(lines_table(document.id, document))

        yield write


def _html(out: Path) -> Write:
    from .report import page

    single = out.suffix.lower() in (".html", ".htm")
    seen: set[Path] = set()

    def write(filing: Filing) -> None:
        path = out if single else out / f"{Path(filing.source or 'stdin').stem}.html"
        for n in range(2, len(seen) + 2):
            if path not in seen:
                break
            path = path.with_name(f"{Path(filing.source or 'stdin').stem}-{n}.html")
        seen.add(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page(filing), encoding="utf-8")

    return write


def _table(file: IO[str]) -> Write:
    from rich.console import Console

    # a file or a pipe has no width; 120 columns hold most rows
    width = None if file.isatty() else 120
    console = Console(file=file, width=width, markup=False, highlight=False, emoji=False)

    def write(filing: Filing) -> None:
        for document in filing.documents:
            for part in _document(document):
                console.print(part)
        file.flush()

    return write


def _document(d: Document) -> Iterator[Any]:
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    def grid(title: str, heads: list[str], rows: list[list[Any]]) -> Iterator[Any]:
        if not rows:
            return
        yield Text(f"  {title}", style="bold")
        table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
        for head in heads:
            table.add_column(head, justify="right" if head in ("Line", "Sure") else "left", header_style="dim")
        for row in rows:
            table.add_row(*(Text(_printable(cell)) for cell in row))
        yield Padding(table, (0, 0, 0, 4))

    about = [d.type, d.description, f"{len(d.labels)} lines"]
    yield Text(_printable(f"{d.source or d.id}"), style="bold").append(
        _printable("  " + ", ".join(x for x in about if x)), style="dim"
    )
    if d.cover:
        fields = [
            ["form", d.cover.form],
            *(["registrant", name] for name in d.cover.registrants),
            ["address", d.cover.address],
            ["date", d.cover.date],
        ]
        yield from grid("Cover", ["", ""], [row for row in fields if row[1]])
    signers = [[s.line, s.name, s.title, s.company, s.date, f"{s.confidence:.2f}"] for s in d.signatures]
    yield from grid("Signers", ["Line", "Name", "Title", "Company", "Date", "Sure"], signers)
    exhibits = [[x.line, x.number, x.description, f"{x.confidence:.2f}"] for x in d.exhibits]
    yield from grid("Exhibits", ["Line", "Number", "Description", "Sure"], exhibits)
    spans = [(label, [r for r in d.regions if r.label == label]) for label in Label]
    yield from grid("Lines", ["", ""], [[label, _spans(regions)] for label, regions in spans if regions])
    yield from grid("Warnings", [""], [[w] for w in d.warnings])
    yield Text()


def _spans(regions: list[Region], most: int = 12) -> str:
    shown = ", ".join(f"{r.first}-{r.last}" if r.last > r.first else f"{r.first}" for r in regions[:most])
    return shown if len(regions) <= most else f"{shown} and {len(regions) - most} more"


def _printable(value: Any) -> str:
    # a filing is foreign text: no escape sequence of its own reaches the terminal
    return "-" if value is None else re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", "\ufffd", str(value))
