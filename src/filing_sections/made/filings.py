"""Whole filings: front page, body, signatures, exhibits, in the order and furniture of each form."""

from __future__ import annotations

import re

from ..labels import Label
from . import attached, boards, bodies, covers, exhibits, foreign, marks, notices, signatures, tables
from .holders import attach_all
from .names import chance
from .offers import running_heads
from .parts import boilerplate
from .scene import Scene
from .sheet import Sheet
from .words import sections

B, S, X, BODY = Label.BOILERPLATE, Label.SIGNATURE, Label.EXHIBIT, Label.BODY


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


def _short_exhibits(sc: Scene, html: bool) -> list[tuple[str, str]]:
    """The one-page exhibits at the end of an annual report: 11, 21, 23, 24, 27."""
    known = [("11", "computation"), ("12", "computation"), ("21", "subsidiaries"), ("23", "consent"), ("24", "power")]
    if sc.year < 2001 and not html:
        known.append(("27", "data_schedule"))
    if sc.year > 2002:
        known = [*known[2:], ("31.1", "certification"), ("32", "certification_906")]
    chosen = sorted(sc.rng.sample(range(len(known)), sc.rng.randint(2, 5)))
    return [known[k] for k in chosen]


def _by_number(kind: tuple[str, str]) -> int:
    return int(re.match(r"\d*", kind[0])[0] or 0)


def annual(s: Sheet, sc: Scene, whole: bool = False) -> None:
    rng = sc.rng
    if sc.form in ("20-F", "40-F"):
        foreign.foreign_annual(s, sc)
    else:
        covers.annual(s, sc)
    s.page()
    running_heads(s, sc)
    bodies.report(s, sc)
    s.page()
    kinds = some_exhibits(sc, s.html, 4) if whole else []
    if kinds and sc.year < 2012 and chance(rng, 0.5) and "13" not in dict(kinds):
        kinds = sorted([*(k for k in kinds if k[1] != "annual_report"), ("13", "annual_report")], key=_by_number)

    if whole and chance(rng, 0.4):
        kinds = _short_exhibits(sc, s.html)

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
        boards.directors(s, sc, when)
        if chance(rng, 0.06):
            boilerplate(s, sc, "supplemental")

    def index() -> None:
        if kinds or chance(rng, 0.5):
            rows = [exhibits.subject(sc, n) for n, _ in kinds]
            others = exhibits.entries(sc, s.html, rng.randint(2, 20))
            rows += [entry for entry in others if entry[0] not in dict(rows)]
            exhibits.index(s, sc, rows)

    order = [sign, index] if chance(rng, 0.75) else [index, sign]
    for k, part in enumerate(order):
        if k:
            s.page()
        part()
    if chance(rng, 0.25 if s.html else 0.45):
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
        numbers = rng.sample(["2.1", "3.1", "4.1", "10.1", "10.2", "16", "23.1"], rng.randint(0, 3))
        numbers.append(exhibits.press_number(sc))
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


def furnished(s: Sheet, sc: Scene, whole: bool = False) -> None:
    """A 6-K: cover, a list or a text, signature, at times an index and what it lists."""
    rng = sc.rng
    foreign.foreign_6k(s, sc)
    s.page()
    kinds = [("99.1" if sc.year > 2004 else rng.choice(("1", "99.1", "1.1")), "press")] if whole else []
    rows = [
        (
            n,
            marks.bare("")
            + (
                f"{rng.choice(('Press release', 'News release', 'Announcement'))} "
                f"of {marks.org(sc.company)} dated {marks.date(sc.date())}"
            ),
        )
        for n, _ in kinds
    ]
    if not rows and chance(rng, 0.7):
        stop = rng.choice(("", "", "."))
        numbers = [f"{k}{stop}" for k in range(1, rng.randint(2, 5))] if chance(rng, 0.6) else ["99.1"]
        rows = [(n, exhibits.description(sc, rng.choice(("furnished", "furnished", "listing")))) for n in numbers]
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
            heads = 0.4
        else:
            heads = 0.8
        if chance(rng, heads):
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


def late(s: Sheet, sc: Scene, whole: bool = False) -> None:
    rng = sc.rng
    notices.late(s, sc)
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
