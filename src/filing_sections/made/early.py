"""Ownership reports whose lists follow the signatures: old Forms 13F, Schedules 13D with directors and officers."""

from __future__ import annotations

from ..labels import Label
from . import holders, marks, schedules
from .names import chance, written_date
from .parts import agency, boilerplate, caption, ticks
from .scene import Scene
from .sheet import Sheet

C, B, S, BODY = Label.COVER, Label.BOILERPLATE, Label.SIGNATURE, Label.BODY


def manager(s: Sheet, sc: Scene, whole: bool = False) -> None:
    """A 13F-HR of either layout."""
    if sc.year < 2004 and chance(sc.rng, 0.4):
        _signed_first(s, sc)
    else:
        holders.manager(s, sc, whole)


def _signed_first(s: Sheet, sc: Scene) -> None:
    """The older 13F: signed on its first page, before the other managers and the table."""
    rng = sc.rng
    on, off = ticks(s, sc)
    when = written_date(rng, sc.year, rng.choice((3, 6, 9, 12)))
    agency(s, sc)
    caption(s, "FORM 13F" if chance(rng, 0.6) else "FORM 13F-HR")
    s.gap()
    if chance(rng, 0.6):
        s.para(
            C,
            "INFORMATION REQUIRED OF INSTITUTIONAL INVESTMENT MANAGERS PURSUANT TO SECTION 13(f) OF THE SECURITIES "
            "EXCHANGE ACT OF 1934 AND RULES THEREUNDER",
        )
    caption(s, f"Report for the {rng.choice(('Quarter', 'Calendar Quarter'))} Ended {marks.date(when)}")
    s.gap()
    s.line(C, f"Check here if amendment {rng.choice((on, off))}; Amendment Number {rng.choice(('1', '___'))}")
    s.gap()
    lines = sc.names.address()
    for value, under in (
        (marks.org(sc.printed), "Name of Institutional Investment Manager"),
        (marks.address(", ".join(lines)), "Business Address   (Street)   (City)   (State)   (Zip)"),
        (
            f"{marks.person(sc.executives[0])}, {marks.title(sc.titles[0])}   {sc.names.phone()}",
            "Name, Phone No., and Title of Person Duly Authorized to Submit This Report.",
        ),
    ):
        s.line(C, value, "left", 2)
        if not s.html:
            s.rule(C, min(70, s.width))
        s.line(C, under)
        s.gap()
    boilerplate(s, sc, "p13f")
    signed = written_date(rng, sc.year)
    s.para(
        B,
        "Pursuant to the requirements of the Securities Exchange Act of 1934, the undersigned institutional investment "
        f"manager has caused this report to be signed on its behalf in the City of {sc.fill('[city]')} and State of "
        f"{sc.state} on {marks.date(signed)}.",
    )
    indent = rng.choice((0, 20, 30))
    name, title = sc.executives[0], sc.titles[0]
    anchor = s.record("signature", name=name, title=title, company=sc.printed, date=signed)
    s.line(S, marks.org(sc.printed), "left", indent)
    s.line(S, "(Name of Institutional Investment Manager)", "left", indent)
    s.gap()
    s.line(S, f"By: /s/ {anchor}{marks.person(name)}", "left", indent)
    if not s.html and chance(rng, 0.6):
        s.rule(S, 36, "-", "left", indent)
    s.lines(S, ["(Manual Signature of Person Duly", "Authorized to Submit This Report)"], "left", indent)
    s.line(S, marks.title(title), "left", indent)
    s.gap()
    s.cover = {"form": "13F", "registrants": [sc.printed], "address": ", ".join(lines), "date": when}
    if chance(rng, 0.3):
        s.page()
    _managers(s, sc)
    s.head = [f"Form 13F   {marks.org(sc.company)}"] if chance(rng, 0.3) else []
    for _ in range(rng.randint(2, 9)):
        s.page()
        _items(s, sc)


def _managers(s: Sheet, sc: Scene) -> None:
    """Other managers, in numbered rows, most of them empty."""
    rng = sc.rng
    s.para(
        C,
        "Name and 13F file number of ALL Institutional Investment Managers with respect to which this schedule is "
        "filed (other than the one filing this report): (List in alphabetical order).",
        first=0,
    )
    s.para(
        B, "13F File Numbers will be assigned to Institutional Investment Managers after they file their first report."
    )
    widths = [26, 12, 22, 12]
    s.row(C, ["Name:", "13F File No.:", "Name:", "13F File No.:"], widths)
    count = rng.randint(0, 8)
    ruled = not s.html and chance(rng, 0.5)
    for k in range(1, rng.choice((4, 6))):
        cells = []
        for n in (k, k + 5):
            known = n <= count
            name = marks.org(sc.names.company()) if known else ("None" if n == 1 else "")
            cells += [f"{n}. {name}".strip(), f"28-{rng.randint(100, 9999)}" if known else ""]
        s.row(C, cells, widths)
        if ruled:
            s.row(C, ["-" * w for w in widths], widths)
    s.gap()


def _items(s: Sheet, sc: Scene) -> None:
    """A page of the table under its heads, "Item 1:" to "Item 8:"."""
    rng = sc.rng
    widths = [18, 7, 10, 9, 9, 6, 5, 9]
    heads = ("Name of Issuer", "Title of Class", "CUSIP Number", "Fair Market Value", "Shares or Principal Amount")
    rest = ("Investment Discretion", "Managers", "Voting Authority (Shares)")
    s.table(BODY, [f"Item {k}:\n{head}" for k, head in enumerate((*heads, *rest), 1)], widths)
    spaced = chance(rng, 0.5)
    for _ in range(rng.randint(8, 24)):
        cusip = f"{rng.randint(10000, 99999)}{rng.choice('ABCDG0123')}{rng.randint(100, 999)}"
        amount = sc.fill("[count]")
        cells = [sc.names.company(), rng.choice(("Common", "COM", "WTS", "ADR")), cusip, sc.fill("[count]"), amount]
        s.row(BODY, [*cells, "X", rng.choice(("", "1", "2, 3")), amount], widths, "lllrrccr")
        s.gap() if spaced else None
    if chance(rng, 0.4):
        s.row(BODY, ["", "", "", "-" * 9, "", "", "", ""], widths, "lllrrccr")
        s.row(BODY, ["Page Total", "", "", sc.fill("[count]"), "", "", "", ""], widths, "lllrrccr")
    s.end_table()


def ownership(s: Sheet, sc: Scene, whole: bool = False) -> None:
    """A Schedule 13D or 13G; a 13D at times with schedules of directors, officers or trades behind the signatures."""
    holders.ownership(s, sc, whole)
    if "13D" not in sc.form or not chance(sc.rng, 0.35):
        return
    rng = sc.rng
    companies = [sc.names.company() for _ in range(rng.randint(1, 3))]
    s.page()
    if chance(rng, 0.35):
        schedules.officers(s, sc, companies)
        return
    for k, company in enumerate(companies):
        if k:
            s.page()
        s.line(BODY, rng.choice(("SCHEDULE {}", "Schedule {}", "ANNEX {}")).format("ABC"[k]), "centre")
        s.gap()
        s.line(BODY, rng.choice((f"DIRECTORS AND EXECUTIVE OFFICERS OF {company.upper()}", f"Directors of {company}")))
        s.gap()
        _people(s, sc, company)


def _people(s: Sheet, sc: Scene, company: str) -> None:
    """A block of a name, a title and an address for each."""
    rng = sc.rng
    labelled = chance(rng, 0.3)
    indent = rng.choice((0, 0, 5, 20))
    lines = sc.names.address()
    for _ in range(rng.randint(5, 14)):
        address = lines if chance(rng, 0.6) else sc.names.address()
        person, work = sc.names.person(), sc.names.title()
        if labelled:
            texts = [
                f"Name: {person}",
                f"Title: {work}",
                f"Business Address: {', '.join(address)}",
                "Citizenship: U.S.",
            ]
        else:
            texts = [person, work, *([company] if chance(rng, 0.6) else []), *address]
        s.lines(BODY, texts, "left", indent)
        s.gap()
