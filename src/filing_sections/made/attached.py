"""Exhibits in full: contracts, press releases, powers of attorney, consents, certifications, schedules."""

from __future__ import annotations

from collections.abc import Callable

from ..labels import Label
from . import boards, marks, signatures
from .contracts import contract, plan
from .names import chance
from .parts import boilerplate
from .releases import accounts, computation, data_schedule, press, subsidiaries
from .reports import annual_report
from .scene import Scene
from .sheet import Sheet
from .words import sections

B, S, X = Label.BOILERPLATE, Label.SIGNATURE, Label.EXHIBIT


def caption(s: Sheet, sc: Scene, number: str) -> None:
    """ "EXHIBIT 99.1"; makes a record, if no list did."""
    rng = sc.rng
    anchor = s.record("exhibit", number=number, description=None)
    word = rng.choice(("EXHIBIT", "Exhibit", "Exhibit", "EXHIBIT NO.", "EX-")) if number[0].isdigit() else "EXHIBIT"
    text = f"{word}{number}" if word == "EX-" else f"{word} {number}"
    s.line(X, anchor + text, rng.choice(("right", "right", "centre", "left")))
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
            boards.director_pairs(s, sc, people, None)
        else:
            boards.directors(s, sc, signatures.signing_date(sc))


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
