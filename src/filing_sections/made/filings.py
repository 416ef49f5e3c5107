"""Whole filings: front page, body, signatures, exhibits, in the order and furniture of each form."""

from __future__ import annotations

from ..labels import Label
from . import attached, bodies, covers, exhibits, marks, offerings, schedules, signatures, tables
from .covers import boilerplate
from .names import chance
from .scene import Scene
from .sheet import Sheet
from .words import sections

C, S, X, B, BODY = Label.COVER, Label.SIGNATURE, Label.EXHIBIT, Label.BOILERPLATE, Label.BODY


def running_heads(s: Sheet, sc: Scene, what: str = "") -> None:
    """From here on pages begin with a running head, or end with a foot beside the page number, in some filings."""
    rng = sc.rng
    name = marks.org(sc.printed if chance(rng, 0.4) else sc.company)
    what = what or f"Form {sc.form}"
    if s.html:
        if chance(rng, 0.4):
            s.number = rng.choice((f"{{n}}  {name}", f"{name}  {{n}}", f"{what}  {{n}}", f"{{n}} | {sc.year} {what}", f"{name} - {what} - {{n}}"))
        if chance(rng, 0.15):
            s.head = rng.choice(([name], [name, "NOTES TO FINANCIAL STATEMENTS (CONTINUED)"], [f"{what} (continued)"], [what.upper(), "Table of Contents"]))
    elif chance(rng, 0.25):
        s.head = rng.choice((
            [name], [name, what.upper()], [what.upper()], [name, "AND SUBSIDIARIES"],
            [name, "NOTES TO CONSOLIDATED FINANCIAL STATEMENTS (Continued)"], ["PART II (Continued)"], ["Item 1. Business (Continued)"],
        ))  # fmt: skip


def attach_all(s: Sheet, sc: Scene, kinds: list[tuple[str, str]], captions: float = 0.85) -> None:
    """Attached exhibits, each on pages of its own; most have a caption."""
    for number, kind in kinds:
        s.page()
        s.attach()
        if chance(sc.rng, captions):
            attached.caption(s, sc, number)
        attached.KINDS[kind][3](s, sc)
        s.detach()


def some_exhibits(sc: Scene, html: bool, most: int) -> list[tuple[str, str]]:
    rng = sc.rng
    names = attached.kinds(sc.year, html)
    chosen = rng.sample(names, min(len(names), rng.randint(1, most)))
    pairs, used = [], set()
    for kind in chosen:
        number = rng.choice(attached.KINDS[kind][0])
        if number not in used:
            used.add(number)
            pairs.append((number, kind))
    return pairs


def annual(s: Sheet, sc: Scene, whole: bool = False) -> None:
    rng = sc.rng
    if sc.form in ("20-F", "40-F"):
        covers.foreign_annual(s, sc)
    else:
        covers.annual(s, sc)
    s.page()
    running_heads(s, sc)
    bodies.report(s, sc)
    s.page()
    kinds = some_exhibits(sc, s.html, 4) if whole else []

    def sign() -> None:
        signatures.heading(s, sc)
        if sc.form in ("20-F", "40-F"):
            boilerplate(s, sc, "duly_20f")
            signatures.registrant_block(s, sc)
            return
        boilerplate(s, sc, rng.choice(("duly_13", "duly_13", "duly_34")))
        when = signatures.registrant_block(s, sc)
        if sc.form.startswith("10-Q"):
            if chance(rng, 0.3):
                signatures.block(s, sc, signatures.Signer(sc.executives[1], sc.titles[1], None, when), None, "side")
            return
        if chance(rng, 0.3):
            if chance(rng, 0.5):
                s.line(rng.choice((B,)), rng.choice(("POWER OF ATTORNEY", "Power of Attorney")), "centre")
                s.gap()
            boilerplate(s, sc, "poa_sig")
        boilerplate(s, sc, "duly_below")
        signatures.directors(s, sc, when)
        if chance(rng, 0.06):
            boilerplate(s, sc, "supplemental")

    def index() -> None:
        if kinds or chance(rng, 0.5):
            rows = [exhibits.subject(sc, n) for n, _ in kinds]
            rows = rows + [e for e in exhibits.entries(sc, s.html, rng.randint(2, 20)) if e[0] not in dict(rows)]
            exhibits.index(s, sc, rows)

    order = [sign, index] if chance(rng, 0.75) else [index, sign]
    for k, part in enumerate(order):
        if k:
            s.page()
        part()
    if chance(rng, 0.1 if s.html else 0.3):
        s.page()
        bodies.statements(s, sc)
    attach_all(s, sc, kinds)


def current(s: Sheet, sc: Scene, whole: bool = False) -> None:
    rng = sc.rng
    covers.report_8k(s, sc)
    s.page()
    kinds = some_exhibits(sc, s.html, 2) if whole else []
    if whole and chance(rng, 0.7):
        kinds = [
            (exhibits.press_number(sc), "press"),
            *(k for k in kinds if k[1] != "press" and not k[0].startswith("99")),
        ][:2]
    numbers = [n for n, _ in kinds]
    if not kinds and chance(rng, 0.65):
        numbers = rng.sample(["2.1", "3.1", "4.1", "10.1", "10.2", "16", "23.1"], rng.randint(0, 3)) + [
            exhibits.press_number(sc)
        ]
        numbers = sorted(set(numbers), key=lambda n: float("".join(c for c in n if c.isdigit() or c == ".") or 0))
    if numbers and sc.year > 2018:
        numbers.append("104")
    bodies.current(s, sc, numbers)
    s.page() if chance(rng, 0.6) else s.gap()
    signatures.heading(s, sc)
    boilerplate(s, sc, "duly_34")
    signatures.registrant_block(s, sc)
    if numbers and chance(rng, 0.5):
        s.page()
        exhibits.index(s, sc, [exhibits.subject(sc, n) for n in numbers])
    attach_all(s, sc, kinds)


def foreign(s: Sheet, sc: Scene, whole: bool = False) -> None:
    """A 6-K: cover, a list or a text, signature, at times an index and what it lists."""
    rng = sc.rng
    covers.foreign_6k(s, sc)
    s.page()
    kinds = [("99.1" if sc.year > 2004 else rng.choice(("1", "99.1", "1.1")), "press")] if whole else []
    rows = [
        (
            n,
            marks.bare("")
            + f"{rng.choice(('Press release', 'News release', 'Announcement'))} of {marks.org(sc.company)} dated {marks.date(sc.date())}",
        )
        for n, _ in kinds
    ]
    if not rows and chance(rng, 0.7):
        rows = (
            [(str(k), exhibits.description(sc)) for k in range(1, rng.randint(2, 5))]
            if chance(rng, 0.6)
            else [("99.1", exhibits.description(sc))]
        )
    first = chance(rng, 0.6)
    if rows and first:
        if chance(rng, 0.7):
            s.line(
                X,
                rng.choice(
                    ("EXHIBITS", "Exhibit Index", "EXHIBIT INDEX", "Documents Furnished By the Registrant", "EXHIBIT")
                ),
                rng.choice(("centre", "left")),
            )
            s.gap()
        if chance(rng, 0.4):
            exhibits.heads(s, sc)
        exhibits.show(s, sc, rows)
        s.page()
    elif not rows or chance(rng, 0.3):
        for _ in range(rng.randint(1, 6)):
            s.para(BODY, sc.prose("event", 1, 3))
        if chance(rng, 0.3):
            tables.statement(s, sc, BODY)
        s.page()
    signatures.heading(s, sc)
    boilerplate(s, sc, "duly_34")
    signatures.registrant_block(s, sc)
    if rows and (not first or chance(rng, 0.3)):
        s.page()
        exhibits.index(s, sc, rows)
    attach_all(s, sc, kinds)


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
    signatures.directors(s, sc, when)
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
    kinds = {"RISK FACTORS": "risk", "WHERE YOU CAN FIND MORE INFORMATION": "where", "LEGAL MATTERS": "where", "BUSINESS": "business", "MANAGEMENT": "bios", "PROSPECTUS SUMMARY": "business"}
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
    offerings.proxy(s, sc)
    if sc.form == "DEFA14A":
        for _ in range(rng.randint(2, 8)):
            s.para(BODY, sc.prose(rng.choice(("proxy", "event")), 1, 3))
        if chance(rng, 0.5):
            for text in sections("boilerplate")["merger_legend"]:
                s.para(B, text)
        return
    if chance(rng, 0.8):
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
            s.lines(
                S,
                [
                    marks.person(sc.names.person()) + (f", {marks.title('Chairman')}" if k == 0 else "")
                    for k in range(3)
                ],
            )
            s.gap()
    merger = "M14A" in sc.form
    for letter_ in "ABC"[: rng.randint(1, 3) if merger else chance(rng, 0.35)]:
        s.page()
        s.attach()
        s.number = f"{letter_}-{{n}}"
        s.line(X, rng.choice(("APPENDIX {}", "ANNEX {}", "Annex {}", "Appendix {}")).format(letter_), rng.choice(("centre", "right")))
        s.gap()
        attached.plan(s, sc) if chance(rng, 0.3) else attached.contract(s, sc)
        s.detach()
    if chance(rng, 0.3):
        s.page()
        proxy_card(s, sc)


def proxy_card(s: Sheet, sc: Scene) -> None:
    """The card that comes with a proxy statement: body, save the line to sign on."""
    rng = sc.rng
    s.line(BODY, rng.choice(("PROXY", "PROXY CARD", "REVOCABLE PROXY")), "centre")
    s.line(BODY, sc.company.upper(), "centre")
    s.gap()
    s.para(BODY, f"The undersigned hereby appoints {sc.names.person()} and {sc.names.person()} as proxies, each with full power of substitution, to vote all shares of common stock held of record at the annual meeting of shareholders.")
    for k, text in enumerate(("ELECTION OF DIRECTORS", "Ratification of the appointment of auditors", "Shareholder proposal - special meetings"), 1):
        s.line(BODY, f"{k}. {text}   [ ] FOR   [ ] AGAINST   [ ] ABSTAIN")
    s.gap()
    s.para(BODY, "Please sign exactly as your name appears hereon. When shares are held by joint tenants, both should sign.")
    s.line(S, rng.choice(("Signature ____________________   Date __________", "Dated: ______________, 19__   ______________________")))


def late(s: Sheet, sc: Scene, whole: bool = False) -> None:
    rng = sc.rng
    offerings.late(s, sc)
    s.line(S, marks.org(sc.printed), "centre")
    if not s.html and chance(rng, 0.5):
        s.rule(S, 50, "-", "centre")
    s.line(S, "(Name of Registrant as Specified in Charter)", "centre")
    s.gap()
    s.para(
        B,
        "has caused this notification to be signed on its behalf by the undersigned hereunto duly authorized.",
        first=0,
    )
    when = signatures.signing_date(sc)
    signatures.block(
        s,
        sc,
        signatures.Signer(sc.executives[1], sc.titles[1] if chance(rng, 0.8) else None, None, when, sc.printed),
        None,
        "side",
    )
    if chance(rng, 0.6):
        texts = sections("boilerplate")["i_25"]
        s.para(B, texts[2], first=0)
        s.line(B, "ATTENTION", "centre")
        s.para(B, texts[3], first=0)


def ownership(s: Sheet, sc: Scene, whole: bool = False) -> None:
    rng = sc.rng
    reporters = schedules.schedule_13(s, sc)
    if "13G" in sc.form:
        schedules.answers_13g(s, sc, reporters)
    else:
        sc.dot = ""
        for row in sections("items")["13d"]:
            number, title = row.split("|")
            if chance(rng, 0.2):
                continue
            exhibit_item = number == "Item 7."
            label = X if exhibit_item else BODY
            s.line(label, f"{number} {title}")
            s.gap()
            if exhibit_item:
                exhibits.show(s, sc, exhibits.entries(sc, s.html, 4, [str(k) for k in range(1, rng.randint(2, 5))]))
            else:
                for _ in range(rng.randint(1, 4)):
                    s.para(BODY, sc.prose("thirteen", 1, 3))
                if chance(rng, 0.15):
                    tables.small(s, sc, BODY)
    s.page() if chance(rng, 0.5) else s.gap()
    signatures.ownership(s, sc, reporters)
    if chance(rng, 0.3) and "13D" in sc.form:
        s.page()
        s.line(BODY, rng.choice(("SCHEDULE A", "SCHEDULE I", "Schedule A")), "centre")
        s.gap()
        s.para(
            BODY,
            "The name, business address and present principal occupation of each director and executive officer are set forth below.",
        )
        tables.small(s, sc, BODY)
    if whole or chance(rng, 0.2):
        attach_all(s, sc, [(rng.choice(("99.1", "A", "1", "7.1")), "joint_filing")])


def manager(s: Sheet, sc: Scene, whole: bool = False) -> None:
    """A 13F-HR."""
    rng = sc.rng
    company = schedules.report_13f(s, sc)
    s.line(S, "Person Signing this Report on Behalf of Reporting Manager:")
    s.gap()
    name, title = sc.executives[0], sc.titles[0]
    when = signatures.signing_date(sc)
    anchor = s.record("signature", name=name, title=title, company=marks.bare(company), date=when)
    s.row(S, ["Name:", anchor + marks.person(name)], [10, 60])
    s.row(S, ["Title:", marks.title(title)], [10, 60])
    s.row(S, ["Phone:", sc.names.phone()], [10, 60])
    s.gap()
    s.line(S, "Signature, Place, and Date of Signing:")
    s.gap()
    s.row(S, [f"/s/ {marks.person(name)}", marks.address(sc.names.city_line()), marks.date(when)], [30, 26, 18])
    s.gap()
    schedules.holdings(s, sc)


def fund(s: Sheet, sc: Scene, whole: bool = False) -> None:
    rng = sc.rng
    offerings.fund(s, sc)
    running_heads(s, sc, rng.choice(("Annual Report", "Semi-Annual Report to Shareholders")))
    for row in sections("items")["n-csr"]:
        number, title = row.split("|")
        label = X if title == "Exhibits." else BODY
        s.line(label, f"{number} {title}")
        s.gap()
        if label == X:
            exhibits.show(
                s,
                sc,
                [
                    ("(a)(1)", "Code of ethics."),
                    ("(a)(2)", "Certifications pursuant to Section 302 of the Sarbanes-Oxley Act of 2002."),
                    ("(b)", "Certifications pursuant to Section 906 of the Sarbanes-Oxley Act of 2002."),
                ],
            )
        elif number == "Item 1.":
            bodies.paragraphs(s, sc, "fund", rng.randint(2, 7))
            bodies.statements(s, sc)
        else:
            s.para(BODY, sc.prose("fund", 1, 2) if chance(rng, 0.6) else "Not applicable.")
    s.page()
    signatures.heading(s, sc)
    boilerplate(s, sc, "duly_40")
    when = signatures.registrant_block(s, sc)
    boilerplate(s, sc, "below_40")
    for k in range(2):
        signatures.block(
            s,
            sc,
            signatures.Signer(
                sc.executives[k], ("Principal Executive Officer", "Principal Financial Officer")[k], None, when
            ),
            None,
            "side",
        )


def letter(s: Sheet, sc: Scene, whole: bool = False) -> None:
    rng = sc.rng
    offerings.letterhead(s, sc)
    for k in range(rng.randint(1, 7)):
        if chance(rng, 0.4):
            s.line(BODY, f"{k + 1}. {rng.choice(sections('items')['headings'])}, page {rng.randint(2, 90)}")
            s.gap()
        s.para(BODY, sc.prose("letter", 1, 3))
    signatures.letter(s, sc)
    if chance(rng, 0.5):
        s.line(BODY, f"cc: {sc.names.person()}")


def exhibit(s: Sheet, sc: Scene, whole: bool = False) -> None:
    """A document that is itself an exhibit; sc.form is "EX-" and its number."""
    number = sc.form.removeprefix("EX-")
    kinds = [k for k, v in attached.KINDS.items() if number in v[0] and k in attached.kinds(sc.year, s.html)]
    kind = sc.rng.choice(kinds)
    sc.form = sc.rng.choice(("10-K", "10-Q"))
    s.attach()
    if not s.html and chance(sc.rng, 0.6):
        s.tag("<PAGE>")
    if chance(sc.rng, 0.8):
        attached.caption(s, sc, number)
    attached.KINDS[kind][3](s, sc)
