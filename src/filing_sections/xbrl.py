"""Inline XBRL's facts about the filing itself: those of the `dei` taxonomy that a cover page shows.

html -> [Fact] -> what the cover says
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

#: The facts that are read; any other is passed over.
NAMES = frozenset(
    f"dei:{name}"
    for name in (
        "EntityRegistrantName",
        "DocumentType",
        "DocumentPeriodEndDate",
        "AmendmentFlag",
        "EntityAddressAddressLine1",
        "EntityAddressAddressLine2",
        "EntityAddressAddressLine3",
        "EntityAddressCityOrTown",
        "EntityAddressStateOrProvince",
        "EntityAddressPostalZipCode",
        "EntityAddressCountry",
    )
)
#: Bounds for odd input: characters of a fact, facts open inside each other, continuations of one fact.
MAX_LENGTH, MAX_OPEN, MAX_PARTS = 500, 16, 64
_PIECE = 1 << 16
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_BREAKS = frozenset(("br", "div", "li", "p", "table", "td", "th", "tr"))


@dataclass(frozen=True)
class Fact:
    """One fact: its name ("dei:DocumentType"), the context it holds in, and its text, white space folded."""

    name: str
    context: str
    value: str


def dei_facts(html: str) -> list[Fact]:
    """The facts of `NAMES` in document order, hidden ones too; empty and overlong ones are left out.

    >>> dei_facts('<p>FORM <ix:nonNumeric contextRef="c" name="dei:DocumentType">8-K</ix:nonNumeric></p>')
    [Fact(name='dei:DocumentType', context='c', value='8-K')]
    """
    if "dei:" not in html:
        return []
    last = max(html.rfind(name) for name in NAMES)
    if last < 0:
        return []
    target = _Facts()
    parser = etree.HTMLParser(target=target, huge_tree=True)
    try:
        for at in range(0, len(html), _PIECE):
            parser.feed(_LONE_SURROGATE.sub("\ufffd", html[at : at + _PIECE]))
            if at > last and not target.open and target.awaited <= target.continuations.keys():
                break
        else:
            parser.close()
    except etree.LxmlError:
        pass  # what was read up to here counts
    return [
        Fact(part.name, part.context, value) for part in target.facts if (value := _value(part, target.continuations))
    ]


@dataclass
class _Part:
    """A fact, or the continuation of one, on its way."""

    name: str
    context: str
    true_or_false: str
    follows: str | None
    text: list[str] = field(default_factory=list)
    length: int = 0


class _Facts:
    """Target of the parser."""

    def __init__(self) -> None:
        self.facts: list[_Part] = []
        self.continuations: dict[str, _Part] = {}
        self.awaited: set[str] = set()
        self.open: list[_Part] = []
        self.excluded = 0
        self.stack: list[_Part | str | None] = []

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        frame: _Part | str | None = None
        if tag == "ix:nonnumeric" and attrs.get("name") in NAMES:
            frame = self._part(attrs)
            self.facts.append(frame)
        elif tag == "ix:continuation" and "id" in attrs:
            frame = self._part(attrs)
            self.continuations.setdefault(attrs["id"], frame)
        elif tag == "ix:exclude":
            self.excluded += 1
            frame = tag
        elif self.open and tag in _BREAKS:
            self.data(" ")
        if isinstance(frame, _Part):
            if len(self.open) < MAX_OPEN:
                self.open.append(frame)
            else:
                frame = None
        self.stack.append(frame)

    def end(self, tag: str) -> None:
        frame = self.stack.pop() if self.stack else None
        if frame == "ix:exclude":
            self.excluded -= 1
        elif frame is not None:
            self.open.pop()
        elif self.open and tag in _BREAKS:
            self.data(" ")

    def data(self, text: str) -> None:
        if self.excluded:
            return
        for part in self.open:
            if part.length <= MAX_LENGTH:
                text = text[: 4 * MAX_LENGTH]
                part.text.append(text)
                part.length += len(text) if text.strip() else 1

    def close(self) -> None:
        return None

    def _part(self, attrs: dict[str, str]) -> _Part:
        follows = attrs.get("continuedat")
        if follows:
            self.awaited.add(follows)
        shown_as = re.search(r"(true|false)$", attrs.get("format", ""))
        return _Part(attrs.get("name", ""), attrs.get("contextref", ""), shown_as[1] if shown_as else "", follows)


def _value(part: _Part, continuations: dict[str, _Part]) -> str:
    """The fact's text with that of its continuations; "" where there is none, or too much."""
    if part.true_or_false:
        return part.true_or_false
    texts, follows = list(part.text), part.follows
    for _ in range(MAX_PARTS):
        following = continuations.get(follows) if follows else None
        if following is None:
            break
        texts += following.text
        follows = following.follows
    value = " ".join("".join(texts).split())
    return value if len(value) <= MAX_LENGTH else ""


def cover_fields(facts: list[Fact]) -> dict:
    """What the facts say for a cover: `form`, `registrants`, `address`, `date`; a key is absent where they are silent.

    Where several registrants file together, the address is that of the first.
    """
    by_context: dict[str, dict[str, str]] = {}
    first: dict[str, str] = {}
    names: dict[str, None] = {}
    for fact in facts:
        name = fact.name.removeprefix("dei:")
        by_context.setdefault(fact.context, {}).setdefault(name, fact.value)
        first.setdefault(name, fact.value)
        if name == "EntityRegistrantName":
            names.setdefault(fact.value)
    found: dict = {}
    if form := first.get("DocumentType"):
        amended = first.get("AmendmentFlag", "").casefold() in ("true", "yes")
        found["form"] = f"{form}/A" if amended and not form.upper().endswith("/A") else form
    if names:
        found["registrants"] = list(names)
    named = [of for of in by_context.values() if "EntityRegistrantName" in of]
    for of in (*named[:1], *by_context.values()):
        if address := _address(of):
            found["address"] = address
            break
    if date := first.get("DocumentPeriodEndDate"):
        found["date"] = date
    return found


def _address(of: dict[str, str]) -> str:
    get = of.get
    streets = [get(f"EntityAddressAddressLine{k}", "").strip(" ,") for k in (1, 2, 3)]
    if not any(streets):
        return ""
    region = " ".join(
        x for k in ("StateOrProvince", "PostalZipCode") if (x := get(f"EntityAddress{k}", "").strip(" ,"))
    )
    country = get("EntityAddressCountry", "").strip(" ,")
    country = "" if country.upper().replace(".", "") in ("US", "USA", "UNITED STATES") else country
    parts = [*streets, get("EntityAddressCityOrTown", "").strip(" ,"), region, country]
    return ", ".join(part for part in parts if part)
