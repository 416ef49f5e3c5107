"""Front pages of proxy statements, late-filing notices and fund reports; the head of a letter."""

from __future__ import annotations

from ..labels import Label
from . import marks
from .names import chance, written_date
from .parts import agency, boilerplate, caption, fill_in, phone, place, ticks
from .scene import Scene
from .schedules import omb
from .sheet import Sheet
from .words import sections

C, B, BODY = Label.COVER, Label.BOILERPLATE, Label.BODY


def _stacked(s: Sheet, sc: Scene, person: str, title: str, firm: str, name: str) -> None:
    """Agent for service or counsel: name, title, firm, address, phone and the caption."""
    lines = sc.names.address()
    if person:
        caption(s, marks.person(person) + ("" if title else sc.rng.choice((", Esq.", ""))))
    if title:
        caption(s, marks.title(title))
    caption(s, marks.org(firm))
    caption(s, marks.ENTITY_OPEN["ADDRESS"] + lines[0] + ("" if len(lines) > 1 else marks.ENTITY_CLOSE))
    for k, text in enumerate(lines[1:], 2):
        caption(s, text + (marks.ENTITY_CLOSE if k == len(lines) else ""))
    caption(s, sc.names.phone())
    if name:
        caption(s, name)
    s.gap()


def proxy(s: Sheet, sc: Scene) -> None:
    """The Schedule 14A page of a proxy statement (sc.form: DEF 14A, PRE 14A, DEFA14A)."""
    rng = sc.rng
    if s.html or chance(rng, 0.75):
        agency(s, sc)
        caption(s, rng.choice(("SCHEDULE 14A", "Schedule 14A", "SCHEDULE 14A INFORMATION")))
        caption(
            s,
            rng.choice(
                ("Proxy Statement Pursuant to Section 14(a) of the", "PROXY STATEMENT PURSUANT TO SECTION 14(a) OF THE")
            ),
        )
        caption(s, "Securities Exchange Act of 1934")
        if chance(rng, 0.5):
            s.line(C, "(Amendment No. )", "centre")
        s.gap()
        on, off = ticks(s, sc)
        s.line(C, f"Filed by the Registrant {on}")
        s.line(C, f"Filed by a Party other than the Registrant {off}")
        s.gap()
        s.line(B, rng.choice(("Check the appropriate box:", "Check the Appropriate Box:")))
        types = [
            "Preliminary Proxy Statement",
            "Confidential, for Use of the Commission Only (as permitted by Rule 14a-6(e)(2))",
            "Definitive Proxy Statement",
            "Definitive Additional Materials",
            "Soliciting Material Pursuant to §240.14a-12",
        ]
        chosen = {"PRE 14A": 0, "PREM14A": 0, "DEF 14A": 2, "DEFM14A": 2, "DEFA14A": 3}[sc.form]
        rows = chance(rng, 0.5) and s.html
        for k, text in enumerate(types):
            box = on if k == chosen else off
            if rows:
                s.row(C, [box, text], [4, 80])
            else:
                s.para(C, f"{box} {text}", first=0, hang=4) if len(text) > 60 else s.line(C, f"{box} {text}")
        s.gap()
        fill_in(s, sc, marks.org(sc.printed), "(Name of Registrant as Specified in its Charter)")
        if chance(rng, 0.7):
            if not s.html:
                s.rule(B, 60, "_", "centre")
            caption(s, "(Name of Person(s) Filing Proxy Statement, if other than the Registrant)")
            s.gap()
        s.line(rng.choice((B,)), "Payment of Filing Fee (Check the appropriate box):")
        fees = [
            f"{on} No fee required.",
            (f"{off} Fee computed on table below per Exchange Act Rules 14a-6(i)(1) and 0-11."),
            ("(1) Title of each class of securities to which transaction applies:"),
            ("(2) Aggregate number of securities to which transaction applies:"),
            (
                "(3) Per unit price or other underlying value of "
                "transaction computed pursuant to Exchange Act Rule 0-11:"
            ),
            "(4) Proposed maximum aggregate value of transaction:",
            "(5) Total fee paid:",
            f"{off} Fee paid previously with preliminary materials.",
            (
                f"{off} Check box if any part of the fee is offset as provided by Exchange Act Rule "
                "0-11(a)(2) and identify the filing for which the offsetting fee was paid previously."
            ),
        ]
        alone = chance(rng, 0.35)  # the number on a line of its own, a rule to fill in below
        for text in fees[: rng.choice((1, 9, 9))]:
            if alone and text.startswith("("):
                s.line(B, text[:3])
                s.para(B, text[4:], indent=5, first=0)
                if not s.html and chance(rng, 0.6):
                    s.rule(B, 60, "_", "left", 5)
                continue
            s.para(B, text, indent=0 if not text.startswith("(") else 5, first=0, hang=4)
        s.page()
        s.cover = {"form": "SCHEDULE 14A", "registrants": [sc.printed], "address": None, "date": None}
    if sc.form == "DEFA14A":
        return
    # the letter and notice to shareholders
    s.line(BODY, sc.company, "centre")
    for text in sc.names.address():
        s.line(BODY, text, "centre")
    s.gap()
    for text in rng.choice(
        (
            ("NOTICE OF ANNUAL MEETING OF SHAREHOLDERS", sc.fill("To Be Held [date]")),
            ("Notice of Annual Meeting of Stockholders",),
        )
    ):
        s.line(BODY, text, "centre")
    s.gap()
    s.para(
        BODY,
        sc.fill(
            "The annual meeting of shareholders of [Co] will be held at "
            "[place], on [date], at [time], for the following purposes:"
        ),
    )
    for k, text in enumerate(
        (
            "To elect directors;",
            "To ratify the appointment of auditors for the year;",
            "To transact such other business as may properly come before the meeting.",
        ),
        1,
    ):
        s.para(BODY, f"{k}. {text}", indent=5, first=0, hang=3)
    s.para(BODY, sc.prose("proxy", 1, 2))


def late(s: Sheet, sc: Scene) -> None:
    """Form 12b-25, whole but for its signature."""
    rng = sc.rng
    on, off = ticks(s, sc)
    if chance(rng, 0.3):
        omb(s, sc)
    agency(s, sc)
    caption(s, "FORM 12b-25")
    s.gap()
    caption(s, rng.choice(("NOTIFICATION OF LATE FILING", "Notification of Late Filing")))
    if chance(rng, 0.5):
        s.line(
            C,
            f"Commission File Number {rng.randint(0, 33)}-{rng.randint(1000, 30000)}",
            rng.choice(("right", "centre")),
        )
    k = rng.choice((0, 0, 0, 3, 3, 1))
    names = ["Form 10-K", "Form 20-F", "Form 11-K", "Form 10-Q", "Form N-SAR"]
    texts = [f"{on if i == k else off} {x}" for i, x in enumerate(names)]
    s.line(C, "(Check One): " + "  ".join(texts[:3]))
    s.line(C, "             " + "  ".join(texts[3:]))
    s.gap()
    when = sc.period_end
    s.line(C, f"For Period Ended: {marks.date(when)}", rng.choice(("centre", "left")))
    for x in names:
        s.line(C, f"{off} Transition Report on {x}", "left", 15)
    s.line(C, "For the Transition Period Ended: _______________________", "left", 15)
    s.gap()
    s.rule(B)
    texts = sections("boilerplate")["i_25"]
    s.para(B, texts[0], first=0)
    s.para(B, texts[1], first=0)
    s.rule(B)
    caption(s, rng.choice(("PART I - REGISTRANT INFORMATION", "PART I -- REGISTRANT INFORMATION")))
    s.gap()
    lines = sc.names.address()
    pairs = [
        ("Full Name of Registrant:", marks.org(sc.printed)),
        ("Former Name if Applicable:", rng.choice(("N/A", "Not applicable", ""))),
        ("Address of Principal Executive Office (Street and Number):", marks.address(", ".join(lines[:-1]))),
        ("City, State and Zip Code:", marks.address(lines[-1])),
    ]
    style = chance(rng, 0.5)
    for head, value in pairs:
        if style and value:
            s.line(C, value, "left", rng.choice((0, 5)))
            if not s.html and chance(rng, 0.5):
                s.rule(C)
            s.line(C, head.rstrip(":"))
        else:
            s.line(C, f"{head} {value}".strip())
        s.gap()
    s.line(BODY, rng.choice(("PART II - RULES 12b-25(b) AND (c)", "PART II -- RULES 12b-25 (b) AND (c)")), "centre")
    s.gap()
    boilerplate(s, sc, "q_25a")
    for i, text in enumerate(sections("boilerplate")["o_25"]):
        s.para(B, f"{on if i < 2 else off} {text}", indent=0, first=0, hang=8)
    s.line(BODY, rng.choice(("PART III - NARRATIVE", "PART III -- NARRATIVE")), "centre")
    s.gap()
    boilerplate(s, sc, "q_25b", rng.choice(("", " (Attach extra sheets if needed.)")))
    for _ in range(rng.randint(1, 3)):
        s.para(BODY, sc.prose("late", 1, 2))
    s.line(BODY, rng.choice(("PART IV - OTHER INFORMATION", "PART IV -- OTHER INFORMATION")), "centre")
    s.gap()
    q = sections("boilerplate")["q_25c"]
    s.para(B, q[0], first=0, hang=4)
    area = rng.randint(201, 989)
    s.row(C, [marks.person(sc.executives[3]), str(area), f"555-01{rng.randint(10, 99)}"], [28, 14, 20], "ccc")
    if not s.html:
        s.row(C, ["-" * 26, "-" * 12, "-" * 18], [28, 14, 20], "ccc")
    s.row(C, ["(Name)", "(Area Code)", "(Telephone Number)"], [28, 14, 20], "ccc")
    s.gap()
    for text in q[1:3]:
        s.para(B, text, first=0, hang=4)
        a, b = (on, off) if chance(rng, 0.7) else (off, on)
        s.line(C, f"{a} Yes  {b} No", rng.choice(("right", "centre", "left")))
        s.gap()
    s.para(B, q[3], indent=4, first=0)
    if chance(rng, 0.4):
        s.para(BODY, sc.prose("late", 1, 1))
    if not s.html or chance(rng, 0.5):
        s.rule(B)
    s.cover = {"form": "12b-25", "registrants": [sc.printed], "address": ", ".join(lines), "date": when}


def fund(s: Sheet, sc: Scene) -> None:
    """The cover of a fund's N-CSR (or N-CSRS)."""
    rng = sc.rng
    agency(s, sc)
    caption(s, f"FORM {sc.form}")
    s.gap()
    caption(s, "CERTIFIED SHAREHOLDER REPORT OF REGISTERED")
    caption(s, "MANAGEMENT INVESTMENT COMPANIES")
    s.gap()
    caption(s, f"Investment Company Act file number {rng.choice(('811-', ''))}{rng.randint(1000, 23999):05d}")
    s.gap()
    fill_in(s, sc, marks.org(sc.printed), "(Exact name of registrant as specified in charter)")
    where = place(s, sc, "(Address of principal executive offices)")
    _stacked(s, sc, sc.executives[0], "", sc.names.company(), "(Name and address of agent for service)")
    phone(s, sc)
    when = sc.period_end
    end = rng.choice(("December 31", "October 31", "March 31"))
    s.line(C, f"Date of fiscal year end: {end}")
    s.gap()
    s.line(C, f"Date of reporting period: {marks.date(when)}")
    s.gap()
    for text in sections("boilerplate")["ncsr_note"]:
        s.para(B, text)
    s.cover = {"form": sc.form, "registrants": [sc.printed], "address": where, "date": when}


def letterhead(s: Sheet, sc: Scene) -> None:
    """Letterhead, date, addressee and salutation of a letter to the staff; all body."""
    rng = sc.rng
    if chance(rng, 0.7):
        for text in [sc.printed, *sc.names.address()]:
            s.line(BODY, text, rng.choice(("centre", "left")))
        s.gap()
    s.line(BODY, written_date(rng, sc.year))
    s.gap()
    if chance(rng, 0.7):
        s.line(BODY, rng.choice(("VIA EDGAR", "Via EDGAR and Overnight Delivery", "VIA EDGAR AND E-MAIL")))
        s.gap()
    s.lines(
        BODY,
        [
            "United States Securities and Exchange Commission",
            "Division of Corporation Finance",
            "100 F Street, N.E." if sc.year > 2004 else "450 Fifth Street, N.W.",
            "Washington, D.C. 20549",
        ],
    )
    s.line(BODY, f"Attention: {sc.names.person()}")
    s.gap()
    widths = [6, 66]
    s.row(BODY, ["Re:", sc.company], widths)
    s.row(
        BODY,
        [
            "",
            rng.choice(
                (
                    "Registration Statement on Form S-1",
                    "Form 10-K for the Fiscal Year Ended " + sc.period_end,
                    "Preliminary Proxy Statement on Schedule 14A",
                )
            ),
        ],
        widths,
    )
    s.row(BODY, ["", f"File No. {rng.choice(('333', '001', '000'))}-{rng.randint(10000, 280000)}"], widths)
    s.gap()
    s.line(
        BODY,
        rng.choice(
            (
                "Ladies and Gentlemen:",
                f"Dear Mr. {sc.names.surname()}:",
                f"Dear Ms. {sc.names.surname()}:",
                "Dear Sir or Madam:",
            )
        ),
    )
    s.gap()
