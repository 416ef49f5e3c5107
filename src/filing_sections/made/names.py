"""Invented people, companies, addresses and dates of many countries."""

from __future__ import annotations

import calendar
import unicodedata
from functools import cache
from random import Random

from .words import sections, words

MONTHS = calendar.month_name[1:]
#: Where faker's people and addresses come from, and how often; the United States by far the most.
LOCALES = {
    "en_US": 60, "en_GB": 4, "en_CA": 4, "es_MX": 4, "es_ES": 3, "es_AR": 2, "pt_BR": 3,
    "fr_FR": 3, "de_DE": 3, "it_IT": 2, "nl_NL": 2, "sv_SE": 2, "en_IN": 2, "en_IE": 2,
}  # fmt: skip
_COUNTRY = {
    "en_GB": "United Kingdom", "en_CA": "Canada", "es_MX": "Mexico", "es_ES": "Spain", "es_AR": "Argentina",
    "pt_BR": "Brazil", "fr_FR": "France", "de_DE": "Germany", "it_IT": "Italy", "nl_NL": "The Netherlands",
    "sv_SE": "Sweden", "en_IN": "India", "en_IE": "Ireland",
}  # fmt: skip
_ASIA = {
    "ko": ("Korea", ("Seoul", "Busan", "Incheon", "Daejeon", "Gyeonggi-do"), ("-dong, {g}-gu", "-ro, {g}-gu")),
    "zh": ("People's Republic of China", ("Beijing", "Shanghai", "Shenzhen", "Hong Kong", "Guangzhou"), (" Road",)),
    "ja": ("Japan", ("Tokyo", "Osaka", "Kyoto", "Nagoya"), ("-cho {n}-chome",)),
    "in": ("India", ("Mumbai", "Bangalore", "New Delhi", "Hyderabad"), (" Marg", " Road, Phase II")),
    "he": ("Israel", ("Tel Aviv", "Haifa", "Herzliya", "Yokneam"), (" Street", " Industrial Park")),
}


@cache
def _generator(locale: str):
    try:
        from faker import Factory
    except ImportError as error:
        raise ImportError("made filings need faker: pip install 'filing-sections[train]'") from error
    return Factory.create(locale)


def faker(locale: str, rng: Random):
    """faker's generator for a locale, drawing from `rng`."""
    generator = _generator(locale)
    generator.random = rng
    return generator


def chance(rng: Random, share: float) -> bool:
    """True with probability `share`."""
    return rng.random() < share


class Names:
    """Draws names from one `rng`; `foreign` filings take most of theirs from one other country.

    With `ascii`, letters lose their accents, as in the plain-text filings of the 1990s.
    """

    def __init__(self, rng: Random, foreign: str | None = None, ascii: bool = False):
        self.rng = rng
        self.foreign = foreign
        self.ascii = ascii

    def _plain(self, text: str) -> str:
        if not self.ascii or text.isascii():
            return text
        return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()

    def person(self) -> str:
        rng = self.rng
        where = self.foreign if self.foreign and chance(rng, 0.85) else None
        where = where or (rng.choice(list(_ASIA)) if chance(rng, 0.08) else "")
        if where in _ASIA:
            family, given = rng.choice(words(f"{where}_family")), rng.choice(words(f"{where}_given"))
            return f"{family} {given}" if where in ("ko", "zh") and chance(rng, 0.4) else f"{given} {family}"
        locale = where or rng.choices(list(LOCALES), list(LOCALES.values()))[0]
        source = faker(locale, rng)
        first, last = source.first_name(), source.last_name()
        if locale.startswith("es") and chance(rng, 0.5):
            last += " " + source.last_name()
        if locale.startswith("en"):
            kind = rng.random()
            if kind < 0.45:
                first += f" {rng.choice('ABCDEFGHJKLMNPRSTW')}."
            elif kind < 0.52:
                first = f"{first[0]}. {source.first_name()}"
            elif kind < 0.56:
                first = f"{first[0]}.{rng.choice('ABCDEHJLMRSTW')}."
            elif kind < 0.6:
                last += "-" + source.last_name()
            if chance(rng, 0.07):
                last += rng.choice((", Jr.", " Jr.", ", III", " III", ", Sr.", " II"))
        return self._plain(f"{first} {last}")

    def surname(self) -> str:
        return faker("en_US", self.rng).last_name()

    def company(self) -> str:
        rng = self.rng
        if self.foreign in ("ko", "zh", "ja") and chance(rng, 0.8):
            family, given = words(f"{self.foreign}_family"), words(f"{self.foreign}_given")
            stem = rng.choice(given).replace("-", "").replace(" ", "").capitalize()
            base = (
                rng.choice(words("asian_company")).replace("[y]", rng.choice(family)).replace("[x]", stem[:4].lower())
            )
            return (
                f"{base[0].upper()}{base[1:]} "
                f"{rng.choice(('Co., Ltd.', 'Corporation', 'Limited', 'Holdings Ltd.', 'K.K.'))}"
            )
        if self.foreign and self.foreign[:2] in ("es", "pt") and chance(rng, 0.8):
            base = rng.choice(words("latin_company")).replace("[z]", rng.choice(words("latin_word")))
            return base + rng.choice((", S.A.", " S.A.", ", S.A.B. de C.V.", " S.A. de C.V.", ", S.A.A."))
        if self.foreign and chance(rng, 0.8):
            stem = rng.choice((self.surname(), rng.choice(words("company_coined"))))
            return rng.choice(words("euro_company")).replace("[s]", stem)
        kind = rng.random()
        if kind < 0.18:
            stem = rng.choice(words("company_coined"))
        elif kind < 0.3:
            stem = self.surname()
        elif kind < 0.36:
            stem = f"{self.surname()} & {self.surname()}"
        elif kind < 0.4:
            stem = "".join(rng.sample("ABCDEFGHIKLMNPRSTUVWX", rng.choice((2, 3, 3))))
        elif kind < 0.5:
            stem = faker("en_US", rng).city()
        else:
            stem = rng.choice(words("company_word"))
        if chance(rng, 0.08):
            return f"{stem} {rng.choice(words('fund_word'))}" + rng.choice(
                ("", ", L.P.", " II", f" {rng.randint(1984, 2020)}-A")
            )
        trade = rng.choice(words("company_trade"))
        if chance(rng, 0.2):
            trade += " " + rng.choice(("Holdings", "Group", "Systems", "Partners", "International", "Services"))
        suffix = rng.choice(words("suffix"))
        return f"{stem} {trade}{'' if suffix.startswith(',') else ' '}{suffix}"

    def _firm(self, key: str) -> str:
        rng = self.rng
        text = rng.choice(words(key)).replace("[place1]", faker("en_US", rng).city())
        text = text.replace("[Word]", rng.choice(words("company_word")))
        while "[Name]" in text:
            text = text.replace("[Name]", self.surname(), 1)
        return text

    def bank(self) -> str:
        return self._firm("bank")

    def auditor(self) -> str:
        return self._firm("auditor")

    def law(self) -> str:
        return self._firm("law")

    def title(self, kind: str | None = None) -> str:
        rng = self.rng
        kind = kind or rng.choices(("chief", "finance", "legal", "other", "director"), (4, 5, 3, 3, 1))[0]
        text = rng.choice(sections("titles")[kind])
        if kind in ("finance", "legal", "other") and chance(rng, 0.12):
            text = (
                rng.choice(("Senior Vice President and ", "Executive Vice President, ", "Vice President and ")) + text
            )
        return text

    def city_line(self) -> str:
        source = faker("en_US", self.rng)
        return f"{source.city()}, {source.state()}"

    def address(self) -> list[str]:
        """Lines of a postal address, street first."""
        rng = self.rng
        if self.foreign in _ASIA:
            country, cities, streets = _ASIA[self.foreign]
            names = words(f"{self.foreign}_given")
            street = rng.choice(names).replace(" ", "-") + rng.choice(streets).format(
                g=rng.choice(names).split("-")[0], n=rng.randint(1, 7)
            )
            lines = [f"{rng.randint(1, 990)}{rng.choice(('', '-' + str(rng.randint(1, 30))))} {street}"]
            if chance(rng, 0.5):
                floor = rng.choice(
                    (f"{rng.randint(2, 40)}th Floor", f"{rng.randint(2, 40)}F", f"Suite {rng.randint(100, 3000)}")
                )
                lines.insert(
                    0,
                    (
                        f"{floor}, {rng.choice(words('company_word'))} "
                        f"{rng.choice(('Tower', 'Building', 'Plaza', 'Centre'))}"
                    ),
                )
            code = rng.choice(
                (f" {rng.randint(100, 999)}-{rng.randint(100, 999)}", f" {rng.randint(10000, 99999)}", "")
            )
            lines.append(f"{rng.choice(cities)}{code}, {country}")
            return lines
        locale = self.foreign or "en_US"
        source = faker(locale, rng)
        if locale == "en_US":
            street = source.street_address()
            if chance(rng, 0.12):
                street = f"P.O. Box {rng.randint(10, 9999)}"
            lines = [street]
            if chance(rng, 0.15) and "Suite" not in street:
                lines.append(rng.choice((f"Suite {rng.randint(100, 2900)}", f"{rng.randint(2, 40)}th Floor")))
            state = source.state() if chance(rng, 0.6) else source.state_abbr()
            code = source.zipcode() + (f"-{rng.randint(1000, 9999)}" if chance(rng, 0.12) else "")
            return [*lines, f"{source.city()}, {state} {code}"]
        street = source.street_address().replace("\n", ", ")
        # faker draws Italian cities from a set, in an order that changes from process to process
        city = rng.choice(words("it_city")) if locale == "it_IT" else source.city()
        return [self._plain(street), self._plain(f"{source.postcode()} {city}, {_COUNTRY[locale]}")]

    def phone(self) -> str:
        rng = self.rng
        if self.foreign:
            return f"+{rng.randint(20, 99)}-{rng.randint(1, 99)}-{rng.randint(200, 9999)}-{rng.randint(1000, 9999)}"
        area, rest = rng.randint(201, 989), f"555-01{rng.randint(0, 99):02d}"
        return rng.choice((f"({area}) {rest}", f"({area}) {rest}", f"{area}-{rest}", f"{area}/{rest}"))


def written_date(rng: Random, year: int, month: int | None = None, style: str = "long") -> str:
    """A date as a filing prints it: "March 28, 1996", "3/28/96", "March 1996"."""
    month = month or rng.randint(1, 12)
    day = rng.randint(1, calendar.monthrange(year, month)[1])
    if style == "slash":
        return f"{month}/{day}/{year % 100:02d}"
    if style == "month":
        return f"{MONTHS[month - 1]} {year}"
    if style == "blank":
        return f"{MONTHS[month - 1]} __, {year}"
    if style == "day-first":
        return f"{day} {MONTHS[month - 1]} {year}"
    return f"{MONTHS[month - 1]} {day}, {year}"
