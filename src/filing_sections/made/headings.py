"""Headings of statements and what later pages repeat of them."""

from __future__ import annotations

from random import Random

from ..labels import Label
from . import marks
from .names import chance
from .scene import Scene
from .sheet import Sheet
from .words import sections

B = Label.BOILERPLATE
_CONTINUED = ("(continued)", "(Continued)", "(CONTINUED)", "- Continued", "(Cont'd)", ", CONTINUED")


class Heading:
    """The heading over a statement: company, title, dates, units. One company prints all of its statements alike.

    The first is content, its repeats on the pages that follow are furniture.
    """

    def __init__(self, sc: Scene, title: str = ""):
        habits, rng = Random(f"{sc.company} {sc.year}"), sc.rng
        self.named = chance(habits, 0.85)
        name = sc.company.upper() if chance(habits, 0.6) else sc.company
        group = habits.choice(("", "", "AND SUBSIDIARIES", "and Subsidiaries", "AND CONSOLIDATED SUBSIDIARIES"))
        self.align = "centre" if chance(habits, 0.8) else "left"
        title = title or rng.choice(sections("items")["statement titles"])
        self.title = title if chance(habits, 0.7) else title.title()
        self.company = [marks.org(name), *([group] if group else [])] if self.named else []
        ends = f"{marks.date(sc.period_end)}"
        dates = rng.choice(
            (
                f"{ends} and {sc.year - 2}",
                f"Years Ended {ends}, {sc.year - 2} and {sc.year - 3}",
                f"FOR THE YEARS ENDED {sc.year - 1}, {sc.year - 2} AND {sc.year - 3}",
                f"For the year ended {ends}",
            )
        )
        units = rng.choice(
            ("(In thousands, except per share data)", "(Unaudited)", "(Dollars in Thousands)", "(000's)")
        )
        self.under = [text for text, share in ((dates, 0.6), (units, 0.4)) if chance(rng, share)]

    def first(self, s: Sheet, label: Label) -> None:
        """The heading where the statement begins."""
        s.lines(label, [*self.company, self.title, *self.under], self.align)

    def again(self, sc: Scene) -> list[str]:
        """What the pages after the first repeat."""
        rng = sc.rng
        kind = rng.random()
        if kind < 0.3:
            return [*self.company, self.title, *self.under]
        word = rng.choice(_CONTINUED)
        if kind < 0.75:
            title = self.title + ("" if word[0] == "," else " ") + word
            return [*self.company, title, *(self.under if chance(rng, 0.5) else [])]
        if kind < 0.9:
            return [*self.company, self.title, word.strip(", "), *(self.under if chance(rng, 0.4) else [])]
        return [f"{self.title} {word.strip(', ')}"]

    def turn(self, s: Sheet, sc: Scene) -> None:
        """A page turns inside the statement, and its heading stands again."""
        s.page()
        s.lines(B, self.again(sc), self.align)
        s.gap()


def notes(s: Sheet, sc: Scene, label: Label) -> None:
    """The heading of the notes; from here on pages may repeat it. `plain` ends that."""
    title = sc.rng.choice(("NOTES TO CONSOLIDATED FINANCIAL STATEMENTS", "Notes to Financial Statements"))
    heading = Heading(sc, title)
    if chance(sc.rng, 0.4):
        heading.first(s, label)
        if chance(sc.rng, 0.7):
            s.head, s.head_align = heading.again(sc), heading.align
    else:
        s.line(label, title, "centre")
    s.gap()


def plain(s: Sheet, head: list[str], align: str) -> None:
    """Later pages begin again as they did before."""
    s.head, s.head_align = head, align
