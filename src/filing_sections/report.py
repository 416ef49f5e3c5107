"""Results for the eye: one self-contained HTML page a filing, and an index of many against their gold.

    Filing -> page

    page(filing, gold=None) -> str                      one page; with gold, given against gold
    write(filing, path, gold=None) -> Path              the same into a file
    write_many(filings, folder, gold=None) -> Path      a page a filing, and an index (worst first) that links to them
    file_name(filing) -> str                            a safe name for a filing's page

`gold` maps document ids to `corpus.LabelledDocument`. The page holds the filing's text as JSON, draws only what is
in view, needs nothing from outside, and forbids itself to load anything (Content-Security-Policy with script hashes).
"""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path

import jinja2
import numpy as np
from markupsafe import Markup

from .compare import Comparison, compare
from .corpus import LabelledDocument
from .filing import Cover, Document, Exhibit, Filing, Signature
from .labels import LABELS, Label
from .original import LETTERS, inert

TEMPLATES = Path(__file__).parent / "templates"

Gold = Mapping[str, LabelledDocument]


def page(filing: Filing, gold: Gold | None = None, edit: dict | None = None) -> str:
    """One HTML page that shows `filing`; with `gold`, marks what differs from it.

    Args:
        filing: what `Model.predict` gave.
        gold: labelled documents by id; documents that are not in it are shown without comparison.
        edit: what the server gives the page so that it can be corrected; see `serve.py`.
    """
    comparisons = {d.id: compare(d, gold[d.id]) for d in filing.documents if gold and d.id in gold}
    data = {
        "documents": [document_data(d, comparisons.get(d.id)) for d in filing.documents],
        "warnings": list(filing.warnings),
        "edit": edit,
    }
    return fill(
        "page.html",
        scripts=["view.js", "edit.js"] if edit else ["view.js"],
        policy="connect-src 'self'; form-action 'self'" if edit else "form-action 'none'",
        data=_json(data),
        title=_title(filing),
        source=filing.source,
        edit=edit,
        compared=bool(comparisons),
        original=any(d.html for d in filing.documents),
    )


def write(filing: Filing, path: Path | str, gold: Gold | None = None) -> Path:
    """Write the filing's page to the file `path` (UTF-8); gives the path back."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page(filing, gold), encoding="utf-8")
    return path


def write_many(filings: Iterable[Filing], folder: Path | str, gold: Gold | None = None) -> Path:
    """Write a page for each filing into `folder`, and ``index.html`` with links to them; gives the index' path.

    With `gold` the index lists the documents worst first, and shows the confusion matrix over all lines.
    `filings` may be lazy: one is held at a time.
    """
    folder = Path(folder)
    rows, total, names = [], np.zeros((len(LABELS), len(LABELS)), dtype=np.int64), set()
    for filing in filings:
        name = _unused(file_name(filing), names)
        write(filing, folder / name, gold)
        for number, document in enumerate(filing.documents, 1):
            right = (gold or {}).get(document.id)
            comparison = compare(document, right) if right else None
            if comparison:
                total += np.array(comparison.confusion)
            rows.append(_row(document, comparison, f"{name}#d{number}"))
    rows.sort(key=lambda row: (row["accuracy"] is None, row["accuracy"], row["id"]))
    path = folder / "index.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        fill(
            "index.html",
            scripts=[],
            policy="form-action 'none'",
            rows=rows,
            compared=bool(total.sum()),
            confusion=_confusion(total),
            labels=[label.value for label in LABELS],
            letters=list(LETTERS.values()),
        ),
        encoding="utf-8",
    )
    return path


def file_name(filing: Filing) -> str:
    """A name for the filing's page that is safe in every folder and in a link, whatever the filing is called.

    >>> file_name(Filing([], source="in/../<b>8-k.txt"))
    'b-8-k.html'
    """
    stem = Path(filing.source or "").stem or (filing.documents[0].id if filing.documents else "")
    return (re.sub(r"[^0-9A-Za-z_-]+", "-", stem).strip("-")[:100] or "filing") + ".html"


def fill(name: str, scripts: list[str], policy: str, **values: object) -> str:
    """The template `name` with style and `scripts` put in, and a policy under which only those scripts run."""
    sources = [Markup(_source(script)) for script in scripts]
    hashes = " ".join(f"'sha256-{b64encode(hashlib.sha256(s.encode()).digest()).decode()}'" for s in sources)
    policy = (
        f"default-src 'none'; script-src {hashes or chr(39) + 'none' + chr(39)}; style-src 'unsafe-inline'; "
        f"img-src data:; base-uri 'none'; {policy}"
    )
    style = Markup(_source("style.css"))
    html = _environment().get_template(name).render(scripts=sources, style=style, policy=policy, **values)
    return html.encode("utf-8", "replace").decode("utf-8")  # a file's name may hold half a character


@cache
def _environment() -> jinja2.Environment:
    loader = jinja2.FileSystemLoader(TEMPLATES)
    return jinja2.Environment(
        loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )


@cache
def _source(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def _json(value: object) -> Markup:
    # Inside a script element only "<" can end it; ASCII keeps lone surrogates and line separators harmless.
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


def _title(filing: Filing) -> str:
    cover = filing.cover or Cover()
    parts = [cover.form or (filing.documents[0].type if filing.documents else None), *cover.registrants[:1]]
    return " · ".join(part for part in parts if part) or Path(filing.source or "Filing").name


def letters(labels: Iterable[Label | None]) -> str:
    """Labels as one letter a line, "." for a blank one."""
    return "".join(LETTERS[label] if label else "." for label in labels)


def utf16(text: str) -> Callable[[int], int]:
    """What turns an offset in characters into one in UTF-16 units, which is what a browser counts in.

    >>> utf16("a\N{GRINNING FACE}b")(2)
    3
    """
    wide = [i for i, c in enumerate(text) if c > "\uffff"] if not text.isascii() else []
    if not wide:
        return lambda offset: offset
    return lambda offset: offset + int(np.searchsorted(wide, offset))


def document_data(document: Document, comparison: Comparison | None = None) -> dict:
    """What the page needs to show `document`, as JSON; offsets count UTF-16 units, as a browser does."""
    at = utf16(document.text)
    data = {
        "id": document.id,
        "type": document.type,
        "filename": document.filename,
        "description": document.description,
        "text": document.text,
        "labels": letters(document.labels),
        "probabilities": [None if p != p else round(p, 3) for p in document.probabilities.tolist()],
        "regions": [[LETTERS[r.label], r.first, r.last] for r in document.regions],
        "attached": [list(span) for span in document.attached],
        "entities": [[at(e.start), at(e.end), e.label.value] for e in document.entities],
        "cover": _fields(document.cover),
        "signatures": [_fields(s) for s in document.signatures],
        "exhibits": [_fields(x) for x in document.exhibits],
        "warnings": list(document.warnings),
        "original": inert(document.html, document.laid_out.source, document.labels) if document.html else None,
        "compared": comparison is not None,
    }
    if comparison:
        data["gold"] = letters(comparison.labels)
        data["faults"] = [vars(fault) for fault in comparison.faults]
        data["wrong_entities"] = [[at(s), at(e), label, state] for s, e, label, state in comparison.entities]
    return data


def _fields(record: Cover | Signature | Exhibit | None) -> dict | None:
    return record and {name: getattr(record, name) for name in record.__dataclass_fields__}


def _row(document: Document, comparison: Comparison | None, link: str) -> dict:
    row = {"id": document.id, "type": document.type, "link": link, "n_lines": len(document.laid_out), "accuracy": None}
    if comparison and comparison.n_lines:
        row |= {
            "accuracy": 1 - comparison.n_wrong / comparison.n_lines,
            "n_lines": comparison.n_lines,
            "n_wrong": comparison.n_wrong,
            "entities": comparison.count("entity"),
            "records": comparison.count("record"),
        }
    return row


def _confusion(total: np.ndarray) -> list[dict]:
    """One row a gold label: its name, counts, the share of each, recall and precision (None where undefined)."""
    given = total.sum(axis=0)
    return [
        {
            "label": label.value,
            "letter": LETTERS[label],
            "counts": [
                {"n": int(n), "share": float(n / max(1, row.sum())), "right": i == j} for j, n in enumerate(row)
            ],
            "recall": float(row[i] / row.sum()) if row.sum() else None,
            "precision": float(row[i] / given[i]) if given[i] else None,
        }
        for i, (label, row) in enumerate(zip(LABELS, total, strict=True))
    ]


def _unused(name: str, names: set[str]) -> str:
    stem, number = name.removesuffix(".html"), 2
    while name.lower() in names or name == "index.html":
        name, number = f"{stem}-{number}.html", number + 1
    names.add(name.lower())
    return name
