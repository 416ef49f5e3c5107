"""Signature blocks of every layout, with the records they make."""

from __future__ import annotations

from dataclasses import dataclass

from ..labels import Label
from . import marks
from .names import chance, written_date
from .parts import boilerplate
from .scene import Scene
from .sheet import Sheet, wrap
from .words import sections

S = Label.SIGNATURE


@dataclass
class Signer:
    name: str
    title: str | None
    role: str | None = None
    date: str | None = None
    company: str | None = None


def heading(s: Sheet, sc: Scene) -> None:
    text = sc.rng.choice(("SIGNATURES", "SIGNATURES", "SIGNATURE", "Signatures", "SIGNATURES:"))
    s.line(S, text, sc.rng.choice(("centre", "centre", "centre", "left")))
    if not s.html and chance(sc.rng, 0.15):
        s.line(S, "-" * len(text), "centre")
    s.gap()


def signing_date(sc: Scene) -> str:
    style = sc.rng.choice(("long",) * 8 + ("slash", "blank"))
    return written_date(sc.rng, sc.year, style=style)


def _record(s: Sheet, who: Signer) -> str:
    return s.record("signature", name=who.name, title=who.title, company=who.company, date=who.date)


def _split_title(sc: Scene, title: str, room: int) -> list[str]:
    """The title on one line or over two, as one span."""
    words = title.split()
    if len(words) > 3 and (len(title) > room or chance(sc.rng, 0.4)):
        half = len(words) // 2
        return marks.title(" ".join(words[:half]) + "\n" + " ".join(words[half:])).split("\n")
    return [marks.title(title)]


def block(s: Sheet, sc: Scene, who: Signer, company: str | None = None, dated: str = "") -> None:
    """One block: the entity, "By: /s/ ...", the printed name, the title; `dated` says where the date stands."""
    rng = sc.rng
    printed = chance(rng, 0.8) or not who.title
    signed = chance(rng, 0.85) or not printed
    labelled = chance(rng, 0.4)  # Name: and Title:
    by = rng.choice(("By: ", "By: ", "By ", "BY: ", "By:  ", "BY "))
    slash = rng.choice(("/s/ ", "/s/ ", "/S/ ", "/s/", "\\s\\ ")) if signed else ""
    case = str.upper if chance(rng, 0.15) else str
    anchor = _record(s, who)
    line = f"{slash}{marks.person(case(who.name))}" if signed else "_" * rng.choice((24, 28, 32))
    if not printed:
        line = anchor + line
    under = []
    if printed and not s.html and signed and chance(rng, 0.6):
        under.append("-" * rng.choice((24, 28, 32)) if chance(rng, 0.7) else "_" * 28)
    same_line = printed and who.title and chance(rng, 0.15)
    if same_line:
        under.append(f"{anchor}{marks.person(who.name)}, {marks.title(who.title)}")
    else:
        if printed:
            under.append(f"{anchor}{'Name: ' if labelled else ''}{marks.person(who.name)}")
        if who.title:
            head = rng.choice(("Title: ", "Title:  ", "Its: ")) if labelled else ""
            pieces = _split_title(sc, who.title, 34)
            under.extend([head + pieces[0], *(" " * len(head) + x for x in pieces[1:])])
    if who.role and who.title:
        under.append(f"({marks.title(who.role)})")
    date_text = marks.date(who.date) if who.date else ""
    if dated == "under":
        under.append(rng.choice(("Date: ", "Dated: ", "")) + date_text)
    side = rng.choice(("Date: ", "Dated: ", "Date:  ", "DATE: ", "")) + date_text if dated == "side" else ""
    if dated == "before":
        s.line(S, rng.choice(("Date: ", "Dated: ", "")) + date_text)
        s.gap()
    by = by if company or chance(rng, 0.3) else ""
    if s.html and chance(rng, 0.7):
        widths = [40, 6, 44]
        if company:
            s.row(S, ["", "", marks.org(company)], widths)
            s.row(S, ["", "", ""], widths)
        s.row(S, [side, by.strip(), line], widths)
        for text in under:
            s.row(S, ["", "", text], widths)
    elif s.html:
        if company:
            s.line(S, marks.org(company))
        if side:
            s.line(S, side)
        s.lines(S, [by + line, *under])
    else:
        indent = rng.choice((0, 30, 34, 36, 36, 38, 40)) if not side else rng.choice((34, 36, 38, 40))
        inner = rng.choice((indent, indent + len(by)))
        if company:
            s.lines(S, marks_wrap(marks.org(company), s.width - indent + 4), "left", indent)
            if chance(rng, 0.25):
                s.line(S, "(Registrant)", "left", indent)
            s.gap(rng.choice((1, 1, 2)))
        first = by + line
        if side:
            s.line(S, side + " " * max(2, indent - marks.width(side)) + first)
        else:
            s.line(S, first, "left", indent)
        for text in under:
            s.line(S, text, "left", inner)
    if dated == "after":
        s.gap()
        s.line(S, rng.choice(("Date: ", "Dated: ", "DATED: ", "")) + date_text)
    s.gap(rng.choice((1, 1, 2)))


def marks_wrap(text: str, width: int) -> list[str]:
    return wrap(text, max(20, width))


def registrant_block(s: Sheet, sc: Scene, company: str | None = None) -> str:
    """The registrant's own block under its statutory sentence; gives the date."""
    rng = sc.rng
    company = company or (sc.printed if chance(rng, 0.7) else sc.company)
    k = rng.randrange(3)
    when = signing_date(sc)
    where = rng.choice(("side", "side", "under", "before", "after", ""))
    role = rng.choice(sections("titles")["role"]) if chance(rng, 0.15) else None
    who = Signer(sc.executives[k], sc.titles[k], role, when if where else None, company)
    block(s, sc, who, company, where)
    if chance(rng, 0.12):
        other = Signer(sc.executives[k - 1], sc.titles[k - 1], None, when if where else None, company)
        block(s, sc, other, None, "side" if where == "side" else "")
    return when


def auditor(s: Sheet, sc: Scene, firm: str) -> None:
    """An audit firm's sign-off: name, city, date in some order."""
    rng = sc.rng
    when = written_date(rng, sc.year)
    city = sc.names.city_line()
    signed = rng.choice(("/s/ ", "/s/ ", "", "/S/ "))
    anchor = s.record("signature", name=firm, title=None, company=None, date=when)
    if not s.html and chance(rng, 0.5):
        s.line(S, f"{anchor}{signed}{marks.org(firm)}", "left", rng.choice((0, 36)))
        s.gap()
    else:
        s.line(S, f"{anchor}{signed}{marks.org(firm)}", rng.choice(("left", "right", "centre")))
    texts = [marks.address(city), marks.date(when)]
    if chance(rng, 0.25):
        second = marks.date(written_date(rng, sc.year))
        note = f"Note {rng.randint(2, 19)}"
        tail = rng.choice(
            (
                f"except for {note}, for which the date is {second}",
                f"except as to {note}, as to which the date is {second}",
                f"except for the effects of the restatement described in {note}",
            )
        )
        if chance(rng, 0.5):
            texts[1] += ", " + tail
        else:
            texts += wrap(f"({tail[0].upper()}{tail[1:]})", rng.choice((32, 44, 60)), 0, 2)
    elif chance(rng, 0.2):
        texts.reverse()
    if chance(rng, 0.1):
        texts.insert(0, "Certified Public Accountants")
    for text in texts:
        s.line(S, text)
        if chance(rng, 0.1):
            s.gap()
    s.gap()


def letter(s: Sheet, sc: Scene) -> None:
    """How a letter ends."""
    rng = sc.rng
    indent = 0 if s.html else rng.choice((0, 0, 36))
    s.line(
        S,
        rng.choice(("Very truly yours,", "Sincerely,", "Sincerely yours,", "Yours truly,", "Respectfully,")),
        "left",
        indent,
    )
    s.gap()
    company = sc.company if chance(rng, 0.5) else None
    name, title = sc.executives[1], sc.titles[1]
    who = Signer(name, title, None, None, company)
    anchor = _record(s, who)
    if company:
        s.line(S, marks.org(company), "left", indent)
    s.line(S, rng.choice(("/s/ ", "By: /s/ ")) + marks.person(name), "left", indent)
    s.line(S, anchor + marks.person(name), "left", indent)
    s.lines(S, _split_title(sc, title, 40), "left", indent)
    s.gap()


def parties(s: Sheet, sc: Scene, companies: list[str], person: str | None) -> None:
    """The end of a contract: a block for each party, side by side or stacked; one may be a person, some attest."""
    rng = sc.rng
    witnesses = chance(rng, 0.2)
    if len(companies) == 2 and chance(rng, 0.35):
        cells = []
        for company in companies:
            who = Signer(sc.names.person(), sc.names.title(), None, None, company)
            anchor = _record(s, who)
            cells.append(
                "\n".join(
                    [
                        marks.org(company),
                        "",
                        f"By: /s/ {marks.person(who.name)}",
                        f"{anchor}Name: {marks.person(who.name)}",
                        f"Title: {marks.title(who.title)}",
                    ]
                )
            )
        s.row(S, cells, [36, 36])
        s.gap()
        return
    for company in companies:
        when = signing_date(sc) if chance(rng, 0.2) else None
        who = Signer(sc.names.person(), sc.names.title(), None, when, company)
        block(s, sc, who, company.upper() if chance(rng, 0.5) else company, "under" if when else "")
        if witnesses:
            attest = Signer(sc.names.person(), rng.choice(("Secretary", "Assistant Secretary")), None, None, company)
            anchor = _record(s, attest)
            s.lines(
                S,
                [
                    rng.choice(("ATTEST:", "Attest:")),
                    "/s/ " + marks.person(attest.name),
                    anchor + marks.person(attest.name),
                    marks.title(attest.title),
                ],
            )
            s.gap()
    if person:
        anchor = s.record("signature", name=person, title=None, company=None, date=None)
        if chance(rng, 0.4):
            s.line(S, rng.choice(("EXECUTIVE", "EXECUTIVE:", "EMPLOYEE:", "OPTIONEE")), "left", rng.choice((0, 36)))
        indent = 0 if s.html else rng.choice((0, 36))
        s.line(S, "/s/ " + marks.person(person), "left", indent)
        if not s.html:
            s.line(S, "-" * 28, "left", indent)
        s.line(S, anchor + marks.person(person), "left", indent)
        s.gap()


def ownership(s: Sheet, sc: Scene, reporters: list[str]) -> None:
    """The signatures of a Schedule 13D or 13G: date first, then a block for each reporting person."""
    rng = sc.rng
    s.line(S, rng.choice(("SIGNATURE", "SIGNATURES", "Signature", "Signature.")), rng.choice(("centre", "left")))
    s.gap()
    boilerplate(s, sc, "duly_13d")
    when = written_date(rng, sc.year)
    s.line(S, rng.choice(("Dated: ", "Date: ", "Dated:  ")) + marks.date(when))
    s.gap()
    for reporter in reporters:
        name = marks.bare(reporter)
        if reporter.startswith(marks.ENTITY_OPEN["PERSON"]):
            who = Signer(name, None, None, when, None)
            block(s, sc, who)
        else:
            who = Signer(sc.names.person(), sc.names.title(), None, when, name)
            block(s, sc, who, name.upper() if chance(rng, 0.5) else name)
