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
from .header import find_header_end, read_header

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
    header, documents, warnings = _split(data)
    if not data.strip():
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


_FIELD = rb"[ \t]*<(type|sequence|filename|description|text|flawed)>"
#: <DOCUMENT> counts where a field follows it, so that a text may speak of it.
_OPEN = re.compile(rb"<document>(?=\s*(?:<(?:type|sequence|filename|description|text)>|\Z))")
#: Where the <DOCUMENT> tag is gone, two fields on lines of their own still open a document.
_ORPHAN = re.compile(rb"^" + _FIELD + rb"[^<\n]*(?:\n[ \t\r]*)*\n[ \t]*<(?:sequence|filename|description|text)>", re.M)
_FIELDS = re.compile(rb"\s*<(type|sequence|filename|description|text|flawed)>([^<\r\n]*)")
#: What may stand after the last document, and between documents, without being text.
_TRAILER = re.compile(
    rb"(?:\s|</?(?:sec-document|ims-document|submission|document|text|html|body|xbrl|xml|pdf)>"
    rb"|-----end privacy-enhanced message-----|\x1a)*"
)
_WRAPPER = re.compile(rb"\s*<(xbrl|xml|pdf|json)>[ \t]*\r?\n?")
_UUENCODED = re.compile(rb"\s*begin [0-7]{3} \S")
_NO_TEXT_TYPES = re.compile(r"GRAPHIC|ZIP|EXCEL|PDF|JSON|XML|EX-10[01](\.|$)", re.I)


def _split(data: bytes) -> tuple[dict, list[Document], list[str]]:
    """Header, documents and warnings of the input's bytes."""
    lower = data.lower()  # tags come in either case, and find on bytes is far faster than a pattern
    warnings: list[str] = []
    starts = _document_starts(lower)
    header_end = find_header_end(lower, starts[0] if starts else len(data))
    header = read_header(data[:header_end]) if header_end else {}
    if not starts and not header:
        return {}, [_bare(data)], warnings
    documents = _leftover(data, lower, header_end, starts[0] if starts else len(data), warnings)
    for i, at in enumerate(starts):
        limit = starts[i + 1] if i + 1 < len(starts) else len(data)
        document, after = _document(data, lower, at, limit, last=i + 1 == len(starts))
        documents.append(document)
        documents += _leftover(data, lower, after, limit, warnings)
    if not documents:
        warnings.append(f"no document follows the header, which ends at byte {header_end}")
    expected = header.get("document_count")
    if expected is not None and expected != len(documents):
        warnings.append(f"the header announces {expected} documents, {len(documents)} were found")
    return header, documents, warnings


def _bare(data: bytes) -> Document:
    return Document(None, None, None, None, data, 0, len(data), *_skipping(None, data, 0))


def _finditer(lower: bytes, tag: bytes, start: int, end: int):
    while (start := lower.find(tag, start, end)) >= 0:
        yield start
        start += len(tag)


def _document_starts(lower: bytes) -> list[int]:
    """Where documents open: at <DOCUMENT>, or at the fields of one that has lost it."""
    opened = [at for at in _finditer(lower, b"<document>", 0, len(lower)) if _OPEN.match(lower, at)]
    starts = set(opened)
    covered = set()  # fields that belong to a <DOCUMENT>
    for at in opened:
        end = at + len(b"<document>")
        while m := _FIELDS.match(lower, end):
            covered.add(m.start(1))
            end = m.end()
    for tag in (b"<type>", b"<sequence>"):
        for at in _finditer(lower, tag, 0, len(lower)):
            if at + 1 in covered:
                continue
            line = lower.rfind(b"\n", 0, at) + 1
            if lower[line:at].strip() or not _ORPHAN.match(lower, line):
                continue
            starts.add(at)
            end = at
            while m := _FIELDS.match(lower, end):
                covered.add(m.start(1))
                end = m.end()
    return sorted(starts)


def _document(data: bytes, lower: bytes, at: int, limit: int, last: bool) -> tuple[Document, int]:
    """The document that opens at `at`, and where its end tags end; it stops before `limit`."""
    warnings = []
    fields: dict[bytes, bytes] = {}
    position = at
    if lower.startswith(b"<document>", at):
        position += len(b"<document>")
    else:
        warnings.append(f"<DOCUMENT> is missing at byte {at}")
    while b"text" not in fields and (m := _FIELDS.match(lower, position, limit)):
        name = m.group(1)
        fields.setdefault(name, data[m.start(2) : m.end(2)])
        position = m.end(2) if name != b"text" else m.start(2)
    if b"text" not in fields:
        found = lower.find(b"<text>", position, min(limit, position + 2000))
        if found >= 0 and (found == 0 or lower[found - 1 : found] in b"\n\r \t"):
            position = found + len(b"<text>")
        else:
            warnings.append(f"<TEXT> is missing at byte {position}")
    start = _after_line_end(data, position)
    closed = lower.rfind(b"</document>", start, limit)
    stop = closed if closed >= 0 else limit
    end = lower.rfind(b"</text>", start, stop)
    if end >= 0 and closed < 0 and not _TRAILER.fullmatch(lower, end, stop):
        # without </DOCUMENT> the last </TEXT> may be a word of the text: what follows it would be lost
        end = -1
    if end < 0:
        end = _before_trailer(lower, start, stop)
    if closed < 0:
        what = f"the input ends at byte {limit}" if last else f"the next one opens at byte {limit}"
        warnings.append(f"the document opened at byte {at} is not closed: {what}")
        after = limit
    else:
        after = closed + len(b"</document>")
        if not lower.startswith(b"</text>", end):
            warnings.append(f"</TEXT> is missing before byte {closed}")
    kind, sequence, filename, description = (
        _value(fields.get(name)) for name in (b"type", b"sequence", b"filename", b"description")
    )
    start, end = _unwrap(lower, start, end)
    content = data[start:end]
    skipped, notes = _skipping(kind, content, start)
    number = int(sequence) if sequence and sequence.isdecimal() and len(sequence) < 10 else None
    return Document(kind, number, filename, description, content, start, end, skipped, warnings + notes), after


def _after_line_end(data: bytes, position: int) -> int:
    m = re.compile(rb"[ \t]*(?:\r\n|\n|\r)").match(data, position)
    return m.end() if m else position


def _before_trailer(lower: bytes, start: int, end: int) -> int:
    """`end` moved before closing tags that stand at the very end."""
    position = max(start, end - 400)
    for m in re.compile(rb"</(?:text|sec-document|ims-document|submission)>|-----end privacy").finditer(
        lower, position, end
    ):
        if _TRAILER.fullmatch(lower, m.start(), end):
            return m.start()
    return end


#: Less text than this outside every document is the trace of a tool ("Page title", a menu), not a document.
SMALL_LEFTOVER = 300
_INVISIBLE = re.compile(rb"(?is)<(script|style|title)\b.*?(?:</\1>|\Z)|<!--.*?(?:-->|\Z)|<[!?/a-z][^<>]*>")


def _leftover(data: bytes, lower: bytes, start: int, end: int, warnings: list[str]) -> list[Document]:
    """Text that stands outside every document, as a document of its own; where it is small, only a warning."""
    start = _TRAILER.match(lower, start, end).end()
    end = _before_trailer(lower, start, end)
    content = data[start:end]
    visible = b" ".join(_INVISIBLE.sub(b" ", content).split())
    if not visible:
        return []
    where = f"text outside any <DOCUMENT>, bytes {start} to {end}"
    if len(visible) < SMALL_LEFTOVER:
        warnings.append(f"{where}, left out: {decode(visible)[0]!r}")
        return []
    skipped, notes = _skipping(None, content, start)
    note = f"{where}, kept as a document without a type"
    return [Document(None, None, None, None, content, start, end, skipped, [note, *notes])]


def _value(value: bytes | None) -> str | None:
    return (decode(value)[0].strip() or None) if value else None


def _unwrap(lower: bytes, start: int, end: int) -> tuple[int, int]:
    """The range without the <XBRL>, <XML> or <PDF> tag that EDGAR puts around some contents."""
    if m := _WRAPPER.match(lower, start, end):
        start = m.end()
        tag = b"</" + m.group(1) + b">"
        closing = lower.rfind(tag, start, end)
        if closing >= 0 and not lower[closing + len(tag) : end].strip():
            end = closing
    return start, end


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
