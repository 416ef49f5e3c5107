"""Front pages of registration statements, prospectuses, proxy statements, fund reports and letters."""

from __future__ import annotations

from ..labels import Label
from . import marks
from .names import chance, written_date
from .notices import _stacked
from .parts import agency, boilerplate, caption, decoration, fill_in, identity, place, registrant, ticks
from .scene import Scene
from .sheet import Sheet
from .words import sections

C, B = Label.COVER, Label.BOILERPLATE


def registration(s: Sheet, sc: Scene) -> None:
    """The facing page of an S-1, S-3, S-4 or S-8 (sc.form)."""
    rng = sc.rng
    when = written_date(rng, sc.year)
    s.line(
        C, f"As filed with the Securities and Exchange Commission on {marks.date(when)}", rng.choice(("centre", "left"))
    )
    s.line(
        C,
        f"Registration No. {rng.choice(('33-', '333-'))}{rng.randint(10000, 260000)}",
        rng.choice(("right", "centre")),
    )
    if chance(rng, 0.5):
        decoration(s, sc)
    agency(s, sc)
    if chance(rng, 0.25):
        caption(s, f"AMENDMENT NO. {rng.randint(1, 4)}")
        caption(s, "TO")
    caption(s, f"FORM {sc.form}")
    for text in rng.choice(
        (
            ("REGISTRATION STATEMENT", "UNDER", "THE SECURITIES ACT OF 1933"),
            ("REGISTRATION STATEMENT UNDER THE SECURITIES ACT OF 1933",),
        )
    ):
        caption(s, text)
    s.gap()
    registrant(s, sc)
    identity(s, sc, with_file=False)
    where = place(
        s,
        sc,
        rng.choice(
            (
                (
                    "(Address, including zip code, and telephone number, including "
                    "area code, of registrant's principal executive offices)"
                ),
                "(Address of Principal Executive Offices)",
            )
        ),
    )
    if sc.form == "S-8":
        fill_in(
            s,
            sc,
            f"{sc.year} {rng.choice(('Stock Option Plan', 'Equity Incentive Plan', 'Employee Stock Purchase Plan'))}",
            "(Full title of the plan)",
        )
    _stacked(
        s,
        sc,
        sc.executives[0],
        sc.titles[0],
        sc.printed,
        rng.choice(
            (
                "(Name, address, including zip code, and telephone number, including area code, of agent for service)",
                "(Name and address of agent for service)",
            )
        ),
    )
    if chance(rng, 0.7):
        caption(s, rng.choice(("Copies to:", "Copy to:", "With copies to:")))
        firms = [sc.names.law(), sc.names.law()]
        cells = []
        for firm in firms:
            lines = sc.names.address()
            people = [marks.person(sc.names.person()) + rng.choice((", Esq.", "")) for _ in range(rng.randint(1, 2))]
            cells.append("\n".join([*people, marks.org(firm), marks.address("\n".join(lines)), sc.names.phone()]))
        s.row(C, cells, [36, 36])
        s.gap()
    s.para(
        C,
        (
            "Approximate date of commencement of proposed sale to the public: As soon "
            "as practicable after this registration statement becomes effective."
        ),
    )
    on, off = ticks(s, sc)
    for text in sections("boilerplate")["s_checks"][: rng.randint(1, 4)]:
        s.para(B, f"{text} {rng.choice((on, off, off))}")
    if chance(rng, 0.8):
        fee_table(s, sc)
    if sc.form in ("S-1", "S-3", "S-4"):
        boilerplate(s, sc, "delaying")
    s.cover = {"form": sc.form, "registrants": [sc.printed], "address": where, "date": when}


def fee_table(s: Sheet, sc: Scene) -> None:
    rng = sc.rng
    caption(s, "CALCULATION OF REGISTRATION FEE")
    widths = [24, 12, 14, 14, 12]
    s.row(
        C,
        [
            "Title of each class of securities to be registered",
            "Amount to be registered",
            "Proposed maximum price per share",
            "Proposed maximum aggregate price",
            "Amount of fee",
        ],
        widths,
        "lcccc",
    )
    s.row(
        C,
        [
            sc.fill("Common Stock, par value $[par]"),
            sc.fill("[count],000"),
            sc.fill("$[price]"),
            sc.fill("$[count],000"),
            sc.fill("$[count]"),
        ],
        widths,
        "lrrrr",
    )
    s.gap()
    if chance(rng, 0.6):
        s.para(
            C,
            sc.fill(
                "(1) Estimated solely for the purpose of calculating the registration fee pursuant to Rule "
                "457 under the Securities Act of 1933, on the average of the high and low prices on [date]."
            ),
            first=0,
            hang=4,
        )


def prospectus(s: Sheet, sc: Scene) -> None:
    """A prospectus' front cover; sc.form is "424B..." where it is a filing of its own."""
    rng = sc.rng
    alone = sc.form.startswith("424")
    when = written_date(rng, sc.year)
    if sc.form == "424B2" and sc.year > 2004 and chance(rng, 0.6):
        structured_notes(s, sc, when)
        return
    if alone:
        s.line(C, f"Filed Pursuant to Rule 424({sc.form[3:].lower()[0]})({sc.form[4:]})", rng.choice(("right", "left")))
        s.line(C, f"Registration No. 333-{rng.randint(10000, 280000)}", rng.choice(("right", "left")))
        s.gap()
    if chance(rng, 0.4):
        boilerplate(s, sc, "red_herring")
        s.line(C, f"SUBJECT TO COMPLETION, DATED {marks.date(when)}")
    caption(s, rng.choice(("PROSPECTUS", "PROSPECTUS SUPPLEMENT", "PRELIMINARY PROSPECTUS")))
    if chance(rng, 0.4):
        caption(s, f"(To Prospectus dated {marks.date(sc.date(1))})")
    caption(s, sc.fill("[count],000 Shares") if chance(rng, 0.6) else sc.fill("$[count],000,000"))
    caption(s, marks.org(sc.printed))
    caption(
        s,
        rng.choice(
            (
                "Common Stock",
                f"{rng.randint(3, 12)}% Senior Notes due {sc.year + 10}",
                "Common Shares",
                "Medium-Term Notes",
            )
        ),
    )
    s.gap()
    for _ in range(rng.randint(1, 3)):
        s.para(C, sc.prose("prospectus", 1, 3))
    s.para(
        B,
        'Investing in our securities involves risks. See "Risk Factors" beginning on page '
        + str(rng.randint(4, 20))
        + ".",
    )
    boilerplate(s, sc, "not_approved")
    widths = [30, 14, 16, 14]
    s.row(C, ["", "Price to Public", "Underwriting Discount", "Proceeds to Company"], widths, "lccc")
    for name in ("Per Share", "Total"):
        s.row(C, [name, sc.fill("$[price]"), sc.fill("$[eps]"), sc.fill("$[price]")], widths, "lrrr")
    s.gap()
    for _ in range(rng.randint(1, 3)):
        caption(s, marks.org(sc.names.law().replace(" LLP", "") if chance(rng, 0.6) else sc.names.bank()))
    if chance(rng, 0.5):
        caption(s, f"The date of this prospectus is {marks.date(when)}")
    else:
        caption(s, marks.date(when))
    s.page()
    if chance(rng, 0.6):
        boilerplate(s, sc, "rely")
    if alone:
        s.cover = {"form": sc.form, "registrants": [sc.printed], "address": None, "date": when}


def structured_notes(s: Sheet, sc: Scene, when: str) -> None:
    """The cover of a pricing supplement: the notes, key terms and dates in a table, legends, price, agents."""
    rng = sc.rng
    supplement = rng.choice(("Pricing Supplement", "Preliminary Pricing Supplement"))
    s.row(C, [f"{supplement} dated {marks.date(when)}", "Filed Pursuant to Rule 424(b)(2)"], [44, 34])
    s.row(C, ["", f"Registration Statement No. 333-{rng.randint(100000, 280000)}"], [44, 34])
    s.gap()
    kind = rng.choice(("Callable Coupon Notes", "Buffered Return Notes", "Fixed Rate Notes", "Market Linked Notes"))
    caption(s, marks.org(sc.printed))
    caption(s, sc.fill("$[count],000 ") + kind)
    due = f"{written_date(rng, sc.year + rng.randint(2, 9))}"
    caption(s, f"Linked to a Basket of Shares due {marks.date(due)}" if chance(rng, 0.6) else f"Due {marks.date(due)}")
    s.gap()
    if chance(rng, 0.6):
        s.line(C, rng.choice(("Terms of the Notes", "Key Terms", "SUMMARY TERMS", "Key Dates")))
    dates = [written_date(rng, sc.year) for _ in range(2)]
    rows = [
        ("Issuer:", marks.org(sc.company)),
        ("Trade Date:", marks.date(dates[0])),
        ("Settlement Date:", marks.date(dates[1])),
        ("Maturity Date:", marks.date(due)),
        ("Coupon Rate:", sc.fill("[n2].25% per annum")),
        ("Denominations:", "$1,000 and multiples of $1,000"),
        ("Payment at Maturity:", "For each note, its principal amount and any coupon then due, unless the level of the "
         "basket is below its barrier, when holders take part in the whole of its fall."),
        ("CUSIP / ISIN:", f"{rng.randint(10000, 99999)}XAB{rng.randint(0, 9)} / US{rng.randint(10000, 99999)}XAB70"),
    ]  # fmt: skip
    for head, value in rows:
        if chance(rng, 0.85):
            s.row(C, [head, value], [24, 52])
    s.gap()
    s.para(
        B,
        'Investing in the notes involves risks. See "Risk Factors" beginning on page PS-'
        f"{rng.randint(4, 14)} of this pricing supplement.",
    )
    boilerplate(s, sc, "not_approved")
    widths = [18, 18, 20, 20]
    s.row(C, ["", "Price to Public", "Underwriting Discount(1)", "Proceeds to Issuer"], widths, "lccc")
    s.row(C, ["Per Note", "$1,000.00", sc.fill("$[price]"), sc.fill("$9[n].50")], widths, "lrrr")
    s.row(C, ["Total", *(sc.fill("$[count],000") for _ in range(3))], widths, "lrrr")
    s.gap()
    s.para(C, "(1) The agent may allow part of this discount to other dealers.", first=0, hang=4)
    agents = [marks.org(sc.names.bank()) for _ in range(rng.choice((1, 2)))]
    s.row(C, agents, [36] * len(agents))
    s.page()
    s.cover = {"form": sc.form, "registrants": [sc.printed], "address": None, "date": when}
