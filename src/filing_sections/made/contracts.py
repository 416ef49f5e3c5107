"""Contracts, plans and by-laws, attached as exhibits."""

from __future__ import annotations

from ..labels import Label
from . import signatures, signoffs, tables
from .names import chance
from .parts import boilerplate
from .scene import Scene
from .sheet import Sheet
from .words import sections

B, X = Label.BOILERPLATE, Label.EXHIBIT


def contract(s: Sheet, sc: Scene) -> None:
    rng = sc.rng
    kind = rng.choice(
        (
            "EMPLOYMENT AGREEMENT",
            "CREDIT AGREEMENT",
            "LEASE AGREEMENT",
            "STOCK PURCHASE AGREEMENT",
            "AMENDMENT NO. 1 TO LOAN AGREEMENT",
            "SEVERANCE AGREEMENT",
            "LICENSE AGREEMENT",
            "INDEMNIFICATION AGREEMENT",
            "SUPPLY AGREEMENT",
            "CONSULTING AGREEMENT",
            "RIGHTS AGREEMENT",
            "PROMISSORY NOTE",
            "GUARANTY",
        )
    )
    other = sc.names.company()
    person = sc.names.person() if kind.startswith(("EMPLOY", "SEVER", "CONSULT", "INDEMN")) else None
    if chance(rng, 0.15):
        name = kind.title()
        s.number = rng.choice((f"{name} - Page {{n}}", f"{name} - {{n}}", f"{{n}}   {name}", f"Page {{n}} - {name}"))
    if chance(rng, 0.08):
        boilerplate(s, sc, "confidential")
    if chance(rng, 0.2):
        for text in (kind, "between", sc.company, "and", person or other, f"Dated as of {sc.date(2)}"):
            s.line(X, text, "centre")
        s.page()
        if chance(rng, 0.6):
            contents(s, sc)
    s.line(X, kind, "centre")
    s.gap()
    s.para(
        X,
        (
            f'THIS {kind} (the "Agreement") is made and entered into as of {sc.date(2)}, by and '
            f'between {sc.company}, a {sc.state} corporation (the "Company"), and {person or other}.'
        ),
    )
    if chance(rng, 0.7):
        if chance(rng, 0.6):
            s.line(X, rng.choice(("RECITALS", "W I T N E S S E T H:", "Background", "R E C I T A L S")), "centre")
            s.gap()
        for _ in range(rng.randint(1, 3)):
            s.para(X, sc.sentence("exhibits", "recital"))
    clauses(s, sc, rng.choice((rng.randint(3, 12), rng.randint(8, 25), rng.randint(20, 85))))
    boilerplate(s, sc, "witness")
    companies = [sc.company] if person else [sc.company, other]
    signatures.parties(s, sc, companies, person)
    if chance(rng, 0.12):
        signoffs.addresses(s, sc, 0 if s.html else rng.choice((0, 36)))
    if chance(rng, 0.15):
        for _ in range(rng.randint(1, 2)):
            s.page() if chance(rng, 0.3) else s.gap()
            signoffs.notary(s, sc)
    if chance(rng, 0.2):
        s.page()
        annex = rng.choice(("SCHEDULE A", "EXHIBIT A", "ANNEX I", "Schedule 1.1"))
        if chance(rng, 0.3):
            s.number = rng.choice((f"{annex.title()} - {{n}}", f"{annex} - Page {{n}}", f"{annex}-{{n}}"))
        s.line(X, annex, "centre")
        s.gap()
        tables.small(s, sc, X)


def contents(s: Sheet, sc: Scene) -> None:
    """A contract's table of contents."""
    rng = sc.rng
    s.line(B, rng.choice(("TABLE OF CONTENTS", "Table of Contents")), "centre")
    s.line(B, "Page", "right")
    pattern = rng.choice(
        ("Section {n}.", "ARTICLE {n}", "{n}.", "Section 2.{n}", "{n}.01", "2.{n}", "SECTION {a}.{b:02d}.")
    )
    dotted = not s.html and chance(rng, 0.7)
    widths = [s.width - 6, 4]
    for k in range(1, rng.choice((9, 18, 45))):
        head = rng.choice(sections("exhibits")["clause"]).split("|")[0]
        article, part = divmod(k, 7)
        if "{a}" in pattern and (part == 1 or k == 1):
            s.line(B, f"ARTICLE {article + 1}", "centre")
            s.line(B, head, "centre")
        text = f"{pattern.format(n=k, a=article + 1, b=part + 1)} {head.title()}"
        if dotted:
            text += " " + "." * max(3, widths[0] - len(text) - 1)
        s.row(B, [text, str(k * 2)], widths, "lr", 1)
    if chance(rng, 0.3):
        s.line(B, rng.choice(("SCHEDULES:", "EXHIBITS", "ANNEXES")))
        for letter in "ABCD"[: rng.randint(1, 4)]:
            head = rng.choice(sections("exhibits")["clause"]).split("|")[0].title()
            s.line(B, f"{rng.choice(('Exhibit', 'Schedule', 'Annex'))} {letter} - {head}", "left", 5)
    s.page()


def clauses(s: Sheet, sc: Scene, count: int) -> None:
    """Numbered sections with headings in one manner."""
    rng = sc.rng
    manner = rng.choice(("run", "run", "line", "article", "under"))
    pattern = rng.choice(("{n}.", "{n}.", "Section {n}.", "SECTION {n}.", "{n})", "1.{n}"))
    chosen = [c for _ in range(1 + count // 40) for c in rng.sample(sections("exhibits")["clause"], min(count, 40))]
    for n, clause in enumerate(chosen, 1):
        head, text = clause.split("|")
        head = head if chance(rng, 0.5) else head.title()
        number = pattern.format(n=n)
        if manner == "article":
            s.line(
                X, f"ARTICLE {('I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X')[min(n, 10) - 1]}", "centre"
            )
            s.line(X, head, "centre")
            s.gap()
            s.para(X, sc.fill(text))
        elif manner == "line":
            s.line(X, f"{number} {head}")
            s.gap()
            s.para(X, sc.fill(text))
        elif manner == "under" and not s.html:
            s.line(X, f"{number}  {head}")
            s.line(X, " " * (len(number) + 2) + "-" * len(head))
            s.para(X, sc.fill(text))
        else:
            s.para(X, f"{number} {head}. {sc.fill(text)}")
        for k in range(rng.choice((0, 0, 1, 2, 4, 7))):
            letter = "abcdefgh"[k]
            s.para(
                X,
                f"({letter}) {' '.join(sc.sentence('exhibits', 'subclause') for _ in range(rng.randint(1, 3)))}",
                indent=rng.choice((0, 5)),
                first=rng.choice((0, 5)),
            )


def plan(s: Sheet, sc: Scene) -> None:
    rng = sc.rng
    s.line(X, sc.company.upper(), "centre")
    s.line(
        X,
        rng.choice(
            (
                f"{sc.year - 1} STOCK OPTION PLAN",
                "DEFERRED COMPENSATION PLAN",
                "BY-LAWS",
                "CERTIFICATE OF INCORPORATION",
                "CODE OF BUSINESS CONDUCT",
                "RETIREMENT SAVINGS PLAN",
                "INSIDER TRADING POLICY",
                "PRE-NEED CHARTER",
            )
        ),
        "centre",
    )
    s.gap()
    clauses(s, sc, rng.choice((rng.randint(5, 22), rng.randint(20, 80))))
