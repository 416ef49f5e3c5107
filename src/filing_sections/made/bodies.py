"""The body of a filing: Items with prose, statements and notes."""

from __future__ import annotations

from ..labels import Label
from . import exhibits, headings, indexes, signatures, signoffs, tables
from .names import chance
from .parts import boilerplate
from .scene import Scene
from .sheet import Sheet
from .words import sections

BODY, B, X = Label.BODY, Label.BOILERPLATE, Label.EXHIBIT


def item_heading(s: Sheet, sc: Scene, number: str, title: str, manner: str, label: Label = BODY) -> None:
    if manner == "upper":
        number, title = number.upper(), title.upper()
    if manner == "centre":
        s.line(label, number.upper(), "centre")
        s.line(label, title, "centre")
    elif manner == "row":
        s.row(label, [number, title], [10, s.width - 14])
    elif manner == "under" and not s.html:
        s.line(label, f"{number}  {title}")
        s.line(label, "-" * len(number) + "  " + "-" * min(len(title), s.width - 12))
    else:
        s.line(label, f"{number}{'' if number.endswith('.') else sc.dot} {title}")
    s.gap()


def subheading(s: Sheet, sc: Scene, label: Label = BODY, key: str = "headings") -> None:
    rng = sc.rng
    text = rng.choice(sections("items")[key])
    if chance(rng, 0.3):
        text = text.upper()
    s.line(label, text, rng.choice(("left", "left", "left", "centre")))
    if not s.html and chance(rng, 0.25):
        s.line(label, "-" * len(text))
    s.gap()


def bullets(s: Sheet, sc: Scene, label: Label, texts: list[str]) -> None:
    """A bulleted list; in HTML the bullet stands in a cell or in the text."""
    mark = sc.rng.choice(("•", "●", "·", "\u2013", "o")) if s.html else sc.rng.choice(("o", "-", "*", "--"))
    rows = s.html and chance(sc.rng, 0.6)
    alone = chance(sc.rng, 0.2)  # the bullet on a line of its own
    for text in texts:
        if alone:
            s.line(label, mark)
            s.para(label, text, indent=0 if s.html else 3, first=0)
        elif rows:
            s.row(label, [mark, text], [4, 90])
        else:
            s.para(label, f"{mark} {text}", indent=3, first=0, hang=2)


def cautions(s: Sheet, sc: Scene) -> None:
    """The forward-looking statements of a report or prospectus, at times with a list of factors."""
    rng = sc.rng
    s.line(
        B,
        rng.choice(
            (
                "FORWARD-LOOKING STATEMENTS",
                "Cautionary Note Regarding Forward-Looking Statements",
                "SPECIAL NOTE REGARDING FORWARD-LOOKING STATEMENTS",
            )
        ),
    )
    s.gap()
    boilerplate(s, sc, "forward")
    if chance(rng, 0.6):
        factors = sections("boilerplate")["factors"]
        bullets(s, sc, B, [sc.fill(x) for x in rng.sample(factors, rng.randint(3, min(18, len(factors))))])
    for text in rng.sample(sections("boilerplate")["forward_more"], rng.randint(0, 2)):
        s.para(B, text)


def paragraphs(s: Sheet, sc: Scene, section: str, count: int, label: Label = BODY) -> None:
    """Paragraphs with a heading or a table here and there, some bulleted or run-in."""
    rng = sc.rng
    for _ in range(count):
        kind = rng.random()
        if kind < 0.18:
            subheading(s, sc, label)
        if kind > 0.93:
            for _ in range(rng.randint(2, 5)):
                s.para(
                    label,
                    f"{'o' if not s.html else '•'} {sc.prose(section, 1, 1)}",
                    indent=rng.choice((3, 5)),
                    first=0,
                    hang=2,
                )
        elif kind > 0.88:
            tables.small(s, sc, label)
        elif kind > 0.82:
            s.para(label, f"{rng.choice(sections('items')['headings'])}. {sc.prose(section)}")
        elif kind > 0.79:
            for k in range(rng.randint(2, 4)):
                s.para(label, f"({'abcd'[k]}) {sc.prose(section, 1, 2)}", indent=rng.choice((0, 5)))
        elif kind > 0.77:
            s.line(label, sc.sentence("body", section)[: s.width])
        else:
            s.para(label, sc.prose(section))


def statements(s: Sheet, sc: Scene, label: Label = BODY) -> None:
    """An auditor's report, statements and notes."""
    rng = sc.rng
    if chance(rng, 0.3):
        indexes.page(s, sc)
        s.page()
    if label == BODY and chance(rng, 0.12) and not sc.form.startswith("10-Q"):
        signoffs.management(s, sc)
    if chance(rng, 0.6) and not sc.form.startswith("10-Q"):
        s.line(
            label,
            rng.choice(
                (
                    "REPORT OF INDEPENDENT AUDITORS",
                    "INDEPENDENT AUDITORS' REPORT",
                    "Report of Independent Registered Public Accounting Firm",
                )
            ),
            "centre",
        )
        s.gap()
        if chance(rng, 0.7):
            s.lines(
                label,
                [
                    rng.choice(
                        ("The Board of Directors and Shareholders", "To the Stockholders and Board of Directors of")
                    ),
                    sc.company,
                ],
            )
            s.gap()
        for text in sections("body")["audit"][: rng.randint(4, 7)]:
            s.para(label, sc.fill(text))
        signatures.auditor(s, sc, sc.names.auditor())
        s.page()
    for _ in range(rng.randint(1, 4)):
        tables.statement(s, sc, label)
        if chance(rng, 0.2 if sc.form in ("20-F", "40-F", "6-K") else 0.02):
            signoffs.board(s, sc)
        if chance(rng, 0.5):
            s.page()
    before = s.head, s.head_align
    headings.notes(s, sc, label)
    manner = rng.choice(("{}. {}", "NOTE {} - {}", "Note {}. {}", "({}) {}", "{}) {}"))
    for k in range(1, rng.randint(2, 9)):
        s.line(label, manner.format(k, rng.choice(sections("items")["notes"])))
        s.gap()
        for _ in range(rng.randint(1, 3)):
            s.para(label, sc.prose("notes", 1, 4))
        if chance(rng, 0.35):
            tables.figures(s, sc, label, rng.randint(3, 9))
    headings.plain(s, *before)


def report(s: Sheet, sc: Scene) -> None:
    """The Items of an annual or quarterly report, its exhibits among them."""
    rng = sc.rng
    form = "20-F" if sc.form in ("20-F", "40-F") else "10-Q" if sc.form.startswith("10-Q") else "10-K"
    key = form if form == "20-F" or sc.year < 2004 else f"{form} new"
    rows = sections("items")[key]
    sc.dot = rng.choice((".", "", ".", " -"))
    manner = rng.choice(("plain", "plain", "upper", "upper", "row", "centre", "under"))
    if chance(rng, 0.5):
        entries = [" ".join(r.split("|")[:2]).replace("* ", "") for r in rows]
        tables.contents(s, sc, entries)
        s.page()
    if chance(rng, 0.25) and sc.year > 1995:
        cautions(s, sc)
    s.line(BODY, "PART I" + (" - FINANCIAL INFORMATION" if form == "10-Q" else ""), "centre")
    s.gap()
    depth = rng.choice((1, 1, 2, 3, 5))
    short = chance(rng, 0.25)  # an annual report that incorporates most by reference
    for row in rows:
        parts = row.split("|")
        if len(parts) == 1:
            s.line(BODY, row, "centre")
            s.gap()
            continue
        number, title, kind = parts
        if number == "*":
            if chance(rng, 0.5):
                s.line(BODY, title)
                s.gap()
                paragraphs(s, sc, kind, rng.randint(1, 4))
            continue
        if kind == "EXHIBITS":
            if form == "20-F":
                number, title = "Item 19.", "Exhibits"
            exhibits.item_annual(
                s, sc, number if manner != "upper" else number.upper(), title if manner != "upper" else title.upper()
            )
            continue
        if chance(rng, 0.08):
            continue
        item_heading(s, sc, number, title, manner)
        if kind == "STATEMENTS":
            if short or (chance(rng, 0.4) and form == "10-K"):
                s.para(
                    BODY,
                    sc.fill(
                        "The financial statements and supplementary data are set forth on the pages listed in Item "
                        "14, or in the annual report to shareholders, and are incorporated herein by reference."
                    ),
                )
            else:
                statements(s, sc)
        elif kind == "TABLE":
            tables.figures(s, sc, BODY, rng.randint(4, 12)) if not short else s.para(BODY, sc.prose("legal", 1, 1))
        elif kind == "mdna" and chance(rng, 0.15) and sc.year > 1995:
            for text in rng.sample(sections("boilerplate")["forward_mixed"], rng.randint(1, 2)):
                s.para(B, sc.fill(text))
            if chance(rng, 0.4):
                bullets(s, sc, B, [sc.fill(x) for x in rng.sample(sections("boilerplate")["factors"], 5)])
            paragraphs(s, sc, kind, rng.randint(2, 7) * depth)
        elif kind == "legal" or short:
            paragraphs(s, sc, "legal", rng.randint(1, 2))
        else:
            paragraphs(s, sc, kind, rng.randint(2, 7) * depth)


def current(s: Sheet, sc: Scene, numbers: list[str]) -> None:
    """The Items of an 8-K; its exhibits Item last, or before the last."""
    rng = sc.rng
    sc.dot = rng.choice((".", ""))
    rows = [r.split("|") for r in sections("items")["8-K" if sc.year < 2004 else "8-K new"]]
    manner = rng.choice(("plain", "plain", "upper", "row", "under"))
    chosen = sorted(rng.sample(range(len(rows)), rng.choice((1, 1, 2, 3))))
    for k in chosen:
        number, title, kind = rows[k]
        item_heading(s, sc, number, title, manner)
        for _ in range(rng.randint(1, 4)):
            if chance(rng, 0.12):
                tables.small(s, sc, BODY)
            else:
                s.para(BODY, sc.prose(kind, 1, 3))
        if ("7.01" in number or "2.02" in number or number == "Item 9.") and chance(rng, 0.7):
            boilerplate(s, sc, "section18")
        if chance(rng, 0.06):
            boilerplate(s, sc, "forward")
    if numbers:
        exhibits.item_8k(s, sc, numbers)
