"""Values of records as references to the text they were read from, so that labels can be kept without the text.

A reference is a template: spans of characters, "start-end", with what stands between them in the value; "+" where
nothing does. A value that the text does not hold (a form's name that only the title of the filing implies) is
given itself, after "=".
"""

from __future__ import annotations

import re

_SPAN = re.compile(r"(\d+)-(\d+)")
_TOKEN = re.compile(r"\w+|[^\w\s]")
#: What may stand between two spans; anything else would be text.
_BETWEEN = re.compile(r"[\s,;:.&()/-]*")


def resolve(reference: str, text: str) -> str:
    r"""The value that a reference stands for; white space inside a span is folded.

    >>> resolve("0-10, 11-26", "1 Elm Road\nDover,  Ohio 43")
    '1 Elm Road, Dover, Ohio 43'
    >>> resolve("=DEF 14A", "NOTICE OF ANNUAL MEETING")
    'DEF 14A'
    """
    if reference.startswith("="):
        return reference[1:]
    return re.sub(_SPAN.pattern + r"|\+", lambda span: _words(text, span), reference)


def _words(text: str, span: re.Match) -> str:
    return "" if span[1] is None else " ".join(text[int(span[1]) : int(span[2])].split())


def spans(reference: str) -> list[tuple[int, int]]:
    """The spans of a reference: offsets of characters.

    >>> spans("0-10, 11-26")
    [(0, 10), (11, 26)]
    """
    return [] if reference.startswith("=") else [(int(start), int(end)) for start, end in _SPAN.findall(reference)]


def refer(value: str, text: str, near: int = 0) -> str:
    r"""The reference to `value` in `text` that begins nearest to offset `near`.

    The whole value is looked for first; then its longest beginning, and the rest after it, and so on.

    >>> refer("1 Elm Road, Dover", "Seat:\n1 Elm Road\nDover")
    '6-16, 17-22'
    """
    pieces: list[str] = []
    at = 0
    while at < len(value):
        found = _longest(value[at:], text, near)
        if found is None:
            return f"={value}"
        (start, near), length = found
        if pieces and pieces[-1] == "":
            pieces[-1] = "+"
        pieces.append(f"{start}-{near}")
        at += length
        between = _BETWEEN.match(value, at).group()
        pieces.append(between)
        at += len(between)
    reference = "".join(pieces)
    return reference if resolve(reference, text) == value else f"={value}"


def _longest(value: str, text: str, near: int) -> tuple[tuple[int, int], int] | None:
    """Where the longest beginning of `value` that the text holds stands nearest, and its length in `value`."""
    ends = [match.end() for match in _TOKEN.finditer(value)]
    best = None
    least, most = 0, len(ends)
    count = most  # the whole value first; then halving, for where a beginning stands every shorter one does
    while least < most:
        found = _nearest(value[: ends[count - 1]], text, near)
        if found:
            best, least = (found, ends[count - 1]), count
        else:
            most = count - 1
        count = (least + most + 1) // 2
    return best


def _nearest(words: str, text: str, near: int) -> tuple[int, int] | None:
    # no number or name is found inside a longer one; asked after the search, for a pattern of plain letters is fastest
    before, after = words[:1].isalnum(), words[-1:].isalnum()
    found = (match.span() for match in re.finditer(r"\s+".join(map(re.escape, words.split())), text))
    whole = (
        (start, end)
        for start, end in found
        if not (before and text[max(0, start - 1) : start].isalnum()) and not (after and text[end : end + 1].isalnum())
    )
    return min(whole, key=lambda span: abs(span[0] - near), default=None)
