"""Where the documents of a submission stand in its bytes, however damaged its tags are.

bytes -> header end, parts, warnings
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice, pairwise

from .decoding import decode
from .header import find_header_end


@dataclass(frozen=True, slots=True)
class Part:
    """One document: the values of its tags (lower-cased names), its content's byte range, and what was recovered."""

    fields: dict[str, str]
    start: int
    end: int
    warnings: list[str] = field(default_factory=list)


def split(data: bytes) -> tuple[int, list[Part], list[str]]:
    """Where the header ends (0: there is none), the parts in order, and warnings. No parts: `data` is no submission.

    >>> split(b"<DOCUMENT>\\n<TYPE>10-K\\n<TEXT>\\nItem 1.\\n")[1][0].fields
    {'type': '10-K'}
    """
    lower = data.lower()  # tags come in either case, and find on bytes is far faster than a pattern
    warnings: list[str] = []
    most = LEAST_DOCUMENTS + len(data) // DOCUMENT_BYTES
    starts = _document_starts(lower, most + 1)
    if len(starts) > most:
        warnings.append(f"more than {most} documents: what follows byte {starts.pop()} is kept in the last of them")
    first = starts[0] if starts else len(data)
    header_end = find_header_end(lower, first)
    if not starts and not header_end:
        return 0, [], []
    parts = _leftover(data, lower, header_end, first, warnings)
    for at, limit in pairwise([*starts, len(data)]):
        part, after = _part(data, lower, at, limit)
        parts.append(part)
        parts += _leftover(data, lower, after, limit, warnings)
    return header_end, parts, warnings


_TAGS = rb"(?:type|sequence|filename|description|text|flawed)"
#: <DOCUMENT> counts where a field follows it, so that a text may speak of it.
_OPEN = re.compile(rb"<document>(?:\s*+[^<\n]{1,80}\n)?\s*+(?:<" + _TAGS + rb">|\Z)")
_STRAY_LINE = re.compile(rb"\s*+[^<\n]{1,80}\n(?=\s*+<" + _TAGS + rb">)")
#: Where the <DOCUMENT> tag is gone, two fields on lines of their own still open a document.
_ORPHAN = re.compile(rb"[ \t]*<" + _TAGS + rb">[^<\n]*+\n\s*+<(?:sequence|filename|description|text)>")
_FIELD = re.compile(rb"\s*+<(" + _TAGS + rb")>((?:(?!<" + _TAGS + rb">)[^\r\n])*+)")
#: What may stand after the last document, and between documents, without being text.
_TRAILER = re.compile(
    rb"(?>\s+|\x1a+|</?(?:sec-document|ims-document|submission|document|text|html|body|xbrl|xml|pdf)>"
    rb"|-----end privacy-enhanced message-----)*+"
)
_CLOSING = re.compile(rb"</(?:text|document|sec-document|ims-document|submission)>|-----end privacy")
_LINE_END = re.compile(rb"[ \t]*+(?:\r\n|\n|\r)?")
_WRAPPER = re.compile(rb"\s*+<(xbrl|xml|pdf|json)>[ \t]*\r?\n?")
_INVISIBLE = re.compile(rb"(?is)<(script|style|title)\b.*?(?:</\1>|\Z)|<!--.*?(?:-->|\Z)|<[!?/a-z][^<>]*>")
#: Less text than this outside every document is the trace of a tool (a page's title, a menu), not a document.
SMALL_LEFTOVER = 300
#: A document is taken to have so many bytes on average, beyond so many documents: a flood of tags costs no more memory.
DOCUMENT_BYTES, LEAST_DOCUMENTS = 1000, 1000


def _each(lower: bytes, tag: bytes) -> Iterator[int]:
    at = lower.find(tag)
    while at >= 0:
        yield at
        at = lower.find(tag, at + len(tag))


def _document_starts(lower: bytes, most: int) -> list[int]:
    """Where the first `most` documents open: at <DOCUMENT>, or at the fields of one that has lost it."""
    starts = list(islice((at for at in _each(lower, b"<document>") if _OPEN.match(lower, at)), most))
    known = set()  # where fields stand that belong to a document already found
    for at in starts:
        known.update(_field_places(lower, at + len(b"<document>")))

    def is_orphan(at: int) -> bool:
        before = lower[max(0, at - 100) : at]  # no more of the line, which may be the whole input
        return at not in known and not before[before.rfind(b"\n") + 1 :].strip() and bool(_ORPHAN.match(lower, at))

    starts += islice(filter(is_orphan, _each(lower, b"<type>")), most)
    return sorted(starts)[:most]


def _field_places(lower: bytes, at: int) -> Iterator[int]:
    while m := _FIELD.match(lower, at):
        yield m.start(1) - 1
        at = m.end()


def _part(data: bytes, lower: bytes, at: int, limit: int) -> tuple[Part, int]:
    """The document that opens at `at`, and where its end tags end; it stops before `limit`."""
    warnings = []
    start = at + len(b"<document>")
    if not lower.startswith(b"<document>", at):
        start = at
        warnings.append(f"<DOCUMENT> is missing at byte {at}")
    fields, start, has_text = _read_fields(data, lower, start, limit)
    if "type" not in fields:
        warnings.append(f"<TYPE> is missing at byte {at}")
    if not has_text:
        warnings.append(f"<TEXT> is missing at byte {start}")
    start = _LINE_END.match(data, start, limit).end()
    closed = lower.rfind(b"</document>", start, limit)
    stop = limit if closed < 0 else closed
    end = lower.rfind(b"</text>", start, stop)
    if end < 0 or not _TRAILER.fullmatch(lower, end, stop):  # a </TEXT> with text after it is a word of the text
        end = _before_trailer(lower, start, stop)
        if closed >= 0:
            warnings.append(f"</TEXT> is missing before byte {closed}")
    if closed < 0:
        what = "the input ends" if limit == len(data) else "the next one opens"
        warnings.append(f"the document opened at byte {at} is not closed: {what} at byte {limit}")
    after = limit if closed < 0 else closed + len(b"</document>")
    return Part(fields, *_unwrap(lower, start, end), warnings), after


def _read_fields(data: bytes, lower: bytes, at: int, limit: int) -> tuple[dict[str, str], int, bool]:
    """The fields that stand at `at`, where the text after them starts, and whether <TEXT> opens it."""
    fields: dict[str, str] = {}
    if m := _STRAY_LINE.match(lower, at, limit):  # the value of a tag that is gone
        at = m.end()
    while m := _FIELD.match(lower, at, limit):
        if m.group(1) == b"text":
            return fields, m.start(2), True
        if value := decode(data[m.start(2) : m.end(2)])[0].strip():
            fields.setdefault(m.group(1).decode(), value)
        at = m.end()
    # a field that we do not know may stand in between
    found = lower.find(b"\n<text>", at, min(limit, at + 2000))
    return (fields, at, False) if found < 0 else (fields, found + len(b"\n<text>"), True)


def _before_trailer(lower: bytes, start: int, end: int) -> int:
    """`end` moved before closing tags that stand at the very end."""
    for m in _CLOSING.finditer(lower, max(start, end - 400), end):
        if _TRAILER.fullmatch(lower, m.start(), end):
            return m.start()
    return end


def _leftover(data: bytes, lower: bytes, start: int, end: int, warnings: list[str]) -> list[Part]:
    """Text that stands outside every document, as a part of its own; where it is small, only a warning."""
    start = _TRAILER.match(lower, start, end).end()
    end = _before_trailer(lower, start, end)
    visible = b" ".join(_INVISIBLE.sub(b" ", data[start:end]).split(None, SMALL_LEFTOVER))
    if not visible:
        return []
    where = f"text outside any <DOCUMENT>, bytes {start} to {end}"
    if len(visible) < SMALL_LEFTOVER:
        warnings.append(f"{where}, left out: {decode(visible)[0]!r}")
        return []
    fields, start, _ = _read_fields(data, lower, start, end)
    return [Part(fields, _LINE_END.match(data, start, end).end(), end, [f"{where}, kept as a document"])]


def _unwrap(lower: bytes, start: int, end: int) -> tuple[int, int]:
    """The range without the <XBRL>, <XML> or <PDF> tag that EDGAR puts around some contents."""
    if m := _WRAPPER.match(lower, start, end):
        start = m.end()
        tag = b"</" + m.group(1) + b">"
        closing = lower.rfind(tag, start, end)
        if closing >= 0 and not lower[closing + len(tag) : end].strip():
            end = closing
    return start, end
