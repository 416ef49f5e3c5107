"""Front pages of periodic and current reports, in the captions that each form prescribes."""

from __future__ import annotations

from ..labels import Label
from . import marks
from .names import chance, written_date
from .parts import agency, boilerplate, caption, check, fill_in, identity, phone, place, registrant, securities, ticks
from .scene import Scene
from .sheet import Sheet
from .words import sections

C, B = Label.COVER, Label.BOILERPLATE


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
            (
                f"Commission {rng.choice(('file number', 'File Number', 'File No.'))}{rng.choice((':', ' '))} "
                f"{rng.randint(0, 33)}-{rng.randint(1000, 99999)}"
            ),
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
        s.para(
            C,
            rng.choice(
                (
                    (
                        "Portions of the Proxy Statement for the Annual Meeting of Shareholders "
                        "to be held on {} are incorporated by reference into Part III."
                    ),
                    (
                        "Portions of the registrant's definitive proxy statement to be filed within "
                        "120 days after {} are incorporated by reference in Part III of this report."
                    ),
                    (
                        "Portions of the Annual Report to Shareholders for the year "
                        "ended {} are incorporated by reference into Parts I and II."
                    ),
                )
            ).format(marks.date(sc.date())),
        )
    if chance(rng, 0.15):
        s.line(B, f"Exhibit Index on Page {rng.randint(10, 60)}", "centre")
        s.line(B, f"Page 1 of {s.pages}", "centre")
    s.cover = {"form": sc.form, "registrants": [sc.printed], "address": where, "date": when}


def shares(s: Sheet, sc: Scene, quarter: bool) -> None:
    """Market value and shares outstanding."""
    rng = sc.rng
    if not quarter:
        s.para(
            C,
            sc.fill(
                rng.choice(
                    (
                        (
                            "The aggregate market value of the voting stock held by "
                            "non-affiliates of the registrant as of [date] was $[count],000."
                        ),
                        (
                            "Aggregate market value of voting stock held by nonaffiliates of the Registrant "
                            "at [date], based on the closing price on that date: approximately [money]."
                        ),
                    )
                )
            ),
        )
    if chance(rng, 0.3):
        s.row(C, [rng.choice(("Class", "Title of Class")), sc.fill("Outstanding at [date]")], [38, 34])
        s.row(C, [sc.fill("Common Stock, $[par] par value"), sc.fill("[count],412 shares")], [38, 34])
        s.gap()
        return
    s.para(
        C,
        sc.fill(
            rng.choice(
                (
                    (
                        "Indicate the number of shares outstanding of each of the issuer's classes of "
                        "common stock, as of the latest practicable date: [count],204 shares at [date]."
                    ),
                    (
                        "As of [date], [count],118 shares of the registrant's common "
                        "stock, par value $[par] per share, were outstanding."
                    ),
                    "Number of shares of common stock outstanding at [date]: [count],900",
                )
            )
        ),
    )
