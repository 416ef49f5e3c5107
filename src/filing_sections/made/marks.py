"""Marks inside made text that say what a piece of it is: private-use characters, taken out again at the end.

A made line such as ``label(Label.SIGNATURE) + "By: /s/ " + person("Jane Roe")`` goes through layout like any text;
`resolve` then turns the marks into labels, entity offsets, attached ranges and line numbers of records.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from ..labels import ENTITY_LABELS, LABELS, EntityLabel, Label

ENTITY_OPEN = {entity: chr(0xE000 + i) for i, entity in enumerate(ENTITY_LABELS)}
ENTITY_CLOSE = "\ue00a"
ATTACH, DETACH = "\ue00c", "\ue00d"
LABEL_MARK = {label: chr(0xE010 + i) for i, label in enumerate(LABELS)}
RECORD_BASE = 0xE100  # record k is chr(RECORD_BASE + k)

_MARK = re.compile("([\ue000-\uf8ff])")
_INK = re.compile(r"\S")
_ENTITY_OF = {mark: entity for entity, mark in ENTITY_OPEN.items()}
_LABEL_OF = {mark: label for label, mark in LABEL_MARK.items()}
#: Entities are marked on these lines only, and in attached exhibits on signature lines only.
_OPEN_LABELS = {Label.COVER, Label.SIGNATURE, Label.BOILERPLATE, Label.EXHIBIT}


def _wrapper(entity: EntityLabel):
    opening = ENTITY_OPEN[entity]
    return lambda text: f"{opening}{text}{ENTITY_CLOSE}"


person = _wrapper(EntityLabel.PERSON)
org = _wrapper(EntityLabel.ORG)
title = _wrapper(EntityLabel.TITLE)
date = _wrapper(EntityLabel.DATE)
address = _wrapper(EntityLabel.ADDRESS)


def bare(text: str) -> str:
    """The text without its marks."""
    return _MARK.sub("", text)


def width(text: str) -> int:
    """How many columns the text takes."""
    return len(text) - len(_MARK.findall(text))


def is_open(text: str, before: bool = False) -> bool:
    """Whether an entity is open at the end of the text."""
    for mark in _MARK.findall(text):
        before = mark in _ENTITY_OF or (before and mark != ENTITY_CLOSE)
    return before


def reopen(pieces: list[str], cuts: list[bool] | None = None) -> list[str]:
    """Close an entity at the end of a piece and open it again in the next, where text of a column stands between.

    `cuts` says after which pieces; by default after every one.
    """
    out, current, again = [], "", ""
    for k, piece in enumerate(pieces):
        for mark in _MARK.findall(piece):
            if mark in _ENTITY_OF:
                current = mark
            elif mark == ENTITY_CLOSE:
                current = ""
        cut = k < len(pieces) - 1 and bool(current) and (cuts is None or cuts[k])
        out.append(again + piece + (ENTITY_CLOSE if cut else ""))
        again = current if cut else ""
    return out


@dataclass
class Resolved:
    """What the marks said. `record_lines`: line number (from 1) of each marked record."""

    text: str
    labels: list[Label | None]
    entities: list[tuple[int, int, str]] = field(default_factory=list)
    attached: list[tuple[int, int]] = field(default_factory=list)
    record_lines: dict[int, int] = field(default_factory=dict)


def resolve(marked: Iterable[str], clean: Iterable[str] | None = None) -> Resolved:
    """Read the marks of lines; `clean` gives the same lines as they stand without marks, where spacing may differ.

    Raises ValueError where a clean line does not hold the same words as its marked one.
    """
    lines: list[str] = []
    labels: list[Label | None] = []
    spans: list[tuple[int, int, EntityLabel, int]] = []
    result = Resolved("", labels)
    clean_lines = iter(clean) if clean is not None else None
    at, current, start, attached_from = 0, Label.BODY, None, None
    in_attached: list[bool] = []
    inked = 0  # the last line with text
    for number, line in enumerate(marked, 1):
        pieces = _MARK.split(line)
        plain = "".join(pieces[::2])
        text = (next(clean_lines) if clean_lines is not None else plain).rstrip("\n")
        if len(pieces) > 1 or attached_from is not None:
            ink = [m.start() for m in _INK.finditer(text)]
            seen = 0
            line_label = None
            for k, piece in enumerate(pieces):
                if k % 2 == 0:
                    seen += len(_INK.findall(piece))
                elif piece in _LABEL_OF:
                    current = _LABEL_OF[piece]
                    line_label = line_label or current
                elif piece in _ENTITY_OF:
                    start = (at + ink[seen] if seen < len(ink) else None, _ENTITY_OF[piece], number)
                elif piece == ENTITY_CLOSE:
                    if start and start[0] is not None and seen:
                        spans.append((start[0], at + ink[seen - 1] + 1, start[1], start[2]))
                    start = None
                elif piece == ATTACH:
                    attached_from = number
                elif piece == DETACH:
                    result.attached.append((attached_from, number if seen else inked))
                    attached_from = None
                else:
                    result.record_lines[ord(piece) - RECORD_BASE] = number
            if seen != len(ink):
                raise ValueError(f"line {number} reads {text!r}, its marked twin {plain!r}")
            label = line_label or current
        else:
            label = current
        if text.strip():
            labels.append(label)
            inked = number
        else:
            labels.append(None)
        in_attached.append(attached_from is not None)
        lines.append(text)
        at += len(text) + 1
    if attached_from is not None:
        result.attached.append((attached_from, inked))
    inside = {n for first, last in result.attached for n in range(first, last + 1)}
    result.text = "\n".join(lines)
    for s, e, entity, number in spans:
        label = labels[number - 1]
        if label in _OPEN_LABELS and (number not in inside or label == Label.SIGNATURE):
            result.entities.append((s, e, entity.value))
    return result
