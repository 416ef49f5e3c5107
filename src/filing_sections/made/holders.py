"""Whole ownership reports, fund reports, letters, and exhibits that stand alone."""

from __future__ import annotations

from ..labels import Label
from . import attached, bodies, exhibits, managers, marks, notices, schedules, signatures, signoffs, tables
from .names import chance
from .offers import running_heads
from .parts import boilerplate
from .scene import Scene
from .sheet import Sheet
from .words import sections

S, X, BODY = Label.SIGNATURE, Label.EXHIBIT, Label.BODY


def attach_all(s: Sheet, sc: Scene, kinds: list[tuple[str, str]], captions: float = 0.85) -> None:
    """Attached exhibits, each on pages of its own; most have a caption."""
    for number, kind in kinds:
        s.page()
        s.attach()
        if chance(sc.rng, captions):
            attached.caption(s, sc, number)
        attached.KINDS[kind][3](s, sc)
        s.detach()


def ownership(s: Sheet, sc: Scene, whole: bool = False) -> None:
    rng = sc.rng
    reporters = schedules.schedule_13(s, sc)
    if "13G" in sc.form:
        schedules.answers_13g(s, sc, reporters)
    else:
        sc.dot = ""
        for row in sections("items")["13d"]:
            number, title = row.split("|")
            if chance(rng, 0.2):
                continue
            exhibit_item = number == "Item 7."
            label = X if exhibit_item else BODY
            s.line(label, f"{number} {title}")
            s.gap()
            if exhibit_item:
                exhibits.show(s, sc, exhibits.entries(sc, s.html, 4, [str(k) for k in range(1, rng.randint(2, 5))]))
            else:
                for _ in range(rng.randint(1, 4)):
                    s.para(BODY, sc.prose("thirteen", 1, 3))
                if chance(rng, 0.15):
                    tables.small(s, sc, BODY)
    s.page() if chance(rng, 0.5) else s.gap()
    signatures.ownership(s, sc, reporters)
    if chance(rng, 0.3) and "13D" in sc.form:
        s.page()
        s.line(BODY, rng.choice(("SCHEDULE A", "SCHEDULE I", "Schedule A")), "centre")
        s.gap()
        s.para(
            BODY,
            (
                "The name, business address and present principal occupation "
                "of each director and executive officer are set forth below."
            ),
        )
        tables.small(s, sc, BODY)
    if whole or chance(rng, 0.2):
        attach_all(s, sc, [(rng.choice(("99.1", "A", "1", "7.1")), "joint_filing")])


def manager(s: Sheet, sc: Scene, whole: bool = False) -> None:
    """A 13F-HR."""
    company = managers.report_13f(s, sc)
    s.line(S, "Person Signing this Report on Behalf of Reporting Manager:")
    s.gap()
    name, title = sc.executives[0], sc.titles[0]
    when = signatures.signing_date(sc)
    anchor = s.record("signature", name=name, title=title, company=marks.bare(company), date=when)
    s.row(S, ["Name:", anchor + marks.person(name)], [10, 60])
    s.row(S, ["Title:", marks.title(title)], [10, 60])
    s.row(S, ["Phone:", sc.names.phone()], [10, 60])
    s.gap()
    s.line(S, "Signature, Place, and Date of Signing:")
    s.gap()
    s.row(S, [f"/s/ {marks.person(name)}", marks.address(sc.names.city_line()), marks.date(when)], [30, 26, 18])
    s.gap()
    managers.holdings(s, sc)


def fund(s: Sheet, sc: Scene, whole: bool = False) -> None:
    rng = sc.rng
    notices.fund(s, sc)
    running_heads(s, sc, rng.choice(("Annual Report", "Semi-Annual Report to Shareholders")))
    asked = chance(rng, 0.5)  # the form's questions are left above the answers
    for row in sections("items")["n-csr"]:
        number, title = row.split("|")
        label = X if title == "Exhibits." else BODY
        s.line(label, f"{number} {title}")
        s.gap()
        if label == X:
            exhibits.show(
                s,
                sc,
                [
                    ("(a)(1)", "Code of ethics."),
                    ("(a)(2)", "Certifications pursuant to Section 302 of the Sarbanes-Oxley Act of 2002."),
                    ("(b)", "Certifications pursuant to Section 906 of the Sarbanes-Oxley Act of 2002."),
                ],
            )
        elif number == "Item 1.":
            for _ in range(rng.randint(1, 2)):
                bodies.paragraphs(s, sc, "fund", rng.randint(2, 7))
                if chance(rng, 0.5):
                    signoffs.to_holders(s, sc)
            bodies.statements(s, sc)
            for _ in range(rng.randint(1, 3)):
                s.line(
                    BODY, rng.choice(("Directors and Officers", "Information about Trustees", "Portfolio Composition"))
                )
                tables.small(s, sc, BODY)
        elif asked:
            questions(s, sc, number)
        else:
            s.para(BODY, sc.prose("fund", 1, 2) if chance(rng, 0.6) else "Not applicable.")
    s.page()
    signatures.heading(s, sc)
    boilerplate(s, sc, "duly_40")
    when = signatures.registrant_block(s, sc)
    boilerplate(s, sc, "below_40")
    for k in range(2):
        signatures.block(
            s,
            sc,
            signatures.Signer(
                sc.executives[k], ("Principal Executive Officer", "Principal Financial Officer")[k], None, when
            ),
            None,
            "side",
        )


def questions(s: Sheet, sc: Scene, number: str) -> None:
    """What Form N-CSR asks under an Item, and an answer below each question or the last."""
    rng = sc.rng
    rows = [row.split("|") for row in sections("boilerplate")["n-csr questions"]]
    texts = [text for item, text in rows if item == number.removeprefix("Item ").rstrip(".")]
    each = chance(rng, 0.7)
    for text in texts:
        s.para(Label.BOILERPLATE, text)
        if (each and not text.endswith(("either:", "; or"))) or text == texts[-1]:
            short = rng.choice(("N/A", "Not applicable.", "Not applicable", "None.", "N/A"))
            s.para(BODY, short if chance(rng, 0.6) else sc.prose("fund", 1, 2))
    if not texts:
        s.para(BODY, "Not applicable.")


def letter(s: Sheet, sc: Scene, whole: bool = False) -> None:
    rng = sc.rng
    notices.letterhead(s, sc)
    for k in range(rng.randint(1, 7)):
        if chance(rng, 0.4):
            s.line(BODY, f"{k + 1}. {rng.choice(sections('items')['headings'])}, page {rng.randint(2, 90)}")
            s.gap()
        s.para(BODY, sc.prose("letter", 1, 3))
    signatures.letter(s, sc)
    if chance(rng, 0.5):
        s.line(BODY, f"cc: {sc.names.person()}")


def exhibit(s: Sheet, sc: Scene, whole: bool = False) -> None:
    """A document that is itself an exhibit; sc.form is "EX-" and its number."""
    number = sc.form.removeprefix("EX-")
    kinds = [k for k, v in attached.KINDS.items() if number in v[0] and k in attached.kinds(sc.year, s.html)]
    kind = sc.rng.choice(kinds)
    sc.form = sc.rng.choice(("10-K", "10-Q"))
    s.attach()
    if not s.html and chance(sc.rng, 0.6):
        s.tag("<PAGE>")
    if chance(sc.rng, 0.8):
        attached.caption(s, sc, number)
    attached.KINDS[kind][3](s, sc)
