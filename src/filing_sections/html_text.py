"""The characters of HTML before and behind the parser: pieces to feed it, and what the text that it gives means."""

from __future__ import annotations

import re
from collections.abc import Iterator

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
#: So many characters, and on to the next tag, are fed at once.
_PIECE = 2048
_ODD = re.compile("[\x80-\x9f\xad\u200b\u200c\u200d\u2060\ufeff]")
#: Windows-1252 leftovers as what they were meant for; characters that have no width dropped.
_MEANT = {i: bytes([i]).decode("cp1252", "replace") for i in range(0x80, 0xA0)} | dict.fromkeys(
    (0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF)
)
LINE_END = re.compile(r"\r\n|\r|\n")


def well_formed(html: str) -> str:
    """`html` without halves of surrogate pairs, which cannot be encoded."""
    return html if html.isascii() else _LONE_SURROGATE.sub("\ufffd", html)


def meant(text: str) -> str:
    """`text` with its odd characters as what they were meant for."""
    return text.translate(_MEANT) if not text.isascii() and _ODD.search(text) else text


def pieces(html: str) -> Iterator[tuple[int, int]]:
    """Ranges that cover `html`; each but the first opens with a ``<``."""
    start = 0
    while start < len(html):
        end = html.find("<", start + _PIECE)
        end = len(html) if end < 0 else end
        yield start, end
        start = end


def each_line(text: str, at: int) -> Iterator[str]:
    """The lines of `text` from the character `at` on, one at a time: millions of short ones are not held together."""
    for m in LINE_END.finditer(text, at):
        yield text[at : m.start()]
        at = m.end()
    yield text[at:]


def number(value: str | None, default: int, most: int) -> int:
    """An attribute's number, between 1 and `most`; `default` where it has none."""
    if not value:
        return default
    value = value.strip()
    return min(max(int(value), 1), most) if value.isdecimal() and len(value) < 8 else default
