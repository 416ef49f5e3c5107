"""Corrections of gold labels: a Markdown table that is applied when labelled documents are read.

    | id | where | from | to | reason |

`where` is a line ("120"), a range of lines ("120-134"), an entity's offsets ("@317-331") or a record's field
("cover.date", "signatures[2].title", counted from 1). `from` and `to` are labels; for an entity "-" where there is
none; for a record references to the text as in `references.py`, or null. "signatures[2]" with `to` "-" takes the
second signer out; with `from` "-" it puts a signer there, whose name `to` gives ("exhibits[2]": its number).
"""

from __future__ import annotations

import copy
import re
import warnings
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from .labels import EntityLabel, Label
from .references import resolve

if TYPE_CHECKING:
    from .corpus import LabelledDocument

_LINES = re.compile(r"(\d+)(?:-(\d+))?")
_ENTITY = re.compile(r"@(\d+)-(\d+)")
_RECORD = re.compile(r"(cover|signatures|exhibits)(?:\[(\d+)\])?(?:\.(\w+))?")


class LabelWarning(UserWarning):
    """A correction or a text that does not fit the labels it belongs to; it was left out."""


def read_corrections(path: Path | str) -> dict[str, list[tuple[str, str, str]]]:
    """Each id's corrections, in order: (where, from, to). Rows are those of the table whose head begins "| id |"."""
    rows: dict[str, list[tuple[str, str, str]]] = {}
    inside = False
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        cells = [cell.strip().strip("`") for cell in line.strip().strip("|").split("|")]
        if not line.lstrip().startswith("|"):
            inside = False
        elif cells[0] == "id":
            inside = True
        elif inside and len(cells) >= 4 and set(cells[0]) - set("-: "):
            rows.setdefault(cells[0], []).append((cells[1], cells[2], cells[3]))
    return rows


def correct(document: LabelledDocument, rows: list[tuple[str, str, str]]) -> LabelledDocument:
    """The document with its corrections applied; one whose `from` is not what stands there is left out, and said."""
    fixed = replace(
        document,
        labels=list(document.labels),
        entities=list(document.entities),
        cover=copy.deepcopy(document.cover),
        signatures=copy.deepcopy(document.signatures),
        exhibits=copy.deepcopy(document.exhibits),
    )
    for where, old, new in rows:
        try:
            if match := _LINES.fullmatch(where):
                _correct_lines(fixed, int(match[1]), int(match[2] or match[1]), Label(old), Label(new))
            elif match := _ENTITY.fullmatch(where):
                _correct_entity(fixed, int(match[1]), int(match[2]), old, new)
            elif match := _RECORD.fullmatch(where):
                _correct_record(fixed, match[1], int(match[2] or 0), match[3], old, new)
            else:
                raise ValueError("where is no line, range, entity or record")
        except (ValueError, IndexError, KeyError, TypeError) as error:
            warnings.warn(f"correction of {document.id} at {where} left out: {error}", LabelWarning, stacklevel=2)
    return fixed


def _correct_lines(document: LabelledDocument, first: int, last: int, old: Label, new: Label) -> None:
    lines = [n for n in range(first - 1, last) if document.labels[n] is not None]
    for n in lines:
        if document.labels[n] != old:
            raise ValueError(f"line {n + 1} is {document.labels[n]}, not {old}")
    for n in lines:
        document.labels[n] = new


def _correct_entity(document: LabelledDocument, start: int, end: int, old: str, new: str) -> None:
    if old != "-":
        document.entities.remove((start, end, EntityLabel(old).value))  # ValueError where it is not there
    if new != "-":
        document.entities.append((start, end, EntityLabel(new).value))
        document.entities.sort()


def _correct_record(document: LabelledDocument, kind: str, n: int, field: str | None, old: str, new: str) -> None:
    text = document.lines.text

    def value(reference: str) -> str | None:
        return None if reference == "null" else resolve(reference, text)

    records = getattr(document, kind)
    if field is None:
        if old == "-":
            records.insert(n - 1, _record(document, kind, new))
        elif new == "-":
            _check(next(iter(records[n - 1].values())), value(old))
            del records[n - 1]
        else:
            raise ValueError("a whole record can only be put in or taken out")
        return
    record = records if kind == "cover" else records[n - 1]
    if field == "registrants":
        _check(record[field], [value(x) for x in old.split("; ")])
        record[field] = [value(x) for x in new.split("; ")]
    elif field == "line":
        _check(record[field], int(old))
        record[field] = int(new)
    else:
        _check(record[field], value(old))
        record[field] = value(new)


def _record(document: LabelledDocument, kind: str, reference: str) -> dict:
    first = resolve(reference, document.lines.text)
    if kind == "exhibits":
        return {"number": first, "description": None}
    at = int(_LINES.match(reference)[1])
    line = document.lines.text.count("\n", 0, at) + 1
    return {"name": first, "title": None, "company": None, "date": None, "line": line}


def _check(there: object, expected: object) -> None:
    if there != expected:
        raise ValueError("what stands there is not what `from` says")
