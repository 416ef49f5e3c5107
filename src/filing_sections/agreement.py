"""Whether two sources say the same of a filing, however each of them writes it."""

from __future__ import annotations

import re
from datetime import date

_MONTH_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTHS = {name: k for k, name in enumerate(_MONTH_NAMES.split(), 1)}
_MONTH = rf"({'|'.join(_MONTHS)})[a-z]*\.?"
_ISO = re.compile(r"((?:19|20)\d\d)-(\d\d)-(\d\d)(?!\d)")
_NUMBERS = re.compile(r"(?<!\d)(\d{1,2})[/-](\d{1,2})[/-]((?:19|20)?\d\d)(?!\d)")
_AMERICAN = re.compile(rf"(?i)\b{_MONTH}\s*(\d{{1,2}})(?:st|nd|rd|th)?(?!\d)[\s,]*((?:19|20)\d\d)")
_DAY_FIRST = re.compile(rf"(?i)(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?[\s-]+(?:day\s+of\s+)?{_MONTH}[\s,-]*((?:19|20)\d\d)")
_MONTH_ONLY = re.compile(rf"(?i)\b{_MONTH}[\s,]*(?:of\s+)?((?:19|20)\d\d)")


def parse_date(text: str) -> tuple[int, int, int | None] | None:
    """Year, month and day (None where only the month is given) of the first date in a text; None where none is read.

    >>> parse_date("December 31, 1994"), parse_date("31st day of December, 1994"), parse_date("12/31/94")
    ((1994, 12, 31), (1994, 12, 31), (1994, 12, 31))
    >>> parse_date("May 2002"), parse_date("May __, 2002")
    ((2002, 5, None), None)
    """
    if m := _ISO.search(text):
        year, month, day = int(m[1]), int(m[2]), int(m[3])
    elif m := _AMERICAN.search(text):
        year, month, day = int(m[3]), _MONTHS[m[1][:3].lower()], int(m[2])
    elif m := _DAY_FIRST.search(text):
        year, month, day = int(m[3]), _MONTHS[m[2][:3].lower()], int(m[1])
    elif m := _NUMBERS.search(text):
        month, day, year = int(m[1]), int(m[2]), int(m[3])
        year += 0 if year > 99 else 1900 if year > 50 else 2000
        month, day = (day, month) if month > 12 else (month, day)
    elif m := _MONTH_ONLY.search(text):
        return int(m[2]), _MONTHS[m[1][:3].lower()], None
    else:
        return None
    try:
        date(year, month, day)
    except ValueError:
        return None
    return year, month, day


def same_date(one: str, other: str) -> bool:
    """Whether two dates are one; a month agrees with its days, and what is not read as a date with anything."""
    a, b = parse_date(one), parse_date(other)
    if a is None or b is None:
        return True
    return a[:2] == b[:2] and (a[2] == b[2] or None in (a[2], b[2]))


_LEGAL_WORDS = "ag bv co company corp corporation inc incorporated limited llc llp lp ltd nv plc sa se the and of de"
_LEGAL = frozenset(_LEGAL_WORDS.split())
_STATE_MARK = re.compile(r"\s*[/\\]\s?[A-Za-z]{2,5}\s?[/\\]?$")


def drop_state_mark(name: str) -> str:
    """A header's name without EDGAR's mark of its state.

    >>> drop_state_mark("KESTREL CORP /DE/")
    'KESTREL CORP'
    """
    return _STATE_MARK.sub("", name.strip())


def name_words(name: str) -> tuple[str, ...]:
    """The words of a company's name that tell it from others, folded."""
    name = drop_state_mark(name).casefold().replace("&", " and ")
    name = re.sub(r"(?<=\b\w)\.(?=\w\b)|['\u2019]", "", name)  # N.V. is one word
    words = re.findall(r"\w+", name)
    return tuple(w for w in words if w not in _LEGAL) or tuple(words)


def same_name(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether the `name_words` of two names agree: in any order, or with words abbreviated or cut at the end.

    >>> same_name(name_words("HARROW NATL BANCORP /OH/"), name_words("Harrow National Bancorp, Inc."))
    True
    >>> same_name(name_words("Harrow Steel Corp"), name_words("Harrow Foods Corp"))
    False
    """
    if one == other or sorted(one) == sorted(other) or "".join(one) == "".join(other):
        return True
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < len(longer) and len("".join(shorter)) < 12:
        return False
    return all(_abbreviates(a, b) or _abbreviates(b, a) for a, b in zip(shorter, longer, strict=False))


def _abbreviates(short: str, long: str) -> bool:
    """Whether the letters of `short` stand in `long` in their order, the first at its head."""
    if short[:1] != long[:1] or len(short) < min(2, len(long)):
        return False
    letters = iter(long)
    return all(letter in letters for letter in short)


#: More pairs of names than these are compared by their words alone, not by abbreviations.
MAX_PAIRS = 10_000


def same_names(given: list[str], known: list[str]) -> bool:
    """Whether each name of `given` agrees with one of `known`."""
    keys = {name_words(name) for name in known}
    rest = [key for key in map(name_words, given) if key not in keys]
    if len(rest) * len(keys) > MAX_PAIRS:
        return False
    return all(any(same_name(a, b) for b in keys) for a in rest)


_STATES = """
    alabama al alaska ak arizona az arkansas ar california ca colorado co connecticut ct delaware de florida fl
    georgia ga hawaii hi idaho id illinois il indiana in iowa ia kansas ks kentucky ky louisiana la maine me
    maryland md massachusetts ma michigan mi minnesota mn mississippi ms missouri mo montana mt nebraska ne nevada nv
    newhampshire nh newjersey nj newmexico nm newyork ny northcarolina nc northdakota nd ohio oh oklahoma ok
    oregon or pennsylvania pa rhodeisland ri southcarolina sc southdakota sd tennessee tn texas tx utah ut vermont vt
    virginia va washington wa westvirginia wv wisconsin wi wyoming wy"""
_SHORT = dict(zip(_STATES.split()[::2], _STATES.split()[1::2], strict=True)) | {
    "street": "st", "avenue": "ave", "av": "ave", "road": "rd", "drive": "dr", "boulevard": "blvd", "parkway": "pkwy",
    "pky": "pkwy", "highway": "hwy", "lane": "ln", "place": "pl", "plaza": "plz", "square": "sq", "center": "ctr",
    "centre": "ctr", "court": "ct", "circle": "cir", "suite": "ste", "floor": "fl", "flr": "fl", "building": "bldg",
    "north": "n", "south": "s", "east": "e", "west": "w", "fort": "ft", "saint": "st", "mount": "mt", "one": "1",
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10", "first": "1st", "second": "2nd", "third": "3rd", "fourth": "4th", "fifth": "5th", "sixth": "6th",
    "seventh": "7th", "eighth": "8th", "ninth": "9th", "tenth": "10th",
}  # fmt: skip
_TWO_WORDS = re.compile(
    r"\b(new|north|south|west|rhode) (?=(?:hampshire|jersey|mexico|york|carolina|dakota|virginia|island)\b)"
)
#: The share of the shorter address' words that the other one must have.
SHARED = 0.6


def same_address(one: str, other: str) -> bool:
    """Whether two addresses agree: most words of the shorter one stand in the other.

    >>> same_address("One Mill Street, Suite 4, Dover, Ohio 43001", "1 MILL ST, DOVER, OH 43001-0017")
    True
    """
    a, b = _address_words(one), _address_words(other)
    return len(a & b) >= SHARED * min(len(a), len(b))


def _address_words(text: str) -> set[str]:
    text = re.sub(r"\b(\d{5})-\d{4}\b", r"\1", text.casefold())
    text = re.sub(r"\bp\.?\s?o\.?\s(?=\w)|(?<=\b\w)\.(?=\w\b)", "", text)
    text = _TWO_WORDS.sub(r"\1", " ".join(re.findall(r"\w+", text)))
    return {_SHORT.get(word, word) for word in text.split()}


_NO_PRINTED_FORM = re.compile(r"424|485|486|497|N30|POS|RW|CORRESP|ARS|EFFECT|UPLOAD|DRS|D?8A|REVOKED")
#: What EDGAR adds to the name of the form that the cover prints.
_ADDED = re.compile(r"(?:T(?:405)?|405|40|R?12[BG]\d*|15D5|ASR|MEF|EF|DPOS|POS|D|HR|NT|S|8C|A|B)?")


def same_form(printed: str, known: str) -> bool:
    """Whether a form as a cover prints it is the one that EDGAR calls `known`.

    An amendment counts for reports only; registration statements and schedules print it elsewhere.

    >>> same_form("10-K", "10-K405"), same_form("SCHEDULE 13D", "SC 13D/A"), same_form("12b-25", "NT 10-K")
    (True, True, True)
    >>> same_form("10-K", "10-K/A"), same_form("S-1", "S-11"), same_form("10-K", "10-KSB")
    (False, False, False)
    """
    a, a_amended = _form_key(printed)
    b, b_amended = _form_key(known)
    if _NO_PRINTED_FORM.match(b):
        return True
    if re.match(r"10[KQ]|8K|6K|11K|[24]0F", b) and a_amended != b_amended:
        return False
    shorter, longer = sorted((a, b), key=len)
    return longer.startswith(shorter) and bool(_ADDED.fullmatch(longer, len(shorter)))


def _form_key(form: str) -> tuple[str, bool]:
    name, slash, _ = form.upper().partition("/")
    key = re.sub(r"[\s().\-\u2010-\u2014]|\bFORM\b", "", name)
    key = re.sub(r"^(?:SCHEDULE|SC)(?=1[34]|TO)", "", key)
    if m := re.match(r"(?:PRE|DEF)[A-Z]{0,2}(14[AC])", key):
        key = m[1]
    elif re.match(r"NTN?(?:1|2|N)", key):
        key = "12B25"
    return key, bool(slash)
