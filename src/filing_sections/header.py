"""The header of a submission: EDGAR's tabbed form, and the tagged form of its archives (`.nc`)."""

from __future__ import annotations

import re

from .decoding import decode

_ENDS = (b"</sec-header>", b"</ims-header>")
_MARKS = (b"<sec-document>", b"<ims-document>", b"<sec-header>", b"<ims-header>", b"<submission>", *_ENDS)


def find_header_end(lower: bytes, limit: int) -> int:
    """Where the header of the (lower-cased) input ends, looking no further than `limit`; 0 where there is none."""
    head = lower[: min(limit, 2_000_000)]
    marks = any(head.find(mark, 0, 50_000) >= 0 for mark in _MARKS)
    if not marks and not head[:100].lstrip().startswith(b"-----begin privacy-enhanced message-----"):
        return 0
    for end in _ENDS:
        if (at := head.find(end)) >= 0:
            return at + len(end)
    end = 0  # no end tag: as long as lines look like a header's
    for m in _HEADER_LINE.finditer(head):
        if m.start() != end:
            break
        end = m.end()
    return end


_HEADER_LINE = re.compile(
    rb"[ \t]*(?:</?[a-z][a-z0-9-]*>[^\n]*|[a-z][a-z0-9 /&.()-]{1,60}:(?:[ \t][^\n]*|\r?)|-----begin[^\n]*"
    rb"|[a-z-]+: [^\n]*|[a-z0-9+/=]{4,76}\r?|[ \t\r]*)(?:\n|\Z)"
)

#: How a header's keys are named in the result.
_TOP = {
    "accession number": "accession_number",
    "conformed submission type": "form",
    "type": "form",
    "public document count": "document_count",
    "conformed period of report": "period",
    "period": "period",
    "filed as of date": "filed",
    "filing date": "filed",
    "date as of change": "changed",
    "date of filing date change": "changed",
    "effectiveness date": "effective",
    "acceptance datetime": "accepted",
    "item information": "items",
    "items": "items",
}
_PARTY = {
    "company conformed name": "name",
    "conformed name": "name",
    "central index key": "cik",
    "cik": "cik",
    "standard industrial classification": "sic",
    "assigned sic": "sic",
    "irs number": "irs_number",
    "ein": "irs_number",
    "state of incorporation": "state_of_incorporation",
    "fiscal year end": "fiscal_year_end",
    "organization name": "organization",
    "form type": "form_type",
    "sec act": "act",
    "act": "act",
    "sec file number": "file_number",
    "file number": "file_number",
    "film number": "film_number",
    "relationship": "relationship",
}
_ADDRESS = {
    "street 1": "street1",
    "street1": "street1",
    "street 2": "street2",
    "street2": "street2",
    "city": "city",
    "state": "state",
    "zip": "zip",
    "business phone": "phone",
    "phone": "phone",
}
_ROLES = {
    "filer", "subject company", "filed by", "filed for", "issuer", "reporting owner", "depositor", "securitizer",
    "serial company", "co registrant", "issuing entity", "underwriter",
}  # fmt: skip
_ADDRESSES = {"business address": "business_address", "mail address": "mail_address"}
_LINE = re.compile(
    r"[ \t]*(?:<(/?[A-Za-z][A-Za-z0-9-]*)>[ \t]*(.*?)|([A-Za-z][A-Za-z0-9 /&.()-]*?)[ \t]*:(?:[ \t]+(.*?))?)\s*$"
)


def read_header(data: bytes) -> dict:
    """Fields of a header, as `Submission.header` describes them."""
    text, _ = decode(data)
    header: dict = {}
    filers: list[dict] = []
    party: dict | None = None
    address: dict | None = None
    former = False
    for line in text.splitlines():
        m = _LINE.match(line)
        if not m:
            continue
        key = (m.group(1) or m.group(3)).lower().replace("-", " ").replace("_", " ")
        value = (m.group(2) or m.group(4) or "").strip()
        if key.startswith("/"):
            address = None if key[1:] in _ADDRESSES else address
            former = former and key[1:] not in ("former company", "former name")
            continue
        if key in _ROLES and not value:
            party, address, former = {"role": key}, None, False
            filers.append(party)
        elif key in _ADDRESSES and not value and party is not None:
            address, former = party.setdefault(_ADDRESSES[key], {}), False
        elif key in ("former company", "former name") and not value:
            address, former = None, True
        elif key in ("company data", "owner data", "filing values") and not value:
            address, former = None, False
        elif former and key in ("former conformed name", "conformed name") and party is not None and value:
            party.setdefault("former_names", []).append(value)
        elif address is not None and key in _ADDRESS:
            if value:
                address.setdefault(_ADDRESS[key], value)
        elif party is not None and key in _PARTY:
            if value:
                party.setdefault(_PARTY[key], value)
        elif key in _TOP and value and party is None:
            _put(header, _TOP[key], value)
    if filers:
        header["filers"] = filers
    if header:
        header["raw"] = text
    return header


def _put(header: dict, name: str, value: str) -> None:
    if name == "items":
        header.setdefault("items", []).append(value)
    elif name in ("filed", "period", "changed", "effective"):
        header.setdefault(name, _iso(value))
    elif name == "document_count":
        if value.isdecimal() and len(value) < 7:
            header.setdefault(name, int(value))
    else:
        header.setdefault(name, value)


def _iso(value: str) -> str:
    """ "19961219" as "1996-12-19"; anything else as it is."""
    return f"{value[:4]}-{value[4:6]}-{value[6:]}" if re.fullmatch(r"[12]\d{7}", value) else value
