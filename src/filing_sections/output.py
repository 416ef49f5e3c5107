"""Writing predicted filings: a table for people; JSON lines, CSV, Parquet or HTML for programs and browsers."""

from __future__ import annotations

import csv
import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from importlib.util import find_spec
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


def check(format: Format, out: Path | None) -> None:
    """Whether filings can be written there, found out before any is read.

    Raises:
        ValueError: they cannot, and why.
    """
    if format in (Format.HTML, Format.PARQUET) and out is None:
        raise ValueError(f"{format} needs a place to go: -o OUT")
    if format == Format.PARQUET and find_spec("pyarrow") is None:
        raise ValueError('pyarrow is not installed: pip install "filing-sections[parquet]"')
    if out is None:
        return
    folder = out if format == Format.HTML and not _is_page(out) else out.parent
    if format == Format.HTML:
        if folder.exists() and not folder.is_dir():
            raise ValueError(f"{folder}: is no folder")
    elif not folder.is_dir():
        raise ValueError(f"{folder}: there is no such folder")
    elif out.is_dir():
        raise ValueError(f"{out}: is a folder")


def write(filings: Iterable[Filing], format: Format, out: Path | None = None) -> None:
    """Write the filings, as they come, to `out` or to standard output.

    A file appears under its name only when all is written, so that a cut run leaves no half file behind.

    Raises:
        OSError: `out` cannot be written.
    """
    if format == Format.HTML:
        _html(filings, out)
    elif out is None:
        _text(filings, format, sys.stdout)
    else:
        with _whole(out) as path:
            if format == Format.PARQUET:
                _parquet(filings, path)
            else:
                with open(path, "w", encoding="utf-8", newline="") as file:
                    _text(filings, format, file)


@contextmanager
def _whole(out: Path) -> Iterator[Path]:
    if out.exists() and not out.is_file():  # a device or a pipe takes no other name
        yield out
        return
    partial = out.with_name(out.name + ".partial")
    try:
        yield partial
        os.replace(partial, out)
    finally:
        partial.unlink(missing_ok=True)


def _text(filings: Iterable[Filing], format: Format, file: IO[str]) -> None:
    write = {Format.TABLE: _table, Format.CSV: _csv, Format.JSONL: _jsonl}[format](file)
    for filing in filings:
        for document in filing.documents:
            write(document)
        file.flush()  # each filing is there for the next program when it is ready


def _jsonl(file: IO[str]) -> Callable[[Document], object]:
    return lambda document: file.write(json.dumps(document.to_dict(), ensure_ascii=False) + "\n")


def _csv(file: IO[str]) -> Callable[[Document], object]:
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow(["id", "line", "text", "label", "probability", "start", "end"])

    def write(d: Document) -> None:
        for x in d.lines:
            probability = "" if x.probability is None else f"{x.probability:.4f}"
            rows.writerow([d.id, x.number, x.text, x.label, probability, x.start, x.end])

    return write


def _parquet(filings: Iterable[Filing], path: Path) -> None:
    import pyarrow.parquet as pq

    from .parquet import lines_table, schemas

    with pq.ParquetWriter(path, schemas()["lines"], compression="zstd") as file:
        for filing in filings:
            for document in filing.documents:
                file.write_table(lines_table(document.id, document))


def _html(filings: Iterable[Filing], out: Path) -> None:
    from . import report

    if not _is_page(out):
        report.write_many(filings, out)
        return
    for n, filing in enumerate(filings):
        if n:
            raise OSError(None, "one page shows one filing; name a folder for several", str(out))
        report.write(filing, out)


def _is_page(out: Path) -> bool:
    return out.suffix.lower() in (".html", ".htm")


def _table(file: IO[str]) -> Callable[[Document], object]:
    from rich.console import Console

    # a file or a pipe has no width; 120 columns hold most rows
    width = None if file.isatty() else 120
    console = Console(file=file, width=width, markup=False, highlight=False, emoji=False)

    def write(document: Document) -> None:
        for part in _document(document):
            console.print(part)

    return write


def _document(d: Document) -> Iterator[Any]:
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    def grid(title: str, heads: list[str], rows: list[list[Any]]) -> Iterator[Any]:
        if not rows:
            return
        yield Text(f"  {title}", style="bold")
        table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_header=any(heads))
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
