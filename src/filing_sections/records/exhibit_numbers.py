"""How exhibit numbers are printed, nested and followed."""

from __future__ import annotations

import re

_SUB = (
    r"(?:\.?\s?\((?:[A-Za-z]{1,5}|\d{1,3})\)|(?:\s{1,2})?\.\d{1,3}|\.\s{1,3}[a-z]\.(?=\s)|\.[A-Za-z]{1,2}(?![A-Za-z])\.?"
    r"|-\d{1,3}(?!\d)|-[A-Za-z](?![A-Za-z-])|[A-Za-z]{1,2}(?![A-Za-z])|\s[a-z](?=\s+[-\u2013—]\s))"
)
_XBRL = (
    r"(?:10[014]\s?\.?\s?(?:INS|SCH|CAL|DEF|LAB|PRE|XML)(?:\s?XBRL|\s?iXBRL)?"
    r"|99\.(?:CERT|CODE ETH|906CERT|CODE|IRANNOTICE))"
)
_BRACKETED = (
    r"\(\d{1,3}(?:\.\d+|\([A-Za-z]+\)|[A-Za-z]{1,2}(?![A-Za-z]))*(?:-\d+)?\)"
    r"(?:-\d+|\([A-Za-z0-9]+\)|[A-Za-z](?![A-Za-z]))*"
)
_LETTERED = r"\([a-z]\.\d{1,3}\)|\([A-Za-z]\)(?:\s?\(\d{1,3}\))*(?:\([A-Z]\))*(?:\(\d{1,3}\))?"
#: The ways an exhibit's number is printed: 99.1, 10(a)(iii), 3-a, 10.AA, (10)-4, (a)(1)(B), (a.2), 101.INS.
NUMBER = rf"(?:{_XBRL}|\d{{1,3}}{_SUB}*|{_BRACKETED}|{_LETTERED})"
WORD = r"(?:(?:exhibits?|ex)\b\.?[\s-]*(?:(?:no|number|item)\b\.?\s*:?\s*|#\s*)?)"
ENTRY = re.compile(
    rf"^(?P<lead>[\s|]*(?:[*+#†‡§^~•·@x\-]{{1,6}}\s*|\((?:\d|[*+#†]+)\)\s{{2,}})?)(?P<word>(?i:{WORD}))?[\"“]?(?P<number>{NUMBER}|[A-Z](?![\w.]))"
    r"(?P<after>[\"”]?(?:\s{0,2}[*+#†‡§^~£@]+|\s?\((?:\d{1,2}|[*+#†‡§^~£]+)\)(?=[*+#†\s(]|$))*[A-Z]?(?=[\s.:,|\u2013—-]|$|(?<=\))[A-Z])(?:\s?[.:,|\u2013—-]+)?)(?P<rest>.*)$"
)
SUB_ENTRY = re.compile(
    r"^\s*(?:[*+#†‡]{1,2}\s*)?(?P<subs>(?:\([a-z]{1,5}\)|[A-Za-z]\.)(?:\s{0,6}\([a-z]{1,4}\))*)[\s.*+#†-]+(?P<rest>[^\s-].*)$"
)
#: "3.  (a)   (i)  Articles": the base, and the sub-numbers that stand on its line.
BASE_SUBS = re.compile(
    r"^(?P<lead>\s*(?:[*+#†‡]{1,2}\s*)?)\(?(?P<base>\d{1,3})\)?\.?\s{0,6}"
    r"(?P<subs>(?:\([a-z]{1,5}\)|(?<=\s)[a-z]\.)(?:\s{0,6}\([a-z]{1,4}\))*)\.?[\s*+#†]+(?P<rest>[^\s-].*)$"
)
SUB = re.compile(r"\([a-z]{1,5}\)|[A-Za-z]\.")
ROMAN = [
    "i",
    "ii",
    "iii",
    "iv",
    "v",
    "vi",
    "vii",
    "viii",
    "ix",
    "x",
    "xi",
    "xii",
    "xiii",
    "xiv",
    "xv",
    "xvi",
    "xvii",
    "xviii",
]
CAPTION = re.compile(
    rf"^\W*(?:annex\b.{{0,40}})?(?i:{WORD})[\"“]?(?P<number>{NUMBER}|[A-Z](?:-\d+)?)[\"”)]?(?P<rest>(?:\W.*)?)$"
)
CAPTION_AT_END = re.compile(rf"(?:^|\s{{2,}}|,\s|\W\s)(?i:exhibit|ex)[\s.-]+(?i:no\.?\s*)?(?P<number>{NUMBER})[.\s]*$")
#: Forms, file numbers and dates that a wrapped line may begin with.
FORM_NAME = re.compile(
    r"(?i)^(?:10|8|6|11|20|40|18)(?:-?(?:K|Q|KSB|QSB)|-[FCD])\b(?!\s{2,}|\s*$|[*+#])|^\d+-\d{4,}|^\d+-\d+-\d|^\d+%|^\d{1,2}(?:,\s*|\s)(?:19|20)\d\d\b"
)
#: The first integer of an exhibit's number by Regulation S-K, Item 601.
KNOWN = set(range(1, 36)) | set(range(95, 108))


def record_number(printed: str) -> str:
    """The number as a record gives it: no brackets around it, no closing point: (10)(a) is 10(a), (21) is 21."""
    number = re.sub(r"^\((\d{1,3})\)(?=\(|$)", r"\1", re.sub(r"[\s:*+#†-]+$", "", printed))
    number = re.sub(r"^\((\d[\w.-]*)\)$", r"\1", number)
    number = re.sub(r"(?<=\d)\.?\s+(?=[(.])|(?<=\))\s+(?=\()", "", number)
    number = re.sub(r"(?<=\.)\s+", "", number)
    return number if re.search(r"\.[a-z]\.$", number) else number.rstrip(".")


def number_key(number: str) -> str:
    return record_number(number).casefold().replace(" ", "").rstrip(".")


def first_integer(number: str) -> int:
    match = re.search(r"\d+", number)
    return int(match[0]) if match else 0


def number_levels(number: str, column: int) -> list[tuple[str, int]]:
    """The levels of a number printed whole: 10(a)(i) -> 10, (a), (i)."""
    match = re.match(r"\(?(\d{1,3}[A-Za-z]{0,2})\)?", number)
    subs = [(m.group(), column + m.start()) for m in SUB.finditer(number, match.end())]
    return [(match[1], column), *subs]


def follows(previous: str, token: str) -> bool:
    """Whether a sub-number may come after another: one to eight on in the alphabet or the Roman numerals."""
    a, b = (re.sub(r"\W", "", x) for x in (previous, token))
    if a in ROMAN and b in ROMAN and ROMAN.index(b) > ROMAN.index(a):
        return ROMAN.index(b) - ROMAN.index(a) <= 4
    if len(a) == len(b) == 1:
        return 0 < ord(b) - ord(a) <= 8
    # after z: aa, bb, cc or aa, ab, ac
    return (len(b) == len(a) and b > a) or (len(b) == len(a) + 1 and set(b) == {"a"} and set(a) == {"z"})
