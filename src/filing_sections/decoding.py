"""From bytes to text: encodings, what is no text at all, and what is HTML."""

from __future__ import annotations

import codecs
import re


class ReadError(ValueError):
    """An input that cannot be read as a filing; the message names it and says why."""


_MAGIC = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a zip archive",
    b"\x1f\x8b": "a gzip archive",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ\x00": "an xz archive",
    b"\x7fELF": "a program",
    b"\x89PNG": "a PNG image",
    b"GIF8": "a GIF image",
    b"\xff\xd8\xff": "a JPEG image",
    b"\xd0\xcf\x11\xe0": "an OLE file (old Word or Excel)",
    b"{\\rtf": "an RTF file",
}
_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_CONTROLS = bytes(i for i in range(32) if i not in b"\t\n\v\f\r\x1a")


def kind_of_binary(data: bytes) -> str | None:
    """What `data` is where it is no text: told by its first bytes, or by its share of control characters."""
    head = data[:1024].lstrip()
    for magic, name in _MAGIC.items():
        if head.startswith(magic):
            return name
    if data[:2] in _UTF16:
        return None
    sample = data[:4096]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if controls > 0.05 * len(sample) and controls > 8:
        return "binary data"
    return None


def decode(data: bytes) -> tuple[str, list[str]]:
    r"""Text of `data`, and warnings.

    UTF-16 where a byte-order mark says so; else UTF-8, strictly; else Windows-1252. NUL becomes a space.

    >>> decode(b"caf\xe9")
    ('café', ['not UTF-8 at byte 3, read as Windows-1252'])
    """
    warnings = []
    if data[:2] in _UTF16:
        text = data[2:].decode(_UTF16[data[:2]], "replace")
    else:
        body = data.removeprefix(codecs.BOM_UTF8)
        try:
            text = body.decode("utf-8")
        except UnicodeDecodeError as error:
            at = error.start + len(data) - len(body)
            if error.reason == "unexpected end of data" and not body[: error.start].isascii():
                text = body[: error.start].decode("utf-8") + "\ufffd"
                warnings.append(f"UTF-8 cut short at byte {at}")
            else:
                text = body.decode("cp1252", "replace")
                warnings.append(f"not UTF-8 at byte {at}, read as Windows-1252")
    if "\0" in text:
        warnings.append(
            f"{text.count(chr(0))} NUL characters read as spaces, the first at character {text.index(chr(0))}"
        )
        text = text.replace("\0", " ")
    return text, warnings


_LEAD = re.compile(r"[\s\ufeff]*(?:(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE(?!\s+html)[^>]*>)\s*)*", re.I | re.S)
_ROOT = re.compile(r"<(?:!doctype\s+html|html|head|body|title|meta|style)\b", re.I)
#: Tags that no plain-text filing has; <PAGE>, <TABLE>, <CAPTION>, <S>, <C>, <FN> are EDGAR's own.
_HTML_TAG = re.compile(
    r"</?(?:html|body|div|span|p|br|font|center|td|tr|th|hr|h[1-6]|b|i|u|a|ul|ol|li|pre|sup|sub|strong|em|big|small|dl|dt"
    r"|dd|blockquote)(?:\s[^<>]*)?/?>",
    re.I,
)
_FRAGMENT = re.compile(r"<(?:div|span|p|br|font|center|td|tr|th|hr|h[1-6]|ul|ol|li|pre)(?:\s[^<>]*)?/?>", re.I)
_HEAD = 20_000


def looks_like_html(text: str) -> bool:
    """Whether `text` is HTML: it opens as HTML does, or its first pages are full of HTML's tags.

    >>> looks_like_html("<PAGE>\\nThe <html> tag is discussed in Item 1."), looks_like_html("<p>Item 1</p>")
    (False, True)
    """
    head = text[: _HEAD * 5]
    lead = _LEAD.match(head).end()
    if _ROOT.match(head, lead) or _FRAGMENT.match(head, lead):
        return True
    sample = head[lead : lead + _HEAD]
    tags = _HTML_TAG.findall(sample)
    return len(tags) >= max(3, len(sample) // 1000)
