"""Filings from EDGAR into a local cache: by accession number, or by CIK, form and date through the full index.

Politely: with the user's name and e-mail address, at most 8 requests a second, and never the same bytes twice.
"""

from __future__ import annotations

import os
import re
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Self

from .edgar_download import Downloader, EdgarError, Limiter, NotFoundError, RefusedError
from .edgar_index import FIRST_YEAR, IndexRow, filers, index_path, quarters, read_index

__all__ = [
    "ArgumentError",
    "Edgar",
    "EdgarError",
    "Fetched",
    "IdentityError",
    "IndexRow",
    "NotFoundError",
    "RefusedError",
]

BASE_URL = "https://www.sec.gov"
IDENTITY_VARIABLE = "EDGAR_IDENTITY"
INDEX_MAX_AGE = 24 * 3600.0  # seconds; EDGAR adds to the current quarter's index every night

#: Shared by all threads and all Edgar objects of a process. EDGAR's own limit is 10 for one network address.
LIMITER = Limiter(rate=8)


class ArgumentError(EdgarError, ValueError):
    """What was asked for cannot be: no accession number, no CIK, no date, no server. Nothing was sent."""


class IdentityError(ArgumentError):
    """EDGAR wants to know who asks, and nobody said."""


@dataclass(frozen=True)
class Fetched:
    """What became of one filing of a batch: where it is, or why not."""

    accession_number: str
    path: Path | None
    error: str | None


class Edgar:
    """Downloads filings into a cache. May be shared by threads; use it in a `with` statement, or `close` it.

    Args:
        identity: who asks, name and e-mail address, sent as User-Agent: ``"Jane Doe jane@example.com"``. Where None,
            the environment variable EDGAR_IDENTITY. There is no default.
        cache: the folder to keep files in; where None, `default_cache()`.
        base_url: the server; another one for a mirror.
        timeout: seconds without a byte after which a connection counts as cut and is tried again.
        limiter, sleep: the clockwork, for tests.

    Raises:
        IdentityError: there is no name or no e-mail address.
        ArgumentError: `base_url` is no address of a server.
    """

    def __init__(
        self,
        identity: str | None = None,
        cache: Path | str | None = None,
        base_url: str = BASE_URL,
        timeout: float = 30.0,
        limiter: Limiter = LIMITER,
        sleep: Callable[[float], object] = time.sleep,
    ):
        self.identity = check_identity(identity if identity is not None else os.environ.get(IDENTITY_VARIABLE))
        self.cache = Path(cache) if cache is not None else default_cache()
        self.base_url = base_url.rstrip("/")
        if not re.match(r"https?://[^/\s]", self.base_url):
            raise ArgumentError(f"{base_url!r} is no address of a server; one begins with https://.")
        self._downloader = Downloader(self.identity, limiter, timeout, sleep)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._downloader.close()

    def submission(self, accession_number: str, cik: int | str | None = None, refresh: bool = False) -> Path:
        """The full submission, all its documents in one file, as EDGAR keeps it.

        A cached file is given back without asking EDGAR, if it is intact; with `refresh`, if it has not changed.

        EDGAR keeps a submission under the CIK of each of its filers. Where `cik` is None, it is looked for under the
        first part of the accession number, which is the CIK of whoever sent it in: right for a company that files
        itself, wrong for a filing agent. After a 404 there, the full index is searched for it (`locate`).

        Raises:
            NotFoundError: EDGAR has no such filing (of that CIK).
            RefusedError: EDGAR refuses to serve this client.
            ArgumentError: `accession_number` or `cik` is not one.
            EdgarError: it could not be had.
        """
        number = normalize(accession_number)
        target = self._target(number)
        max_age = 0.0 if refresh else None
        if cik is not None:
            return self._fetch(_submission_path(number, _cik(cik)), target, max_age)
        try:
            return self._fetch(_submission_path(number, int(number[:10])), target, max_age)
        except NotFoundError:
            found = self.locate([number])
        if number not in found:
            raise NotFoundError(f"{number}: not in EDGAR's full index of its year. Check the accession number.")
        return self._fetch(_submission_path(number, found[number]), target, max_age)

    def fetch_many(
        self, filings: Iterable[str | tuple[str, int | str | None] | IndexRow], workers: int = 4
    ) -> Iterator[Fetched]:
        """Download many, lazily and in order; what is in the cache already costs no request.

        So a batch that was interrupted is taken up by calling this again. A filing that cannot be had is reported in
        its `Fetched.error` and does not stop the others. A progress bar is shown on a terminal.

        Args:
            filings: accession numbers, pairs of accession number and CIK, or rows of `search`.
            workers: threads; the rate of requests is the same for any number.

        Raises:
            RefusedError: EDGAR refuses this client, so that it is no use to go on.
        """
        from tqdm import tqdm

        total = len(filings) if hasattr(filings, "__len__") else None
        pending: deque[tuple[str, Future[Fetched]]] = deque()
        pool = ThreadPoolExecutor(workers, thread_name_prefix="edgar")
        try:
            with tqdm(total=total, unit="filing", desc="EDGAR", disable=None) as bar:
                for number, cik in map(_pair, filings):
                    # the same filing under another of its filers must not be written by two threads
                    same = next((future for other, future in pending if other == number), None)
                    pending.append((number, same or pool.submit(self._fetched, number, cik)))
                    if len(pending) >= 4 * workers:
                        yield pending.popleft()[1].result()
                        bar.update()
                while pending:
                    yield pending.popleft()[1].result()
                    bar.update()
        finally:
            pool.shutdown(cancel_futures=True)

    def search(
        self,
        cik: int | str | None = None,
        forms: str | Iterable[str] | None = None,
        start: date | str | None = None,
        end: date | str | None = None,
    ) -> Iterator[IndexRow]:
        """Filings of a company, of some forms, filed from `start` to `end`, by quarter, in the order of the index.

        Args:
            cik: the filer; None for all.
            forms: as EDGAR writes them, in any case: "10-K" finds neither "10-K405" nor "10-K/A".
            start, end: dates or ISO strings, inclusive; None for EDGAR's first year and for today.

        Raises:
            ArgumentError: at once, if `cik`, `start` or `end` is not one.
            EdgarError: on the way, if an index could not be had.
        """
        wanted = None if cik is None else _cik(cik)
        names = {form.upper() for form in ([forms] if isinstance(forms, str) else forms or [])}
        first = _date(start) or date(FIRST_YEAR, 1, 1)
        return self._found(wanted, names, first, _date(end) or date.today())

    def _found(self, wanted: int | None, names: set[str], first: date, last: date) -> Iterator[IndexRow]:
        for year, quarter in quarters(first, last):
            index = self._index(year, quarter)
            for row in read_index(index) if index else ():
                if wanted is not None and row.cik != wanted:
                    continue
                if names and row.form.upper() not in names:
                    continue
                if first <= row.filed <= last:
                    yield row

    def locate(self, accession_numbers: Iterable[str]) -> dict[str, int]:
        """The CIK of one filer of each filing, from the full index; those that are not there are left out.

        Reads the quarters of the year in each accession number and the first of the next, some 3 MB each, once.
        """
        found: dict[str, int] = {}
        for number in map(normalize, accession_numbers):
            year = int(number[11:13]) + (1900 if int(number[11:13]) >= FIRST_YEAR % 100 else 2000)
            for of_year, quarter in quarters(date(year, 1, 1), date(year + 1, 1, 1)):
                index = self._index(of_year, quarter)
                cik = filers(index, index.stat().st_mtime_ns).get(number) if index else None
                if cik is not None:
                    found[number] = cik
                    break
        return found

    def _fetched(self, number: str, cik: int | str | None) -> Fetched:
        try:
            return Fetched(number, self.submission(number, cik), None)
        except RefusedError:
            raise
        except EdgarError as error:
            return Fetched(number, None, str(error))

    def _target(self, number: str) -> Path:
        return self.cache / "submissions" / number[:10] / f"{number}.txt"

    def _fetch(self, path: str, target: Path, max_age: float | None) -> Path:
        return self._downloader.fetch(f"{self.base_url}/Archives/{path}", target, max_age)

    def _index(self, year: int, quarter: int) -> Path | None:
        path = index_path(year, quarter)
        target = self.cache / path.removeprefix("edgar/")
        try:
            return self._fetch(path, target, INDEX_MAX_AGE)
        except NotFoundError:
            if (year, quarter) == quarters(date.today(), date.today())[0]:
                return None  # a quarter that has just begun has no index yet
            raise


def default_cache() -> Path:
    """Where filings are kept unless told otherwise: `filing-sections` in the user's cache folder (XDG_CACHE_HOME)."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "filing-sections"


def check_identity(identity: str | None) -> str:
    """`identity` without surrounding blanks.

    >>> check_identity("Jane Doe jane@example.com")
    'Jane Doe jane@example.com'

    Raises:
        IdentityError: it is missing, or holds no name or no e-mail address.
    """
    identity = (identity or "").strip()
    email = re.search(r"[^\s@<>()]+@[^\s@<>()]+\.[^\W\d_]+", identity)
    name = identity.replace(email[0], "") if email else identity
    if email and re.search(r"[^\W\d_]", name) and identity.isprintable():
        return identity
    wrong = f"{identity!r} is not enough: " if identity else ""
    raise IdentityError(
        f"{wrong}EDGAR asks every program for the name and e-mail address of its user. Give them as identity, or set "
        f'the environment variable {IDENTITY_VARIABLE}="Your Name you@your.domain".'
    )


def normalize(accession_number: str) -> str:
    """An accession number with its dashes.

    >>> normalize("000095012995001652")
    '0000950129-95-001652'

    Raises:
        ArgumentError: it is none.
    """
    match = re.fullmatch(r"(\d{10})-?(\d{2})-?(\d{6})", accession_number.strip(), re.ASCII)
    if not match:
        raise ArgumentError(f"{accession_number!r} is no accession number; one looks like 0000950129-95-001652.")
    return "-".join(match.groups())


def _cik(cik: int | str) -> int:
    if not re.fullmatch(r"\d{1,10}", str(cik), re.ASCII):
        raise ArgumentError(f"{cik!r} is no CIK; one is a number of up to ten digits.")
    return int(cik)


def _date(day: date | str | None) -> date | None:
    try:
        return date.fromisoformat(day) if isinstance(day, str) else day
    except ValueError as error:
        raise ArgumentError(f"{day!r} is no date; write it as 2002-11-30.") from error


def _submission_path(number: str, cik: int) -> str:
    return f"edgar/data/{cik}/{number}.txt"


def _pair(filing: str | tuple[str, int | str | None] | IndexRow) -> tuple[str, int | str | None]:
    if isinstance(filing, IndexRow):
        return filing.accession_number, filing.cik
    return (filing, None) if isinstance(filing, str) else filing
