"""Lists of financial statements: in the exhibits Item, and as an index on a page of its own."""

from __future__ import annotations

from ..labels import Label
from . import marks
from .names import chance
from .scene import Scene
from .sheet import Sheet, pad, wrap

B, X = Label.BOILERPLATE, Label.EXHIBIT

_OMITTED = (
    "All schedules are omitted because they are not applicable or the required information is shown in the financial "
    "statements or notes thereto.",
    "Schedules other than those listed above have been left out since nothing is to be reported in them, or because "
    "the amounts stand elsewhere in the statements or their notes.",
    "Schedules I, III, IV and V are not submitted, there being no matter in [year] or the two years before to which "
    "they apply.",
    "Separate statements of the [co] alone are not given, as it is mainly an operating company and its subsidiaries "
    "are all wholly owned.",
    "Statements of affiliates owned fifty percent or less are not included because, taken together, they would not "
    "make up a significant subsidiary.",
)
_REFERENCE = (
    "The following statements of [Co] and its subsidiaries, with the report of [AUDITOR] dated [date], which appear "
    "on pages [n] through [n] of the annual report to shareholders for [year], are incorporated by reference in "
    "Item 8:",
    "The statements listed below stand in this report on the pages named, with the auditors' report on them:",
    "With the exception of the pages listed, the annual report to holders is not deemed filed as part of this report.",
    "The financial statements required by Item 8 are set forth at the pages indicated.",
)
_COPIES = (
    "The [co] will send to any holder who asks in writing a copy of an exhibit listed above, for a fee of [n2] cents "
    "a page, which covers its cost. Requests go to:",
    "Copies of exhibits that are not bound with this report may be had, on payment of the cost of copying, from:",
    "A shareholder who wishes a copy of any of these exhibits should write to the person named below:",
)
_REPORTS = (
    "No reports on Form 8-K were filed during the quarter ended [date].",
    "A report on Form 8-K dated [date] was filed to report the sale of a subsidiary.",
    "The [co] filed one report in the last quarter, dated [date], which told of a change in its credit agreement "
    "under Item 5 and had no statements with it.",
    "None.",
)


def filled(sc: Scene, text: str) -> str:
    """The text with its slots filled, an auditor's among them."""
    return sc.fill(text.replace("[AUDITOR]", marks.org(sc.names.auditor())))


def names(sc: Scene, schedules: bool = False) -> list[str]:
    """What such a list names, in the order of a report; dates marked."""
    rng = sc.rng
    of = rng.choice(("Consolidated ", "Consolidated ", "", "Combined "))
    end = marks.date(sc.period_end)
    years = f"{sc.year - 1}, {sc.year - 2} and {sc.year - 3}"
    span = rng.choice((f" for each of the three years in the period ended {end}", f" for the years ended {years}", ""))
    if rng.random() < 0.3:
        span = f" - Years Ended {end}, {sc.year - 2} and {sc.year - 3}"
    at = rng.choice((f" as of {end} and {sc.year - 2}", f" at {end} and {sc.year - 2}", f" - {end}", ""))
    auditors = rng.choice(("Report of Independent Accountants", "Independent Auditors' Report", "Report of Management"))
    if chance(rng, 0.3):
        auditors = f"Report of {marks.org(sc.names.auditor())}, Independent Auditors"
    middle = ["Statements of Income", "Statements of Stockholders' Equity", "Statements of Cash Flows"]
    if chance(rng, 0.4):
        middle[0] = rng.choice(("Statements of Operations", "Statements of Earnings and Retained Earnings"))
    found = [auditors, f"{of}Balance Sheets{at}", *(f"{of}{x}{span}" for x in middle)]
    if chance(rng, 0.4):
        found.append("Quarterly Financial Data (Unaudited)")
    found.append(f"Notes to {of}Financial Statements")
    if not schedules:
        return found
    return rng.sample(
        [
            f"Schedule II - Valuation and Qualifying Accounts{span}",
            "Schedule I - Condensed Financial Information of the Registrant",
            f"Schedule V - Property, Plant and Equipment{span}",
            "Schedule VIII - Valuation and Qualifying Accounts and Reserves",
            "Report of Independent Accountants on Financial Statement Schedules",
        ],
        rng.randint(1, 4),
    )


class Listing:
    """One layout of entries and pages, kept for the whole list."""

    def __init__(self, s: Sheet, sc: Scene, label: Label):
        rng = sc.rng
        self.s, self.sc, self.label = s, sc, label
        self.manner = rng.choice(("columns", "columns", "dots", "dots", "leaders", "bare"))
        self.widths = [rng.choice((46, 52, s.width - 12)), 8]
        self.indent = rng.choice((0, 0, 3, 5, 8))
        self.spaced = chance(rng, 0.6)
        self.page = rng.randint(9, 40)
        self.prefix = rng.choice(("", "", "", "F-", "F-"))
        self.two = chance(rng, 0.15) and not s.html

    def head(self) -> None:
        """What stands over the pages."""
        rng = self.sc.rng
        text = rng.choice(("Page", "Page(s)", "PAGE", "Pages", "Page No.", "Page\nNumber", "Page in\nthis Report"))
        if self.two:
            self.s.row(self.label, ["", "Form\n10-K", "Annual\nReport"], [self.widths[0], 8, 8], "lrr")
            return
        self.s.row(self.label, ["", text], self.widths, "lr")
        if not self.s.html and chance(rng, 0.4):
            self.s.row(self.label, ["", "-" * rng.choice((4, 7))], self.widths, "lr")

    def entry(self, text: str) -> None:
        s, rng = self.s, self.sc.rng
        self.page += rng.randint(1, 3)
        page = f"{self.prefix}{self.page}"
        if chance(rng, 0.15):
            page += f"-{self.prefix}{self.page + 4}"
        if s.html or self.manner == "columns":
            cells, widths = [text, page], self.widths
            if self.two:
                cells, widths = [text, page, rng.choice(("", str(self.page - 5)))], [self.widths[0], 8, 8]
            s.row(self.label, cells, widths, "lrr"[: len(cells)])
        else:
            wide = self.widths[0] + 8
            pieces = wrap(text, wide - 12, self.indent, self.indent + 2)
            if self.manner != "bare":
                fill = "." if self.manner == "dots" else " ."
                last = pieces[-1] + " "
                last += fill * max(2, (wide - 8 - marks.width(last)) // len(fill))
                pieces[-1] = pad(last, wide - 8) + pad(page, 7, "r")
            s.block(self.label, pieces)
        if self.spaced:
            s.gap()


def in_item(s: Sheet, sc: Scene) -> None:
    """The statements and schedules of the exhibits Item of an annual report; all of it is exhibit."""
    rng = sc.rng
    listing = Listing(s, sc, X)
    first, second = rng.choice((("(1)", "(2)"), ("1.", "2."), ("(a)(1)", "(a)(2)"), ("A.", "B."), ("", "")))
    title = rng.choice(("Financial Statements", "FINANCIAL STATEMENTS", "Financial Statements:"))
    s.line(X, f"{first} {title}".strip(), "left", rng.choice((0, 3)))
    s.gap()
    if chance(rng, 0.5):
        s.para(X, filled(sc, rng.choice(_REFERENCE)), indent=rng.choice((0, 3)), first=0)
    if chance(rng, 0.7):
        listing.head()
    entries = names(sc)
    cut = rng.randrange(1, len(entries)) if chance(rng, 0.25) else 0
    for k, text in enumerate(entries):
        if cut and k == cut:
            s.page()
            if chance(rng, 0.5):
                s.line(B, rng.choice(("Item 14 (Continued)", "ITEM 14. (Continued)", "PART IV (Continued)")))
                s.gap()
            listing.head()
        listing.entry(text)
    s.gap()
    title = rng.choice(("Financial Statement Schedules", "FINANCIAL STATEMENT SCHEDULES:", "Schedules"))
    s.line(X, f"{second} {title}".strip(), "left", rng.choice((0, 3)))
    s.gap()
    if chance(rng, 0.7):
        for text in names(sc, schedules=True):
            listing.entry(text)
        s.gap()
    for text in rng.sample(_OMITTED, rng.choice((1, 1, 2))):
        s.para(X, filled(sc, text), indent=rng.choice((0, 3)), first=rng.choice((0, 5)))


def page(s: Sheet, sc: Scene) -> None:
    """An index to financial statements on a page of its own, with its notes; furniture, like a table of contents."""
    rng = sc.rng
    listing = Listing(s, sc, B)
    if chance(rng, 0.6):
        s.line(B, marks.org(rng.choice((sc.printed, sc.company))), "centre")
        if chance(rng, 0.3):
            s.line(B, "AND SUBSIDIARIES", "centre")
    texts = rng.choice(
        (
            ["INDEX TO FINANCIAL STATEMENTS"],
            ["INDEX TO CONSOLIDATED FINANCIAL STATEMENTS"],
            ["Index to Financial Statements"],
            ["INDEX TO FINANCIAL STATEMENTS", "AND FINANCIAL STATEMENT SCHEDULES"],
            ["Index to Consolidated Financial Statements and Schedules"],
            ["INDEX TO FINANCIAL STATEMENTS AND SCHEDULE", "(Item 14(a)(1) and (2))"],
        )
    )
    s.lines(B, texts, "centre")
    s.gap()
    if chance(rng, 0.3):
        s.para(B, filled(sc, rng.choice(_REFERENCE)))
    if chance(rng, 0.7):
        listing.head()
    if chance(rng, 0.4):
        s.line(B, rng.choice(("Financial Statements:", "Consolidated Financial Statements", "FINANCIAL STATEMENTS")))
        s.gap()
    for text in names(sc):
        listing.entry(text)
    if chance(rng, 0.5):
        s.gap()
        s.line(B, rng.choice(("Financial Statement Schedules:", "Schedules Supporting the Statements", "SCHEDULES")))
        s.gap()
        for text in names(sc, schedules=True):
            listing.entry(text)
    s.gap()
    for text in rng.sample(_OMITTED, rng.choice((0, 1, 1, 2))):
        s.para(B, filled(sc, text))


def reports_8k(s: Sheet, sc: Scene) -> None:
    """What the Item says of reports on Form 8-K: run in, or under a heading."""
    rng = sc.rng
    text = filled(sc, rng.choice(_REPORTS))
    if chance(rng, 0.6):
        s.para(X, f"(b) {rng.choice(('Reports on Form 8-K.', 'REPORTS ON FORM 8-K:'))} {text}", first=0)
        return
    s.line(X, rng.choice(("(b) Reports on Form 8-K", "(b)  Reports on Form 8-K:", "Reports on Form 8-K")))
    s.gap()
    s.para(X, text, indent=rng.choice((0, 4)))


def copies(s: Sheet, sc: Scene) -> None:
    """Where to ask for copies of the exhibits: the notice that closes the Item."""
    rng = sc.rng
    s.para(X, filled(sc, rng.choice(_COPIES)), first=0)
    lines = sc.names.address()
    lines[0] = marks.ENTITY_OPEN["ADDRESS"] + lines[0]
    lines[-1] += marks.ENTITY_CLOSE
    who = [marks.person(sc.executives[2]), marks.title(sc.titles[2])]
    indent = rng.choice((5, 10, 20))
    s.lines(X, [*who[rng.randrange(2) :], marks.org(sc.company), *lines], "left", indent)
    s.gap()
