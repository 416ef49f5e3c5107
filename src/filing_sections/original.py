"""A filing's own HTML made inert, with its labelled regions marked, for the report's second view.

    html, source ranges of lines, labels -> a page that can neither run nor load anything

A writer that only knows harmless tags and attributes: what it does not know is left out, text is always escaped.
The page is shown in a sandboxed frame under a Content-Security-Policy of its own, so that a gap here stays harmless.
"""

from __future__ import annotations

import re
from html import escape

import numpy as np
from lxml import etree
from lxml import html as lxml_html

from .labels import Label

#: The letters that stand for the labels where there is no colour: in margins, in the report's data, on the keyboard.
LETTERS = {Label.COVER: "C", Label.SIGNATURE: "S", Label.EXHIBIT: "E", Label.BOILERPLATE: "P", Label.BODY: "B"}


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


TAGS = _words(
    "a abbr address article b big blockquote br caption center cite code col colgroup dd del dfn dir div dl dt em "
    "figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main menu nobr ol p pre q s samp "
    "section small span strike strong sub sup table tbody td tfoot th thead tr tt u ul var"
)
VOID = _words("br col hr img")
#: Left out with all that is in them; every other unknown tag is left out but its content stays (`ix:nonnumeric`).
DROPPED = _words(
    "script style template noscript iframe frame frameset object embed applet svg math audio video canvas input "
    "button select option textarea head title base link meta ix:header"
)
ATTRIBUTES = _words(
    "align bgcolor border cellpadding cellspacing clear color colspan dir face height hspace lang noshade nowrap "
    "rowspan rules size span start style summary type valign value vspace width"
)
#: A declaration is kept when its property is of this list and its value holds plain words, numbers and colours only.
PROPERTIES = re.compile(
    r"(background-color|border(-(top|right|bottom|left|collapse|spacing))?(-(color|style|width))?|color|display|"
    r"font(-(family|size|style|variant|weight))?|(min-|max-)?(height|width)|letter-spacing|line-height|"
    r"list-style-type|(margin|padding)(-(top|right|bottom|left))?|text-(align|decoration|indent|transform)|"
    r"vertical-align|visibility|white-space|word-spacing|page-break-(before|after|inside))"
)
VALUE = re.compile(r"(?:[-\w\s.,#%'\"!]|\b(?:rgba?|hsla?)\([\d\s.,%]*\))*", re.ASCII)
IMAGE = re.compile(r"data:image/(png|gif|jpeg|webp);base64,[A-Za-z0-9+/=\s]*")

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
#: Marks where a line starts, put into the markup before it is parsed: a private-use character, a number, another.
MARK = "\ue0f0{}\ue0f1"
MARKS = re.compile("\ue0f0(\\d+)\ue0f1")

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<style>
html {{ background: #fff; color: #111; }}
body {{ margin: 12px 16px; overflow-wrap: anywhere; }}
ins.r {{ text-decoration: none; }}
.cover {{ background: #d6e6fb; }} .signature {{ background: #d3eddc; }} .exhibit {{ background: #fae3c8; }}
.boilerplate {{ background: #e6e6ea; }}
.first::before {{ content: attr(data-letter); font: 700 10px/1 monospace; vertical-align: super; padding: 0 3px; }}
a.at {{ scroll-margin-top: 30vh; }} a.at:target {{ border-left: 4px solid #0b5cad; margin-right: 4px; }}
</style></head><body>{body}</body></html>"""


def inert(html: str, source: np.ndarray | None, labels: list[Label | None]) -> str:
    """The HTML without anything that runs, loads or leads away; line `i` starts at the anchor ``l<i>``, from 1.

    Args:
        html: the document's markup.
        source: int64, shape (n_lines, 2): character range of each line in `html`, empty for a blank line.
            None leaves the regions unmarked.
        labels: one a line.

    >>> page = inert("<p onclick='go()'>Acme<script>alert(1)</script></p>", np.array([[17, 21]]), [Label.COVER])
    >>> page[page.index("<body>") + 6 : page.index("</body>")]
    '<p><a class="at" id="l1"></a><ins class="r cover first" data-letter="C">Acme</ins></p>'
    """
    html = html.replace("\ue0f0", "").replace("\ue0f1", "") if source is None else _with_marks(html, source)
    body = "".join(_write(_parse(html), labels))
    return PAGE.format(policy=POLICY, body=body)


def _with_marks(html: str, source: np.ndarray) -> str:
    # Marks of the document itself would be taken for ours; a character of the same length keeps the offsets.
    html = html.replace("\ue0f0", "\ufffd").replace("\ue0f1", "\ufffd")
    pieces, at = [], 0
    for line, (start, end) in enumerate(source.tolist(), 1):
        if not at <= start < min(end, len(html)):  # a blank line, or one that cannot be placed
            continue
        # A range that is off by a little may begin inside a tag: the mark goes behind it.
        if html.rfind("<", at, start) > html.rfind(">", at, start):
            start = html.find(">", start) + 1 or len(html)
        pieces += [html[at:start], MARK.format(line)]
        at = start
    return "".join([*pieces, html[at:]])


def _parse(html: str) -> etree._Element | None:
    # An XML declaration that names an encoding is refused for text; NUL ends libxml2's reading.
    html = re.sub(r"^\s*<\?xml[^>]*\?>", "", html).replace("\0", "\ufffd")
    if not html.strip():
        return None
    parser = lxml_html.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        return lxml_html.document_fromstring(html.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:  # markup without any content
        return None


def _write(root: etree._Element | None, labels: list[Label | None]) -> list[str]:
    if root is None:
        return []
    out: list[str] = []
    marker = _Marker(labels)
    skipping = 0
    for event, node in etree.iterwalk(root, events=("start", "end")):
        tag = node.tag.lower() if isinstance(node.tag, str) else ""
        if event == "start":
            skipping += tag in DROPPED
            if not skipping and tag in TAGS:
                out.append(_opening(tag, node))
            text = node.text
        else:
            if not skipping and tag in TAGS - VOID:
                out.append(f"</{tag}>")
            skipping -= tag in DROPPED
            text = node.tail
        if text and not skipping:
            out.append(marker.mark(text))
    return out


def _opening(tag: str, node: etree._Element) -> str:
    kept = []
    for name, value in node.attrib.items():
        value = MARKS.sub("", value)
        if name == "style":
            value = _style(value)
        if name in ATTRIBUTES and value:
            kept.append(f' {name}="{escape(value)}"')
        elif tag == "img" and name == "alt":
            kept.append(f' alt="{escape(value)}"')
        elif tag == "img" and name == "src" and IMAGE.fullmatch(value):
            kept.append(f' src="{escape(value)}"')
    return f"<{tag}{''.join(kept)}>"


def _style(value: str) -> str:
    kept = []
    for declaration in value.split(";"):
        name, _, what = declaration.partition(":")
        name, what = name.strip().lower(), what.strip()
        if PROPERTIES.fullmatch(name) and VALUE.fullmatch(what):
            kept.append(f"{name}:{what}")
    return ";".join(kept)


class _Marker:
    """Escapes text and wraps it by the label of the line that it belongs to."""

    def __init__(self, labels: list[Label | None]) -> None:
        self.labels = labels
        self.label: Label | None = None  # of the line that was last begun
        self.shown: Label | None = None  # of the text that was last written

    def mark(self, text: str) -> str:
        out = []
        for i, piece in enumerate(MARKS.split(text)):
            if i % 2:
                line = int(piece)
                self.label = self.labels[line - 1] if line <= len(self.labels) else None
                out.append(f'<a class="at" id="l{line}"></a>')
            elif piece.strip() and self.label:
                first = f' first" data-letter="{LETTERS[self.label]}' if self.label != self.shown else ""
                self.shown = self.label
                out.append(f'<ins class="r {self.label.value}{first}">{escape(piece)}</ins>')
            else:
                out.append(escape(piece))
        return "".join(out)
