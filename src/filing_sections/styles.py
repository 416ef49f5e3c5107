"""What tags and CSS mean for a line of text: block or inline, centred, bold, font size, hidden."""

from __future__ import annotations

import re
from typing import NamedTuple

_BLOCKS_CLOSE = """
    address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption footer form
    header hgroup hr html layer legend li listing main nav optgroup option plaintext pre section summary tr xmp"""
_BLOCKS_APART = "figure h1 h2 h3 h4 h5 h6 p"
_LISTS = "dir menu ol ul"
_NEVER_SHOWN = """
    base ix:header ix:hidden ix:references ix:resources link meta noframes script style template title"""

#: Block elements: blank lines before and after, columns of indent. The margins are those of browsers (and inscriptis).
_BLOCKS: dict[str, tuple[int, int, int]] = (
    dict.fromkeys(_BLOCKS_CLOSE.split(), (0, 0, 0))
    | dict.fromkeys(_BLOCKS_APART.split(), (1, 1, 0))
    | dict.fromkeys(_LISTS.split(), (0, 0, 4))
)
_HIDDEN = frozenset(_NEVER_SHOWN.split())
_PRE = frozenset(("listing", "plaintext", "pre", "textarea", "xmp"))
_BOLD = frozenset(("b", "h1", "h2", "h3", "h4", "h5", "h6", "strong", "th"))
_SCALE = {"h1": 2.0, "h2": 1.5, "h3": 1.17, "h5": 0.83, "h6": 0.67, "big": 1.2, "small": 0.83}
_FONT_SIZES = (7.5, 7.5, 10.0, 12.0, 13.5, 18.0, 24.0, 36.0)  # <font size=0..7>, in points
_SIZE_WORDS = {
    "xx-small": 7.0,
    "x-small": 7.5,
    "small": 10.0,
    "medium": 12.0,
    "large": 13.5,
    "x-large": 18.0,
    "xx-large": 24.0,
}
_POINTS = {"pt": 1.0, "px": 0.75, "in": 72.0, "cm": 28.35, "mm": 2.835, "pc": 12.0}
_LENGTH = re.compile(r"(-?\d{1,6}(?:\.\d{0,4})?|-?\.\d{1,4})\s*(pt|px|in|cm|mm|pc|r?em|ex|%)")
_VALIGN = {"top": 0, "middle": 1, "bottom": 2}

#: Bounds, so that no style sheet can blow a text up.
MAX_MARGIN, MAX_INDENT = 5, 60

#: How text can be centred: by an attribute or <center>, which a table inside does not take over, or by CSS.
BY_ATTRIBUTE, BY_STYLE = 1, 2


class State(NamedTuple):
    """What elements inherit. `size` in points; `valign` 0 top, 1 middle, 2 bottom."""

    pre: bool = False
    centred: int = 0
    bold: bool = False
    size: float = 12.0
    valign: int = 1


class Look(NamedTuple):
    """One element's part in the layout. `align` is of its own `align` attribute: "left", "center", "right" or None."""

    state: State
    hidden: bool
    block: bool
    before: int
    after: int
    indent: int
    align: str | None


def look(state: State, tag: str, style: str | None, align: str | None, size: str | None, valign: str | None) -> Look:
    """The look of an element inside `state`, from its tag and its attributes of these names."""
    pre, centred, bold, points, vertical = state
    margins = _BLOCKS.get(tag)
    block = margins is not None
    before, after, indent = margins or (0, 0, 0)
    hidden = tag in _HIDDEN
    pre = pre or tag in _PRE
    bold = bold or tag in _BOLD
    points *= _SCALE.get(tag, 1.0)
    align = align.strip().lower() if align else None
    if tag == "table":
        centred = centred if centred == BY_STYLE else 0
    elif tag in ("center", "th") or align == "center":
        centred = BY_ATTRIBUTE
    elif align:
        centred = 0
    if size and (number := re.match(r"\s*([+-]?)(\d{1,3})", size)):
        step = int(number[2])
        step = 3 + step if number[1] == "+" else 3 - step if number[1] == "-" else step
        points = _FONT_SIZES[min(max(step, 1), 7)]
    if valign:
        vertical = _VALIGN.get(valign.strip().lower(), vertical)
    if style:
        css = _declarations(style)
        display = css.get("display", "")
        if display == "none" or css.get("visibility") in ("hidden", "collapse"):
            hidden = True
        elif display.startswith("inline"):
            block = False
        elif display in ("block", "list-item", "table", "table-row", "flex", "grid", "flow-root"):
            block = True
        if space := css.get("white-space"):
            pre = space.startswith("pre") or (pre and space not in ("normal", "nowrap"))
        if where := css.get("text-align"):
            centred = BY_STYLE if "center" in where else centred if where == "inherit" else 0
        bold = _bold(css, bold)
        points = _points(css, points)
        vertical = _VALIGN.get(css.get("vertical-align", ""), vertical)
        before = _lines(css.get("margin-top"), before, MAX_MARGIN)
        after = _lines(css.get("margin-bottom"), after, MAX_MARGIN)
        indent = _lines(css.get("padding-left"), indent, MAX_INDENT)
    inherited = State(pre, centred, bold, min(max(round(points, 2), 1.0), 200.0), vertical)
    return Look(inherited, hidden, block, before, after, indent, align)


def _declarations(style: str) -> dict[str, str]:
    pairs = (part.partition(":") for part in style.lower().split(";"))
    return {name.strip(): value.replace("!important", "").strip() for name, _, value in pairs}


def _bold(css: dict[str, str], bold: bool) -> bool:
    if font := css.get("font"):
        bold = bool(re.search(r"\bbold|\b[6-9]00\b", font))
    if weight := css.get("font-weight"):
        if weight.isdecimal():
            return len(weight) > 3 or int(weight) >= 600
        bold = weight.startswith("bold") or (bold and weight not in ("normal", "lighter"))
    return bold


def _points(css: dict[str, str], points: float) -> float:
    size = css.get("font-size") or css.get("font")
    if not size:
        return points
    if m := _LENGTH.search(size):
        value, unit = abs(float(m[1])), m[2]
        return value * _POINTS[unit] if unit in _POINTS else points * value * {"%": 0.01, "ex": 0.5}.get(unit, 1.0)
    return _SIZE_WORDS.get(size, points)


def _lines(length: str | None, default: int, most: int) -> int:
    """A CSS length as a number of lines or columns: as inscriptis counts them, 8 of whatever unit, or 1 em, are one."""
    if not length or not (m := _LENGTH.match(length)):
        return default
    value = float(m[1]) if m[2].endswith("em") else float(m[1]) / 8
    return min(max(round(value), 0), most)
