"""Annual reports to holders, attached to a report as EX-13."""

from __future__ import annotations

from ..labels import Label
from . import bodies, headings, signatures, tables
from .names import chance
from .scene import Scene
from .sheet import Sheet
from .words import sections

X = Label.EXHIBIT


def annual_report(s: Sheet, sc: Scene) -> None:
    """EX-13: often a title page, a letter to holders; data, a review, statements, who runs the company."""
    rng = sc.rng
    if chance(rng, 0.55):
        _title_page(s, sc)
    parts = [_letter_to_holders, _selected_data, _review, _statements]
    if chance(rng, 0.25):
        parts = [_statements, _review] if chance(rng, 0.5) else [_selected_data, _review, _statements]
    for k, part in enumerate(parts):
        if k and chance(rng, 0.6):
            s.page()
        part(s, sc)
    if chance(rng, 0.35):
        s.page()
        _officers(s, sc)


def _title_page(s: Sheet, sc: Scene) -> None:
    rng = sc.rng
    name = sc.company if chance(rng, 0.5) else sc.company.upper()
    align = rng.choice(("left", "centre"))
    s.lines(X, name.split(" ") if chance(rng, 0.3) else [name], align)
    if chance(rng, 0.5):
        s.gap(3)
    title = rng.choice(("Annual Report", "ANNUAL REPORT", f"{sc.year - 1} Annual Report"))
    s.lines(X, rng.sample([sc.period_end, title, rng.choice(("[LOGO]", "Growth through service", ""))], 3), align)
    s.gap()
    if chance(rng, 0.8):
        s.page()


def _letter_to_holders(s: Sheet, sc: Scene) -> None:
    rng = sc.rng
    if chance(rng, 0.3):
        s.lines(X, [sc.company, *sc.names.address()])
        s.gap()
    s.line(
        X,
        rng.choice(("To Our Shareholders", "TO OUR STOCKHOLDERS:", "Dear Limited Partners:")),
    )
    s.gap()
    for text in sections("exhibits")["annual"][: rng.randint(1, 4)]:
        s.para(X, sc.fill(text))
    if chance(rng, 0.6):
        signatures.letter(s, sc)


def _selected_data(s: Sheet, sc: Scene) -> None:
    s.line(X, sc.rng.choice(("Selected Financial Data", "SELECTED FINANCIAL DATA", "Financial Highlights")))
    s.gap()
    tables.statement(s, sc, X)


def _review(s: Sheet, sc: Scene) -> None:
    rng = sc.rng
    heads = (
        "MANAGEMENT'S DISCUSSION AND ANALYSIS",
        "FINANCIAL REVIEW",
        "Management's Discussion and Analysis of Financial Condition",
    )
    s.line(X, rng.choice(heads), rng.choice(("left", "centre")))
    s.gap()
    bodies.paragraphs(s, sc, "mdna", rng.choice((4, 10, 25)), X)


def _statements(s: Sheet, sc: Scene) -> None:
    rng = sc.rng
    for _ in range(rng.randint(1, 6)):
        tables.statement(s, sc, X)
    before = s.head, s.head_align
    headings.notes(s, sc, X)
    for k in range(1, rng.choice((3, 8, 16))):
        s.line(X, f"{k}. {rng.choice(sections('items')['notes'])}")
        s.gap()
        s.para(X, sc.prose("notes"))
    headings.plain(s, *before)
    if chance(rng, 0.6):
        s.line(X, rng.choice(("REPORT OF INDEPENDENT AUDITORS", "INDEPENDENT AUDITORS' REPORT")), "centre")
        s.gap()
        for text in sections("body")["audit"][:4]:
            s.para(X, sc.fill(text))
        signatures.auditor(s, sc, sc.names.auditor())


def _officers(s: Sheet, sc: Scene) -> None:
    rng = sc.rng
    s.line(X, rng.choice(("OFFICERS AND DIRECTORS", "Board of Directors", "CORPORATE INFORMATION")), "centre")
    s.gap()
    for _ in range(rng.randint(4, 14)):
        s.row(X, [sc.names.person(), sc.names.title()], [30, 40])
    s.gap()
    s.lines(X, ["Transfer Agent", sc.names.bank(), *sc.names.address()])
    s.gap()
