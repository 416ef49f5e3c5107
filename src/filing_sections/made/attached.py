"""Exhibits in full: contracts, press releases, powers of attorney, consents, certifications, schedules."""

from __future__ import annotations

from collections.abc import Callable

from ..labels import Label
from . import marks, signatures, tables
from .covers import boilerplate
from .names import chance
from .scene import Scene
from .sheet import Sheet
from .words import sections

X, B, S = Label.EXHIBIT, Label.BOILERPLATE, Label.SIGNATURE


def caption(s: Sheet, sc: Scene, number: str) -> None:
    """ "EXHIBIT 99.1"; makes a record, if no list did."""
    rng = sc.rng
    anchor = s.record("exhibit", number=number, description=None)
    word = rng.choice(("EXHIBIT", "Exhibit", "Exhibit", "EXHIBIT NO.", "EX-")) if number[0].isdigit() else "EXHIBIT"
    text = f"{word}{number}" if word == "EX-" else f"{word} {number}"
    s.line(X, anchor + text, rng.choice(("right", "right", "centre", "left")))
    s.gap()


def contract(s: Sheet, sc: Scene) -> None:
    rng = sc.rng
    kind = rng.choice(
        (
            "EMPLOYMENT AGREEMENT",
            "CREDIT AGREEMENT",
            "LEASE AGREEMENT",
            "STOCK PURCHASE AGREEMENT",
            "AMENDMENT NO. 1 TO LOAN AGREEMENT",
            "SEVERANCE AGREEMENT",
            "LICENSE AGREEMENT",
            "INDEMNIFICATION AGREEMENT",
            "SUPPLY AGREEMENT",
            "CONSULTING AGREEMENT",
            "RIGHTS AGREEMENT",
            "PROMISSORY NOTE",
            "GUARANTY",
        )
    )
    other = sc.names.company()
    person = sc.names.person() if kind.startswith(("EMPLOY", "SEVER", "CONSULT", "INDEMN")) else None
    if chance(rng, 0.08):
        boilerplate(s, sc, "confidential")
    if chance(rng, 0.2):
        for text in (kind, "between", sc.company, "and", person or other, f"Dated as of {sc.date(2)}"):
            s.line(X, text, "centre")
        s.page()
        if chance(rng, 0.6):
            contents(s, sc)
    s.line(X, kind, "centre")
    s.gap()
    s.para(
        X,
        f'THIS {kind} (the "Agreement") is made and entered into as of {sc.date(2)}, by and between {sc.company}, a {sc.state} corporation (the "Company"), and {person or other}.',
    )
    if chance(rng, 0.7):
        if chance(rng, 0.6):
            s.line(X, rng.choice(("RECITALS", "W I T N E S S E T H:", "Background", "R E C I T A L S")), "centre")
            s.gap()
        for _ in range(rng.randint(1, 3)):
            s.para(X, sc.sentence("exhibits", "recital"))
    clauses(s, sc, rng.choice((rng.randint(3, 12), rng.randint(8, 25), rng.randint(20, 85))))
    boilerplate(s, sc, "witness")
    companies = [sc.company] if person else [sc.company, other]
    signatures.parties(s, sc, companies, person)
    if chance(rng, 0.2):
        s.page()
        s.line(X, rng.choice(("SCHEDULE A", "EXHIBIT A", "ANNEX I", "Schedule 1.1")), "centre")
        s.gap()
        tables.small(s, sc, X)


def contents(s: Sheet, sc: Scene) -> None:
    """A contract's table of contents."""
    s.line(B, sc.rng.choice(("TABLE OF CONTENTS", "Table of Contents")), "centre")
    s.line(B, "Page", "right")
    lead, dot = sc.rng.choice((("Section ", "."), ("ARTICLE ", ""), ("", "."), ("Section 2.", ""), ("", ".01"), ("2.", "")))
    for k in range(1, sc.rng.choice((9, 18, 45))):
        head = sc.rng.choice(sections("exhibits")["clause"]).split("|")[0].title()
        left = f"{lead}{k}{dot} {head}"
        dots = "." * max(3, s.width - len(left) - 8) if not s.html else ""
        s.row(B, [left + (" " + dots if dots else ""), str(k * 2)], [s.width - 6, 4], "lr", 1) if s.html or len(
            left
        ) < s.width - 10 else None
    s.page()


def clauses(s: Sheet, sc: Scene, count: int) -> None:
    """Numbered sections with headings in one manner."""
    rng = sc.rng
    manner = rng.choice(("run", "run", "line", "article", "under"))
    pattern = rng.choice(("{n}.", "{n}.", "Section {n}.", "SECTION {n}.", "{n})", "1.{n}"))
    chosen = [c for _ in range(1 + count // 40) for c in rng.sample(sections("exhibits")["clause"], min(count, 40))]
    for n, clause in enumerate(chosen, 1):
        head, text = clause.split("|")
        head = head if chance(rng, 0.5) else head.title()
        number = pattern.format(n=n)
        if manner == "article":
            s.line(
                X, f"ARTICLE {('I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X')[min(n, 10) - 1]}", "centre"
            )
            s.line(X, head, "centre")
            s.gap()
            s.para(X, sc.fill(text))
        elif manner == "line":
            s.line(X, f"{number} {head}")
            s.gap()
            s.para(X, sc.fill(text))
        elif manner == "under" and not s.html:
            s.line(X, f"{number}  {head}")
            s.line(X, " " * (len(number) + 2) + "-" * len(head))
            s.para(X, sc.fill(text))
        else:
            s.para(X, f"{number} {head}. {sc.fill(text)}")
        for k in range(rng.choice((0, 0, 1, 2, 4, 7))):
            letter = "abcdefgh"[k]
            s.para(
                X,
                f"({letter}) {' '.join(sc.sentence('exhibits', 'subclause') for _ in range(rng.randint(1, 3)))}",
                indent=rng.choice((0, 5)),
                first=rng.choice((0, 5)),
            )


def plan(s: Sheet, sc: Scene) -> None:
    rng = sc.rng
    s.line(X, sc.company.upper(), "centre")
    s.line(
        X,
        rng.choice(
            (
                f"{sc.year - 1} STOCK OPTION PLAN",
                "DEFERRED COMPENSATION PLAN",
                "BY-LAWS",
                "CERTIFICATE OF INCORPORATION",
                "CODE OF BUSINESS CONDUCT",
                "RETIREMENT SAVINGS PLAN",
                "INSIDER TRADING POLICY",
                "PRE-NEED CHARTER",
            )
        ),
        "centre",
    )
    s.gap()
    clauses(s, sc, rng.choice((rng.randint(5, 22), rng.randint(20, 80))))


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
    for _ in range(rng.choice((0, 0, 1, 2, 5, 9))):
        tables.statement(s, sc, X)


def contact(s: Sheet, sc: Scene) -> None:
    s.line(X, sc.rng.choice(("Contact:", "CONTACTS:", "Investor Contact:", "Media Contact:")))
    s.lines(X, [sc.names.person(), sc.names.title("other"), sc.names.phone()])
    if sc.year > 1998:
        s.line(X, "investor@example.com")
    s.gap()


def power(s: Sheet, sc: Scene) -> None:
    """One power of attorney, or one page for each director."""
    rng = sc.rng
    many = rng.randint(2, 7) if chance(rng, 0.25) else 1
    modern = sc.year > 2002 and chance(rng, 0.6)
    heading = rng.choice(("POWER OF ATTORNEY", "Power of Attorney", "POWERS OF ATTORNEY"))
    align = rng.choice(("centre", "centre", "left"))
    count = rng.randint(3, 5)
    pieces = chance(rng, 0.2)
    for k in range(many):
        if k:
            s.page()
        s.line(X, heading, align)
        s.gap()
        if modern:
            for text in sections("exhibits")["section16"]:
                s.para(X, sc.fill(text))
        elif pieces:
            for text in sections("exhibits")["poa"][:count]:
                s.para(X, sc.fill(text))
        else:
            s.para(X, " ".join(sc.fill(x) for x in sections("exhibits")["poa"][:count]) + ".")
        if chance(rng, 0.85):
            boilerplate(s, sc, "witness_poa")
        kind = rng.random() if many == 1 else 0
        if kind < 0.4:
            signatures.block(s, sc, signatures.Signer(sc.names.person(), None))
        elif kind < 0.7:
            people = [signatures.Signer(sc.names.person(), "Director") for _ in range(rng.randint(2, 12))]
            signatures.director_pairs(s, sc, people, None)
        else:
            signatures.directors(s, sc, signatures.signing_date(sc))


def consent(s: Sheet, sc: Scene) -> None:
    rng = sc.rng
    s.line(
        X,
        rng.choice(
            (
                "CONSENT OF INDEPENDENT AUDITORS",
                "INDEPENDENT AUDITORS' CONSENT",
                "Consent of Independent Registered Public Accounting Firm",
                "CONSENT OF INDEPENDENT ACCOUNTANTS",
            )
        ),
        "centre",
    )
    s.gap()
    if chance(rng, 0.3):
        s.lines(X, ["The Board of Directors", sc.company + ":"])
        s.gap()
    s.para(X, sc.sentence("exhibits", "consent"))
    signatures.auditor(s, sc, sc.names.auditor())


def opinion(s: Sheet, sc: Scene) -> None:
    s.line(X, sc.date())
    s.gap()
    s.lines(X, [sc.company, *sc.names.address()])
    s.gap()
    s.line(X, "Ladies and Gentlemen:")
    s.gap()
    for text in sections("exhibits")["opinion"]:
        s.para(X, sc.fill(text))
    firm = sc.names.law()
    s.line(S, "Very truly yours,")
    s.gap()
    anchor = s.record("signature", name=firm, title=None, company=None, date=None)
    s.line(S, anchor + "/s/ " + marks.org(firm))
    s.gap()


def certification(s: Sheet, sc: Scene) -> None:
    """Section 302: heading and signature around the numbered text."""
    rng = sc.rng
    s.line(
        X,
        rng.choice(
            (
                "CERTIFICATION",
                "CERTIFICATIONS",
                "CERTIFICATION PURSUANT TO SECTION 302 OF THE SARBANES-OXLEY ACT OF 2002",
            )
        ),
        "centre",
    )
    s.gap()
    k = rng.randrange(2)
    name, title = sc.executives[k], sc.titles[k]
    s.para(B, rng.choice((f"I, {name}, certify that:", f"I, {name}, {title} of {sc.company}, certify that:")))
    for text in sections("boilerplate")["cert_302"]:
        s.para(B, sc.fill(text), indent=5 if text.startswith("(") else 0, first=0)
    signatures.block(
        s,
        sc,
        signatures.Signer(name, title, None, signatures.signing_date(sc)),
        None,
        rng.choice(("before", "side", "after")),
    )


def certification_906(s: Sheet, sc: Scene) -> None:
    rng = sc.rng
    for text in rng.choice(
        (
            (
                "CERTIFICATION PURSUANT TO",
                "18 U.S.C. SECTION 1350,",
                "AS ADOPTED PURSUANT TO",
                "SECTION 906 OF THE SARBANES-OXLEY ACT OF 2002",
            ),
            ("CERTIFICATION PURSUANT TO 18 U.S.C. SECTION 1350",),
        )
    ):
        s.line(X, text, "centre")
    s.gap()
    for text in sections("boilerplate")["cert_906"]:
        s.para(B, sc.fill(text))
    signatures.block(
        s,
        sc,
        signatures.Signer(sc.executives[0], sc.titles[0], None, signatures.signing_date(sc)),
        None,
        rng.choice(("before", "side", "after")),
    )


def subsidiaries(s: Sheet, sc: Scene) -> None:
    rng = sc.rng
    s.line(
        X,
        rng.choice(("SUBSIDIARIES OF THE REGISTRANT", "Subsidiaries of " + sc.company, "LIST OF SUBSIDIARIES")),
        "centre",
    )
    s.gap()
    widths = [46, 28]
    s.row(
        X,
        [
            rng.choice(("Name", "Name of Subsidiary", "Subsidiary")),
            rng.choice(("State of Incorporation", "Jurisdiction of Organization")),
        ],
        widths,
    )
    dots = not s.html and chance(rng, 0.3)
    for _ in range(rng.randint(3, 40)):
        name = sc.names.company()
        s.row(X, [name + "." * max(0, 46 - len(name)) if dots else name, sc.fill("[state]")], widths)
    s.gap()


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


def annual_report(s: Sheet, sc: Scene) -> None:
    """EX-13: a letter to shareholders, a review, statements, an auditor's report."""
    rng = sc.rng
    for text in sections("exhibits")["annual"][: rng.randint(1, 4)]:
        s.para(X, sc.fill(text))
    s.line(
        X,
        rng.choice(
            (
                "MANAGEMENT'S DISCUSSION AND ANALYSIS",
                "FINANCIAL REVIEW",
                "Management's Discussion and Analysis of Financial Condition",
            )
        ),
        rng.choice(("left", "centre")),
    )
    s.gap()
    from . import bodies

    bodies.paragraphs(s, sc, "mdna", rng.choice((4, 10, 25)), X)
    for _ in range(rng.randint(1, 6)):
        tables.statement(s, sc, X)
    for k in range(1, rng.choice((3, 8, 16))):
        s.line(X, f"{k}. {rng.choice(sections('items')['notes'])}")
        s.gap()
        s.para(X, sc.prose("notes"))
    if chance(rng, 0.6):
        s.line(X, rng.choice(("REPORT OF INDEPENDENT AUDITORS", "INDEPENDENT AUDITORS' REPORT")), "centre")
        s.gap()
        for text in sections("body")["audit"][:4]:
            s.para(X, sc.fill(text))
        signatures.auditor(s, sc, sc.names.auditor())


def joint_filing(s: Sheet, sc: Scene) -> None:
    s.line(
        X, sc.rng.choice(("JOINT FILING AGREEMENT", "AGREEMENT OF JOINT FILING", "Joint Filing Agreement")), "centre"
    )
    s.gap()
    s.para(X, sc.fill(" ".join(sections("exhibits")["jointfiling"])))
    if chance(sc.rng, 0.5):
        boilerplate(s, sc, "witness")
    for _ in range(sc.rng.randint(1, 3)):
        company = sc.names.company()
        signatures.block(s, sc, signatures.Signer(sc.names.person(), sc.names.title(), None, None, company), company)


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

    s.lines(X, [sc.company.upper(), sc.rng.choice(("FINANCIAL STATEMENTS", "CONSOLIDATED FINANCIAL STATEMENTS AND INDEPENDENT AUDITORS' REPORT"))], "centre")
    s.gap()
    bodies.statements(s, sc, X)


#: How each kind is numbered, and in which years it is filed.
KINDS: dict[str, tuple[tuple[str, ...], int, int, Callable[[Sheet, Scene], None]]] = {
    "contract": (("10.1", "10.2", "10(a)", "10.15", "10", "4.1", "2.1", "10(c)", "10.29"), 1993, 2030, contract),
    "plan": (("10.3", "3.1", "3.2", "10(b)", "3(ii)", "14.1", "10.7", "3(b)"), 1993, 2030, plan),
    "press": (("99.1", "99.1", "99", "99.2", "99(a)", "20"), 1993, 2030, press),
    "power": (("24", "24.1", "24(a)", "25", "24"), 1993, 2030, power),
    "consent": (("23", "23.1", "23(a)", "24"), 1993, 2030, consent),
    "opinion": (("5", "5.1", "8.1"), 1993, 2030, opinion),
    "certification": (("31.1", "31.2", "31", "31(a)"), 2002, 2030, certification),
    "certification_906": (("32.1", "32", "32.2"), 2002, 2030, certification_906),
    "subsidiaries": (("21", "21.1", "22"), 1993, 2030, subsidiaries),
    "data_schedule": (("27", "27.1"), 1993, 2001, data_schedule),
    "annual_report": (("13", "13.1", "99.A"), 1993, 2012, annual_report),
    "accounts": (("99.1", "99", "99.A", "13", "99.2", "28"), 1993, 2030, accounts),
    "computation": (("11", "12", "12.1"), 1993, 2017, computation),
    "joint_filing": (("99.1", "A", "1", "7.1"), 1993, 2030, joint_filing),
}


def kinds(year: int, html: bool) -> list[str]:
    """The kinds that are filed in a year."""
    return [
        k for k, (_, first, last, _) in KINDS.items() if first <= year <= last and not (html and k == "data_schedule")
    ]
