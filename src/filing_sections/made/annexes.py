"""What follows a proxy statement: annexes behind running heads that name them."""

from __future__ import annotations

from ..labels import Label
from . import contracts, marks, tables
from .names import chance
from .scene import Scene
from .sheet import Sheet

S, X = Label.SIGNATURE, Label.EXHIBIT

_OPINION = (
    "You have asked for our opinion, as of the date of this letter, whether the consideration that holders of common "
    "stock of [Co] are to receive in the merger is fair to them from a financial point of view.",
    "For this opinion we have read drafts of the agreement, spoken with officers of both companies about their past "
    "and present business, and looked at prices and trading of the shares and at what was paid in other deals.",
    "We have taken all that we were told to be accurate and complete and have not checked it on our own; we have "
    "valued no asset or debt and have been given no appraisal of any.",
    "Our opinion rests on economic, market and other conditions as they are today, and we have no duty to bring it up "
    "to date. It does not say how a holder should vote.",
    "We will be paid a fee for our services, most of which depends on the closing, and in the past two years have "
    "been paid [money] for other work.",
    "On this basis we are of the opinion that, as of today, the consideration is fair, from a financial point of "
    "view, to the holders of common stock.",
)
_MEASURES = (
    "Below we set measures that are not based on generally accepted accounting principles beside the nearest ones "
    "that are. Others may work them out in another way.",
    "Adjusted earnings leave out the cost of closing plants, of buying businesses and of settling lawsuits.",
    "The committee uses adjusted figures to set bonuses because they show the result of the year's own work.",
)


def annex(s: Sheet, sc: Scene, letter: str) -> None:
    """Annex A, B or C, attached: a contract, a plan, a banker's opinion, or a table of measures."""
    rng = sc.rng
    before = s.head, s.head_align, s.number
    s.head = []
    s.page()
    s.attach()
    word = rng.choice(("APPENDIX {}", "ANNEX {}", "Annex {}", "Appendix {}")).format(letter)
    s.number = rng.choice((f"{letter}-{{n}}", f"{letter}-{{n}}", s.number))
    s.line(X, word, rng.choice(("centre", "right")))
    s.gap()
    if chance(rng, 0.35):
        s.head, s.head_align = [rng.choice((word, f"{word} (continued)"))], rng.choice(("right", "centre"))
    kind = rng.random()
    if kind < 0.2:
        _opinion(s, sc)
    elif kind < 0.45:
        _measures(s, sc)
    else:
        contracts.plan(s, sc) if chance(rng, 0.4) else contracts.contract(s, sc)
    s.detach()
    s.head, s.head_align, s.number = before


def _opinion(s: Sheet, sc: Scene) -> None:
    rng = sc.rng
    if chance(rng, 0.4):
        s.line(X, f"OPINION OF {sc.names.bank().upper()}", "centre")
        s.gap()
    s.line(X, sc.date())
    s.gap()
    s.lines(X, ["Board of Directors", sc.company, *sc.names.address()])
    s.gap()
    s.line(X, rng.choice(("Members of the Board:", "Ladies and Gentlemen:", "Gentlemen:")))
    s.gap()
    for text in _OPINION:
        s.para(X, sc.fill(text))
    firm = sc.names.bank()
    s.line(S, "Very truly yours,")
    s.gap()
    anchor = s.record("signature", name=firm, title=None, company=None, date=None)
    s.line(S, anchor + rng.choice(("", "/s/ ")) + marks.org(firm))
    s.gap()


def _measures(s: Sheet, sc: Scene) -> None:
    rng = sc.rng
    s.line(
        X, rng.choice(("NON-GAAP FINANCIAL MEASURES", "Reconciliation of Non-GAAP Measures", "Definitions")), "centre"
    )
    s.gap()
    for text in rng.sample(_MEASURES, rng.randint(1, 3)):
        s.para(X, text)
    for _ in range(rng.randint(1, 4)):
        s.line(X, rng.choice(("Adjusted net income", "Free cash flow", "Return on capital", "ADJUSTED EBITDA")))
        tables.figures(s, sc, X, rng.randint(4, 14))
        if chance(rng, 0.4):
            s.para(X, f"(1) {rng.choice(_MEASURES)}", first=0)
