"""What a prediction gives back: a Filing, its documents, their lines, regions, entities and records.

Plain frozen dataclasses; `to_dict` gives the JSON that `filing-sections predict` prints, the frames are for pandas.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from .labels import EntityLabel, Label
from .lines import Lines

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Line:
    """One line. `number` counts from 1; `start`, `end` are offsets into the text; a blank line has no label."""

    number: int
    text: str
    start: int
    end: int
    label: Label | None
    probability: float | None


@dataclass(frozen=True)
class Region:
    """A run of one label, going on across blank lines and page furniture. `first`, `last`: line numbers from 1."""

    label: Label
    first: int
    last: int
    text: str
    probability: float


@dataclass(frozen=True)
class Entity:
    """A marked span: `text[start:end]` of its document."""

    start: int
    end: int
    label: EntityLabel
    text: str


@dataclass(frozen=True)
class Cover:
    """What the cover says; None or an empty list where it does not. `source` says where each field was found."""

    form: str | None = None
    registrants: list[str] = field(default_factory=list)
    address: str | None = None
    date: str | None = None
    confidence: float | None = None
    source: dict[str, str] = field(default_factory=dict)
    line: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Signature:
    """One signer of one block. `line` is the line of the name, from 1; fields not found are None."""

    name: str
    title: str | None
    company: str | None
    date: str | None
    line: int
    confidence: float


@dataclass(frozen=True)
class Exhibit:
    """One exhibit, listed or captioned. `line` is the line of its number, from 1."""

    number: str
    description: str | None
    line: int
    confidence: float


@dataclass(frozen=True, eq=False)
class Document:
    """One labelled document of a filing.

    Attributes:
        id: the file's stem, with ``#<sequence>`` where the filing holds several documents.
        labels, probabilities: one a line; None and NaN where the line is blank.
        attached: line ranges (from 1, inclusive) of attached exhibits.
        html: the document's HTML as it came, where it was HTML; `laid_out.source` gives offsets into it.
    """

    id: str
    laid_out: Lines
    labels: list[Label | None]
    probabilities: np.ndarray
    attached: list[tuple[int, int]] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    cover: Cover | None = None
    signatures: list[Signature] = field(default_factory=list)
    exhibits: list[Exhibit] = field(default_factory=list)
    type: str | None = None
    sequence: int | None = None
    filename: str | None = None
    description: str | None = None
    source: str | None = None
    html: str | None = None
    warnings: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text that every offset and line number refers to."""
        return self.laid_out.text

    @cached_property
    def lines(self) -> list[Line]:
        """All lines, blank ones too: ``"\\n".join(line.text for line in lines) == text``."""
        start, end = self.laid_out.start.tolist(), self.laid_out.end.tolist()
        spans = zip(start, end, self.labels, self.probabilities.tolist(), strict=True)
        return [
            Line(number, self.text[start:end], start, end, label, None if label is None else probability)
            for number, (start, end, label, probability) in enumerate(spans, 1)
        ]

    @cached_property
    def regions(self) -> list[Region]:
        """Runs of one label. A run goes on over blank lines, and over page furniture inside it."""
        return _regions(self)

    def to_dict(self) -> dict:
        """The JSON object that `filing-sections predict --format jsonl` prints for this document."""
        return {
            "id": self.id,
            "source": self.source,
            "type": self.type,
            "sequence": self.sequence,
            "filename": self.filename,
            "text": self.text,
            "labels": [label and label.value for label in self.labels],
            "probabilities": [
                None if label is None else round(p, 4)
                for label, p in zip(self.labels, self.probabilities.tolist(), strict=True)
            ],
            "attached": [list(span) for span in self.attached],
            "entities": [[e.start, e.end, e.label.value] for e in self.entities],
            "cover": self.cover and _fields(self.cover),
            "signatures": [_fields(s) for s in self.signatures],
            "exhibits": [_fields(x) for x in self.exhibits],
            "warnings": list(self.warnings),
        }


@dataclass(frozen=True, eq=False)
class Filing:
    """A predicted filing: the header of the submission it came in, and its documents in their order."""

    documents: list[Document]
    header: dict = field(default_factory=dict)
    source: str | None = None
    warnings: list[str] = field(default_factory=list)

    @property
    def main(self) -> Document | None:
        """The main document: the first that EDGAR's type does not name an exhibit; None where there is no document."""
        mains = (d for d in self.documents if not (d.type or "").upper().startswith("EX-"))
        return next(mains, next(iter(self.documents), None))

    @property
    def cover(self) -> Cover | None:
        """What the main document's cover says."""
        return self.main and self.main.cover

    @property
    def signatures(self) -> list[Signature]:
        """The main document's signers."""
        return self.main.signatures if self.main else []

    @property
    def exhibits(self) -> list[Exhibit]:
        """The exhibits that the main document lists or attaches."""
        return self.main.exhibits if self.main else []

    def to_dict(self) -> dict:
        """Header, warnings, and each document's `to_dict`."""
        return {
            "source": self.source,
            "header": self.header,
            "documents": [d.to_dict() for d in self.documents],
            "warnings": list(self.warnings),
        }

    def to_frame(self) -> pd.DataFrame:
        """One row a line: id, line, text, label, probability, start, end."""
        import pandas as pd

        columns = ["id", "line", "text", "label", "probability", "start", "end"]
        rows = [
            (d.id, x.number, x.text, x.label and x.label.value, x.probability, x.start, x.end)
            for d in self.documents
            for x in d.lines
        ]
        return pd.DataFrame(rows, columns=columns)

    def entities_frame(self) -> pd.DataFrame:
        """One row an entity: id, label, text, start, end."""
        import pandas as pd

        rows = [(d.id, e.label.value, e.text, e.start, e.end) for d in self.documents for e in d.entities]
        return pd.DataFrame(rows, columns=["id", "label", "text", "start", "end"])

    def signatures_frame(self) -> pd.DataFrame:
        """One row a signer: id, name, title, company, date, line, confidence."""
        import pandas as pd

        columns = ["name", "title", "company", "date", "line", "confidence"]
        rows = [(d.id, *(getattr(s, c) for c in columns)) for d in self.documents for s in d.signatures]
        return pd.DataFrame(rows, columns=["id", *columns])


def _fields(record: Cover | Signature | Exhibit) -> dict:
    # dataclasses.asdict copies deeply and is ten times slower
    return {name: getattr(record, name) for name in record.__dataclass_fields__}


#: A page turn holds at most a page number, a <PAGE> tag, a rule and some running heads.
PAGE_TURN_LINES = 6


def _regions(document: Document) -> list[Region]:
    runs = [
        (label, [i for i, _ in run])
        for label, run in groupby(((i, x) for i, x in enumerate(document.labels) if x), key=lambda pair: pair[1])
    ]
    regions: list[tuple[Label, list[int]]] = []
    current: list[int] = []  # the lines of the region that a page turn may have cut
    cut = False
    for k, (label, rows) in enumerate(runs):
        if cut:
            current.extend(rows)
            cut = False
            continue
        page_turn = label == Label.BOILERPLATE and len(rows) <= PAGE_TURN_LINES
        cut = page_turn and 0 < k < len(runs) - 1 and runs[k - 1][0] == runs[k + 1][0]
        regions.append((label, rows))
        if not cut:
            current = rows
    return [
        Region(
            label,
            rows[0] + 1,
            rows[-1] + 1,
            "\n".join(
                document.laid_out[i] for i in range(rows[0], rows[-1] + 1) if document.labels[i] in (label, None)
            ),
            float(np.mean(document.probabilities[rows])),
        )
        for label, rows in regions
    ]
