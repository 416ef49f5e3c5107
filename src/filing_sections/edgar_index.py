"""EDGAR's quarterly full index: which filings there are, whose, of which form and date."""

from __future__ import annotations

import gzip
import warnings
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from .edgar_download import EdgarError

FIRST_YEAR = 1993


@dataclass(frozen=True)
class IndexRow:
    """One filing under one of its filers; a filing of several filers has several rows."""

    cik: int
    company: str
    form: str
    filed: date
    filename: str  # "edgar/data/<CIK>/<accession number>.txt"

    @property
    def accession_number(self) -> str:
        """The accession number, with dashes."""
        return Path(self.filename).stem


def index_path(year: int, quarter: int) -> str:
    """Where a quarter's index is, below ``/Archives/``: the one sorted by CIK, compressed.

    >>> index_path(2002, 4)
    'edgar/full-index/2002/QTR4/master.gz'
    """
    return f"edgar/full-index/{year}/QTR{quarter}/master.gz"


def quarters(start: date, end: date) -> list[tuple[int, int]]:
    """The quarters from `start` to `end`, inclusive, none before EDGAR began and none of the future.

    >>> quarters(date(2002, 11, 30), date(2003, 4, 1))
    [(2002, 4), (2003, 1), (2003, 2)]
    """
    start = max(start, date(FIRST_YEAR, 1, 1))
    end = min(end, date.today())
    first = start.year * 4 + (start.month - 1) // 3
    last = end.year * 4 + (end.month - 1) // 3
    return [(k // 4, k % 4 + 1) for k in range(first, last + 1)]


def read_index(path: Path | str) -> Iterator[IndexRow]:
    """The rows of a `master.idx` or `master.gz`: latin-1, ``CIK|Company Name|Form Type|Date Filed|Filename``.

    What stands above the rule of dashes is skipped; a row that cannot be read is left out with a warning.

    Raises:
        EdgarError: the file is no such index, or is damaged.
    """
    path = Path(path)
    with open(path, "rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    try:
        with gzip.open(path, "rt", encoding="latin-1") if packed else open(path, encoding="latin-1") as file:
            in_rows = False
            for number, line in enumerate(file, 1):
                if not in_rows:
                    in_rows = line.startswith("-----")
                elif line.strip():
                    try:
                        yield _row(line)
                    except ValueError:
                        warnings.warn(f"{path}: line {number} left out, not an index row: {line[:80]!r}", stacklevel=2)
            if not in_rows:
                raise EdgarError(f"{path}: not an EDGAR master index: no rule of dashes under the column names")
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise EdgarError(f"{path}: damaged: {error}") from error


@lru_cache(maxsize=8)
def filers(path: Path, modified: int) -> Filers:
    """The CIK by accession number of a quarter; `modified` is the file's time of change, so that none is stale."""
    numbers, ciks = [], []
    for row in read_index(path):
        number = row.accession_number.replace("-", "")
        if number.isdecimal() and len(number) == 18:
            numbers.append(int(number))
            ciks.append(row.cik)
    return Filers(numbers, ciks)


class Filers:
    """A mapping of accession numbers to CIKs: 16 bytes a filing, where a dict would take 200."""

    def __init__(self, numbers: list[int], ciks: list[int]):
        import numpy as np

        order = np.argsort(np.array(numbers, dtype=np.int64), kind="stable")
        self._numbers = np.array(numbers, dtype=np.int64)[order]
        self._ciks = np.array(ciks, dtype=np.int64)[order]

    def get(self, accession_number: str) -> int | None:
        """The CIK of the filing's first filer, or None."""
        number = int(accession_number.replace("-", ""))
        at = int(self._numbers.searchsorted(number))
        return int(self._ciks[at]) if at < len(self._numbers) and self._numbers[at] == number else None


def _row(line: str) -> IndexRow:
    cik, rest = line.strip().split("|", 1)
    company, form, filed, filename = rest.rsplit("|", 3)  # a company's name may hold a bar
    return IndexRow(int(cik), company, form, date.fromisoformat(filed), filename)
