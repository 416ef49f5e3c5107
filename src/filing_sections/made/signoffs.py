"""Sign-offs inside a body, mostly without "/s/": committees, reports of management, letters, boards, notaries."""

from __future__ import annotations

from ..labels import Label
from . import marks
from .names import chance, written_date
from .scene import Scene
from .sheet import Sheet
from .signatures import Signer, _record, _split_title

S, X, BODY = Label.SIGNATURE, Label.EXHIBIT, Label.BODY

_REVIEWED = {
    "Audit": "The Committee met with management and the auditors, went over the audited statements with them, "
    "and recommended to the Board that the statements be included in the annual report.",
    "Compensation": "The Committee read the discussion and analysis of pay and talked it over with management. It "
    "then recommended to the Board that the discussion be included in this proxy statement.",
}


def _names(s: Sheet, sc: Scene, people: list[Signer], bracketed: bool) -> list[str]:
    texts = []
    for who in people:
        title = "" if not who.title else f" ({marks.title(who.title)})" if bracketed else f", {marks.title(who.title)}"
        texts.append(_record(s, who) + marks.person(who.name) + title)
    return texts


def committee(s: Sheet, sc: Scene, report: bool = True) -> None:
    """A committee's report: a paragraph or two, who it is from, its members, one of them in the chair."""
    rng = sc.rng
    kind = rng.choice(tuple(_REVIEWED))
    if report:
        s.line(BODY, rng.choice((f"{kind} Committee Report", f"REPORT OF THE {kind.upper()} COMMITTEE")))
        s.gap()
        if chance(rng, 0.4):
            s.para(BODY, sc.prose("proxy", 1, 2))
        s.para(BODY, _REVIEWED[kind])
    people = [Signer(sc.names.person(), None) for _ in range(rng.randint(2, 5))]
    if chance(rng, 0.7):
        chair = people[rng.choice((0, 0, 0, -1))]
        chair.title = rng.choice(("Chair", "Chairman", "Chairman", "Chairperson", f"{kind} Committee Chair"))
        if "Committee" in chair.title:
            for who in people:
                who.title = who.title or f"{kind} Committee Member"
    indent = 0 if s.html else rng.choice((0, 0, 5, 26, 36))
    if chance(rng, 0.75):
        lead = rng.choice(
            ("The {} Committee", "{} Committee", "Members of the {} Committee:", "Submitted by the {} Committee",
             "THE {} COMMITTEE", "Respectfully submitted by the {} Committee of the Board of Directors:")
        )  # fmt: skip
        s.line(S, lead.format(kind if not lead.isupper() else kind.upper()), "left", indent)
        s.gap(rng.choice((0, 1)))
    texts = _names(s, sc, people, chance(rng, 0.5))
    if chance(rng, 0.15):
        s.line(S, "   ".join(texts))
    elif s.html and chance(rng, 0.25):
        s.row(S, texts, [30] * len(texts))
    else:
        for text in texts:
            s.line(S, text, rng.choice(("left",)), indent)
            if s.html and chance(rng, 0.2):
                s.gap()
    s.gap()


def management(s: Sheet, sc: Scene) -> None:
    """A report of management that two officers sign in columns or one under the other."""
    rng = sc.rng
    s.line(BODY, rng.choice(("REPORT OF MANAGEMENT", "Management's Responsibility", "Report of Management")), "centre")
    s.gap()
    for text in (
        "Management of [Co] has prepared the statements on these pages and answers for what they say. They "
        "follow generally accepted accounting principles and rest in part on estimates and judgement.",
        "The Company keeps a system of internal controls, which its internal auditors test from year to year. "
        "The Audit Committee, made up of outside directors, meets with the auditors without management present.",
    ):
        s.para(BODY, marks.bare(sc.fill(text)))
    when = written_date(rng, sc.year) if chance(rng, 0.4) else None
    people = [Signer(sc.executives[k], sc.titles[k], None, when) for k in range(rng.choice((2, 2, 2, 3)))]
    slash = rng.choice(("", "", "/s/ "))
    ruled = not s.html and not slash and chance(rng, 0.3)
    cells = []
    for who in people:
        anchor = _record(s, who)
        lines = ["_" * 20] * ruled + [anchor + slash + marks.person(who.name)]
        if slash and chance(rng, 0.5):
            lines = [slash + marks.person(who.name), anchor + marks.person(who.name)]
        cells.append(lines + marks.title(who.title).split("\n"))
    if chance(rng, 0.6):
        s.row(S, ["\n".join(c) for c in cells], [34 if len(cells) == 2 else 22] * len(cells))
    else:
        for lines in cells:
            s.lines(S, lines)
            s.gap()
    if when:
        s.gap()
        s.line(S, marks.date(when))
    s.gap()


def board(s: Sheet, sc: Scene) -> None:
    """ "Approved on behalf of the Board" under a balance sheet, with two directors."""
    rng = sc.rng
    s.line(S, rng.choice(("Approved on behalf of the Board:", "On behalf of the Board:", "APPROVED BY THE BOARD",
                          "Approved on behalf of the Board of Directors:")))  # fmt: skip
    s.gap()
    pair = [Signer(sc.names.person(), "Director") for _ in range(2)]
    anchors = [_record(s, who) for who in pair]
    quoted = [f'"{marks.person(who.name)}"' if chance(rng, 0.5) else f"/s/ {marks.person(who.name)}" for who in pair]
    kind = rng.random()
    if kind < 0.4:
        s.line(S, "  ".join(quoted))
        s.line(S, "  ".join(a + marks.person(w.name) + ", " + marks.title("Director")
                            for a, w in zip(anchors, pair, strict=True)))  # fmt: skip
    elif kind < 0.7:
        s.row(S, [f"{q}\n{a}{marks.person(w.name)}\n{marks.title('Director')}"
                  for q, a, w in zip(quoted, anchors, pair, strict=True)], [34, 34])  # fmt: skip
    else:
        for q, a in zip(quoted, anchors, strict=True):
            s.line(S, f"{a}{q}, {marks.title('Director')}")
    s.gap()


def to_holders(s: Sheet, sc: Scene, close: bool = True) -> None:
    """The end of a letter to holders or employees: names, titles, at times the firm and a date."""
    rng = sc.rng
    if close and chance(rng, 0.8):
        s.line(S, rng.choice(("Sincerely,", "Respectfully submitted,", "Thank you for your support,", "Best regards,",
                              "On behalf of the Board of Directors,", "Cordially,")))  # fmt: skip
        s.gap()
    firm = sc.company if chance(rng, 0.5) else None
    when = None
    if chance(rng, 0.35):
        when = written_date(rng, sc.year, style=rng.choice(("long", "month")))
    people = [Signer(sc.executives[k], sc.titles[k], None, when, firm) for k in range(rng.choice((1, 1, 1, 2)))]
    cells = []
    for who in people:
        lines = [rng.choice(("", "/s/ ")) + marks.person(who.name)] if chance(rng, 0.4) else []
        lines += [_record(s, who) + marks.person(who.name)]
        if lines[-1] and chance(rng, 0.25):
            cells.append([*lines[:-1], lines[-1] + ", " + marks.title(who.title)])
        else:
            cells.append([*lines, *_split_title(sc, who.title, 36)])
        if firm:
            cells[-1].append(marks.org(firm))
    if len(cells) == 2 and chance(rng, 0.5):
        s.row(S, ["\n".join(c) for c in cells], [34, 34])
    else:
        for lines in cells:
            for text in lines:
                s.line(S, text)
                if s.html and chance(rng, 0.15):
                    s.gap()
            s.gap()
    if when:
        s.line(S, marks.date(when))
        s.gap()


def by_order(s: Sheet, sc: Scene) -> None:
    """How a notice of meeting or a proxy statement ends: by order of the board, its secretary, place and date."""
    rng = sc.rng
    indent = 0 if s.html else rng.choice((0, 0, 30, 36))
    when = written_date(rng, sc.year) if chance(rng, 0.6) else None
    title = rng.choice(("Secretary", "Corporate Secretary", sc.titles[2], sc.titles[2] + " and Secretary"))
    who = Signer(sc.executives[2], title, None, when)
    lead = rng.choice(("By Order of the Board of Directors,", "By order of the Board of Directors", "BY ORDER OF THE "
                       "BOARD OF DIRECTORS,", "By Order of the Board,", "FOR THE BOARD OF DIRECTORS"))  # fmt: skip
    s.line(S, lead, "left", indent)
    s.gap()
    if chance(rng, 0.3):
        s.line(S, rng.choice(("/s/ ", "")) + marks.person(who.name), "left", indent)
    anchor = _record(s, who)
    if chance(rng, 0.2):
        s.line(S, f"{anchor}{marks.person(who.name)}, {marks.title(title)}", "left", indent)
    else:
        s.line(S, anchor + marks.person(who.name), "left", indent)
        s.lines(S, _split_title(sc, title, 26), "left", indent)
    s.gap()
    if chance(rng, 0.5):
        s.line(S, marks.address(sc.names.city_line()))
    if when:
        s.line(S, rng.choice(("", "", "Dated: ")) + marks.date(when))
    s.gap()


def notary(s: Sheet, sc: Scene) -> None:
    """An acknowledgement before a notary: exhibit; the notary's own signature is one."""
    rng = sc.rng
    state, county, person = sc.state, sc.names.surname(), sc.names.person()
    s.line(X, f"STATE OF {state.upper()}".ljust(32) + ")")
    s.line(X, " " * 32 + ") ss.:")
    s.line(X, f"COUNTY OF {county.upper()}".ljust(32) + ")")
    s.gap()
    s.para(
        X,
        f"On this {rng.randint(4, 20)}th day of {sc.date().split()[0]}, {sc.year}, before me came {person}, to me "
        f"known, who said under oath that he is an officer of {sc.company} and that he signed the foregoing "
        "instrument by order of its board of directors.",
    )
    name = sc.names.person()
    anchor = s.record("signature", name=name, title="Notary Public", company=None, date=None)
    indent = 0 if s.html else rng.choice((0, 36))
    kind = rng.random()
    if kind < 0.6:
        s.line(S, "/s/ " + (anchor if kind < 0.2 else "") + marks.person(name), "left", indent)
    if not s.html and chance(rng, 0.5):
        s.line(S, rng.choice("-_") * 28, "left", indent)
    if kind >= 0.2:
        s.line(S, anchor + marks.person(name), "left", indent)
    s.line(S, marks.title("Notary Public"), "left", indent)
    if chance(rng, 0.5):
        when = written_date(rng, sc.year + rng.randint(1, 4))
        s.line(S, f"My commission expires: {marks.date(when)}", "left", indent)
    s.gap()


def addresses(s: Sheet, sc: Scene, indent: int = 0) -> None:
    """Where notices go, inside a contract's signature block."""
    rng = sc.rng
    s.line(
        S, rng.choice(("Address for notices:", "Address for Notices:", "Address:", "Notice Address:")), "left", indent
    )
    pieces = sc.names.address()
    pieces[0] = marks.ENTITY_OPEN["ADDRESS"] + pieces[0]
    pieces[-1] += marks.ENTITY_CLOSE
    s.lines(S, pieces, "left", indent)
    if chance(rng, 0.4):
        s.line(S, f"Attention: {marks.title(rng.choice(('General Counsel', 'Treasurer', 'Chief Financial Officer')))}",
               "left", indent)  # fmt: skip
    if chance(rng, 0.4):
        s.line(S, rng.choice(("Telephone: ", "Facsimile: ", "Fax: ")) + sc.names.phone(), "left", indent)
    s.gap()
