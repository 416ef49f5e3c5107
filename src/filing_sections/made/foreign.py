"""Front pages of foreign issuers' reports: 6-K, 20-F, 40-F."""

from __future__ import annotations

from ..labels import Label
from . import marks
from .names import chance, written_date
from .parts import agency, boilerplate, caption, check, fill_in, place, registrant, securities, ticks
from .scene import Scene
from .sheet import Sheet

C, B = Label.COVER, Label.BOILERPLATE


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
            (
                f"Commission File Number{rng.choice((':', ''))} "
                f"{rng.choice(('001', '0', '1'))}-{rng.randint(10000, 39999)}"
            ),
        )
        s.gap()
    fill_in(
        s,
        sc,
        marks.org(sc.printed),
        rng.choice(
            (
                "(Translation of registrant's name into English)",
                "(Exact name of registrant as specified in its charter)",
                "(Name of Registrant)",
                "(Translation of Registrant's Name)",
            )
        ),
    )
    where = place(
        s, sc, rng.choice(("(Address of principal executive offices)", "(Address of principal executive office)"))
    )
    on, off = ticks(s, sc)
    apart = " " * rng.randint(4, 24)

    def pair(left: str, right: str, first: bool) -> str:
        return rng.choice(
            (
                f"{left} {on if first else off}    {right} {off if first else on}",
                f"{left} {'X' if first else '  '}     {right} {' ' if first else 'X'}",
                f"{left}{'    X' if first else ''}{apart}{right}{'' if first else '    X'}",
                f"{left} __{'X' if first else '_'}__   {right} __{'_' if first else 'X'}__",
            )
        )

    def ask(key: str, left: str, right: str, first: bool) -> None:
        inside = chance(rng, 0.25)
        boilerplate(s, sc, key, f" {pair(left, right, first)}" if inside else "")
        if not inside:
            s.line(C, pair(left, right, first), rng.choice(("centre", "centre", "left")))
            if not s.html and chance(rng, 0.4):
                s.line(
                    C,
                    rng.choice((f"----------{apart}----------", f"-------{apart}-------", f"___{apart}___")),
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
                (
                    'If "Yes" is marked, indicate below the file number assigned to '
                    "the registrant in connection with Rule 12g3-2(b): 82-________"
                ),
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
            "Indicate the number of outstanding shares of each of the issuer's classes of capital or common "
            "stock as of the close of the period covered by the annual report: [count],000 ordinary shares"
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
