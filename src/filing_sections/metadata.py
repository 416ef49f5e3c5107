"""What the input itself says of a filing: document types, the submission's header, inline XBRL facts."""

from __future__ import annotations

import re

from .filing import Filing

_EXHIBIT = re.compile(r"EX-\d", re.I)


def is_exhibit(document_type: str) -> bool:
    """Whether EDGAR's document type names an exhibit ("EX-99.1")."""
    return bool(_EXHIBIT.match(document_type))


def enrich(filing: Filing) -> Filing:
    """The filing with what its header and its inline XBRL add."""
    return filing
