"""Form 13F: front page, summary and holdings."""

from __future__ import annotations

from ..labels import Label
from . import marks
from .names import chance, written_date
from .parts import agency, boilerplate, caption, ticks
from .scene import Scene
from .sheet import Sheet

C, BODY = Label.COVER, Label.BODY
_COLUMNS = ("Issuer", "Class", "CUSIP", "Value", "Amount", "SH/PRN", "Discretion")


def report_13f(s: Sheet, sc: Scene) -> str:
    """Front page and certification of a 13F-HR; gives the manager's name, marked. The signature follows."""
    rng = sc.rng
    _, off = ticks(s, sc)
    agency(s, sc)
    caption(s, "FORM 13F")
    caption(s, "FORM 13F COVER PAGE")
    s.gap()
    when = written_date(rng, sc.year, rng.choice((3, 6, 9, 12)))
    s.line(C, f"Report for the Calendar Year or Quarter Ended: {marks.date(when)}")
    s.gap()
    s.line(C, f"Check here if Amendment: {off}; Amendment Number: ____")
    s.line(C, f"This Amendment (Check only one): {off} is a restatement.")
    s.line(C, f"{off} adds new holdings entries.", "left", 33)
    s.gap()
    s.line(C, "Institutional Investment Manager Filing this Report:")
    s.gap()
    lines = sc.names.address()
    s.row(C, ["Name:", marks.org(sc.printed)], [10, 60])
    s.row(C, ["Address:", marks.ENTITY_OPEN["ADDRESS"] + lines[0]], [10, 60])
    for k, text in enumerate(lines[1:], 2):
        s.row(C, ["", text + (marks.ENTITY_CLOSE if k == len(lines) else "")], [10, 60])
    s.gap()
    s.line(C, f"Form 13F File Number: 28-{rng.randint(100, 19000)}")
    s.gap()
    if chance(rng, 0.3):
        boilerplate(s, sc, "f_attention")
    boilerplate(s, sc, "p13f")
    s.cover = {"form": "13F", "registrants": [sc.printed], "address": ", ".join(lines), "date": when}
    return marks.org(sc.printed)


def holdings(s: Sheet, sc: Scene) -> None:
    """Report type and summary page of a 13F-HR and its table of holdings."""
    rng = sc.rng
    on, off = ticks(s, sc)
    s.line(C, rng.choice(("Report Type (Check only one.):", "Report Type:")))
    s.gap()
    for k, text in enumerate(("13F HOLDINGS REPORT.", "13F NOTICE.", "13F COMBINATION REPORT.")):
        s.line(C, f"{off if k else on} {text}")
        s.gap() if chance(rng, 0.3) else None
    s.gap()
    instructed = chance(rng, 0.4)
    if instructed:
        s.line(C, "List of Other Managers Reporting for this Manager:")
        boilerplate(s, sc, "f_reporting")
        s.line(C, f"Form 13F File Number: 28-{rng.randint(100, 19000)}    Name: {marks.org(sc.names.company())}")
    else:
        s.line(C, "List of Other Managers Reporting for this Manager: NONE")
    s.page()
    s.line(BODY, "FORM 13F SUMMARY PAGE", "centre")
    s.gap()
    s.line(BODY, rng.choice(("Report Summary:", "REPORT SUMMARY")))
    for head in (
        "Number of Other Included Managers:",
        "Form 13F Information Table Entry Total:",
        "Form 13F Information Table Value Total:",
    ):
        s.row(BODY, [head, sc.fill("[count]")], [44, 18], "lr")
    if instructed:
        s.line(BODY, "List of Other Included Managers:")
        s.gap()
        boilerplate(s, sc, "f_managers")
        s.row(BODY, ["No.", "Form 13F File Number", "Name"], [6, 24, 40])
        for k in range(1, rng.randint(3, 20)):
            s.row(BODY, [f"{k}.", f"28-{rng.randint(100, 9999)}", sc.names.company()], [6, 24, 40])
            s.gap() if chance(rng, 0.2) else None
    else:
        s.line(BODY, "List of Other Included Managers: NONE")
    for _ in range(rng.randint(1, 4)):  # the same heads stand over the table on each of its pages
        s.page()
        _holdings_table(s, sc)


def _holdings_table(s: Sheet, sc: Scene) -> None:
    rng = sc.rng
    widths = [24, 6, 10, 9, 9, 4, 6]
    heads = rng.choice(
        (
            [
                "NAME OF ISSUER",
                "TITLE OF CLASS",
                "CUSIP",
                "VALUE (x$1000)",
                "SHARES/PRN AMT",
                "SH/ PRN",
                "INVSTMT DSCRETN",
            ],
            [f"Column\n{k}:\n\n{head}" for k, head in enumerate(_COLUMNS, 1)],
        )
    )
    if chance(rng, 0.6):
        s.line(BODY, "FORM 13F INFORMATION TABLE", "centre")
    s.table(BODY, heads, widths)
    spaced = chance(rng, 0.3)
    for _ in range(rng.randint(12, 40)):
        cusip = f"{rng.randint(10000, 99999)}{rng.choice('ABCDG0123')}{rng.randint(100, 999)}"
        issuer = sc.names.company().upper()[:24]
        holding = [sc.fill("[count]"), sc.fill("[count]"), "SH", rng.choice(("SOLE", "SOLE", "OTHER"))]
        s.row(BODY, [issuer, rng.choice(("COM", "COM", "CL A", "ADR")), cusip, *holding], widths, "lllrrll")
        while chance(rng, 0.15):  # of the same issuer, for other managers
            more = [sc.fill("[count]"), sc.fill("[count]"), "SH", f"{rng.randint(1, 9)}, {rng.randint(10, 17)}"]
            s.row(BODY, ["", "", "", *more], widths, "lllrrll")
        s.gap() if spaced else None
    if chance(rng, 0.5):
        s.row(BODY, ["GRAND TOTAL", "", "", sc.fill("[count],000"), "", "", ""], widths, "lllrrll")
    s.end_table()
