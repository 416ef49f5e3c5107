"""Label files: the labels of one document without its text, as `data/labels` keeps them.

JSON with one run of lines, one entity and one record a line, so that a correction is a difference of one line:

    "labels": ["1-12 cover", "13-15 boilerplate"]       lines, from 1, inclusive; the blank ones among them have none
    "entities": ["317-331 DATE"]                        offsets of characters in the text
    "signatures": [{"name": "1840-1858", "title": "1861-1870, 1880-1899", "line": 78}]    see references.py
"""

from __future__ import annotations

import hashlib
import json
from itertools import groupby

from .references import refer, resolve, spans

LISTS = ("attached", "labels", "entities", "signatures", "exhibits")


def sha256(text: str) -> str:
    """The hash by which a text is known."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def dumps(head: dict, row: dict) -> str:
    """A label file: `head` (id, accession number, URL, ...) and the labels and records of `row`, without its text.

    `row` has the fields of the corpus' JSON lines: text, labels, entities, attached, cover, signatures, exhibits.
    """
    text = row["text"]
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    shown = {label: _shown(row, label) for label in ("cover", "signature", "exhibit")}

    def reference(value: str | None, label: str, near: int) -> str | None:
        if value is None:
            return None
        # a value is looked for on the lines that records are read from first
        inside = refer(value, shown[label], near)
        if len(spans(inside)) == 1:
            return inside
        anywhere = refer(value, text, near)
        return anywhere if 0 < len(spans(anywhere)) < (len(spans(inside)) or 1000) else inside

    cover = row["cover"]
    if cover is not None:
        cover = {
            "form": reference(cover["form"], "cover", 0),
            "registrants": [reference(name, "cover", 0) for name in cover["registrants"] or []],
            "address": reference(cover["address"], "cover", 0),
            "date": reference(cover["date"], "cover", 0),
        }
    signatures = []
    for signer in row["signatures"]:
        near = starts[signer["line"] - 1]
        fields = {key: reference(signer[key], "signature", near) for key in ("name", "title", "company", "date")}
        signatures.append({**fields, "line": signer["line"]})
    exhibits, near = [], 0
    for exhibit in row["exhibits"]:
        description = reference(exhibit["description"], "exhibit", near)
        if description and spans(description):
            near = spans(description)[0][0]
        number = reference(exhibit["number"], "exhibit", near)
        near = max([near, *(end for _, end in spans(number)), *(end for _, end in spans(description or "="))])
        exhibits.append({"number": number, "description": description})

    lists = {
        "attached": [f"{first}-{last}" for first, last in row["attached"]],
        "labels": _runs(row["labels"]),
        "entities": [f"{start}-{end} {label}" for start, end, label in row["entities"]],
        "signatures": signatures,
        "exhibits": exhibits,
    }
    head = {**head, "sha256": sha256(text), "characters": len(text), "lines": len(starts) - 1, "cover": cover}
    fields = [f"{_json(key)}: {_json(value)}" for key, value in head.items()]
    for key, value in lists.items():
        entries = ",\n".join(map(_json, value))
        fields.append(f"{_json(key)}: [\n{entries}\n]" if entries else f"{_json(key)}: []")
    return "{\n" + ",\n".join(fields) + "\n}\n"


def loads(file: str, text: str) -> dict:
    """The corpus' row that a label file and its document's text make together."""
    stored = json.loads(file)
    labels: list[str | None] = [None] * stored["lines"]
    for run in stored["labels"]:
        span, label = run.split()
        first, last = map(int, span.split("-"))
        labels[first - 1 : last] = [label] * (last - first + 1)
    labels = [label if line.strip() else None for label, line in zip(labels, text.split("\n"), strict=True)]

    def value(reference: str | None) -> str | None:
        return None if reference is None else resolve(reference, text)

    cover = stored["cover"]
    return {
        "id": stored["id"],
        "text": text,
        "attached": [tuple(map(int, span.split("-"))) for span in stored["attached"]],
        "labels": labels,
        "entities": [(*spans(entity)[0], entity.split()[1]) for entity in stored["entities"]],
        "cover": cover and {k: list(map(value, v)) if k == "registrants" else value(v) for k, v in cover.items()},
        "signatures": [{k: v if k == "line" else value(v) for k, v in s.items()} for s in stored["signatures"]],
        "exhibits": [{k: value(v) for k, v in x.items()} for x in stored["exhibits"]],
    }


def head(file: str) -> dict:
    """What a label file says about its document: all but labels and records."""
    return {key: value for key, value in json.loads(file).items() if key not in (*LISTS, "cover")}


def _shown(row: dict, label: str) -> str:
    """The text with every character off the lines of one label blotted out, so that offsets stay."""
    lines = zip(row["text"].split("\n"), row["labels"], strict=True)
    return "\n".join(line if own in (label, None) else "\0" * len(line) for line, own in lines)


def _runs(labels: list[str | None]) -> list[str]:
    numbered = [(n, label) for n, label in enumerate(labels, 1) if label]
    runs = [(label, list(run)) for label, run in groupby(numbered, key=lambda pair: pair[1])]
    return [f"{run[0][0]}-{run[-1][0]} {label}" for label, run in runs]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
