"""HTML to lines of text with their layout, as a browser would break them.

lxml's parser calls `_Renderer` at each tag and text: no tree is built, so that neither depth nor size costs text or
memory. Margins, list marks and the order of words are those of inscriptis' strict profile.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from lxml import etree

from .canvas import Canvas
from .html_text import LINE_END, each_line, meant, number, pieces, well_formed
from .packed import BLANK, Cell, Grid, Packed
from .places import Places
from .styles import MAX_INDENT, Look, State, look
from .tables import MAX_SPAN, lay_out


def render(html: str) -> Packed:
    """The lines of `html`, each with its place in it.

    >>> [line.text for line in render("<p>FORM&nbsp;8-K<br>Acme</p><table><tr><td>By:<td>/s/ Ann Lee</table>")]
    ['FORM 8-K', 'Acme', '', 'By:  /s/ Ann Lee', '']
    """
    html = well_formed(html)
    renderer = _Renderer(html)
    parser = etree.HTMLParser(target=renderer, huge_tree=True)
    for start, end in pieces(html):
        renderer.places.reached(start, end)
        parser.feed(html[start:end])
    return parser.close() if html else Packed()


class _Table:
    __slots__ = ("grid", "loose", "outer")

    def __init__(self, outer: Canvas) -> None:
        self.outer = outer
        self.loose = Canvas()  # captions, and text that stands outside every cell: it goes before the table
        self.grid = Grid()


_BULLETS = ("* ", "+ ", "o ", "- ")
_MAX_NESTED = 50  # tables; those within are blocks, for each level lays out its lines anew
_LONG = 1 << 20  # longer texts are split into words piecemeal, to save memory


class _Renderer:
    """Target of the parser: keeps the open elements on a stack of its own."""

    def __init__(self, html: str) -> None:
        self.places = Places(html)
        self.canvas = self.page = Canvas()
        self.state = State()
        self.indent = 0
        self.hidden = 0  # how many open elements stand in a hidden one, itself included
        self.pending: list[str] = []  # text since the last tag; entities split it
        self.data = self.pending.append
        self.stack: list[tuple | None] = []
        self.tables: list[_Table | None] = []  # None: nested too deep to be laid out
        self.counters: list[int | str] = []  # of the lists that are open: next number, or bullet
        self.fresh_pre = False

    # -- what the parser calls (and `data`)

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        if self.pending:
            self._flow()
        if self.hidden:
            self.hidden += 1
            self.stack.append(None)
            return
        if attrs:
            get = attrs.get
            size = get("size") if tag == "font" else None
            seen, opens, closes = _element(self.state, tag, get("style"), get("align"), size, get("valign"))
        else:
            seen, opens, closes = _element(self.state, tag, None, None, None, None)
        if seen.hidden or (attrs and "hidden" in attrs):
            self.hidden = 1
            self.stack.append(None)
            return
        slot = None
        outer, indent, state = self.canvas, self.indent, self.state
        self.state = seen.state
        if opens:
            slot = opens(self, seen, attrs)
        top = self.stack[-1] if self.stack else None
        if top and top[1] is seen and top[2] is state and top[3] is outer and top[4] == indent and top[5] is slot:
            self.stack.append(top)  # of the same element: however deep, it is kept once
        else:
            self.stack.append((closes, seen, state, outer, indent, slot))

    def end(self, tag: str) -> None:
        if self.pending:
            self._flow()
        if not self.stack:
            return
        frame = self.stack.pop()
        if frame is None:
            self.hidden -= 1
            return
        closes, seen, state, outer, indent, slot = frame
        if closes:
            closes(self, seen, slot)
        self.state, self.canvas, self.indent = state, outer, indent

    def close(self) -> Packed:
        if self.pending:
            self._flow()
        while self.stack:
            self.end("")
        self.page.end_line()
        return self.page.lines if isinstance(self.page.lines, Packed) else Packed(self.page.lines)

    # -- text

    def _flow(self) -> None:
        """Write the text that came since the last tag."""
        pending = self.pending
        data = meant(pending[0] if len(pending) == 1 else "".join(pending))
        pending.clear()
        if self.state.pre and not self.hidden:
            self._verbatim(data)
            return
        if data.isspace():
            self.canvas.space = True
        elif 0 < len(data) <= _LONG:
            self._words(data)
        else:
            for i in range(0, len(data), _LONG):
                self._words(data[i : i + _LONG])

    def _words(self, data: str) -> None:
        words = data.split()
        canvas = self.canvas
        if not words:
            canvas.space = True
            return
        start, end = self.places.find(words[0])
        if self.hidden:
            return
        text = " ".join(words)
        if canvas.parts and (canvas.space or data[0].isspace()):
            text = " " + text
        canvas.write(text, self.state, self.indent, start, end)
        canvas.space = data[-1].isspace()

    def _verbatim(self, data: str) -> None:
        canvas = self.canvas
        # HTML: a line end right after <pre> does not show
        first = LINE_END.match(data) if self.fresh_pre else None
        self.fresh_pre = False
        for k, line in enumerate(each_line(data, first.end() if first else 0)):
            if k:
                self._new_line()
            if line:
                words = line.split(None, 1)
                start, end = self.places.find(words[0], "\n") if words else self.places.here()
                canvas.write(line, self.state, self.indent, start, end)

    def _new_line(self) -> None:
        if not self.canvas.end_line():
            self.canvas.add(BLANK)
            self.canvas.space = False

    # -- elements

    def _open_block(self, seen: Look, attrs: dict[str, str] | None = None) -> None:
        self.canvas.end_block(seen.before)
        self.indent = min(self.indent + seen.indent, MAX_INDENT)

    def _open_pre(self, seen: Look, attrs: dict[str, str]) -> None:
        self._open_block(seen)
        self.fresh_pre = True

    def _close_block(self, seen: Look, slot: object = None) -> None:
        self.canvas.end_block(seen.after)

    def _open_break(self, seen: Look, attrs: dict[str, str]) -> None:
        self._new_line()

    def _open_list(self, seen: Look, attrs: dict[str, str], first: int | None = None) -> None:
        self.counters.append(_BULLETS[len(self.counters) % len(_BULLETS)] if first is None else first)
        self._open_block(seen)

    def _open_numbered(self, seen: Look, attrs: dict[str, str]) -> None:
        self._open_list(seen, attrs, number(attrs.get("start"), 1, 10**6))

    def _close_list(self, seen: Look, slot: object) -> None:
        self._close_block(seen)
        self.counters.pop()

    def _open_item(self, seen: Look, attrs: dict[str, str]) -> None:
        self._open_block(seen)
        mark = self.counters[-1] if self.counters else "* "
        if isinstance(mark, int):
            mark = number(attrs.get("value"), mark, 10**6)
            self.counters[-1] = mark + 1
            mark = f"{mark}. "
        self.canvas.bullet = mark

    def _close_item(self, seen: Look, slot: object) -> None:
        if self.canvas.bullet and not self.canvas.parts:
            self.canvas.write("", self.state, self.indent, *self.places.here())
        self._close_block(seen)

    def _open_quote(self, seen: Look, attrs: dict[str, str]) -> None:
        canvas = self.canvas
        canvas.write(' "' if canvas.parts and canvas.space else '"', self.state, self.indent, *self.places.here())
        canvas.space = False

    def _close_quote(self, seen: Look, slot: object) -> None:
        self.canvas.write('"', self.state, self.indent, *self.places.here())

    def _open_table(self, seen: Look, attrs: dict[str, str]) -> _Table | None:
        if len(self.tables) >= _MAX_NESTED:
            self.tables.append(None)
            self._open_block(seen)
            return None
        self.canvas.end_block(seen.before)
        table = _Table(self.canvas)
        self.tables.append(table)
        self.canvas, self.indent = table.loose, 0
        return table

    def _close_table(self, seen: Look, table: _Table | None) -> None:
        self.tables.pop()
        if table is None:
            self._close_block(seen)
            return
        outer = table.outer
        table.loose.end_line()
        if any(line.text for line in table.loose.lines):
            outer.extend(table.loose.lines)
        outer.extend(lay_out(table.grid))
        outer.margin = 0
        outer.end_block(max(seen.after, 1))

    def _open_row(self, seen: Look, attrs: dict[str, str]) -> _Table | None:
        table = self.tables[-1] if self.tables else None
        if table:
            table.grid.open_row()
        else:
            self._open_block(seen)
        return table

    def _close_row(self, seen: Look, table: _Table | None) -> None:
        if not table:
            self._close_block(seen)

    def _open_cell(self, seen: Look, attrs: dict[str, str]) -> tuple | None:
        table = self.tables[-1] if self.tables else None
        if not table:
            self.canvas.space = bool(self.canvas.parts)
            return None
        grid = table.grid
        self.canvas, self.indent = Canvas(), 0
        across = down = 1
        if attrs:
            across = number(attrs["colspan"], 1, MAX_SPAN) if "colspan" in attrs else 1
            down = number(attrs["rowspan"], 1, MAX_SPAN) if "rowspan" in attrs else 1
        return grid, grid.open_cell(), self.canvas, across, down

    def _close_cell(self, seen: Look, slot: tuple | None) -> None:
        if slot is None:
            return
        grid, number, canvas, colspan, rowspan = slot
        canvas.end_line()
        spans = canvas.lines or colspan > 1 or rowspan > 1
        grid.close_cell(number, Cell(canvas.lines, colspan, rowspan, seen.align, seen.state.valign) if spans else None)


_OPENS = {
    "br": _Renderer._open_break,
    "pre": _Renderer._open_pre,
    **dict.fromkeys(("ul", "dir", "menu"), _Renderer._open_list),
    "ol": _Renderer._open_numbered,
    "li": _Renderer._open_item,
    "q": _Renderer._open_quote,
    "table": _Renderer._open_table,
    "tr": _Renderer._open_row,
    **dict.fromkeys(("td", "th"), _Renderer._open_cell),
}
_CLOSES = {
    **dict.fromkeys(("ul", "dir", "menu", "ol"), _Renderer._close_list),
    "li": _Renderer._close_item,
    "q": _Renderer._close_quote,
    "table": _Renderer._close_table,
    "tr": _Renderer._close_row,
    **dict.fromkeys(("td", "th"), _Renderer._close_cell),
}


@lru_cache(maxsize=8192)
def _element(
    state: State, tag: str, style: str | None, align: str | None, size: str | None, valign: str | None
) -> tuple[Look, Callable | None, Callable | None]:
    """An element's look, and what is to be done where it opens and where it closes."""
    seen = look(state, tag, style, align, size, valign)
    opens, closes = (_Renderer._open_block, _Renderer._close_block) if seen.block else (None, None)
    return seen, _OPENS.get(tag, opens), _CLOSES.get(tag, closes)
