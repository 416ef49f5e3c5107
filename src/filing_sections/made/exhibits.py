"""Lists of exhibits: Items and indexes, in tables and in paragraphs, with nested numbers and over pages."""

from __future__ import annotations

import re

from ..labels import Label
from . import indexes, marks
from .names import chance, written_date
from .scene import Scene
from .sheet import Sheet
from .words import sections

X = Label.EXHIBIT
#: Numberings with nested letters, with marks before the number.
_NUMBERINGS = (
    ("3(i)", "3(ii)", "4(i)", "10(i)", "10(ii)(A)", "10(iii)(A)", "13", "22", "99(i)", "99(ii)"),
    ("*3.1", "3.2", "*4.1", "10.1", "*10.2", "*10.3", "10.4", "*21", "+10.5", "+10.6"),
    ("3(a)", "3(b)", "4(a)-1", "4(a)-2", "4(b)-1", "10(a)-1", "10(a)-2", "12", "21", "24(a)", "24(b)"),
)
_BRACE = re.compile(r"\{([^}]*)\}")


def description(sc: Scene, kind: str = "listing") -> str:
    """What an exhibit is, with its names and dates marked; `kind`: of an index, or "furnished" with a 6-K."""
    rng = sc.rng
    values = {
        "D": lambda: marks.date(sc.date(6) if kind == "listing" else sc.date()),
        "O": lambda: marks.org(sc.company),
        "O2": lambda: marks.org(sc.names.company()),
        "P": lambda: marks.person(rng.choice(sc.executives)),
        "BANK": lambda: marks.org(sc.names.bank()),
        "AUDITOR": lambda: marks.org(sc.names.auditor()),
        "LAW": lambda: marks.org(sc.names.law()),
        "the Company": lambda: rng.choice(("the Company", "the Registrant", marks.org(sc.company))),
        "pct": lambda: f"{rng.randint(4, 12)}%",
        "year": lambda: str(sc.year - rng.randint(0, 15)),
    }
    text = _BRACE.sub(lambda m: values[m[1]](), rng.choice(sections("exhibits")[kind]))
    if kind == "furnished":
        return text + rng.choice(("", ".", ".", ";"))
    tail = rng.random()
    if tail < 0.25:
        text += sc.fill(
            rng.choice(
                (
                    " (incorporated by reference to Exhibit [n2].[n2] to the Form 10-K for the year ended [date])",
                    (
                        ", filed as Exhibit 10.[n2] to Registration Statement "
                        "No. 33-[n5] and incorporated herein by reference"
                    ),
                    " (filed as Exhibit [n2] to the registrant's Form 10-Q for the quarter ended [date])",
                )
            )
        )
    elif tail < 0.35:
        text += rng.choice(("*", "**", " (1)", " (2)", "."))
    return text


def standing(number: str, sc: Scene) -> str | None:
    """What exhibits of settled numbers are."""
    report = f"Annual Report on Form {sc.form}"
    fixed = {
        "21": "Subsidiaries of the registrant",
        "23": "Consent of independent auditors",
        "24": "Powers of attorney",
        "27": "Financial Data Schedule",
        "31.1": ("Certification of {} pursuant to Section 302 of the Sarbanes-Oxley Act of 2002"),
        "31.2": "Certification of {} pursuant to Rule 13a-14(a)",
        "32.1": "Certification of {} pursuant to 18 U.S.C. Section 1350",
        "101.INS": "Inline XBRL Instance Document",
        "101.SCH": "Inline XBRL Taxonomy Extension Schema Document",
        "101.CAL": "Inline XBRL Taxonomy Extension Calculation Linkbase Document",
        "104": ("Cover Page Interactive Data File (embedded within the Inline XBRL document)"),
        "97.1": "Clawback Policy",
        "11": "Statement re computation of per share earnings",
        "13": f"Portions of the {report}",
    }
    text = fixed.get(number)
    who = sc.rng.choice(("Chief Executive Officer", "Chief Financial Officer", "Principal Executive Officer"))
    return text.replace("{}", marks.title(who)) if text else None


def entries(sc: Scene, html: bool, at_most: int = 40, numbers: list[str] | None = None) -> list[tuple[str, str]]:
    """Numbers and marked descriptions, in the order of one numbering."""
    rng = sc.rng
    if numbers is None and chance(rng, 0.12):
        numbers = list(rng.choice(_NUMBERINGS))[: max(2, at_most)]
    if numbers is None:
        numbers = rng.choice(sections("exhibit_numbers")["html" if html and sc.year > 2003 else "text"]).split(",")
        if len(numbers) > at_most:
            numbers = sorted(rng.sample(range(len(numbers)), at_most)) and [
                numbers[k] for k in sorted(rng.sample(range(len(numbers)), at_most))
            ]
    return [(n, standing(n.strip("()*#+"), sc) or description(sc)) for n in numbers]


def folded(text: str) -> str:
    return " ".join(marks.bare(text).split())


def show(s: Sheet, sc: Scene, rows: list[tuple[str, str]], paged: bool = False) -> None:
    """The entries in one of the layouts; each makes a record."""
    rng = sc.rng
    manner = rng.choice(("row", "row", "row", "para", "dash"))
    wide = max(len(n) for n, _ in rows)
    before = (
        rng.choice(("", "", "", "Exhibit ", "("))
        if manner != "row"
        else rng.choice(("", "", "", "", "EX-", "Exhibit "))
    )
    numbered_page = paged and manner == "row"
    widths = [max(8, wide + len(before) + 1), s.width - max(8, wide + len(before) + 1) - 4]
    if numbered_page:
        widths = [widths[0], widths[1] - 8, 6]
    spaced = chance(rng, 0.6)
    for k, (number, text) in enumerate(rows):
        clean = re.sub(r"^[*+]+|[*#+†.]+$", "", number)
        clean = clean[1:-1] if before == "(" else clean
        anchor = s.record("exhibit", number=re.sub(r"^EX-", "", clean), description=folded(text))
        shown = f"{before}{number}" + (")" if before == "(" else "")
        if manner == "row":
            cells = [anchor + shown, text]
            if numbered_page:
                cells.append(rng.choice((str(20 + k), "*", "--", "E-1")))
            s.row(X, cells, widths)
            if number.startswith("4") and chance(rng, 0.15):  # what a list adds under one number has none of its own
                for count in ("First", "Second", "Third", "Fourth")[: rng.randint(1, 4)]:
                    under = f"{count} Supplemental Indenture dated {marks.date(sc.date(20))}"
                    s.row(X, ["", under, *[""] * (len(cells) - 2)], widths)
        elif manner == "para":
            stop = "" if shown.endswith(".") else rng.choice(("", "."))
            s.para(X, f"{anchor}{shown}{stop}  {text}", first=rng.choice((0, 5)), hang=rng.choice((8, 12)))
            continue
        else:
            dash = "\u2013" if s.html else "--"
            s.para(X, f"{anchor}{shown} {dash} {text}", first=0, hang=6)
            continue
        if spaced and not s.html:
            s.gap()
    s.gap()


def heads(s: Sheet, sc: Scene, paged: bool = False) -> None:
    """Column heads of a list."""
    rng = sc.rng
    first, second = rng.choice(
        (
            ("Exhibit\nNumber", "Description"),
            ("Exhibit No.", "Description"),
            ("EXHIBIT\nNUMBER", "DESCRIPTION"),
            ("Exhibit", "Description of Exhibit"),
            ("Number", "Exhibit"),
            ("EXHIBIT\nNUMBER", ""),
        )
    )
    widths = [10, s.width - 24, 8] if paged else [10, s.width - 14]
    s.row(X, [first, second, "Page"] if paged else [first, second], widths)
    if not s.html and chance(rng, 0.6):
        under = ["-------", "-----------" if second else "", "----"]
        s.row(X, under if paged else under[:2], widths)


def item_8k(s: Sheet, sc: Scene, numbers: list[str]) -> None:
    """The Exhibits Item of an 8-K."""
    rng = sc.rng
    title = rng.choice(("Financial Statements and Exhibits.", "Financial Statements and Exhibits"))
    if sc.year < 2004:
        s.line(
            X,
            rng.choice(
                (
                    f"Item 7. {title}",
                    f"ITEM 7. {title.upper()}",
                    "Item 7. Financial Statements, Pro Forma Financial Information and Exhibits.",
                )
            ),
        )
    else:
        s.line(X, rng.choice((f"Item 9.01 {title}", f"Item 9.01. {title}", f"ITEM 9.01 {title.upper()}")))
    s.gap()
    if chance(rng, 0.3):
        s.para(X, "(a) Financial statements of businesses acquired. Not applicable.", first=0)
        s.para(X, "(b) Pro forma financial information. Not applicable.", first=0)
    lead = "(d) Exhibits" if sc.year >= 2004 else "(c) Exhibits"
    s.line(X, lead + rng.choice(("", ".", ":")), "left", rng.choice((0, 5)))
    s.gap()
    if chance(rng, 0.2):
        s.para(X, "The following exhibits are filed with this report:", first=0)
    if chance(rng, 0.6):
        heads(s, sc)
    show(s, sc, entries(sc, s.html, numbers=numbers))
    if chance(rng, 0.2):
        s.para(
            X,
            rng.choice(("* Filed herewith.", "* Furnished, not filed.", "† Management contract or compensatory plan.")),
            first=0,
        )


def item_annual(s: Sheet, sc: Scene, number: str, title: str) -> None:
    """Item 14 or 15 of an annual report, Item 6 of a quarterly one, Item 19 of a 20-F."""
    rng = sc.rng
    quarter = sc.form.startswith("10-Q")
    s.line(X, f"{number}{rng.choice(('', '.')) if not number.endswith('.') else ''}  {title}{rng.choice(('', '.'))}")
    s.gap()
    if not quarter:
        s.para(
            X,
            rng.choice(
                (
                    "(a) The following documents are filed as part of this report:",
                    "(a) List of documents filed as part of this report",
                )
            ),
            first=0,
        )
        if chance(rng, 0.85):
            indexes.in_item(s, sc)
    lead = "(a) Exhibits" if quarter else "(3) Exhibits"
    s.line(X, lead + rng.choice(("", ":", ".")), "left", rng.choice((0, 3)))
    s.gap()
    if chance(rng, 0.2) and not quarter:
        s.para(
            X,
            rng.choice(
                (
                    "The exhibits are listed in the Exhibit Index that follows the signature page.",
                    "See Index to Exhibits on page E-1.",
                )
            ),
        )
        tail_8k(s, sc)
        return
    if chance(rng, 0.5):
        heads(s, sc)
    s.table(X) if chance(rng, 0.2) else None
    show(s, sc, entries(sc, s.html, rng.randint(3, 30)), paged=chance(rng, 0.2))
    if chance(rng, 0.4):
        notes(s, sc)
    tail_8k(s, sc)


def tail_8k(s: Sheet, sc: Scene) -> None:
    """How the Item ends: reports on Form 8-K, where to ask for copies."""
    if sc.year < 2004 and chance(sc.rng, 0.8):
        indexes.reports_8k(s, sc)
    if chance(sc.rng, 0.12):
        indexes.copies(s, sc)


def notes(s: Sheet, sc: Scene) -> None:
    """Footnotes of a list."""
    if not s.html and chance(sc.rng, 0.5):
        s.rule(X, 12, "-")
    for text in sc.rng.sample(
        (
            "* Filed herewith.",
            "* Previously filed.",
            "+ Management contract or compensatory plan or arrangement.",
            "** Furnished herewith.",
            "* Incorporated by reference.",
            "(1) Portions of this exhibit have been omitted under a request for confidential treatment.",
        ),
        sc.rng.randint(1, 2),
    ):
        s.para(X, text, first=0, hang=3)


def index(s: Sheet, sc: Scene, rows: list[tuple[str, str]] | None = None) -> list[str]:
    """An exhibit index on a page of its own; gives its numbers."""
    rng = sc.rng
    rows = rows or entries(sc, s.html, rng.randint(1, 25))
    s.line(X, rng.choice(("EXHIBIT INDEX", "INDEX TO EXHIBITS", "Exhibit Index", "EXHIBITS")), "centre")
    s.gap()
    paged = chance(rng, 0.35)
    if paged and chance(rng, 0.4):
        s.line(X, "Sequentially", "right")
        s.line(X, "Numbered", "right")
    tabled = chance(rng, 0.25)
    if tabled:
        s.table(X)
    if chance(rng, 0.85):
        heads(s, sc, paged)
    show(s, sc, rows, paged)
    if tabled:
        s.end_table()
    if chance(rng, 0.3):
        notes(s, sc)
    return [n for n, _ in rows]


def press_number(sc: Scene) -> str:
    return sc.rng.choice(("99.1", "99.1", "99", "99.2", "99(a)", "20", "28"))


def subject(sc: Scene, number: str) -> tuple[str, str]:
    """An entry for an exhibit that is attached: its number and what it is."""
    when = marks.date(written_date(sc.rng, sc.year))
    if number.startswith(("99", "20", "28")):
        return number, sc.rng.choice(
            (f"Press release dated {when}", f"Press Release of {marks.org(sc.company)} dated {when}", "Press release")
        )
    return number, standing(number, sc) or description(sc)
