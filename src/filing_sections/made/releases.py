"""Exhibits that tell or count: press releases, statements, schedules."""

from __future__ import annotations

from ..labels import Label
from . import tables
from .names import chance
from .parts import boilerplate
from .scene import Scene
from .sheet import Sheet
from .words import sections

B, X = Label.BOILERPLATE, Label.EXHIBIT


def press(s: Sheet, sc: Scene) -> None:
    rng = sc.rng
    if chance(rng, 0.4):
        s.line(
            X, rng.choice(("FOR IMMEDIATE RELEASE", "NEWS RELEASE", "Press Release", "NEWS", "For Immediate Release"))
        )
        s.gap()
    if chance(rng, 0.4):
        contact(s, sc)
    headline = rng.choice(
        (
            "{} ANNOUNCES {} QUARTER RESULTS",
            "{} Reports {} Quarter Results",
            "{} to Acquire a Maker of " + sc.fill("[product]").title(),
            "{} Declares Quarterly Dividend",
            "{} Names New Chief Executive",
        )
    )
    s.line(
        X,
        headline.format(
            sc.company.upper() if headline.isupper() else sc.company,
            rng.choice(("FIRST", "SECOND", "THIRD", "FOURTH"))
            if "QUARTER" in headline
            else rng.choice(("First", "Third")),
        ),
        "centre",
    )
    s.gap()
    before = s.head, s.head_align, s.number
    if chance(rng, 0.45):
        _page_heads(s, sc)
    lines = sections("exhibits")["release"]
    s.para(X, sc.fill(lines[0]) + " " + sc.fill(lines[1]))
    for _ in range(rng.choice((rng.randint(2, 9), rng.randint(6, 25)))):
        text = " ".join(sc.sentence("exhibits", "release") for _ in range(rng.randint(1, 3)))
        if chance(rng, 0.15):
            for _ in range(rng.randint(2, 5)):
                s.para(
                    X, f"{'o' if not s.html else '•'} {sc.sentence('exhibits', 'release')}", indent=3, first=0, hang=2
                )
        s.para(X, text)
    if chance(rng, 0.4):
        s.line(X, f"About {sc.company}")
        s.gap()
        s.para(X, sc.sentence("exhibits", "release"))
    if chance(rng, 0.7):
        if chance(rng, 0.5):
            s.line(
                B,
                rng.choice(
                    (
                        "Forward-Looking Statements",
                        "Safe Harbor Statement",
                        "Cautionary Statement Regarding Forward-Looking Statements",
                        "FORWARD-LOOKING STATEMENTS",
                    )
                ),
            )
            s.gap()
        boilerplate(s, sc, "forward")
        for text in rng.sample(sections("boilerplate")["forward_more"], rng.randint(0, 2)):
            s.para(B, text)
    if chance(rng, 0.15):
        boilerplate(s, sc, "merger_legend")
    if chance(rng, 0.3):
        contact(s, sc)
    if chance(rng, 0.5):
        s.line(B, rng.choice(("# # #", "###", "-more-", "* * *", "(Financial tables follow)", "- 30 -")), "centre")
        s.gap()
    paged = bool(s.head) and chance(rng, 0.7)
    for _ in range(rng.choice((0, 0, 1, 2, 5, 9))):
        if paged:
            s.page()
        tables.statement(s, sc, X)
    s.head, s.head_align, s.number = before


def _page_heads(s: Sheet, sc: Scene) -> None:
    """The later pages of the release begin with its title in short, its date, a page number; "more" ends a page."""
    rng = sc.rng
    short = rng.choice(
        (
            f"{sc.company} Reports {rng.choice(('Second', 'Third', 'Fourth'))} Quarter Results",
            f"{sc.ticker}-EPS Up {rng.randint(3, 40)}%",
            f"{sc.company.upper()} ANNOUNCES RESULTS",
            f"{sc.ticker} Quarterly Results",
            sc.company,
        )
    )
    page = rng.choice(("Page {n}", "Page {n}", "-{n}-", "Page {n} of 9", "PAGE {n}/"))
    s.page_number = 1
    s.head = [
        *([short] if chance(rng, 0.8) else []),
        *([sc.filed] if chance(rng, 0.6) else []),
        *([page] if chance(rng, 0.7) else []),
    ] or [short]
    if chance(rng, 0.2):
        s.head = [", ".join(s.head)]
    s.head_align = rng.choice(("left", "left", "left", "right", "centre"))
    s.number = rng.choice(("(more)", "-more-", "more...", "- MORE -", "", s.number))


def contact(s: Sheet, sc: Scene) -> None:
    s.line(X, sc.rng.choice(("Contact:", "CONTACTS:", "Investor Contact:", "Media Contact:")))
    s.lines(X, [sc.names.person(), sc.names.title("other"), sc.names.phone()])
    if sc.year > 1998:
        s.line(X, "investor@example.com")
    s.gap()


def subsidiaries(s: Sheet, sc: Scene) -> None:
    rng = sc.rng
    s.line(
        X,
        rng.choice(("SUBSIDIARIES OF THE REGISTRANT", "Subsidiaries of " + sc.company, "LIST OF SUBSIDIARIES")),
        "centre",
    )
    s.gap()
    widths = [46, 28]
    heads = [
        rng.choice(("Name", "Name of Subsidiary", "Subsidiary")),
        rng.choice(("State of Incorporation", "Jurisdiction of Organization")),
    ]
    tabled = chance(rng, 0.4)
    s.table(X, heads, widths) if tabled else s.row(X, heads, widths)
    dots = not s.html and chance(rng, 0.3)
    for _ in range(rng.randint(3, 40)):
        name = sc.names.company()
        s.row(X, [name + "." * max(0, 46 - len(name)) if dots else name, sc.fill("[state]")], widths)
    s.end_table() if tabled else s.gap()


def data_schedule(s: Sheet, sc: Scene) -> None:
    """EX-27, the financial data schedule of the 1990s."""
    rng = sc.rng
    if not s.html:
        s.tag("<TABLE> <S> <C>")
        s.gap()
    s.line(X, f"<ARTICLE> {rng.choice((5, 5, 5, 7, 9, 'UT'))}")
    s.line(X, "<LEGEND>")
    s.para(X, sections("boilerplate")["ex27"][0], first=0)
    s.line(X, "</LEGEND>")
    s.line(X, f"<MULTIPLIER> {rng.choice(('1', '1,000', '1,000,000'))}")
    s.gap()
    if not s.html:
        s.tag("<S>                             <C>")
    rows = [
        ("PERIOD-TYPE", rng.choice(("YEAR", "12-MOS", "3-MOS"))),
        ("FISCAL-YEAR-END", f"DEC-31-{sc.year - 1}"),
        ("PERIOD-END", f"DEC-31-{sc.year - 1}"),
    ]
    rows += [
        (x, sc.fill(rng.choice(("[count]", "[count],118", "0", "([count])")))) for x in sections("items")["ex27 tags"]
    ]
    for tag, value in rows:
        s.line(X, f"<{tag}>".ljust(30) + value.rjust(22))
    if not s.html:
        s.tag("</TABLE>")


def computation(s: Sheet, sc: Scene) -> None:
    """EX-11, EX-12: a table with a title."""
    s.line(X, sc.company.upper(), "centre")
    s.line(
        X,
        sc.rng.choice(("COMPUTATION OF EARNINGS PER SHARE", "COMPUTATION OF RATIO OF EARNINGS TO FIXED CHARGES")),
        "centre",
    )
    tables.statement(s, sc, X)


def accounts(s: Sheet, sc: Scene) -> None:
    """Financial statements of a subsidiary, a plan or an acquired business."""
    from . import bodies

    s.lines(
        X,
        [
            sc.company.upper(),
            sc.rng.choice(
                ("FINANCIAL STATEMENTS", "CONSOLIDATED FINANCIAL STATEMENTS AND INDEPENDENT AUDITORS' REPORT")
            ),
        ],
        "centre",
    )
    s.gap()
    bodies.statements(s, sc, X)
