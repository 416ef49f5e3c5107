"""One file from EDGAR to disk: paced, retried, resumed, checked, written atomically.

Beside a file `name` stand `.name.json` (its URL, validators, size and sha256) and, while it is coming, `.name.part`.
"""

from __future__ import annotations

import json
import logging
import os
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl

    import httpx
    from tenacity import RetryCallState

logger = logging.getLogger(__name__)

ATTEMPTS = 6
LONGEST_WAIT = 120.0  # seconds; a server that asks for more is asked again by the user, not by us
BUSY = {429, 500, 502, 503, 504}


class EdgarError(Exception):
    """EDGAR did not give what was asked for; the message says which URL or file, and what to do."""


class NotFoundError(EdgarError):
    """There is no such file on EDGAR (404)."""


class RefusedError(EdgarError):
    """EDGAR refuses this client, whatever it asks for; asking on makes it worse."""


class _BusyError(Exception):
    """The server is busy; `retry_after` is the pause in seconds that it asked for, or None."""

    def __init__(self, status: int, retry_after: float | None):
        super().__init__(f"HTTP {status}")
        self.retry_after = retry_after


class Limiter:
    """At most `rate` requests a second, over all threads that share the limiter.

    Requests are spaced evenly, each at least ``1 / rate`` seconds after the one before, so no second holds a burst.

    >>> limiter = Limiter(rate=1000)
    >>> limiter.wait()
    """

    def __init__(
        self,
        rate: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
    ):
        self._interval = 1 / rate
        self._clock = clock
        self._sleep = sleep
        self._next = self._paused = clock()
        self._turn = threading.Lock()

    def wait(self) -> None:
        """Return when the calling thread may send its request."""
        with self._turn:  # held while asleep: a thread that wakes late then delays the others, never crowds them
            while (delay := max(self._next, self._paused) - self._clock()) > 0:
                self._sleep(delay)
            self._next = self._clock() + self._interval

    def pause(self, seconds: float) -> None:
        """Let no thread send anything for `seconds`."""
        self._paused = max(self._paused, self._clock() + seconds)  # not `_next`: a thread that wakes writes that


class Downloader:
    """Downloads by several threads through one connection pool.

    Args:
        user_agent: who asks: name and e-mail address.
        limiter: paces all requests, retries and redirects included.
        timeout: seconds without a byte after which a connection counts as cut.
        sleep: waits between attempts.
    """

    def __init__(self, user_agent: str, limiter: Limiter, timeout: float, sleep: Callable[[float], object]):
        import httpx

        # identity: a compressed answer has no byte ranges, so a cut download of 100 MB would start again from nothing
        self._client = httpx.Client(
            headers={"User-Agent": user_agent.encode(), "Accept-Encoding": "identity"},
            timeout=httpx.Timeout(timeout, pool=None),
            verify=_tls(),
            follow_redirects=True,
            event_hooks={"request": [lambda request: limiter.wait()]},
        )
        self._user_agent = user_agent
        self._limiter = limiter
        self._sleep = sleep
        self._out_of_reach = False  # no connection came about; each file more is then tried once, not waited for

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def fetch(self, url: str, target: Path, max_age: float | None = None) -> Path:
        """Download `url` to `target`, or keep the intact copy that is there.

        A copy older than `max_age` seconds is kept only if the server says that it has not changed (ETag,
        Last-Modified). A download that was cut goes on where it stopped.

        Raises:
            NotFoundError, RefusedError, EdgarError: by what the server answered, or when no attempt succeeded.
        """
        import httpx
        from tenacity import Retrying, before_sleep_log, retry_if_exception_type, stop_after_attempt

        kept = _read_meta(target) if _intact(target) else None
        if kept and (max_age is None or time.time() - kept["checked"] < max_age):
            return target
        passing = (httpx.TimeoutException, httpx.NetworkError, httpx.RemoteProtocolError, _BusyError)
        attempts = Retrying(
            sleep=self._sleep,
            stop=stop_after_attempt(1 if self._out_of_reach else ATTEMPTS),
            wait=_wait,
            retry=retry_if_exception_type(passing),
            before_sleep=before_sleep_log(logger, logging.INFO),
            reraise=True,
        )
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            attempts(self._attempt, url, target, kept)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            self._out_of_reach = True
            cause = str(error) or type(error).__name__
            raise EdgarError(f"{url}: no connection ({cause}). Is this machine online? Is a proxy needed?") from error
        except passing as error:
            cause = f"{type(error).__name__}: {error}" if not isinstance(error, _BusyError) else str(error)
            message = f"{url}: no success in {ATTEMPTS} attempts ({cause}). Fetch again later; what came is kept."
            raise EdgarError(message) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise EdgarError(f"{url}: {type(error).__name__}: {error}") from error
        except OSError as error:
            raise EdgarError(f"{target}: cannot be written: {error.strerror or error}") from error
        return target

    def _attempt(self, url: str, target: Path, kept: dict | None) -> None:
        part = _beside(target, ".part")
        begun = None if kept else _read_meta(part)
        headers = _conditions(kept) if kept else _resumption(part, begun)
        with self._client.stream("GET", url, headers=headers) as response:
            self._out_of_reach = False
            if kept and response.status_code == 304:
                _write_meta(target, kept | {"checked": time.time()})
                return
            if response.status_code == 416:  # the file shrank, or the part is whole already: start again
                part.unlink(missing_ok=True)
                raise _BusyError(416, None)
            self._refuse(response, url)
            resumed = response.status_code == 206
            if resumed and not _continues(response, part):
                part.unlink(missing_ok=True)
                raise _BusyError(206, None)
            if not resumed:
                begun = {"etag": response.headers.get("ETag"), "modified": response.headers.get("Last-Modified")}
                if "Content-Encoding" in response.headers:  # sizes on disk and on the wire differ: no resuming
                    begun = {}
                _write_meta(part, begun)
            with open(part, "ab" if resumed else "wb") as file:
                for chunk in response.iter_bytes():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
        with open(part, "rb") as file:
            sha256 = file_digest(file, "sha256").hexdigest()
        meta = begun | {"url": url, "size": part.stat().st_size, "sha256": sha256, "checked": time.time()}
        os.replace(part, target)
        _write_meta(target, meta)
        _meta_path(part).unlink(missing_ok=True)

    def _refuse(self, response: httpx.Response, url: str) -> None:
        """Raise what the answer means, unless it is the file."""
        status = response.status_code
        # some refusals come as a page with status 200; no file that is fetched here is a web page
        page = response.headers.get("Content-Type", "").startswith("text/html")
        if status in (200, 206) and not page:
            return
        if status in BUSY:
            after = _seconds(response.headers.get("Retry-After"))
            if after is not None and after > LONGEST_WAIT:
                raise EdgarError(f"{url}: HTTP {status}, and the server asks to wait {after:.0f} s. Fetch again then.")
            if after is not None:
                self._limiter.pause(after)
            raise _BusyError(status, after)
        if status == 404:
            raise NotFoundError(f"{url}: not on EDGAR (404). Check the accession number and the CIK.")
        response.read()
        text = response.text.lower()
        if "undeclared automated tool" in text:
            raise RefusedError(
                f"{url}: refused as an undeclared automated tool. EDGAR wants a User-Agent with your name and e-mail "
                f"address; it was sent {self._user_agent!r}."
            )
        if "request rate threshold exceeded" in text:
            raise RefusedError(
                f"{url}: refused, too many requests came from this network address. Stop every program that asks "
                "EDGAR, wait ten minutes, then fetch again."
            )
        if status == 403:
            raise RefusedError(f"{url}: refused (403). The address may be blocked for now, or needs a proxy.")
        if page and status == 200:
            raise EdgarError(f"{url}: a web page came instead of the file; EDGAR may be under maintenance.")
        raise EdgarError(f"{url}: HTTP {status}.")


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    import httpx

    return httpx.create_ssl_context()  # reads all root certificates: a tenth of a second for each client otherwise


def _wait(state: RetryCallState) -> float:
    from tenacity import wait_exponential_jitter

    after = getattr(state.outcome and state.outcome.exception(), "retry_after", None)
    return wait_exponential_jitter(initial=1, max=60)(state) if after is None else after


def _seconds(retry_after: str | None) -> float | None:
    """Seconds to wait by a Retry-After header, which holds a number or a date; None where there is none."""
    if retry_after is None:
        return None
    try:
        return float(int(retry_after))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(retry_after) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None


def _conditions(kept: dict) -> dict[str, str]:
    pairs = {"If-None-Match": kept.get("etag"), "If-Modified-Since": kept.get("modified")}
    return {name: value for name, value in pairs.items() if value}


def _resumption(part: Path, begun: dict | None) -> dict[str, str]:
    # If-Range takes strong validators only; without one the rest could be that of another version
    etag, modified = (begun or {}).get("etag"), (begun or {}).get("modified")
    validator = etag if etag and not etag.startswith("W/") else modified
    if not validator or not part.is_file() or not part.stat().st_size:
        return {}
    return {"Range": f"bytes={part.stat().st_size}-", "If-Range": validator}


def _continues(response: httpx.Response, part: Path) -> bool:
    span = response.headers.get("Content-Range", "")
    return part.is_file() and span.startswith(f"bytes {part.stat().st_size}-")


def _intact(target: Path) -> bool:
    meta = _read_meta(target)
    if not meta or not target.is_file() or target.stat().st_size != meta.get("size"):
        return False
    with open(target, "rb") as file:
        return file_digest(file, "sha256").hexdigest() == meta.get("sha256")


def _beside(target: Path, suffix: str) -> Path:
    return target.with_name(f".{target.name.removeprefix('.')}{suffix}")


def _meta_path(target: Path) -> Path:
    return _beside(target, ".json")


def _read_meta(target: Path) -> dict | None:
    try:
        meta = json.loads(_meta_path(target).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return meta if isinstance(meta, dict) else None


def _write_meta(target: Path, meta: dict) -> None:
    path = _meta_path(target)
    fresh = path.with_name(path.name + ".new")
    fresh.write_text(json.dumps(meta), encoding="utf-8")
    os.replace(fresh, path)
