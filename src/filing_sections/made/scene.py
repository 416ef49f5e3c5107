"""What one made filing is about: its company, its people and its year; and sentences filled in with them."""

from __future__ import annotations

import re
from calendar import monthrange
from random import Random

from . import marks
from .names import LOCALES, MONTHS, Names, chance, faker, written_date
from .words import sections, words

_SLOT = re.compile(r"\[([A-Za-z][\w+-]*)\]")
_ORDINALS = ("first", "second", "third", "fourth")


class Scene:
    """The facts of one filing, drawn from `rng`.

    Attributes:
        year: when it is filed; form: its form as prose names it; boxes: its ticked and open box;
            dot: what stands after an Item's number; period_end: the date its report ends, as printed.
        company: the registrant as sentences name it; printed: as its cover prints it.
    """

    def __init__(self, rng: Random, year: int, foreign: bool = False, ascii: bool = False):
        self.rng = rng
        self.year = year
        self.form = "10-K"
        self.boxes: tuple[str, str] | None = None
        self.dot = "."
        country = rng.choice(("ko", "zh", "ja", "in", "he", *(x for x in LOCALES if x != "en_US"))) if foreign else None
        self.names = Names(rng, country, ascii)
        self.company = self.names.company()
        self.printed = self.company.upper() if chance(rng, 0.6) else self.company
        self.state = rng.choice(words("state"))
        self.executives = [self.names.person() for _ in range(6)]
        self.titles = [self.names.title("chief"), self.names.title("finance"), self.names.title("legal")]
        self.pool = {key: rng.sample(words(key), 4) for key in ("industry", "product", "material", "region")}
        self.places = [self.names.city_line() for _ in range(3)]
        self.exchange = rng.choice(words("exchange"))
        self.ticker = "".join(rng.choice("ABCDEFGHIKLMNOPRSTUVWXYZ") for _ in range(rng.choice((3, 4, 4))))
        self.noun = rng.choice(("Company", "Company", "Company", "Registrant", "Corporation", "Partnership", "Bank"))
        end = rng.choice((12, 12, 12, 6, 9, 3, 10))
        self.period_end = f"{MONTHS[end - 1]} {monthrange(year - 1, end)[1]}, {year - 1}"
        self.filed = written_date(rng, year, style=rng.choice(("long", "long", "long", "long", "slash")))

    def date(self, back: int = 0) -> str:
        """A full date in the filing's year or up to `back` years before."""
        return written_date(self.rng, self.year - self.rng.randint(0, back))

    def money(self) -> str:
        rng = self.rng
        kind = rng.random()
        if kind < 0.45:
            return f"${rng.randint(1, 990)}.{rng.randint(0, 9)} million"
        if kind < 0.8:
            return f"${rng.randint(1, 999)},{rng.randint(0, 999):03d},000"
        return f"${rng.randint(100, 999)},{rng.randint(0, 999):03d}"

    def fill(self, text: str) -> str:
        """The text with its ``[slots]`` filled."""
        return _SLOT.sub(self._slot, text)

    def _slot(self, match: re.Match) -> str:
        key, rng = match[1], self.rng
        if key in self.pool:
            return rng.choice(self.pool[key])
        if key.startswith("year"):
            return str(self.year - 1 + int(key[4:] or 0))
        if key in ("state", "disease", "exchange"):
            return rng.choice(words(key))
        simple = {
            "Co": lambda: marks.org(self.company),
            "co": lambda: self.noun,
            "money": self.money,
            "pct": lambda: f"{rng.randint(0, 48)}.{rng.randint(0, 9)}%",
            "n": lambda: str(rng.randint(4, 95)),
            "n2": lambda: str(rng.randint(2, 9)),
            "n5": lambda: str(rng.randint(20000, 99999)),
            "count": lambda: f"{rng.randint(100, 999)},{rng.randint(0, 999):03d}",
            "ratio": lambda: f"{rng.randint(1, 4)}.{rng.randint(0, 9)}",
            "eps": lambda: f"{rng.choice(('', '', '1', '2'))}.{rng.randint(2, 98):02d}".replace("$.", "$0."),
            "par": lambda: rng.choice(("0.01", ".10", "1.00", ".001", "0.0001")),
            "price": lambda: f"{rng.randint(2, 80)}.{rng.randint(0, 99):02d}",
            "quarter": lambda: rng.choice(_ORDINALS),
            "month": lambda: rng.choice(MONTHS),
            "day": lambda: str(rng.randint(4, 20)),
            "daydate": lambda: marks.date(f"{rng.randint(4, 20)}th day of {rng.choice(MONTHS)}, {self.year}"),
            "report": lambda: (
                f"{'annual' if 'K' in self.form or 'F' in self.form else 'quarterly'} report on Form {self.form}"
            ),
            "form": lambda: self.form,
            "md": lambda: f"{rng.choice(MONTHS)} {rng.choice((1, 15))}",
            "date": lambda: marks.date(self.date(1)),
            "time": lambda: f"{rng.randint(8, 11)}:{rng.choice(('00', '30'))} a.m.",
            "age": lambda: str(rng.randint(34, 78)),
            "person": lambda: self.names.surname(),
            "Person": lambda: marks.person(self.names.person() if chance(rng, 0.5) else rng.choice(self.executives)),
            "Agent": lambda: marks.person(self.executives[0]),
            "Agent2": lambda: marks.person(self.executives[1]),
            "title": lambda: marks.title(self.names.title()),
            "role": lambda: rng.choice(("a director", "an officer and director", "a director and officer")),
            "place": lambda: rng.choice(self.places),
            "city": lambda: faker("en_US", rng).city(),
            "CITY": lambda: faker("en_US", rng).city().upper(),
            "ticker": lambda: self.ticker,
            "phone": lambda: self.names.phone(),
            "dg": lambda: rng.choice("DG"),
        }
        return simple[key]() if key in simple else match[0]

    def sentence(self, file: str, section: str) -> str:
        """One filled sentence of a section of a data file."""
        return self.fill(self.rng.choice(sections(file)[section]))

    def prose(self, section: str, least: int = 1, most: int = 5) -> str:
        """A paragraph of different sentences of one section of body.txt."""
        lines = sections("body")[section]
        chosen = self.rng.sample(lines, min(len(lines), self.rng.randint(least, most)))
        return " ".join(self.fill(line) for line in chosen)
