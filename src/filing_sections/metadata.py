"""What the input itself says of a filing: document types, file names, the submission's header, inline XBRL's facts.

They fill what the text's cover does not give, and warn where they contradict it. The text stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from .agreement import drop_state_mark, parse_date, same_address, same_date, same_form, same_names
from .filing import Cover, Document, Filing
from .labels import Label
from .xbrl import cover_fields, dei_facts

_EXHIBIT = re.compile(r"EX-\w", re.I)


def is_exhibit(document_type: str) -> bool:
    """Whether EDGAR's document type names an exhibit ("EX-99.1")."""
    return bool(_EXHIBIT.match(document_type))


_EXTENSION = re.compile(r"\.(?:html?|xhtml|te?xt|asc)$")
_EXHIBIT_NAME = re.compile(
    r"(?:^|^d|^d\d{4,8}d|[-_. ]|(?<=\d)x?|(?<=\d)-?[kq])"  # dex101, d123456dex101, a20231231xex101, a8-kex991
    r"ex(?:h|hibit)?[-_. ]?"
    r"(?!(?:19|20)\d\d(?!\d))[1-9]\d{0,4}(?!\d)"
    r"(?:[-_.]?(?:(?<!\d)\d{1,3}(?!\d)|[a-z](?![a-z])|[ivx]{2,4}(?![a-z])))*$"
)
_JOINED = re.compile(r"(?:and|incl|including|plus|with|[+&])[-_. ]*$")


def is_exhibit_name(filename: str) -> bool:
    """Whether a file's name says that the whole file is one exhibit, as names on EDGAR do.

    >>> [is_exhibit_name(n) for n in ("ex99-1.htm", "d123456dex101.htm", "exhibit10_1.txt")]
    [True, True, True]
    >>> [is_exhibit_name(n) for n in ("example.htm", "complex10.htm", "8-k_ex99combined.txt")]
    [False, False, False]
    """
    stem = _EXTENSION.sub("", re.split(r"[/\\]", filename)[-1].lower())
    found = _EXHIBIT_NAME.search(stem) if len(stem) < 256 else None
    return bool(found) and not _JOINED.search(stem[: found.start()])


def says_exhibit(document_type: str | None, filename: str | None, source: str | None) -> bool:
    """Whether a document is an exhibit: by its type; where it has none, by its name or that of the file it came in."""
    if document_type:
        return is_exhibit(document_type)
    name = filename or source
    return bool(name) and is_exhibit_name(name)


def enrich(filing: Filing) -> Filing:
    """The filing with what its header and its inline XBRL add to the main document's cover."""
    k = next((k for k, d in enumerate(filing.documents) if not _exhibit(d)), None)
    if k is None:
        return filing
    main = filing.documents[k]
    known = [
        ("xbrl", cover_fields(dei_facts(main.html)) if main.html else {}),
        ("header", header_fields(filing.header)),
    ]
    if not any(fields for _, fields in known):
        return filing
    cover, warnings = _filled(main, known)
    documents = list(filing.documents)
    documents[k] = replace(main, cover=cover, warnings=main.warnings + warnings)
    return replace(filing, documents=documents)


def _exhibit(document: Document) -> bool:
    return says_exhibit(document.type, document.filename, document.source)


_ROLES = (("subject company", "issuer"), ("filer", "co registrant", "depositor", "issuing entity", "securitizer"))
#: Forms whose header gives as period the date that the cover prints; a proxy statement's, say, is that of the meeting.
_PERIOD = re.compile(r"(?:10-?[KQD]|8-K|6-K|1[18]-K|[24]0-F|NTN? |13F|N-CSR|N-?SAR|N-Q|N-PX|SD)")


def header_fields(header: dict) -> dict:
    """What a submission's header says for a cover: `form`, `registrants`, `address`, `date`; absent where silent."""
    found: dict = {}
    form = header.get("form")
    if form:
        found["form"] = form
    filers = [f for f in header.get("filers", ()) if f.get("name")]
    for roles in _ROLES:
        if chosen := [f for f in filers if f.get("role") in roles]:
            found["registrants"] = list(dict.fromkeys(drop_state_mark(f["name"]) for f in chosen))
            if address := _address(chosen[0].get("business_address") or chosen[0].get("mail_address") or {}):
                found["address"] = address
            break
    if form and _PERIOD.match(form.upper()) and parse_date(header.get("period", "")):
        found["date"] = header["period"]
    return found


def _address(parts: dict) -> str:
    get = parts.get
    if not (get("street1") or get("street2")):
        return ""
    state = get("state", "")
    region = " ".join(x for x in ("" if re.search(r"\d", state) else state, get("zip", "")) if x)  # "X0" is a country
    return ", ".join(x for x in (get("street1"), get("street2"), get("city"), region) if x)


_SAME: dict[str, Callable[..., bool]] = {
    "form": same_form,
    "registrants": same_names,
    "address": same_address,
    "date": same_date,
}
_CALLED = {"text": "the text", "xbrl": "inline XBRL", "header": "the header"}


def _filled(main: Document, known: list[tuple[str, dict]]) -> tuple[Cover, list[str]]:
    cover = main.cover or Cover()
    values: dict = {}
    source: dict[str, str] = {}
    warnings = []
    for name, same in _SAME.items():
        value = getattr(cover, name)
        origin = cover.source.get(name, "text") if value else None
        for other, fields in known:
            theirs = fields.get(name)
            if not theirs:
                continue
            if not value:
                value, origin = theirs, other
            elif not same(value, theirs) and not (origin == "text" and _second_date(main, name, theirs)):
                warnings.append(
                    f"cover {name}: {_CALLED[origin]} says {_shown(value)}, {_CALLED[other]} {_shown(theirs)};"
                    f" {_CALLED[origin]} stands"
                )
        values[name] = value
        if origin:
            source[name] = origin
    return replace(cover, **values, source=source), warnings


def _second_date(main: Document, name: str, theirs: str) -> bool:
    """Whether the cover of an 8-K prints this date too: the earliest event's beside the report's."""
    if name != "date" or not main.cover or not (main.cover.form or "").startswith("8-K"):
        return False
    day = parse_date(theirs)
    return any(parse_date(part) == day for line in _cover_lines(main) for part in re.split(r"[()]|\s{2,}", line))


def _cover_lines(main: Document, most: int = 200) -> Iterator[str]:
    for row, label in enumerate(main.labels[:most]):
        if label == Label.COVER:
            yield main.laid_out[row]


def _shown(value: str | list[str], most: int = 200) -> str:
    text = "; ".join(value[:20]) if isinstance(value, list) else value
    return f'"{text[:most]}..."' if len(text) > most else f'"{text}"'
