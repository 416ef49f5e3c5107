"""Whole registration statements, prospectuses and proxy statements."""

from __future__ import annotations

from ..labels import Label
from . import annexes, boards, bodies, exhibits, marks, notices, offerings, signatures, signoffs, tables
from .names import chance
from .parts import boilerplate
from .scene import Scene
from .sheet import Sheet
from .words import sections

C, B, S, X, BODY = Label.COVER, Label.BOILERPLATE, Label.SIGNATURE, Label.EXHIBIT, Label.BODY


def running_heads(s: Sheet, sc: Scene, what: str = "") -> None:
    """From here on pages begin with a running head, or end with a foot beside the page number, in some filings."""
    rng = sc.rng
    name = marks.org(sc.printed if chance(rng, 0.4) else sc.company)
    what = what or f"Form {sc.form}"
    if s.html:
        if chance(rng, 0.4):
            s.number = rng.choice(
                (
                    f"{{n}}  {name}",
                    f"{name}  {{n}}",
                    f"{what}  {{n}}",
                    f"{{n}} | {sc.year} {what}",
                    f"{name} - {what} - {{n}}",
                )
            )
        if chance(rng, 0.15):
            s.head = rng.choice(
                (
                    [name],
                    [name, "NOTES TO FINANCIAL STATEMENTS (CONTINUED)"],
                    [f"{what} (continued)"],
                    [what.upper(), "Table of Contents"],
                )
            )
    elif chance(rng, 0.25):
        s.head = rng.choice(
            (
                [name],
                [name, what.upper()],
                [what.upper()],
                [name, "AND SUBSIDIARIES"],
                [name, "NOTES TO CONSOLIDATED FINANCIAL STATEMENTS (Continued)"],
                ["PART II (Continued)"],
                ["Item 1. Business (Continued)"],
                [name, what, marks.date(sc.period_end)],
                [name, f"{what}, Part II", marks.date(sc.period_end)],
                [name, f"{what} - Page {{n}}"],
            )
        )
        s.head_align = rng.choice(("centre", "centre", "right", "left"))


def registration(s: Sheet, sc: Scene, whole: bool = False) -> None:
    rng = sc.rng
    offerings.registration(s, sc)
    s.page()
    if sc.form != "S-8":
        offerings.prospectus(s, sc)
        offering_body(s, sc)
    s.page()
    s.line(BODY, rng.choice(("PART II", "Part II")), "centre")
    s.line(
        BODY,
        "INFORMATION NOT REQUIRED IN PROSPECTUS"
        if sc.form != "S-8"
        else "INFORMATION REQUIRED IN THE REGISTRATION STATEMENT",
        "centre",
    )
    s.gap()
    for title in rng.sample(
        (
            "Item 14. Other Expenses of Issuance and Distribution.",
            "Item 15. Indemnification of Directors and Officers.",
            "Item 3. Incorporation of Documents by Reference.",
            "Item 4. Description of Securities.",
        ),
        rng.randint(1, 3),
    ):
        s.line(BODY, title)
        s.gap()
        s.para(BODY, sc.prose(rng.choice(("legal", "prospectus")), 1, 3))
    s.line(
        X,
        rng.choice(("Item 16. Exhibits and Financial Statement Schedules.", "Item 8. Exhibits.", "ITEM 16. EXHIBITS.")),
    )
    s.gap()
    if chance(rng, 0.5):
        exhibits.heads(s, sc)
    exhibits.show(
        s,
        sc,
        [
            ("5.1", exhibits.description(sc)),
            ("23.1", exhibits.standing("23", sc) or ""),
            *exhibits.entries(sc, s.html, 6, ["24.1"]),
        ],
    )
    s.line(BODY, rng.choice(("Item 17. Undertakings.", "Item 9. Undertakings.")))
    s.gap()
    for text in sections("boilerplate")["undertakings"][: rng.randint(2, 5)]:
        s.para(B, text)
    s.page()
    signatures.heading(s, sc)
    boilerplate(s, sc, "duly_33")
    when = signatures.registrant_block(s, sc)
    if chance(rng, 0.6):
        boilerplate(s, sc, "poa_sig")
    boilerplate(s, sc, "below_33")
    boards.directors(s, sc, when)
    if chance(rng, 0.4):
        s.page()
        exhibits.index(s, sc)


def offering_body(s: Sheet, sc: Scene) -> None:
    rng = sc.rng
    heads = sections("items")["prospectus"]
    s.number = rng.choice((s.number, "S-{n}", "{n}", "PS-{n}"))
    running_heads(s, sc, "Prospectus")
    if chance(rng, 0.3):
        bodies.cautions(s, sc)
    if chance(rng, 0.7):
        tables.contents(s, sc, list(heads[: rng.randint(6, len(heads))]))
        s.page()
    kinds = {
        "RISK FACTORS": "risk",
        "WHERE YOU CAN FIND MORE INFORMATION": "where",
        "LEGAL MATTERS": "where",
        "BUSINESS": "business",
        "MANAGEMENT": "bios",
        "PROSPECTUS SUMMARY": "business",
    }
    for head in rng.sample(heads, rng.randint(3, 9)):
        s.line(BODY, head, "centre")
        s.gap()
        bodies.paragraphs(s, sc, kinds.get(head, "prospectus"), rng.randint(1, 6))
    if chance(rng, 0.3):
        bodies.statements(s, sc)


def prospectus(s: Sheet, sc: Scene, whole: bool = False) -> None:
    rng = sc.rng
    offerings.prospectus(s, sc)
    offering_body(s, sc)
    if chance(rng, 0.4):
        s.page()
        s.line(C, marks.org(sc.printed), "centre")
        s.line(C, sc.fill("[count],000 Shares"), "centre")
        s.line(C, rng.choice(("PROSPECTUS", "PROSPECTUS SUPPLEMENT")), "centre")
        if chance(rng, 0.6):
            s.line(C, rng.choice(("Joint Book-Running Managers", "Underwriters", "Co-Managers")), "centre")
            for _ in range(rng.randint(1, 4)):
                s.line(C, marks.org(sc.names.law().replace(" LLP", "")), "centre")
        s.line(C, marks.date(sc.date()), "centre")


def proxy(s: Sheet, sc: Scene, whole: bool = False) -> None:
    rng = sc.rng
    notices.proxy(s, sc)
    if sc.form == "DEFA14A":
        for k in range(rng.randint(1, 3)):
            if k:
                s.page()
            soliciting_letter(s, sc)
        if chance(rng, 0.5):
            for text in sections("boilerplate")["merger_legend"]:
                s.para(B, text)
        return
    if chance(rng, 0.4):
        signoffs.by_order(s, sc)
    elif chance(rng, 0.7):
        s.line(S, rng.choice(("By order of the Board of Directors,", "BY ORDER OF THE BOARD OF DIRECTORS")), "left")
        s.gap()
        signatures.block(s, sc, signatures.Signer(sc.executives[2], sc.titles[2]))
    s.page()
    running_heads(s, sc, "Proxy Statement")
    heads = sections("items")["proxy"]
    if chance(rng, 0.5):
        entries = [e for h in heads for e in (h, *rng.sample(sections("items")["headings"], rng.choice((0, 1, 3))))]
        tables.contents(s, sc, entries)
        s.page()
    s.line(BODY, "PROXY STATEMENT", "centre")
    s.gap()
    for head in rng.sample(heads, rng.randint(4, 12)):
        s.line(BODY, head, rng.choice(("centre", "left")))
        s.gap()
        bodies.paragraphs(s, sc, "bios" if "DIRECTORS" in head else "proxy", rng.randint(1, 5))
        if "COMMITTEE REPORT" in head:
            signoffs.committee(s, sc, report=False)
        elif chance(rng, 0.12):
            signoffs.committee(s, sc)
    if chance(rng, 0.4):
        signoffs.by_order(s, sc)
    merger = "M14A" in sc.form
    for letter_ in "ABC"[: rng.randint(1, 3) if merger else chance(rng, 0.35)]:
        annexes.annex(s, sc, letter_)
    if chance(rng, 0.3):
        for _ in range(rng.choice((1, 1, 2))):
            s.page()
            proxy_card(s, sc)


def soliciting_letter(s: Sheet, sc: Scene) -> None:
    """A letter in proxy material: date, salutation, prose and sign-off, at times whom to call; body but its end."""
    rng = sc.rng
    if chance(rng, 0.6):
        s.line(BODY, marks.bare(sc.date()))
        s.gap()
    s.line(BODY, rng.choice(("Dear Fellow Shareholder:", "Dear Stockholder,", "To our employees:", "Dear Team,")))
    s.gap()
    for _ in range(rng.randint(2, 6)):
        s.para(BODY, sc.prose(rng.choice(("proxy", "event")), 1, 3))
    signoffs.to_holders(s, sc)
    if chance(rng, 0.4):
        s.line(BODY, rng.choice(("If you have questions or need help voting your shares, please call:", "Contacts:")))
        s.gap()
        for _ in range(rng.randint(1, 2)):
            s.lines(BODY, [sc.names.person(), sc.names.company(), sc.names.phone()])
            s.gap()


def proxy_card(s: Sheet, sc: Scene) -> None:
    """The card that comes with a proxy statement: body, save the line to sign on."""
    rng = sc.rng
    s.line(BODY, rng.choice(("PROXY", "PROXY CARD", "REVOCABLE PROXY")), "centre")
    s.line(BODY, sc.company.upper(), "centre")
    s.gap()
    s.para(
        BODY,
        (
            f"The undersigned hereby appoints {sc.names.person()} and "
            f"{sc.names.person()} as proxies, each with full power "
            "of substitution, to vote all shares of common stock held of record at the annual meeting of shareholders."
        ),
    )
    for k, text in enumerate(
        (
            "ELECTION OF DIRECTORS",
            "Ratification of the appointment of auditors",
            "Shareholder proposal - special meetings",
        ),
        1,
    ):
        s.line(BODY, f"{k}. {text}   [ ] FOR   [ ] AGAINST   [ ] ABSTAIN")
    s.gap()
    s.para(
        BODY,
        "Please sign exactly as your name appears hereon. When shares are held by joint tenants, both should sign.",
    )
    s.line(
        S,
        rng.choice(
            ("Signature ____________________   Date __________", "Dated: ______________, 19__   ______________________")
        ),
    )
