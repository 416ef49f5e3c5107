"""A filing as it came, split into its header and documents.

    path, bytes or str -> Submission

EDGAR's full submissions are SGML: a header, then ``<DOCUMENT>`` parts, each with ``<TYPE>``, ``<SEQUENCE>``,
``<FILENAME>``, ``<DESCRIPTION>`` and ``<TEXT>``. All else is one bare document. Damage (a tag that is missing, a file
that is cut) costs no document that can be recovered, and stands in `warnings` with its byte offset.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from .decoding import ReadError, decode, kind_of_binary, looks_like_html
from .header import read_header
from .sgml import Part, split

__all__ = ["Document", "ReadError", "Submission", "decode", "read"]


@dataclass(frozen=True)
class Document:
    """One document of a submission, or a bare one (type None).

    Attributes:
        type: EDGAR's name of the document's type ("10-K", "EX-99.1").
        content: the bytes between ``<TEXT>`` and ``</TEXT>``, ``data[start:end]`` of the input.
        start, end: byte offsets of the content in the input (of its UTF-8 bytes, where that was a str).
        skipped: why no text can be read from it ("uuencoded", "xml", "graphic", ...), or None.
        warnings: what was recovered, and where.
    """

    type: str | None
    sequence: int | None
    filename: str | None
    description: str | None
    content: bytes = field(repr=False)
    start: int
    end: int
    skipped: str | None = None
    warnings: list[str] = field(default_factory=list)

    @cached_property
    def _decoded(self) -> tuple[str, list[str]]:
        return decode(self.content)

    @cached_property
    def is_html(self) -> bool:
        """Whether the content is HTML. Plain text that has ``<PAGE>`` or ``<TABLE>`` marks is not."""
        return self.skipped is None and looks_like_html(self.text())

    def text(self) -> str:
        """The content decoded: for HTML its markup, for plain text the text as it came."""
        return self._decoded[0]

    def all_warnings(self) -> list[str]:
        """`warnings`, and what decoding the content found."""
        return self.warnings + self._decoded[1]


@dataclass(frozen=True)
class Submission:
    """What was read.

    Attributes:
        header: {} for a bare document; else `form`, `accession_number`, `filed`, `period` (ISO dates),
            `document_count`, `filers` (a list of dicts: `role`, `name`, `cik`, `irs_number`, `sic`,
            `state_of_incorporation`, `fiscal_year_end`, `file_number`, `business_address`, `mail_address`,
            `former_names`) and `raw`, the header's text. Keys that the header lacks are absent.
        source: the path, where there was one.
    """

    documents: list[Document]
    header: dict = field(default_factory=dict)
    source: str | None = None
    warnings: list[str] = field(default_factory=list)


def read(source: str | os.PathLike | bytes) -> Submission:
    r"""Read a filing from a path, from bytes, or from a str of text.

    A str with a line end in it, or longer than a path can be, is text; any other names a file.

    Raises:
        FileNotFoundError: no such file.
        ReadError: a directory, an unreadable file, or a kind of file that holds no text (PDF, zip, ...).

    >>> filing = read("<DOCUMENT>\n<TYPE>8-K\n<SEQUENCE>1\n<TEXT>\nForm 8-K\n</TEXT>\n</DOCUMENT>\n")
    >>> filing.documents[0].type, filing.documents[0].content
    ('8-K', b'Form 8-K\n')
    """
    name = None
    if isinstance(source, (bytes, bytearray, memoryview)):
        data = bytes(source)
    elif isinstance(source, str) and _is_text(source):
        data = source.encode("utf-8", "replace")
    else:
        name = os.fspath(source)
        data = _file_bytes(Path(name))
    if kind := kind_of_binary(data):
        raise ReadError(f"{name or 'input'}: {kind}, not the text of a filing")
    header, documents, warnings = _documents(data)
    if not data or data.isspace():
        warnings.append("the input is empty")
    return Submission(documents, header, name, warnings)


MAX_PATH = 4096


def _is_text(source: str) -> bool:
    return not source or "\n" in source or "\r" in source or "\0" in source or len(source) > MAX_PATH


def _file_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise
    except IsADirectoryError:
        raise ReadError(f"{path}: a directory, not a file") from None
    except OSError as error:
        raise ReadError(f"{path}: cannot be read: {error.strerror or error}") from None


def _documents(data: bytes) -> tuple[dict, list[Document], list[str]]:
    """Header, documents and warnings of the input's bytes."""
    header_end, parts, warnings = split(data)
    header = read_header(data[:header_end]) if header_end else {}
    if not parts and not header:
        return {}, [_document(data, Part({}, 0, len(data)))], warnings
    documents = [_document(data, part) for part in parts]
    expected = header.get("document_count")
    if not documents:
        warnings.append(f"no document follows the header, which ends at byte {header_end}")
    elif expected is not None and expected != len(documents):
        warnings.append(f"the header announces {expected} documents, {len(documents)} were found")
    return header, documents, warnings


def _document(data: bytes, part: Part) -> Document:
    get = part.fields.get
    content = data[part.start : part.end]
    skipped, notes = _skipping(get("type"), content, part.start)
    sequence = get("sequence", "")
    number = int(sequence) if sequence.isdecimal() and len(sequence) < 10 else None
    warnings = part.warnings + notes
    return Document(
        get("type"), number, get("filename"), get("description"), content, part.start, part.end, skipped, warnings
    )


_UUENCODED = re.compile(rb"\s*begin [0-7]{3} \S")
_NO_TEXT_TYPES = re.compile(r"GRAPHIC|ZIP|EXCEL|PDF|JSON|XML|EX-10[01](\.|$)", re.I)


def _skipping(kind: str | None, content: bytes, start: int) -> tuple[str | None, list[str]]:
    """Why the content holds no text to read, and the warning that says so."""
    head = content[:2000]
    reason = None
    if _UUENCODED.match(head):
        reason = "uuencoded"
    elif found := kind_of_binary(content):
        reason = found
    elif kind and _NO_TEXT_TYPES.match(kind):
        reason = kind.lower()
    elif head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml") and not re.search(
        rb"<html|<!doctype html|<(?:body|div|p)[\s>]", content[:100_000], re.I
    ):
        reason = "xml"
    if reason is None:
        return None, []
    return reason, [f"skipped: {kind or 'the document'} at byte {start} holds no text ({reason})"]
