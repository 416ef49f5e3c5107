"""Statements and tables of figures."""

from __future__ import annotations

from ..labels import Label
from . import marks
from .headings import Heading
from .names import chance
from .scene import Scene
from .sheet import Sheet
from .words import sections


def figure(sc: Scene, style: str) -> str:
    rng = sc.rng
    if chance(rng, 0.05):
        return rng.choice(("-", "--", "—", "")) if style != "pct" else "-"
    if style == "pct":
        return f"{rng.randint(0, 99)}.{rng.randint(0, 9)}%"
    if style == "small":
        return f"{rng.randint(0, 9)}.{rng.randint(0, 99):02d}"
    value = f"{rng.randint(1, 999)},{rng.randint(0, 999):03d}" + (
        f",{rng.randint(0, 999):03d}" if style == "full" else ""
    )
    return f"({value})" if chance(rng, 0.12) else value


def statement(s: Sheet, sc: Scene, label: Label) -> None:
    """A balance sheet or the like: titles, column heads, rows, sums under rules, the closing remark."""
    rng = sc.rng
    heading = Heading(sc)
    heading.first(s, label)
    long = chance(rng, 0.3)
    figures(s, sc, label, rng.randint(25, 60) if long else rng.randint(6, 28), heading if long else None)
    if chance(rng, 0.5):
        s.line(
            label,
            rng.choice(
                (
                    "See accompanying notes to consolidated financial statements.",
                    "The accompanying notes are an integral part of these statements.",
                    "See notes to financial statements.",
                )
            ),
            rng.choice(("left", "centre")),
        )
    s.gap()


def figures(s: Sheet, sc: Scene, label: Label, rows: int, heading: Heading | None = None) -> None:
    """A table of figures; one with a heading goes over several pages, its column heads on each."""
    rng = sc.rng
    columns = rng.choice((2, 2, 3, 3, 4, 6, 7) if s.html else (2, 2, 3, 3, 4, 5))
    wide = 12 if columns < 4 else 10
    widths = [max(24, min(44, s.width - columns * (wide + 2))), *[wide] * columns]
    aligns = "l" + "r" * columns
    heads = rng.choice(
        ([str(sc.year - 1 - k) for k in range(columns)], [f"December 31,\n{sc.year - 1 - k}" for k in range(columns)])
    )
    s.table(label, ["", *heads], widths)
    style = rng.choice(("", "", "full", ""))
    rules = not s.html and chance(rng, 0.6)
    dots = not s.html and chance(rng, 0.3)
    items = sections("items")
    per_page = rng.randint(9, 22)
    for k in range(rows):
        if heading and k and k % per_page == 0:
            s.end_table()
            heading.turn(s, sc)
            s.table(label, ["", *heads], widths)
        kind = rng.random()
        if kind < 0.1:
            s.row(label, [rng.choice(items["table headings"]), *[""] * columns], widths, aligns)
            continue
        name = rng.choice(items["line items"])
        name = ("  " if chance(rng, 0.5) and not s.html else "") + name
        if dots and len(name) < widths[0] - 4:
            name += "." * (widths[0] - len(name))
        one = rng.choice((style, style, style, style, "pct", "small"))
        cells = [figure(sc, one) for _ in range(columns)]
        if k == 0 or chance(rng, 0.1):
            cells = [f"$ {c}" if c[:1].isdigit() else c for c in cells]
        total = name.strip().startswith(("Total", "Net ", "Income before", "Gross"))
        if rules and total:
            s.row(label, ["", *["-" * 10] * columns], widths, aligns)
        s.row(label, [name, *cells], widths, aligns)
        if rules and total:
            s.row(label, ["", *[rng.choice("-=") * 10] * columns], widths, aligns)
        if chance(rng, 0.06) and not s.html:
            s.gap()
    s.end_table()


def small(s: Sheet, sc: Scene, label: Label) -> None:
    """A short table of another kind: votes, prices, holders, officers, percentages."""
    rng = sc.rng
    kind = rng.randrange(5)
    if kind == 0:
        widths = [26, 14, 14, 16]
        s.table(label, ["Nominee", "For", "Withheld", "Broker Non-Votes"], widths)
        for _ in range(rng.randint(2, 9)):
            s.row(label, [sc.names.person(), *(sc.fill("[count],118") for _ in range(3))], widths, "lrrr")
    elif kind == 1:
        widths = [24, 14, 14]
        s.table(label, [str(sc.year - 1), "High", "Low"], widths)
        for quarter in ("First", "Second", "Third", "Fourth"):
            s.row(label, [f"{quarter} Quarter", sc.fill("$[price]"), sc.fill("$[price]")], widths, "lrr")
    elif kind == 2:
        widths = [34, 20, 14]
        s.table(
            label,
            ["Name and Address of Beneficial Owner", "Amount and Nature of Ownership", "Percent of Class"],
            widths,
        )
        for _ in range(rng.randint(3, 9)):
            s.row(
                label,
                [
                    rng.choice((sc.names.person(), sc.names.company() + "\n" + "\n".join(sc.names.address()))),
                    sc.fill("[count],204"),
                    sc.fill("[pct]"),
                ],
                widths,
                "lrr",
            )
    elif kind == 3:
        widths = [26, 6, 40]
        s.table(label, ["Name", "Age", "Position"], widths)
        for _ in range(rng.randint(3, 10)):
            s.row(label, [sc.names.person(), str(rng.randint(34, 78)), sc.names.title()], widths, "lrl")
    else:
        widths = [36, 12, 12]
        s.table(label, ["", f"{sc.year - 1}", f"{sc.year - 2}"], widths)
        for name in rng.sample(sections("items")["line items"], rng.randint(3, 8)):
            s.row(label, [name, figure(sc, "pct"), figure(sc, "pct")], widths, "lrr")
    s.end_table()


def contents(s: Sheet, sc: Scene, entries: list[str]) -> None:
    """A table of contents with its heading; all boilerplate."""
    rng = sc.rng
    b = Label.BOILERPLATE
    s.line(b, rng.choice(("TABLE OF CONTENTS", "Table of Contents", "INDEX", "CONTENTS")), "centre")
    s.gap()
    dots = not s.html and chance(rng, 0.6)
    widths = [s.width - 8, 5]
    if chance(rng, 0.7):
        s.row(b, ["", "Page"], widths, "lr")
    for k, entry in enumerate(entries):
        text = marks.bare(entry)
        if dots and len(text) < widths[0] - 4:
            text = text + " " + "." * (widths[0] - len(text) - 1)
        s.row(b, [text, "" if entry.startswith("PART") else str(1 + 3 * k)], widths, "lr")
        if chance(rng, 0.2) and not s.html:
            s.gap()
    s.gap()
