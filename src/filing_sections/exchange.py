"""Labelled documents to and from other people's tools: Label Studio, doccano, spaCy and spreadsheets.

    LabelledDocument <-> Label Studio's JSON, doccano's JSON lines, spaCy's DocBin, CSV

Lines, entities and attached ranges become spans of characters that the tools show and change; a run of lines of one
label is one span. Records and the split's group travel with the document unchanged.
"""

from __future__ import annotations

import csv
import io
import json
import warnings
from bisect import bisect_right
from collections.abc import Iterable
from importlib.resources import files
from itertools import groupby, pairwise
from pathlib import Path

from .corpus import LabelledDocument, from_row, to_row
from .corrections import LabelWarning
from .labels import ENTITY_LABELS, LABELS
from .lines import Lines

#: What is not a span: kept beside the text.
RECORDS = ("cover", "signatures", "exhibits", "group", "meta")
FORMATS = ("label-studio", "doccano", "docbin", "csv")

Span = tuple[int, int, str]


def export(documents: Iterable[LabelledDocument], path: Path | str, format: str) -> None:
    """Write documents to one file of `format`, one of `FORMATS`."""
    rows = [to_row(document) for document in documents]
    path = Path(path)
    if format == "label-studio":
        path.write_text(json.dumps([to_label_studio(row) for row in rows], ensure_ascii=False), encoding="utf-8")
    elif format == "doccano":
        lines = (json.dumps(to_doccano(row), ensure_ascii=False) for row in rows)
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    elif format == "docbin":
        path.write_bytes(_to_docbin(rows))
    elif format == "csv":
        path.write_text(_to_csv(rows), encoding="utf-8", newline="")
    else:
        raise ValueError(f"format is {format!r}; it can be {', '.join(FORMATS)}")


def import_(path: Path | str, format: str) -> list[LabelledDocument]:
    """Read the documents of one file of `format`. Where lines are left unlabelled, a warning says so;
    a document without any labelled line is left out.

    Raises:
        ValueError: the file is not of that format; the message says where.
    """
    path = Path(path)
    if format not in FORMATS:
        raise ValueError(f"format is {format!r}; it can be {', '.join(FORMATS)}")
    try:
        if format == "docbin":
            rows = _from_docbin(path.read_bytes())
        else:
            with open(path, encoding="utf-8", newline="") as file:
                text = file.read()
            if format == "label-studio":
                tasks = json.loads(text)
                rows = [from_label_studio(task) for task in (tasks if isinstance(tasks, list) else [tasks])]
            elif format == "doccano":
                rows = [from_doccano(json.loads(line)) for line in text.split("\n") if line.strip()]
            else:
                rows = _from_csv(text)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise ValueError(f"{path}: no {format} file of labelled documents: {error!r}") from error
    unlabelled = [row["id"] for row in rows if row["text"].strip() and not any(row["labels"])]
    for name in unlabelled:
        warnings.warn(f"{path}: document {name}: no line has a label; left out", LabelWarning, stacklevel=2)
    return [from_row(row) for row in rows if row["id"] not in unlabelled]


def label_studio_config() -> str:
    """The labelling interface for a Label Studio project."""
    return files("filing_sections").joinpath("label_studio.xml").read_text(encoding="utf-8")


def to_label_studio(row: dict) -> dict:
    """A Label Studio task with the row's labels as a prediction, ready to be corrected."""
    utf16 = _Utf16(row["text"])
    result = []
    for kind, spans in _spans(row).items():
        for start, end, label in spans:
            value = {"start": utf16.units(start), "end": utf16.units(end), "text": row["text"][start:end]}
            result.append({
                "id": f"{kind}-{start}-{end}", "from_name": kind, "to_name": "text", "type": "labels",
                "value": value | {"labels": [label]},
            })  # fmt: skip
    data = {"id": row["id"], "text": row["text"], "records": {key: row.get(key) for key in RECORDS}}
    return {"data": data, "predictions": [{"model_version": "filing-sections", "result": result}]}


def from_label_studio(task: dict) -> dict:
    """The row of an exported task: its last annotation, or its prediction where nobody has annotated it."""
    data = task["data"]
    done = [a for a in task.get("annotations") or [] if not a.get("was_cancelled")]
    made = [p for p in task.get("predictions") or [] if isinstance(p, dict)]
    result = (done or made or [{"result": []}])[-1]["result"]
    utf16 = _Utf16(data["text"])
    spans: dict[str, list[Span]] = {"line": [], "entity": [], "attached": []}
    for item in result:
        if item.get("type") == "labels" and item["from_name"] in spans:
            value = item["value"]
            span = utf16.index(value["start"]), utf16.index(value["end"])
            spans[item["from_name"]] += [(*span, label) for label in value["labels"]]
    return _row(str(data.get("id", task.get("id"))), data["text"], spans, data.get("records") or {})


def to_doccano(row: dict) -> dict:
    """A line of doccano's JSON lines, for a project of sequence labelling that allows overlapping spans."""
    spans = sorted(span for spans in _spans(row).values() for span in spans)
    records = {key: row.get(key) for key in RECORDS}
    return {"text": row["text"], "label": [list(span) for span in spans], "document": row["id"],
            "records": json.dumps(records, ensure_ascii=False)}  # fmt: skip


def from_doccano(line: dict) -> dict:
    """The row of a line that doccano exported, with relations or without."""
    labelled = line.get("label") or line.get("labels") or []
    found = [(start, end, label) for start, end, label in labelled]
    found += [(e["start_offset"], e["end_offset"], e["label"]) for e in line.get("entities") or []]
    spans: dict[str, list[Span]] = {"line": [], "entity": [], "attached": []}
    for start, end, label in found:
        kind = "entity" if label in ENTITY_LABELS else "attached" if label == "attached" else "line"
        spans[kind].append((start, end, label))
    return _row(str(line.get("document", line.get("id"))), line["text"], spans, json.loads(line.get("records") or "{}"))


def _to_docbin(rows: list[dict]) -> bytes:
    import spacy
    from spacy.tokens import Doc, DocBin, Span

    nlp = spacy.blank("en")
    store = DocBin(store_user_data=True)
    for row in rows:
        text, spans = row["text"], _spans(row)
        nlp.max_length = max(nlp.max_length, len(text) + 1)
        # spaCy's tokens, cut where a span begins or ends inside one
        cuts = {at for kind in spans.values() for span in kind for at in span[:2]}
        cuts |= {at for token in nlp.make_doc(text) for at in (token.idx, token.idx + len(token))} | {0, len(text)}
        edges = sorted(cuts)
        words = [text[a:b] for a, b in pairwise(edges)]
        doc = Doc(nlp.vocab, words=words, spaces=[False] * len(words))
        at = {offset: n for n, offset in enumerate(edges)}
        for kind, group in spans.items():
            doc.spans[kind] = [Span(doc, at[start], at[end], label) for start, end, label in group]
        doc.ents = list(doc.spans["entity"])
        doc.user_data["filing_sections"] = json.dumps({"id": row["id"]} | {key: row.get(key) for key in RECORDS})
        store.add(doc)
    return store.to_bytes()


def _from_docbin(data: bytes) -> list[dict]:
    import spacy
    from spacy.tokens import DocBin

    rows = []
    for n, doc in enumerate(DocBin().from_bytes(data).get_docs(spacy.blank("en").vocab), 1):
        kept = json.loads(doc.user_data.get("filing_sections", "{}"))
        groups = {kind: doc.spans.get(kind, []) for kind in ("line", "attached")} | {"entity": doc.ents}
        spans = {kind: [(s.start_char, s.end_char, s.label_) for s in group] for kind, group in groups.items()}
        rows.append(_row(kept.get("id", str(n)), doc.text, spans, kept))
    return rows


CSV_COLUMNS = ("id", "line", "label", "text", "entities", "document")


def _to_csv(rows: list[dict]) -> str:
    """One row a line; entities beside the line they begin on, offsets within it; the rest on the first line's row."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(CSV_COLUMNS)
    for row in rows:
        lines = Lines.from_text(row["text"])
        starts = lines.start.tolist()
        inside: dict[int, list] = {}
        for start, end, label in row["entities"]:
            n = bisect_right(starts, start) - 1
            inside.setdefault(n, []).append([start - starts[n], end - starts[n], label])
        rest = json.dumps({key: row.get(key) for key in ("attached", *RECORDS)}, ensure_ascii=False)
        for n, (line, label) in enumerate(zip(lines, row["labels"], strict=True)):
            entities = json.dumps(inside[n]) if n in inside else ""
            writer.writerow((row["id"], n + 1, label or "", line, entities, "" if n else rest))
    return out.getvalue()


def _from_csv(text: str) -> list[dict]:
    # a field may be as long as a line of a filing
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    rows = []
    for key, group in groupby(csv.DictReader(io.StringIO(text, newline="")), key=lambda line: line["id"]):
        lines = list(group)
        whole = "\n".join(line["text"] for line in lines)
        starts = Lines.from_text(whole).start.tolist()
        entities = [
            [start + a, start + b, label]
            for start, line in zip(starts, lines, strict=True)
            for a, b, label in json.loads(line["entities"] or "[]")
        ]
        kept = json.loads(lines[0]["document"] or "{}")
        labels = _complete(key, lines, [line["label"] or None for line in lines])
        spans = {"line": [], "entity": entities, "attached": []}
        rows.append(_row(key, whole, spans, kept) | {"labels": labels, "attached": kept.get("attached") or []})
    return rows


def _spans(row: dict) -> dict[str, list[Span]]:
    """Lines, entities and attached ranges as spans of characters. A run of lines of one label is one span."""
    lines = Lines.from_text(row["text"])
    start, end = lines.start.tolist(), lines.end.tolist()
    numbered = [(n, label) for n, label in enumerate(row["labels"]) if label]
    runs = [(label, [n for n, _ in run]) for label, run in groupby(numbered, key=lambda pair: pair[1])]
    return {
        "line": [(start[run[0]], end[run[-1]], str(label)) for label, run in runs],
        "entity": [(s, e, str(label)) for s, e, label in row["entities"]],
        "attached": [(start[first - 1], end[last - 1], "attached") for first, last in row["attached"]],
    }


def _row(name: str, text: str, spans: dict[str, list[Span]], kept: dict) -> dict:
    """The row of a document's spans. A line has the label of the span that covers most of it."""
    lines = Lines.from_text(text)
    if lines.text != text:
        raise ValueError(f"document {name}: its text has carriage returns, so that offsets are in doubt")
    starts, ends = lines.start.tolist(), lines.end.tolist()
    best: list[tuple[int, int, str | None]] = [(0, 0, None)] * len(lines)
    for start, end, label in spans["line"]:
        if label not in LABELS:
            raise ValueError(f"document {name}: {label!r} is no label of lines")
        for n in range(bisect_right(starts, start) - 1, len(starts)):
            if starts[n] >= end:
                break
            covered = min(end, ends[n]) - max(start, starts[n])
            if covered > 0:
                best[n] = max(best[n], (covered, start - end, label), key=lambda x: x[:2])
    labels = [label for _, _, label in best]

    def last(end: int) -> int:
        # a span may end with an empty line, which has no character of its own; or just behind a line's break
        n = bisect_right(starts, end)
        return n - 1 if starts[n - 1] == end < ends[n - 1] else n

    return {
        "id": name,
        "text": text,
        "labels": _complete(name, lines, labels) if any(labels) else labels,
        "entities": sorted(([start, end, label] for start, end, label in spans["entity"]), key=lambda x: x[:2]),
        "attached": [(bisect_right(starts, start), last(end)) for start, end, _ in sorted(spans["attached"])],
        "cover": kept.get("cover"),
        "signatures": kept.get("signatures") or [],
        "exhibits": kept.get("exhibits") or [],
        "group": kept.get("group") or name,
        "meta": kept.get("meta") or {},
    }


def _complete(name: str, lines: Iterable, labels: list[str | None]) -> list[str | None]:
    """No label on blank lines, and `body`, with a warning, on lines that the labeller left out."""
    texts = [line["text"] if isinstance(line, dict) else line for line in lines]
    labels = [label if text.strip() else None for label, text in zip(labels, texts, strict=True)]
    missing = [n for n, (label, text) in enumerate(zip(labels, texts, strict=True)) if text.strip() and not label]
    if missing:
        text = f"document {name}: {len(missing)} lines have no label, from line {missing[0] + 1}; taken as body"
        warnings.warn(text, LabelWarning, stacklevel=2)
    for n in missing:
        labels[n] = "body"
    return labels


class _Utf16:
    """Offsets in UTF-16 code units, which is how a browser counts, of offsets in characters, and back."""

    def __init__(self, text: str) -> None:
        self.long = [n for n, character in enumerate(text) if character > "\uffff"] if not text.isascii() else []
        self.at = [n + k for k, n in enumerate(self.long)]

    def units(self, offset: int) -> int:
        return offset + bisect_right(self.long, offset - 1)

    def index(self, units: int) -> int:
        return units - bisect_right(self.at, units - 1)
