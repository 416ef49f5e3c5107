"""Made filings: labelled documents of our own writing, of any number, from a seed.

They are what a clone without any download trains on, and they fill what a corpus of real filings lacks. Labels,
entities, attached ranges and records are right by construction: the text is written with marks in it (marks.py),
laid out as plain text (sheet.py) or HTML (page.py), and the marks are read back and taken out.

    words, names -> scene -> covers, bodies, signatures, exhibits, attached -> filings -> make
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from random import Random

from ..corpus import LabelledDocument
from ..lines import Lines
from . import attached, early, filings, holders, marks, offers
from .names import chance
from .page import HtmlSheet
from .scene import Scene
from .sheet import Sheet, TextSheet

#: Form -> (how often, first year, last year, writer). Years are those in which the form was or is filed.
FORMS: dict[str, tuple[int, int, int, Callable[[Sheet, Scene, bool], None]]] = {
    "8-K": (16, 1993, 2026, filings.current),
    "10-K": (14, 1993, 2026, filings.annual),
    "10-K405": (4, 1993, 2002, filings.annual),
    "10-K/A": (2, 1993, 2026, filings.annual),
    "10-Q": (6, 1993, 2026, filings.annual),
    "6-K": (14, 1996, 2026, filings.furnished),
    "20-F": (4, 1996, 2026, filings.annual),
    "40-F": (1, 1996, 2026, filings.annual),
    "S-1": (2, 1993, 2026, offers.registration),
    "S-3": (2, 1993, 2026, offers.registration),
    "S-8": (2, 1993, 2026, offers.registration),
    "424B": (3, 1993, 2026, offers.prospectus),
    "DEF 14A": (4, 1993, 2026, offers.proxy),
    "DEFM14A": (1, 1996, 2026, offers.proxy),
    "PREM14A": (1, 1996, 2026, offers.proxy),
    "PRE 14A": (1, 1993, 2026, offers.proxy),
    "DEFA14A": (1, 1996, 2026, offers.proxy),
    "SC 13D": (4, 1993, 2026, early.ownership),
    "SC 13G": (3, 1993, 2026, early.ownership),
    "NT 10-K": (3, 1993, 2026, filings.late),
    "13F-HR": (3, 1999, 2012, early.manager),
    "N-CSR": (2, 2003, 2026, holders.fund),
    "CORRESP": (2, 2005, 2026, holders.letter),
    "EX": (26, 1993, 2026, holders.exhibit),
}
#: Forms that at times stand with their exhibits in one text.
WHOLE = {"8-K", "10-K", "10-K405", "10-Q", "6-K"}
FOREIGN = {"6-K", "20-F", "40-F"}


def make(n: int, seed: int, formats: Sequence[str] = ("text", "html")) -> Iterator[LabelledDocument]:
    """Labelled documents of our own writing. The same arguments give the same bytes, in any process.

    Args:
        n: how many documents.
        seed: document ``i`` depends on ``seed`` and ``i`` alone, so that ``make(10, 1)`` begins ``make(100, 1)``.
        formats: "text", "html" or both; both give about as many of each.

    Yields:
        Documents whose ``meta`` holds their type, form, year, format and, for HTML, the source as ``meta["html"]``.

    Raises:
        ImportError: faker is not installed.
        ValueError: another format is asked for.

    >>> document = next(make(1, seed=7, formats=("text",)))
    >>> len(document.labels) == len(document.lines)
    True
    """
    unknown = set(formats) - {"text", "html"}
    if unknown or not formats:
        raise ValueError(f'formats are "text" and "html", not {sorted(unknown)}')
    for i in range(n):
        yield _make(seed, i, formats)


def _make(seed: int, i: int, formats: Sequence[str]) -> LabelledDocument:
    rng = Random(f"filing_sections.made {seed} {i}")
    form = rng.choices(list(FORMS), [v[0] for v in FORMS.values()])[0]
    _, first, last, write = FORMS[form]
    html = rng.choice(tuple(formats)) == "html"
    # plain text is mostly of the 1990s and early 2000s, HTML of the years after
    low, high = (max(first, 2000), last) if html else (first, min(last, 2005))
    if low > high:
        html = not html if len(formats) > 1 else html
        low, high = first, last
    year = rng.randint(low, high)
    scene = Scene(rng, year, foreign=form in FOREIGN or chance(rng, 0.04), ascii=not html)
    scene.form = _name(rng, form, year, html)
    sheet = HtmlSheet(rng, year) if html else TextSheet(rng)
    kind = scene.form
    if not html and chance(rng, 0.4) and form != "EX":
        sheet.tag("<PAGE>")
    whole = form in WHOLE and chance(rng, 0.25)
    write(sheet, scene, whole)
    marked, clean = sheet.marked()
    resolved = marks.resolve(marked, clean)
    signatures, exhibits = [], []
    for k, (record, fields) in enumerate(sheet.records):
        line = resolved.record_lines.get(k)
        (signatures if record == "signature" else exhibits).append({**_printed(fields, sheet), "line": line})
    meta = {"type": kind, "form": kind, "year": year, "format": "html" if html else "text", "made": True}
    if html:
        meta["html"] = sheet.source()
    name = f"made-{seed}-{i:05d}"
    return LabelledDocument(
        name,
        clean or Lines.from_text(resolved.text),
        resolved.labels,
        resolved.entities,
        resolved.attached,
        sheet.cover and _printed(sheet.cover, sheet),
        signatures,
        exhibits,
        name,
        meta,
    )


def _printed(fields: dict, sheet: Sheet) -> dict:
    """A record's fields as they are printed."""

    def one(value: str | list[str] | None) -> str | list[str] | None:
        return [sheet.printed(v) for v in value] if isinstance(value, list) else value and sheet.printed(value)

    return {key: one(value) for key, value in fields.items()}


def _name(rng: Random, form: str, year: int, html: bool) -> str:
    """The exact type: an amendment, a prospectus' rule, an exhibit's number."""
    if form in ("SC 13D", "SC 13G"):
        return form + rng.choice(("", "", "/A"))
    if form == "424B":
        return f"424B{rng.randint(1, 5)}"
    if form == "EX":
        kinds = attached.kinds(year, html)
        weights = [{"contract": 8, "press": 7, "power": 4, "plan": 3}.get(k, 1) for k in kinds]
        return "EX-" + rng.choice(attached.KINDS[rng.choices(kinds, weights)[0]][0])
    return form
