"""Front pages of periodic and current reports, in the captions that each form prescribes."""

from __future__ import annotations

from ..labels import Label
from . import marks
from .names import chance, written_date
from .scene import Scene
from .sheet import Sheet
from .words import sections

C, B = Label.COVER, Label.BOILERPLATE
_TICKED = ("[X]", "[x]", "(X)", "/X/", "|X|", "X")
_OPEN = ("[ ]", "[ ]", "( )", "/ /", "|_|", "__")


def boilerplate(s: Sheet, sc: Scene, key: str, end: str = "", **layout) -> None:
    """One wording of a statutory paragraph, with `end` after it."""
    text = sc.fill(sc.rng.choice(sections("boilerplate")[key]))
    s.para(B, text + end, **layout)


def ticks(s: Sheet, sc: Scene) -> tuple[str, str]:
    """This filing's ticked and open boxes."""
    if sc.boxes is None:
        k = sc.rng.randrange(len(_TICKED))
        sc.boxes = sc.rng.choice((("☒", "☐"), ("☒", "☐"), ("x", "o"), ("þ", "¨"))) if s.html else (_TICKED[k], _OPEN[k])
    return sc.boxes


def answer(s: Sheet, sc: Scene, yes: bool = True) -> str:
    """ "Yes X  No __" in one of its manners."""
    on, off = ticks(s, sc)
    first, second = (on, off) if yes else (off, on)
    if s.html or chance(sc.rng, 0.5):
        return sc.rng.choice((f"Yes {first}  No {second}", f"{first} Yes  {second} No", f"YES {first}   NO {second}"))
    first, second = ("  X  ", "     ") if yes else ("     ", "  X  ")
    a, b = first.replace(" ", "_"), second.replace(" ", "_")
    return sc.rng.choice((f"Yes {a}  No {b}", f"Yes {first}   No {second}", f"Yes  {a}.   No  {b}."))


def check(s: Sheet, sc: Scene, key: str, yes: bool | None = True) -> None:
    """A check-mark paragraph; its answer closes the paragraph or stands on a line of its own."""
    if yes is None:
        on, off = ticks(s, sc)
        box = sc.rng.choice((on, off))
        if chance(sc.rng, 0.25):
            boilerplate(s, sc, key)
            s.line(C if box == on else B, box, "centre")
            s.gap()
        else:
            boilerplate(s, sc, key, f" {box}")
        return
    text = answer(s, sc, yes)
    if chance(sc.rng, 0.5):
        boilerplate(s, sc, key, f" {text}")
        return
    boilerplate(s, sc, key)
    s.line(C, text, sc.rng.choice(("centre", "left", "right")))
    if not s.html and chance(sc.rng, 0.2):
        s.line(C, "---      ---", "centre")
    s.gap()


def agency(s: Sheet, sc: Scene) -> None:
    """UNITED STATES / SECURITIES AND EXCHANGE COMMISSION / Washington, D.C. 20549."""
    rng = sc.rng
    if chance(rng, 0.6):
        s.line(C, rng.choice(("UNITED STATES", "United States", "UNITED STATES OF AMERICA")), "centre")
    s.line(
        C, rng.choice(("SECURITIES AND EXCHANGE COMMISSION",) * 4 + ("Securities and Exchange Commission",)), "centre"
    )
    s.line(C, rng.choice(("Washington, D.C. 20549", "WASHINGTON, D.C. 20549", "Washington, DC  20549")), "centre")
    if chance(rng, 0.3):
        decoration(s, sc)
    s.gap()


def decoration(s: Sheet, sc: Scene) -> None:
    """A rule that only adorns."""
    s.rule(B, sc.rng.choice((10, 20, 30, 50, 70)), sc.rng.choice("-_=*"), "centre")


def caption(s: Sheet, text: str) -> None:
    s.line(C, text, "centre")


def fill_in(s: Sheet, sc: Scene, value: str | list[str], name: str) -> None:
    """A value, perhaps with a rule under it, above its caption."""
    for text in [value] if isinstance(value, str) else value:
        caption(s, text)
    if not s.html and chance(sc.rng, 0.25):
        s.rule(C, sc.rng.choice((40, 50, 60)), sc.rng.choice("-_"), "centre")
    caption(s, name)
    if chance(sc.rng, 0.7):
        s.gap()


def identity(s: Sheet, sc: Scene, with_file: bool = True) -> None:
    """State, file number and tax number above their captions, in columns or one under the other."""
    rng = sc.rng
    number = rng.choice(
        (f"{rng.choice((0, 1, 2, 33, 333))}-{rng.randint(1000, 99999)}", f"001-{rng.randint(10000, 39999)}")
    )
    tax = "N/A" if sc.names.foreign else f"{rng.randint(10, 98)}-{rng.randint(1000000, 9999999)}"
    state = (
        sc.state if not sc.names.foreign else rng.choice(("Cayman Islands", "British Virgin Islands", "Not Applicable"))
    )
    values = [state, number, tax]
    heads = [
        rng.choice(("(State or other jurisdiction of incorporation)", "(State or Other Jurisdiction of Incorporation or Organization)", "(State of Incorporation)")),
        rng.choice(("(Commission File Number)", "(Commission File No.)")),
        rng.choice(("(IRS Employer Identification No.)", "(I.R.S. Employer Identification Number)", "(IRS Employer Identification Number)")),
    ]  # fmt: skip
    if not with_file:
        del values[1], heads[1]
    if chance(rng, 0.12):
        for value, head in zip(values, heads, strict=True):
            fill_in(s, sc, value, head)
        return
    widths = [(min(s.width, 80) - 6) // len(values)] * len(values)
    aligns = rng.choice(("l", "c")) * len(values)
    s.row(C, values, widths, aligns)
    if not s.html and chance(rng, 0.3):
        s.row(C, ["-" * min(w, 20) for w in widths], widths, aligns)
    s.row(C, heads, widths, aligns)
    s.gap()


def place(s: Sheet, sc: Scene, name: str = "") -> str:
    """The principal office with its captions; gives the record's address."""
    rng = sc.rng
    lines = sc.names.address()
    name = name or rng.choice(("(Address of principal executive offices)", "(Address of Principal Executive Offices)"))
    kind = rng.random()
    last = lines[-1]
    if kind < 0.4 and not sc.names.foreign and " " in last:
        head, code = last.rsplit(None, 1)
        street = ", ".join([*lines[:-1], head])
        left = min(s.width, 80) - 16
        s.row(C, [marks.ENTITY_OPEN["ADDRESS"] + street, f"{code}" + marks.ENTITY_CLOSE], [left, 12]) if marks.width(
            street
        ) <= left else s.line(C, marks.address(", ".join(lines)), "centre")
        if not s.html and chance(rng, 0.25):
            s.rule(C, min(s.width, 64), rng.choice("-_"))
        s.row(C, [name, "(Zip Code)"], [left, 12])
        s.gap()
    elif kind < 0.7:
        pieces = list(lines)
        pieces[0] = marks.ENTITY_OPEN["ADDRESS"] + pieces[0]
        pieces[-1] += marks.ENTITY_CLOSE
        fill_in(s, sc, pieces, name + rng.choice(("", "", " (Zip Code)")))
    else:
        fill_in(s, sc, marks.address(", ".join(lines)), name[:-1] + rng.choice((")", ", including zip code)")))
    return ", ".join(lines)


def phone(s: Sheet, sc: Scene) -> None:
    number = sc.names.phone()
    rng = sc.rng
    if chance(rng, 0.5):
        s.line(
            C,
            f"Registrant's telephone number, including area code{rng.choice((':', ''))}  {number}",
            rng.choice(("left", "centre")),
        )
        s.gap()
    else:
        fill_in(s, sc, number, "(Registrant's telephone number, including area code)")


def registrant(s: Sheet, sc: Scene) -> None:
    name = sc.rng.choice(
        ("(Exact name of registrant as specified in its charter)",) * 4
        + ("(Exact Name of Registrant as Specified in Its Charter)", "(Registrant)", "(Exact name of Registrant as specified in charter)")
    )  # fmt: skip
    fill_in(s, sc, marks.org(sc.printed), name)


def securities(s: Sheet, sc: Scene) -> None:
    """Securities registered under Sections 12(b) and 12(g)."""
    rng = sc.rng
    stock = rng.choice(
        (
            "Common Stock",
            "Common Stock, $[par] par value",
            "Class A Common Stock",
            "Units of Limited Partnership Interest",
        )
    )
    s.line(C, "Securities registered pursuant to Section 12(b) of the Act:" + rng.choice(("", "", "  None")))
    s.gap()
    if s.html and sc.year > 2018:
        widths = [40, 16, 34]
        s.row(
            C, ["Title of each class", "Trading Symbol(s)", "Name of each exchange on which registered"], widths, "ccc"
        )
        s.row(C, [sc.fill(stock), sc.ticker, sc.exchange], widths, "ccc")
    else:
        widths = [36, 36]
        s.row(
            C,
            [rng.choice(("Title of each class", "Title of Each Class")), "Name of each exchange\non which registered"],
            widths,
        )
        if not s.html and chance(rng, 0.5):
            s.row(C, ["-" * 19, "-" * 21], widths)
        for _ in range(rng.randint(1, 3)):
            s.row(C, [sc.fill(stock), sc.exchange], widths)
            stock = f"{rng.randint(5, 12)}% {rng.choice(('Debentures', 'Notes', 'Preferred Stock'))} due {sc.year + rng.randint(1, 20)}"
    s.gap()
    if chance(rng, 0.8):
        s.line(
            C,
            f"Securities registered pursuant to Section 12(g) of the Act:  {rng.choice(('None', 'Common Stock', ''))}",
        )
        if chance(rng, 0.4):
            fill_in(s, sc, sc.fill("Common Stock, par value $[par] per share"), "(Title of class)")
        s.gap()


def report_8k(s: Sheet, sc: Scene) -> None:
    rng = sc.rng
    amended = chance(rng, 0.12)
    sc.form = "8-K/A" if amended else "8-K"
    agency(s, sc)
    caption(s, rng.choice(("FORM ", "Form ")) + sc.form)
    s.gap()
    caption(s, rng.choice(("CURRENT REPORT", "Current Report")))
    if chance(rng, 0.5):
        caption(s, rng.choice(("Pursuant to Section 13 or 15(d) of the", "PURSUANT TO SECTION 13 OR 15(D) OF THE")))
        caption(s, "Securities Exchange Act of 1934")
    else:
        caption(s, "Pursuant to Section 13 or 15(d) of The Securities Exchange Act of 1934")
    s.gap()
    when = written_date(rng, sc.year, style=rng.choice(("long", "long", "long", "long", "slash")))
    kind = rng.random()
    if kind < 0.55:
        caption(s, f"Date of Report (Date of earliest event reported){rng.choice((':', ' ', ''))} {marks.date(when)}")
    elif kind < 0.85:
        fill_in(s, sc, marks.date(when), "Date of Report (Date of earliest event reported)")
    else:
        other = written_date(rng, sc.year)
        caption(s, f"Date of Report: {marks.date(when)}")
        caption(s, f"(Date of earliest event reported: {marks.date(other)})")
    s.gap()
    registrant(s, sc)
    identity(s, sc)
    where = place(s, sc)
    phone(s, sc)
    if chance(rng, 0.7):
        former = rng.choice(("Not Applicable", "N/A", "None", ""))
        text = "(Former name or former address, if changed since last report)"
        fill_in(s, sc, former, text) if former else caption(s, text)
    if sc.year >= 2004 or s.html:
        boilerplate(s, sc, "check_8k")
        on, off = ticks(s, sc)
        ticked = rng.randrange(4) if chance(rng, 0.1) else None
        for k, option in enumerate(sections("boilerplate")["options_8k"]):
            label = C if k == ticked else B
            box = on if k == ticked else off
            if s.html and chance(rng, 0.6):
                s.row(label, [box, option], [4, 90])
            else:
                s.para(label, f"{box} {option}", first=0, hang=4)
        if sc.year > 2018:
            securities(s, sc)
        if sc.year > 2016:
            boilerplate(s, sc, "check_is_egc")
            s.line(C, f"Emerging growth company {rng.choice((on, off))}")
            boilerplate(s, sc, "check_egc", f" {off}")
    s.cover = {"form": sc.form, "registrants": [sc.printed], "address": where, "date": when}


def annual(s: Sheet, sc: Scene) -> None:
    """The cover of a 10-K, 10-K405, 10-Q or their amendments (sc.form)."""
    rng = sc.rng
    quarter = sc.form.startswith("10-Q")
    agency(s, sc)
    caption(s, rng.choice(("FORM ", "Form ", "FORM")) + sc.form)
    s.gap()
    on, off = ticks(s, sc)
    kind = "QUARTERLY" if quarter else "ANNUAL"
    if chance(rng, 0.3) and not s.html:
        s.line(C, "(Mark One)")
    fee = rng.choice(("", "", " [FEE REQUIRED]")) if sc.year < 1997 else ""
    lead = f"{kind} REPORT PURSUANT TO SECTION 13 OR 15(d) OF THE SECURITIES EXCHANGE ACT OF 1934{fee}"
    other = "TRANSITION REPORT PURSUANT TO SECTION 13 OR 15(d) OF THE SECURITIES EXCHANGE ACT OF 1934"
    if not chance(rng, 0.7):
        lead, other = lead.capitalize(), other.capitalize()
    when = sc.period_end
    period = "quarterly period" if quarter else "fiscal year"
    words_ = rng.choice(
        (
            f"For the {period} ended",
            f"For the {period} ended:",
            f"FOR THE {period.upper()} ENDED",
            f"For the {period.title()} Ended",
        )
    )

    def option(box: str, text: str) -> None:
        if s.html and chance(rng, 0.5):
            s.row(C, [box, text], [5, 90])
        elif chance(rng, 0.5):
            s.para(C, f"{box} {text}", first=0, hang=len(box) + 1)
        else:
            for piece in (
                f"{box} {text[: text.index(' OF THE') if ' OF THE' in text else len(text)]}",
                text[text.index(" OF THE") + 1 :] if " OF THE" in text else "",
            ):
                if piece:
                    caption(s, piece)

    option(on, lead)
    caption(s, f"{words_} {marks.date(when)}")
    if chance(rng, 0.8):
        s.gap()
        caption(s, rng.choice(("OR", "or", "Or")))
        s.gap()
        option(off, other)
        s.line(
            C,
            rng.choice(
                (
                    "For the transition period from ______ to ______",
                    "For the transition period from ___________ to ___________",
                )
            ),
            "centre",
        )
    s.gap()
    if chance(rng, 0.7):
        caption(
            s,
            f"Commission {rng.choice(('file number', 'File Number', 'File No.'))}{rng.choice((':', ' '))} {rng.randint(0, 33)}-{rng.randint(1000, 99999)}",
        )
        s.gap()
    registrant(s, sc)
    identity(s, sc, with_file=chance(rng, 0.2))
    where = place(s, sc)
    phone(s, sc)
    if not quarter or sc.year > 2018:
        securities(s, sc)
    if sc.year > 2005 and not quarter:
        check(s, sc, "check_wksi", False)
        check(s, sc, "check_notrequired", False)
    check(s, sc, "check_reports", True)
    if not quarter and sc.year < 2019:
        check(s, sc, "check_405", None)
    if sc.year > 2008:
        check(s, sc, "check_interactive", True)
    if sc.year > 2005:
        boilerplate(s, sc, "check_filer")
        filers = ["Large accelerated filer", "Accelerated filer", "Non-accelerated filer", "Smaller reporting company"]
        chosen = rng.randrange(4)
        texts = [f"{x} {on if k == chosen else off}" for k, x in enumerate(filers)]
        if s.html and chance(rng, 0.6):
            s.row(C, texts[:2], [40, 40])
            s.row(C, texts[2:], [40, 40])
            s.row(C, ["", f"Emerging growth company {off}"], [40, 40])
        else:
            s.line(C, "   ".join(texts[:2]))
            s.line(C, "   ".join(texts[2:]))
        s.gap()
        if sc.year > 2016:
            boilerplate(s, sc, "check_egc", f" {off}")
        if sc.year > 2019 and not quarter:
            boilerplate(s, sc, "check_icfr", f" {on}")
        check(s, sc, "check_shell", False)
    shares(s, sc, quarter)
    if not quarter and chance(rng, 0.8):
        caption(s, rng.choice(("DOCUMENTS INCORPORATED BY REFERENCE", "Documents Incorporated by Reference")))
        s.gap()
        s.para(C, rng.choice((
            "Portions of the Proxy Statement for the Annual Meeting of Shareholders to be held on {} are incorporated by reference into Part III.",
            "Portions of the registrant's definitive proxy statement to be filed within 120 days after {} are incorporated by reference in Part III of this report.",
            "Portions of the Annual Report to Shareholders for the year ended {} are incorporated by reference into Parts I and II.",
        )).format(marks.date(sc.date())))  # fmt: skip
    if chance(rng, 0.15):
        s.line(B, f"Exhibit Index on Page {rng.randint(10, 60)}", "centre")
        s.line(B, f"Page 1 of {s.pages}", "centre")
    s.cover = {"form": sc.form, "registrants": [sc.printed], "address": where, "date": when}


def shares(s: Sheet, sc: Scene, quarter: bool) -> None:
    """Market value and shares outstanding."""
    rng = sc.rng
    if not quarter:
        s.para(C, sc.fill(rng.choice((
            "The aggregate market value of the voting stock held by non-affiliates of the registrant as of [date] was $[count],000.",
            "Aggregate market value of voting stock held by nonaffiliates of the Registrant at [date], based on the closing price on that date: approximately [money].",
        ))))  # fmt: skip
    if chance(rng, 0.3):
        s.row(C, [rng.choice(("Class", "Title of Class")), sc.fill("Outstanding at [date]")], [38, 34])
        s.row(C, [sc.fill("Common Stock, $[par] par value"), sc.fill("[count],412 shares")], [38, 34])
        s.gap()
        return
    s.para(C, sc.fill(rng.choice((
        "Indicate the number of shares outstanding of each of the issuer's classes of common stock, as of the latest practicable date: [count],204 shares at [date].",
        "As of [date], [count],118 shares of the registrant's common stock, par value $[par] per share, were outstanding.",
        "Number of shares of common stock outstanding at [date]: [count],900",
    ))))  # fmt: skip


def foreign_6k(s: Sheet, sc: Scene) -> None:
    rng = sc.rng
    sc.form = "6-K"
    form = rng.choice(("FORM 6-K", "Form 6-K"))
    if chance(rng, 0.5):
        caption(s, form)
        s.gap()
        agency(s, sc)
    else:
        agency(s, sc)
        caption(s, form)
        s.gap()
    caption(
        s,
        rng.choice(
            ("Report of Foreign Private Issuer", "REPORT OF FOREIGN PRIVATE ISSUER", "REPORT OF FOREIGN ISSUER")
        ),
    )
    caption(
        s,
        rng.choice(
            (
                "Pursuant to Rule 13a-16 or 15d-16 under",
                "PURSUANT TO RULE 13a-16 OR 15d-16 OF",
                "Pursuant to Rule 13a-16 or 15d-16 of the",
            )
        ),
    )
    caption(s, rng.choice(("the Securities Exchange Act of 1934", "THE SECURITIES EXCHANGE ACT OF 1934")))
    s.gap()
    if chance(rng, 0.7):
        when = written_date(rng, sc.year, style="month")
        text = rng.choice((f"For the month of {marks.date(when)}", f"For the Month of {marks.date(when)}"))
    else:
        when = written_date(rng, sc.year, style=rng.choice(("long", "day-first")))
        text = rng.choice((marks.date(when), f"For the date of {marks.date(when)}", f"Dated {marks.date(when)}"))
    caption(s, text)
    s.gap()
    if chance(rng, 0.4):
        caption(
            s,
            f"Commission File Number{rng.choice((':', ''))} {rng.choice(('001', '0', '1'))}-{rng.randint(10000, 39999)}",
        )
        s.gap()
    fill_in(s, sc, marks.org(sc.printed), rng.choice((
        "(Translation of registrant's name into English)", "(Exact name of registrant as specified in its charter)",
        "(Name of Registrant)", "(Translation of Registrant's Name)")))  # fmt: skip
    where = place(
        s, sc, rng.choice(("(Address of principal executive offices)", "(Address of principal executive office)"))
    )
    on, off = ticks(s, sc)

    def pair(left: str, right: str, first: bool) -> str:
        return rng.choice((
            f"{left} {on if first else off}    {right} {off if first else on}",
            f"{left} {'X' if first else '  '}     {right} {' ' if first else 'X'}",
            f"{left} __{'X' if first else '_'}__   {right} __{'_' if first else 'X'}__"))  # fmt: skip

    def ask(key: str, left: str, right: str, first: bool) -> None:
        inside = chance(rng, 0.25)
        boilerplate(s, sc, key, f" {pair(left, right, first)}" if inside else "")
        if not inside:
            s.line(C, pair(left, right, first), rng.choice(("centre", "centre", "left")))
            if not s.html and chance(rng, 0.4):
                s.line(
                    C,
                    rng.choice(("----------          ----------", "-------          -------", "___            ___")),
                    "centre",
                )
            s.gap()

    ask("check_20f", "Form 20-F", "Form 40-F", chance(rng, 0.85))
    if chance(rng, 0.3) and sc.year > 2002:
        boilerplate(s, sc, "check_101b", rng.choice(("", f" {off}", " ____")))
    if sc.year < 2010:
        ask("check_12g3", "Yes", "No", False)
        if chance(rng, 0.5):
            s.para(
                B,
                'If "Yes" is marked, indicate below the file number assigned to the registrant in connection with Rule 12g3-2(b): 82-________',
            )
    s.cover = {"form": "6-K", "registrants": [sc.printed], "address": where, "date": when}


def foreign_annual(s: Sheet, sc: Scene) -> None:
    """The cover of a 20-F or 40-F (sc.form)."""
    rng = sc.rng
    agency(s, sc)
    caption(s, f"FORM {sc.form}")
    s.gap()
    on, off = ticks(s, sc)
    options = [
        "REGISTRATION STATEMENT PURSUANT TO SECTION 12(b) OR (g) OF THE SECURITIES EXCHANGE ACT OF 1934",
        "ANNUAL REPORT PURSUANT TO SECTION 13 OR 15(d) OF THE SECURITIES EXCHANGE ACT OF 1934",
        "TRANSITION REPORT PURSUANT TO SECTION 13 OR 15(d) OF THE SECURITIES EXCHANGE ACT OF 1934",
    ]
    when = sc.period_end
    for k, option in enumerate(options):
        s.para(C, f"{on if k == 1 else off} {option}", first=0, hang=4)
        if k == 1:
            caption(s, f"For the fiscal year ended {marks.date(when)}")
        if k < 2:
            caption(s, "OR")
    caption(s, f"Commission file number {rng.choice((0, 1))}-{rng.randint(10000, 39999)}")
    s.gap()
    registrant(s, sc)
    caption(s, "(Translation of Registrant's name into English)")
    country = sc.names.address()[-1].rsplit(", ", 1)[-1]
    fill_in(s, sc, country, "(Jurisdiction of incorporation or organization)")
    where = place(s, sc)
    if chance(rng, 0.6):
        who = sc.executives[2]
        s.line(C, f"{marks.person(who)}, {marks.title(sc.names.title('finance'))}, {sc.names.phone()}", "centre")
        caption(s, "(Name, Telephone, E-mail and/or Facsimile number and Address of Company Contact Person)")
        s.gap()
    securities(s, sc)
    s.para(
        C,
        sc.fill(
            "Indicate the number of outstanding shares of each of the issuer's classes of capital or common stock as of the close of the period covered by the annual report: [count],000 ordinary shares"
        ),
    )
    if sc.year > 2005:
        check(s, sc, "check_wksi", False)
    check(s, sc, "check_reports", True)
    if chance(rng, 0.8):
        boilerplate(s, sc, "check_item17")
        s.line(C, f"Item 17 {off}   Item 18 {on}", "centre")
        s.gap()
    if sc.year > 2006:
        check(s, sc, "check_shell", False)
    s.cover = {"form": sc.form, "registrants": [sc.printed], "address": where, "date": when}
