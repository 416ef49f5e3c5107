"""Laying out an HTML filing: the same calls as `TextSheet`, HTML out."""

from __future__ import annotations

import html
import re
from random import Random

from ..labels import Label
from ..lines import Lines
from . import marks
from .names import chance
from .sheet import Sheet

B = Label.BOILERPLATE
_QUOTED = re.compile(r'"([^"]*)"')


class HtmlSheet(Sheet):
    """An HTML filing in one of three manners: font tags (about 2000), styled paragraphs, nested divs and spans."""

    html = True
    tags = False
    width = 90

    def __init__(self, rng: Random, year: int):
        super().__init__(rng)
        self.body: list[str] = []
        self.rows: list[str] = []
        self.manner = "font" if year < 2006 else rng.choice(("p", "div"))
        self.curly = chance(rng, 0.75)
        self.margin_style = rng.choice(
            ("margin:0pt", "margin:0pt", "margin-top:0pt;margin-bottom:6pt", "margin-bottom:12pt")
        )
        self.number = rng.choice(("{n}", "{n}", "{n}", "-{n}-", "F-{n}", "Page {n}", ""))
        self.page_length = rng.choice((18, 25, 35, 500))
        self.first = rng.choice((0, 0, 0, 20, 36))
        self.head = ["Table of Contents"] if chance(rng, 0.25) and year > 2002 else []
        self.head_align = "left"
        self.used = 0
        self.pages = rng.randint(6, 90)
        self.spacer = chance(rng, 0.5)
        self.airy = rng.choice((0.0, 0.1, 0.5, 0.8))
        self.last: Label | None = None

    def printed(self, text: str) -> str:
        return _QUOTED.sub("“\\1”", text).replace("'", "\u2019") if self.curly else text

    def _text(self, label: Label, text: str) -> str:
        return self._tag(label, html.escape(self.printed(text), quote=False))

    def _block(self, label: Label, text: str, align: str = "left", style: str = "", bold: bool = False) -> None:
        self._close_table()
        if not marks.bare(text).strip():  # an empty paragraph is dropped, but would keep its mark
            return
        inner = "<br/>".join(self._text(label, part) for part in text.split("\n"))
        inner = f"<b>{inner}</b>" if bold else inner
        align = {"centre": "center"}.get(align, align)
        if self.manner == "font":
            out = f'<p align="{align}"><font size="2">{inner}</font></p>'
        elif self.manner == "p":
            out = f'<p style="text-align:{align};{self.margin_style};{style}">{inner}</p>'
        else:
            weight = ";font-weight:700" if bold else ""
            out = f'<div style="text-align:{align};{style}"><span style="font-size:10pt{weight}">{inner}</span></div>'
        self.body.append(out)
        self.used += 1

    def gap(self, n: int = 1) -> None:
        self._close_table()
        if chance(self.rng, self.airy):
            self.body.append(self.rng.choice(("<p>&#160;</p>", "<br/>", '<div style="margin-top:12pt"><br/></div>')))

    def line(self, label: Label, text: str, align: str = "left", indent: int = 0) -> None:
        self._turn_if_full(label)
        self._block(label, text, align, f"padding-left:{indent * 5}pt" if indent else "", bold=text.isupper())

    def para(self, label: Label, text: str, indent: int = 0, first: int | None = None, hang: int = 0) -> None:
        self._turn_if_full(label)
        style = f"text-indent:{self.first}pt" if first is None and self.first else ""
        self._block(label, text, "left", style)
        if self.manner == "div":
            self.gap(2)

    def _turn_if_full(self, label: Label) -> None:
        whole = label == self.last and label in (Label.SIGNATURE, Label.COVER)
        self.last = label
        if self.used >= self.page_length + (25 if whole else 0):
            self.page()

    def row(self, label: Label, cells: list[str], widths: list[int], aligns: str = "", between: int = 2) -> None:
        """One table row; "\\n" in a cell is a line break."""
        aligns = aligns or "l" * len(cells)
        tds = []
        for cell, width, align in zip(cells, widths, aligns, strict=True):
            style = f"width:{100 * width // max(1, sum(widths))}%"
            style += {"r": ";text-align:right", "c": ";text-align:center"}.get(align, "")
            amount = cell.strip()
            if align == "r" and amount.startswith("$"):
                tds.append(f"<td>{self._text(label, '$')}</td>")
                cell = amount[1:].strip()
            elif align == "r" and self.spacer:
                tds.append("<td></td>")
            pieces = marks.reopen(cell.split("\n"))
            inner = "<br/>".join(self._text(label, part) if part.strip() else "" for part in pieces)
            if align == "r" and amount.endswith(")"):
                inner = inner.rstrip(")")
                tds.append(f'<td style="{style}">{inner}</td><td>{self._text(label, ")")}</td>')
            else:
                tds.append(f'<td style="{style}">{inner}</td>')
                if align == "r" and self.spacer:
                    tds.append("<td>&#160;</td>")
        self.rows.append("<tr>" + "".join(tds) + "</tr>")

    def _close_table(self) -> None:
        if self.rows:
            rows, self.rows = self.rows, []
            self.body.append('<table style="width:100%;border-collapse:collapse">\n' + "\n".join(rows) + "\n</table>")
            self.used += len(rows) // 3

    def rule(self, label: Label, width: int = 0, char: str = "-", align: str = "left", indent: int = 0) -> None:
        self._close_table()
        if chance(self.rng, 0.5):
            self.body.append("<hr/>")
        else:
            self._block(label, "_" * (width or 60), align)

    def table(self, label: Label, header: list[str] | None = None, widths: list[int] | None = None) -> None:
        self._turn_if_full(label)
        self._close_table()
        if header and widths:
            self.row(label, header, widths, "l" + "c" * (len(header) - 1))

    def end_table(self) -> None:
        self._close_table()

    def tag(self, text: str) -> None:
        """Tags of plain text have no place here."""

    def page(self) -> None:
        self._close_table()
        number = self.number.format(n=self.page_number, m=self.pages)
        self.page_number += 1
        if number:
            self._block(B, number, "centre")
        self.body.append('<hr style="page-break-after:always"/>')
        for head in self.head:
            self._block(B, head.format(n=self.page_number), self.head_align)
        self.used = 0

    def source(self, clean: bool = True) -> str:
        """The whole HTML; with its marks where not `clean`."""
        self._close_table()
        text = (
            '<html>\n<head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"/></head>\n<body>\n'
            + "\n".join(self.body)
            + "\n</body>\n</html>\n"
        )
        return marks.bare(text) if clean else text

    def marked(self) -> tuple[list[str], Lines]:
        """The rendered lines with their marks, and the lines as they stand without them."""
        return list(Lines.from_html(self.source(clean=False))), Lines.from_html(self.source())
