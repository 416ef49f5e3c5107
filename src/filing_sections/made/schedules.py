"""Front pages of ownership reports: Schedules 13D and 13G, Form 13F."""

from __future__ import annotations

from ..labels import Label
from . import marks
from .names import chance, written_date
from .parts import agency, boilerplate, caption, fill_in, ticks
from .scene import Scene
from .sheet import Sheet
from .words import sections

C, B, BODY = Label.COVER, Label.BOILERPLATE, Label.BODY


def omb(s: Sheet, sc: Scene) -> None:
    """The box that says OMB APPROVAL."""
    rng = sc.rng
    expires = marks.date(written_date(rng, sc.year + 1))
    texts = [
        "OMB APPROVAL",
        f"OMB Number: 3235-{rng.randint(6, 700):04d}",
        f"Expires: {expires}",
        "Estimated average burden",
        f"hours per response . . . {rng.randint(1, 20)}.{rng.randint(0, 9)}",
    ]
    if s.html:
        s.lines(B, texts, "right")
    else:
        indent = max(10, s.width - 32)
        ruled = chance(rng, 0.6)
        for k, text in enumerate(texts):
            if ruled and k < 2:
                s.rule(B, 26, "-", "left", indent)
            s.line(B, text, "left", indent)
        if ruled:
            s.rule(B, 26, "-", "left", indent)
    s.gap()


def schedule_13(s: Sheet, sc: Scene) -> list[str]:
    """Cover and tables of reporting persons of a Schedule 13D or 13G; gives the reporting persons, marked."""
    rng = sc.rng
    kind = sc.form.split()[1][:3]
    on, off = ticks(s, sc)
    if chance(rng, 0.25):
        omb(s, sc)
    agency(s, sc)
    caption(s, rng.choice((f"SCHEDULE {kind}", f"Schedule {kind}")))
    s.gap()
    if chance(rng, 0.4) and kind == "13D":
        caption(
            s,
            rng.choice(
                (
                    "INFORMATION TO BE INCLUDED IN STATEMENTS FILED PURSUANT TO RULE 13d-1(a)",
                    "Information to be included in statements filed pursuant to Rule 13d-1(a)",
                )
            ),
        )
    caption(s, rng.choice(("Under the Securities Exchange Act of 1934", "UNDER THE SECURITIES EXCHANGE ACT OF 1934")))
    caption(s, f"(Amendment No. {rng.choice(('', str(rng.randint(1, 30))))}){rng.choice(('', '*'))}")
    s.gap()
    cusip = f"{rng.randint(10000, 99999)}{rng.choice('ABCDGHKLM')}{rng.randint(10, 99)}{rng.randint(0, 9)}"
    when = written_date(rng, sc.year)
    fill_in(s, sc, marks.org(sc.printed), "(Name of Issuer)")
    fill_in(
        s,
        sc,
        sc.fill(rng.choice(("Common Stock, $[par] par value", "Common Stock", "Ordinary Shares"))),
        "(Title of Class of Securities)",
    )
    fill_in(s, sc, cusip, "(CUSIP Number)")
    if kind == "13D":
        contact = sc.names.address()
        people = [
            marks.person(sc.names.person()),
            marks.org(sc.names.law()),
            *marks.address("\n".join(contact)).split("\n"),
            sc.names.phone(),
        ]
        fill_in(
            s,
            sc,
            people,
            rng.choice(
                (
                    "(Name, Address and Telephone Number of Person Authorized to Receive Notices and Communications)",
                    (
                        "(Name, Address and Telephone Number of Person\nAuthorized "
                        "to Receive Notices and Communications)"
                    ),
                )
            )
            if s.html
            else ("(Name, Address and Telephone Number of Person Authorized to Receive Notices and Communications)"),
        )
    fill_in(
        s,
        sc,
        marks.date(when),
        rng.choice(
            (
                "(Date of Event Which Requires Filing of this Statement)",
                "(Date of Event which Requires Filing of this Statement)",
            )
        ),
    )
    if kind == "13D":
        boilerplate(s, sc, "d_previous", f" {off}")
        if chance(rng, 0.5):
            boilerplate(s, sc, "d_note")
    elif sc.year > 1998:
        boilerplate(s, sc, "g_designate")
        chosen = rng.randrange(3)
        for k, x in enumerate("bcd"):
            s.line(C, f"{on if k == chosen else off} Rule 13d-1({x})", "left", rng.choice((0, 10)))
        s.gap()
    if chance(rng, 0.7):
        for text in sections("boilerplate")["g_remainder"]:
            s.para(B, text)
    reporters = []
    for _ in range(rng.choice((1, 1, 2, 3, 4))):
        s.page()
        reporter = marks.person(sc.names.person()) if chance(rng, 0.4) else marks.org(sc.names.company())
        reporters.append(reporter)
        person_table(s, sc, kind, reporter, cusip)
    s.page()
    s.cover = {"form": f"SCHEDULE {kind}", "registrants": [sc.printed], "address": None, "date": when}
    return reporters


def person_table(s: Sheet, sc: Scene, kind: str, reporter: str, cusip: str) -> None:
    """The numbered rows of one reporting person's cover page."""
    rng = sc.rng
    _, off = ticks(s, sc)
    s.line(C, rng.choice((f"CUSIP No. {cusip}", f"CUSIP NO. {cusip}     13{kind[-1]}", f"CUSIP No.: {cusip}")))
    s.gap()
    amount = rng.choice(("0", "-0-", sc.fill("[count],000"), sc.fill("[count]"), sc.fill("1,[count]")))
    values = {
        "1": reporter,
        "2": f"(a) {off}   (b) {off}",
        "4": rng.choice(("WC", "OO", "PF", "AF", "BK")),
        "6": rng.choice(("Delaware", "United States", "USA", "Cayman Islands", "New York")),
        "7": amount,
        "8": rng.choice(("0", "-0-", "None")),
        "9": amount,
        "10": "0",
        "11": amount,
        "12": off,
        "13": f"{rng.randint(0, 30)}.{rng.randint(0, 9)}%",
        "14": rng.choice(("IN", "CO", "PN", "OO", "IA", "HC, CO")),
    }
    rows = [row.split("|") for row in sections("items")["13d rows"]]
    if kind == "13G":
        rows = [(r[0], r[1].replace("(11)", "(9)")) for r in rows if r[0] not in ("4", "5")]
    capitals = chance(rng, 0.5)
    manner = rng.choice(("stack", "stack", "row", "ruled", "colon", "colon"))
    for n, (number, text) in enumerate(rows, 1):
        number_out = str(n)
        if not capitals:
            text = text.title().replace(" Or ", " or ").replace(" Of ", " of ").replace(" A ", " a ")
        value = values.get(number, "")
        if manner == "colon" and 7 <= int(number) <= 10:
            # the lead runs down a column of its own, beside the four powers
            lead = (
                ["Number Of", "Shares", "Beneficially", "Owned", "By Each", "Reporting", "Person", "With"]
                if number == "7"
                else []
            )
            cells = ["\n".join(lead), "\n".join(":" * max(4, len(lead))), f"{number_out}\n", f"{text}\n{value}"]
            s.row(C, cells, [14, 2, 3, 40])
            continue
        if number == "7":
            lead = rng.choice(
                (
                    "NUMBER OF SHARES BENEFICIALLY OWNED BY EACH REPORTING PERSON WITH",
                    "Number of Shares Beneficially Owned by Each Reporting Person With",
                )
            )
            if manner == "row" or s.html:
                s.lines(C, lead.split(" ") if chance(rng, 0.3) else [lead])
            else:
                s.line(C, lead)
        if manner == "row":
            s.row(C, [number_out, f"{text}\n{value}" if value else text], [4, 64])
        else:
            s.line(C, f"{number_out}{rng.choice(('.', '.', ''))} {text}")
            if value:
                s.line(C, value, "left", 5)
            if manner == "ruled" and not s.html:
                s.rule(C)
        if manner == "stack" and chance(rng, 0.5):
            s.gap()
    s.gap()


def answers_13g(s: Sheet, sc: Scene, reporters: list[str]) -> None:
    """Items 1 to 10 of a Schedule 13G, the questions printed beside their answers."""
    rng = sc.rng
    asked = [
        ("Item 1(a).", "Name of Issuer:", sc.company),
        ("Item 1(b).", "Address of Issuer's Principal Executive Offices:", ", ".join(sc.names.address())),
        ("Item 2(a).", "Name of Person Filing:", "; ".join(marks.bare(r) for r in reporters)),
        ("Item 2(b).", "Address of Principal Business Office:", ", ".join(sc.names.address())),
        ("Item 2(c).", "Citizenship:", "Delaware"),
        ("Item 2(d).", "Title of Class of Securities:", "Common Stock"),
        (
            "Item 3.",
            (
                "If this statement is filed pursuant to Rule 13d-1(b), or "
                "13d-2(b) or (c), check whether the person filing is a:"
            ),
            "Not applicable",
        ),
        (
            "Item 4.",
            "Ownership.",
            sc.fill(
                "(a) Amount beneficially owned: [count],000\n(b) Percent of class: [pct]\n(c) "
                "Number of shares as to which such person has sole power to vote: [count]"
            ),
        ),
        ("Item 5.", "Ownership of Five Percent or Less of a Class.", "Not applicable"),
        ("Item 6.", ("Ownership of More than Five Percent on Behalf of Another Person."), "None"),
        (
            "Item 7.",
            "Identification and Classification of the Subsidiary Which Acquired the Security.",
            "Not applicable",
        ),
        ("Item 8.", "Identification and Classification of Members of the Group.", "Not applicable"),
        ("Item 9.", "Notice of Dissolution of Group.", "Not applicable"),
    ]
    manner = rng.choice(("line", "row"))
    instructed = chance(rng, 0.5)
    for number, question, value in asked:
        if manner == "row":
            s.row(BODY, [number, question], [12, 62])
        else:
            s.line(BODY, f"{number} {question}")
        if instructed and number[5] in "456789":
            s.gap()
            boilerplate(s, sc, f"g_{number[5]}")
        for text in value.split("\n"):
            s.line(BODY, text, "left", rng.choice((5, 12)))
        s.gap()
    s.line(BODY, rng.choice(("Item 10. Certification.", "Item 10.  Certifications.")))
    s.gap()
    boilerplate(s, sc, "g_cert")


def officers(s: Sheet, sc: Scene, reporters: list[str]) -> None:
    """The schedule of a 13D that lists the officers and directors of those who file; all body."""
    rng = sc.rng
    s.line(BODY, rng.choice(("SCHEDULE I", "SCHEDULE A", "Schedule A", "ANNEX A")), "centre")
    s.line(BODY, "Information with Respect to Executive Officers and Directors", "centre")
    s.gap()
    s.para(
        BODY,
        (
            "The following sets forth the name, business address and present "
            "principal occupation of each director and executive officer."
        ),
    )
    widths = [28, 46]
    for reporter in reporters:
        s.line(BODY, marks.bare(reporter))
        for group in ("Directors:", "Officers:"):
            s.line(BODY, group)
            for _ in range(rng.randint(2, 9)):
                work = [sc.names.title(), *([sc.names.company(), *sc.names.address()] if chance(rng, 0.4) else [])]
                s.row(BODY, [sc.names.person(), "\n".join(work)], widths)
            s.gap()


def transactions(s: Sheet, sc: Scene, reporters: list[str]) -> None:
    """The schedule of a 13D that lists trades by date, shares and price; all body."""
    rng = sc.rng
    s.line(BODY, rng.choice(("SCHEDULE II", "SCHEDULE B", "Schedule B")), "centre")
    s.line(BODY, "TRANSACTIONS EFFECTED DURING THE PAST SIXTY DAYS", "centre")
    s.gap()
    widths = [12, 14, 12]
    s.row(BODY, ["DATE", "SHARES PURCHASED\nSOLD(-)", "AVERAGE\nPRICE(2)"], widths, "lrr")
    inline = chance(rng, 0.5)
    for reporter in reporters:
        s.line(BODY, marks.bare(reporter).upper())
        for _ in range(rng.randint(4, 30)):
            cells = [
                written_date(rng, sc.year, style="slash"),
                sc.fill("[count]") + rng.choice(("", "", "-")),
                f"{rng.randint(5, 60)}.{rng.randint(0, 9999):04d}",
            ]
            if inline:
                s.line(BODY, " ".join(cells))
            else:
                s.row(BODY, cells, widths, "lrr")
    s.para(
        BODY,
        (
            "(1) Unless otherwise indicated, all transactions were "
            "effected on the exchange. (2) Price excludes commission."
        ),
    )
