"""The officers and directors who sign below: in tables, stacked, side by side."""

from __future__ import annotations

from ..labels import Label
from . import marks
from .names import chance
from .scene import Scene
from .sheet import Sheet
from .signatures import Signer, _record, _split_title
from .words import sections

S = Label.SIGNATURE


def directors(s: Sheet, sc: Scene, when: str) -> None:
    """The second block of an annual report or registration statement: officers and directors."""
    rng = sc.rng
    people = [
        Signer(sc.executives[k], sc.titles[k] + rng.choice(("", "", " and Director")), None, when) for k in range(2)
    ]
    people[0].role = "Principal Executive Officer" if chance(rng, 0.7) else None
    people[1].role = "Principal Financial Officer" if chance(rng, 0.7) else None
    for _ in range(rng.randint(2, 9)):
        people.append(Signer(sc.names.person(), rng.choice(sections("titles")["director"]), None, when))
    agent = sc.executives[0] if chance(rng, 0.2) else None
    rng.choice((director_table, director_table, director_table, director_stack, director_pairs))(s, sc, people, agent)
    if agent:
        who = Signer(agent, "Attorney-in-Fact")
        anchor = _record(s, who)
        star = rng.choice(("*By: ", "* By ", "*By:  "))
        s.gap()
        s.line(S, f"{star}/s/ {marks.person(agent)}")
        if not s.html and chance(rng, 0.6):
            s.rule(S, 28, "-", "left", 5)
        s.line(S, f"{anchor}{marks.person(agent)}", "left", 5)
        s.line(
            S,
            marks.title("Attorney-in-Fact") if chance(rng, 0.6) else f"({marks.title('Attorney-in-Fact')})",
            "left",
            5,
        )
        s.gap()


def director_table(s: Sheet, sc: Scene, people: list[Signer], agent: str | None) -> None:
    """Signature | Title | Date in columns."""
    rng = sc.rng
    dated = chance(rng, 0.8)
    widths = [30, 28, 18] if dated else [34, 34]
    heads = rng.choice(
        (
            ["Signature", "Title", "Date"],
            ["SIGNATURE", "TITLE", "DATE"],
            ["Signature", "Capacity", "Date"],
            ["Name", "Title", "Date"],
        )
    )
    names_under = chance(rng, 0.8)
    titled = [*heads[: len(widths)]]
    if chance(rng, 0.85):
        s.row(S, titled, widths, rng.choice(("lll", "ccc"))[: len(widths)])
        if not s.html and chance(rng, 0.6):
            s.row(S, ["-" * len(h) for h in titled], widths)
        s.gap()
    rules = not s.html and chance(rng, 0.5)
    common = chance(rng, 0.15) and dated
    one = rng.randrange(len(people)) // 2
    for k, who in enumerate(people):
        when = who.date if dated else None
        who.date = when
        starred = agent is not None and k > 1
        signature = "*" if starred else rng.choice(("/s/ ", "/s/ ", "/S/ ")) + marks.person(who.name)
        anchor = _record(s, who)
        first = [signature]
        if rules:
            first.append(rng.choice("-_") * 24)
        if names_under or starred:
            first.append(anchor + marks.person(who.name))
        else:
            first[0] = anchor + first[0]
        second = marks.title(who.title) + (f"\n({marks.title(who.role)})" if who.role else "")
        cells = ["\n".join(first), second]
        if dated:
            cells.append(marks.date(when) if not common or k == one else "")
        s.row(S, cells, widths)
        if chance(rng, 0.8) or not s.html:
            s.gap() if not s.html else s.row(S, [""] * len(widths), widths)


def director_stack(s: Sheet, sc: Scene, people: list[Signer], agent: str | None) -> None:
    """One block under the other."""
    rng = sc.rng
    rule = not s.html and chance(rng, 0.6)
    dated = chance(rng, 0.6)
    side = chance(rng, 0.4)
    indent = rng.choice((0, 0, 34))
    inline = chance(rng, 0.3)
    prefix = rng.choice(("Date: ", "Dated: ", ""))
    for k, who in enumerate(people):
        who.date = who.date if dated else None
        starred = agent is not None and k > 1
        anchor = _record(s, who)
        signature = "*" if starred else "/s/ " + marks.person(who.name)
        when = prefix + marks.date(who.date) if dated else ""
        if dated and side:
            room = max(2, max(indent, 34) - marks.width(when))
            s.line(S, when + " " * room + signature) if not s.html else s.row(S, [when, signature], [40, 50])
        else:
            s.line(S, signature, "left", indent)
        at = max(indent, 34) if dated and side and not s.html else indent
        if rule:
            s.line(S, rng.choice("-_") * 28, "left", at)
        if inline:
            s.line(S, f"{anchor}{marks.person(who.name)}, {marks.title(who.title)}", "left", at)
        else:
            s.line(S, anchor + marks.person(who.name), "left", at)
            s.lines(S, _split_title(sc, who.title, 30), "left", at)
        if who.role:
            s.line(S, f"({marks.title(who.role)})", "left", at)
        if dated and not side:
            s.line(S, when, "left", at)
        s.gap()


def director_pairs(s: Sheet, sc: Scene, people: list[Signer], agent: str | None) -> None:
    """Two signers side by side."""
    rng = sc.rng
    titled = chance(rng, 0.7)
    rule = not s.html and chance(rng, 0.5)
    for left in range(0, len(people), 2):
        pair = people[left : left + 2]
        cells = []
        for who in pair:
            who.date, who.role = None, None
            if not titled:
                who.title = None
            anchor = _record(s, who)
            starred = agent is not None and who is not people[0] and who is not people[1]
            lines = ["*" if starred else "/s/ " + marks.person(who.name)]
            if rule:
                lines.append("-" * 26)
            lines.append(anchor + marks.person(who.name))
            if who.title:
                lines.append(marks.title(who.title))
            cells.append("\n".join(lines))
        s.row(S, [*cells, ""][:2], [34, 34])
        s.gap()
