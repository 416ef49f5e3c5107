"""A small EDGAR on 127.0.0.1: files under its URL layout, byte ranges, validators, and faults on demand."""

from __future__ import annotations

import hashlib
import re
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

UNDECLARED = b"<html><title>Your Request Originates from an Undeclared Automated Tool</title><p>Say who you are.</html>"
TOO_FAST = b"<html><title>Request Rate Threshold Exceeded</title><p>Come back later.</html>"
MODIFIED = "Tue, 01 Oct 2002 10:00:00 GMT"


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one request: another status or page, a body cut after `cut` bytes, `slow` seconds lost."""

    status: int = 200
    retry_after: str | None = None
    page: bytes | None = None
    cut: int | None = None
    slow: float = 0.0


@dataclass(frozen=True)
class Request:
    """What the server saw and sent: `span` is the Range header, `sent` the number of bytes of the body."""

    time: float
    path: str
    status: int
    span: str | None
    sent: int
    user_agent: str | None


@dataclass
class EdgarServer:
    """`files` by path; `faults` by path, one for each request to come, after which all is well; `log` of requests."""

    url: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    faults: dict[str, list[Fault]] = field(default_factory=lambda: defaultdict(list))
    log: list[Request] = field(default_factory=list)
    validators: bool = True
    ranges: bool = True

    def add(self, path: str, content: bytes) -> None:
        """Serve `content` under ``/Archives/<path>``."""
        self.files[f"/Archives/{path}"] = content

    def fail(self, path: str, *faults: Fault) -> None:
        """Let the next requests for ``/Archives/<path>`` go wrong."""
        self.faults[f"/Archives/{path}"].extend(faults)

    def requests(self, path: str) -> list[Request]:
        """The requests for ``/Archives/<path>``, in order."""
        return [request for request in self.log if request.path == f"/Archives/{path}"]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    edgar: ClassVar[EdgarServer]

    def do_GET(self) -> None:
        edgar = self.edgar
        fault = edgar.faults[self.path].pop(0) if edgar.faults[self.path] else Fault()
        content = edgar.files.get(self.path)
        if fault.slow:
            time.sleep(fault.slow)
        if "@" not in (self.headers["User-Agent"] or ""):
            self._send(403, UNDECLARED, {"Content-Type": "text/html"})
        elif fault.status != 200 or fault.page is not None:
            headers = {"Content-Type": "text/html"}
            if fault.retry_after is not None:
                headers["Retry-After"] = fault.retry_after
            self._send(fault.status, fault.page or b"<html>busy</html>", headers)
        elif content is None:
            self._send(404, b"<html>no such file</html>", {"Content-Type": "text/html"})
        else:
            self._send_file(content, fault)

    def _send_file(self, content: bytes, fault: Fault) -> None:
        etag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
        headers = {"Content-Type": "text/plain"}
        if self.edgar.validators:
            headers |= {"ETag": etag, "Last-Modified": MODIFIED}
            if self.headers["If-None-Match"] == etag:
                self._send(304, b"", headers)
                return
        span = re.fullmatch(r"bytes=(\d+)-", self.headers["Range"] or "")
        if not span or not self.edgar.ranges or self.headers["If-Range"] not in (None, etag, MODIFIED):
            self._send(200, content, headers, fault.cut)
        elif int(span[1]) >= len(content):
            self._send(416, b"", {"Content-Range": f"bytes */{len(content)}"})
        else:
            first = int(span[1])
            headers["Content-Range"] = f"bytes {first}-{len(content) - 1}/{len(content)}"
            self._send(206, content[first:], headers, fault.cut)

    def _send(self, status: int, body: bytes, headers: dict[str, str], cut: int | None = None) -> None:
        sent = body if cut is None else body[:cut]
        self.edgar.log.append(
            Request(time.monotonic(), self.path, status, self.headers["Range"], len(sent), self.headers["User-Agent"])
        )
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(sent)
        except OSError:
            self.close_connection = True  # the client did not wait
        if cut is not None:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on standard error."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hung up is no error here."""


@contextmanager
def serve() -> Iterator[EdgarServer]:
    """A server on a free port of 127.0.0.1, stopped at the end of the block."""
    edgar = EdgarServer()
    handler = type("Handler", (_Handler,), {"edgar": edgar})
    with _Server(("127.0.0.1", 0), handler) as server:
        edgar.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield edgar
        server.shutdown()
        thread.join()


def submission(
    accession_number: str, *documents: tuple[str, str, str | bytes], form: str = "8-K", cik: int = 1
) -> bytes:
    """A full submission in EDGAR's SGML: a header and `documents`, each a type, a file name and its text."""
    head = (
        f"<SEC-DOCUMENT>{accession_number}.txt : 20021001\n"
        f"<SEC-HEADER>{accession_number}.hdr.sgml : 20021001\n"
        f"ACCESSION NUMBER:\t\t{accession_number}\nCONFORMED SUBMISSION TYPE:\t{form}\n"
        f"\nFILER:\n\n\tCOMPANY DATA:\n\t\tCENTRAL INDEX KEY:\t\t\t{cik:010d}\n</SEC-HEADER>\n"
    )
    parts = [head.encode()]
    for sequence, (kind, filename, text) in enumerate(documents, 1):
        parts.append(f"<DOCUMENT>\n<TYPE>{kind}\n<SEQUENCE>{sequence}\n<FILENAME>{filename}\n<TEXT>\n".encode())
        parts.append(text if isinstance(text, bytes) else text.encode("cp1252", "replace"))
        parts.append(b"\n</TEXT>\n</DOCUMENT>\n")
    return b"".join([*parts, b"</SEC-DOCUMENT>\n"])


def master_index(*rows: tuple[int, str, str, str, str]) -> bytes:
    """A `master.idx`: its rows are CIK, company, form, date filed and accession number."""
    head = "Description:           Master Index\nComments:              by CIK\n \n"
    head += "CIK|Company Name|Form Type|Date Filed|Filename\n" + "-" * 80 + "\n"
    lines = [f"{cik}|{name}|{form}|{day}|edgar/data/{cik}/{number}.txt\n" for cik, name, form, day, number in rows]
    return (head + "".join(lines)).encode("latin-1")
