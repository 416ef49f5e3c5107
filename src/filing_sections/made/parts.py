"""Pieces of front pages: boxes to tick, captions under fill-ins, identity, address."""

from __future__ import annotations

from ..labels import Label
from . import marks
from .names import chance
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
        rng.choice(
            (
                "(State or other jurisdiction of incorporation)",
                ("(State or Other Jurisdiction of Incorporation or Organization)"),
                "(State of Incorporation)",
            )
        ),
        rng.choice(("(Commission File Number)", "(Commission File No.)")),
        rng.choice(
            (
                "(IRS Employer Identification No.)",
                "(I.R.S. Employer Identification Number)",
                "(IRS Employer Identification Number)",
            )
        ),
    ]
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
        + (
            "(Exact Name of Registrant as Specified in Its Charter)",
            "(Registrant)",
            "(Exact name of Registrant as specified in charter)",
        )
    )
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
            stock = (
                f"{rng.randint(5, 12)}% {rng.choice(('Debentures', 'Notes', 'Preferred Stock'))} "
                f"due {sc.year + rng.randint(1, 20)}"
            )
    s.gap()
    if chance(rng, 0.8):
        s.line(
            C,
            f"Securities registered pursuant to Section 12(g) of the Act:  {rng.choice(('None', 'Common Stock', ''))}",
        )
        if chance(rng, 0.4):
            fill_in(s, sc, sc.fill("Common Stock, par value $[par] per share"), "(Title of class)")
        s.gap()
