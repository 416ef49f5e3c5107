"""Labelled documents: reading, correcting, and carrying labels over to another rendering of the same text."""

from __future__ import annotations

import json
import warnings
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from . import label_files
from .alignment import align, words
from .corrections import LabelWarning, correct, read_corrections
from .decoding import decode
from .labels import Label
from .lines import Lines

#: The corrections of a checkout of the repository; an installed package has none.
CORRECTIONS = Path(__file__).resolve().parents[2] / "data" / "CORRECTIONS.md"


@dataclass(frozen=True, eq=False)
class LabelledDocument:
    """A document with its gold labels: one a line (None where blank), entity spans, records, and its split group."""

    id: str
    lines: Lines
    labels: list[Label | None]
    entities: list[tuple[int, int, str]]
    attached: list[tuple[int, int]]
    cover: dict | None
    signatures: list[dict]
    exhibits: list[dict]
    group: str
    meta: dict


def read_jsonl(path: Path | str, index: dict[str, dict] | None = None) -> Iterator[LabelledDocument]:
    """Read labelled documents, one JSON object a line; `index` gives each id's row of the corpus' index.

    Raises:
        OSError: there is no such file. ValueError: a line is no labelled document.
    """
    with open(path, encoding="utf-8") as file:
        for n, line in enumerate(file, 1):
            try:
                row = json.loads(line)
                document = from_row(row, None if index is None else index.get(row["id"], {}))
            except (ValueError, TypeError, KeyError, AttributeError) as error:
                raise ValueError(f"{path}, line {n}: no labelled document: {error!r}") from error
            yield document


def from_row(row: dict, meta: dict | None = None) -> LabelledDocument:
    """The document of a row of JSON lines; `meta`: the row's own where it has one, if none is given.

    A row's own ``meta["html"]`` is the markup that its text was rendered from: its lines then have that layout.
    """
    lines = Lines.from_text(row["text"])
    if meta is None:
        meta = row.get("meta") or {}
        lines = _with_layout(lines, meta.get("html"), row["id"])
    return LabelledDocument(
        row["id"],
        lines,
        [Label(label) if label else None for label in row["labels"]],
        [(s, e, label) for s, e, label in row["entities"]],
        [(first, last) for first, last in row["attached"]],
        row["cover"],
        row["signatures"],
        row["exhibits"],
        meta.get("group") or row.get("group") or row["id"],
        meta,
    )


def _with_layout(lines: Lines, html: str | None, name: str) -> Lines:
    if not html or "<" not in html:
        return lines
    laid_out = Lines.from_html(html)
    if laid_out.text == lines.text:
        return laid_out
    warnings.warn(f"{name}: its HTML gives another text now; read without layout", LabelWarning, stacklevel=3)
    return lines


def to_row(document: LabelledDocument) -> dict:
    """The document as a row of JSON lines, with its group and meta beside the fields of the corpus."""
    return {
        "id": document.id,
        "text": document.lines.text,
        "labels": [label and Label(label).value for label in document.labels],
        "entities": [list(entity) for entity in document.entities],
        "attached": [list(span) for span in document.attached],
        "cover": document.cover,
        "signatures": document.signatures,
        "exhibits": document.exhibits,
        "group": document.group,
        "meta": document.meta,
    }


def write_jsonl(documents: Iterable[LabelledDocument], path: Path | str) -> None:
    """Write documents as `read_jsonl` reads them, one JSON object a line."""
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        for document in documents:
            file.write(json.dumps(to_row(document), ensure_ascii=False) + "\n")


def read_corpus(
    folder: Path | str,
    split: str,
    rendering: str = "corpus",
    n_jobs: int = 1,
    corrections: Path | str | None = CORRECTIONS,
) -> list[LabelledDocument]:
    """All documents of a corpus folder's `split` ("train" or "dev"), corrected.

    `rendering`: "corpus" for the texts as they were labelled; "html" for `Lines.from_html` of the raw HTML of those
    documents that were HTML, with their labels carried over (a minute for all; `n_jobs` processes, as in joblib).
    """
    folder = Path(folder)
    with open(folder / "index.jsonl", encoding="utf-8") as file:
        index = {row["id"]: row for row in map(json.loads, file)}
    documents = _corrected(read_jsonl(folder / f"{split}.jsonl", index), corrections)

    def html_of(document: LabelledDocument) -> Path | None:
        return folder / document.meta["html"] if "html" in document.meta else None

    return _as(rendering, documents, html_of, n_jobs)


def read_data(
    data: Path | str,
    split: str,
    texts: Path | str | Mapping[str, str],
    rendering: str = "corpus",
    n_jobs: int = 1,
    corrections: Path | str | None = CORRECTIONS,
) -> list[LabelledDocument]:
    """The documents of `data`/labels/`split` whose text is in `texts`, corrected.

    `texts`: id -> text, or a folder with `<id>.txt` and, for `rendering` "html", `<id>.htm` (there or in a folder
    html beside it). A document whose text is absent is left out; so is one whose text has another sha256, with a
    warning (`LabelWarning`).
    """
    documents = []
    for path in sorted(Path(data, "labels", split).glob("*.json")):
        file = path.read_text(encoding="utf-8")
        head = label_files.head(file)
        text = texts.get(path.stem) if isinstance(texts, Mapping) else _text_file(Path(texts), path.stem)
        if text is None:
            continue
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if label_files.sha256(text) != head["sha256"]:
            warnings.warn(f"{path}: the text at hand has another sha256, left out", LabelWarning, stacklevel=2)
            continue
        documents.append(from_row(label_files.loads(file, text), head))

    def html_of(document: LabelledDocument) -> Path | None:
        if document.meta["format"] != "html" or isinstance(texts, Mapping):
            return None
        places = (folder / f"{document.id}.htm" for folder in (Path(texts), Path(texts).parent / "html"))
        return next((place for place in places if place.exists()), None)

    return _as(rendering, _corrected(documents, corrections), html_of, n_jobs)


def _corrected(documents: Iterable[LabelledDocument], path: Path | str | None) -> list[LabelledDocument]:
    rows = read_corrections(path) if path is not None and Path(path).exists() else {}
    return [correct(document, rows[document.id]) if document.id in rows else document for document in documents]


def _text_file(folder: Path, name: str) -> str | None:
    try:
        return (folder / f"{name}.txt").read_bytes().decode("utf-8")
    except FileNotFoundError:
        return None


def _as(
    rendering: str,
    documents: list[LabelledDocument],
    html_of: Callable[[LabelledDocument], Path | None],
    n_jobs: int,
) -> list[LabelledDocument]:
    if rendering == "corpus":
        return documents
    if rendering != "html":
        raise ValueError(f"rendering is {rendering!r}; it can be 'corpus' or 'html'")
    from joblib import Parallel, delayed

    return Parallel(n_jobs)(delayed(rendered)(document, html_of(document)) for document in documents)


def rendered(document: LabelledDocument, html: Path | None) -> LabelledDocument:
    """The document carried over to `Lines.from_html` of the file `html`; the document itself where that is None."""
    if html is None:
        return document
    return carry_over(document, Lines.from_html(decode(html.read_bytes())[0]))


def carry_over(document: LabelledDocument, lines: Lines) -> LabelledDocument:
    r"""The same labels, entities, attached ranges and lines of signers on another rendering of the document's text.

    A line gets the label that most of its words had; a line with no word of the old text (a rule of dashes, a page
    number that only one rendering shows) that of the nearest line. An entity whose words stand apart in the new
    rendering becomes one span for each piece; an entity of which no word is left is dropped.

    >>> old = Lines.from_text("Date: May 1, 1999\n\nBy: /s/ A. Roe")
    >>> gold = LabelledDocument("x", old, [Label.COVER, None, Label.SIGNATURE], [(6, 17, "DATE")], [], None, [], [],
    ...                         "x", {})
    >>> new = carry_over(gold, Lines.from_text("\nDate:   May 1,\n 1999\nBy: /s/  A. Roe"))
    >>> [label and label.value for label in new.labels], new.entities
    ([None, 'cover', 'cover', 'signature'], [(9, 21, 'DATE')])
    """
    old_keys, old_starts, old_ends = words(document.lines.text)
    new_keys, new_starts, new_ends = words(lines.text)
    to = align(old_keys, new_keys)
    old_line = _line_of(document.lines, old_starts)
    new_line = _line_of(lines, new_starts)

    votes: dict[int, Counter[Label]] = {}
    for i, j in enumerate(to):
        if j is not None and (label := document.labels[old_line[i]]):
            votes.setdefault(new_line[j], Counter())[label] += 1
    evidence = {n: count.most_common(1)[0][0] for n, count in votes.items()}
    known = sorted(evidence) or [0]
    labels: list[Label | None] = []
    for n, text in enumerate(lines):
        if text.strip() and evidence:
            labels.append(evidence.get(n) or evidence[_nearest(known, n)])
        else:
            labels.append(Label.BODY if text.strip() else None)

    entities = []
    for start, end, label in document.entities:
        # the words that the span touches, each with where it stands now
        at = range(bisect_right(old_ends, start), bisect_left(old_starts, end))
        moved = [(i, j) for i in at if (j := to[i]) is not None]
        pieces: list[list[tuple[int, int]]] = []
        for i, j in moved:
            if pieces and _adjacent(pieces[-1][-1], (i, j)):
                pieces[-1].append((i, j))
            else:
                pieces.append([(i, j)])
        for piece in pieces:
            (first, new_first), (last, new_last) = piece[0], piece[-1]
            # a span may begin or end inside a word, as before the mark of a footnote
            new_start = new_starts[new_first] + max(0, start - old_starts[first])
            new_end = new_ends[new_last] - max(0, old_ends[last] - end)
            if new_start < new_end:
                entities.append((new_start, new_end, label))

    def lines_of(first: int, last: int) -> list[int]:
        """The new lines, rising, of the words on old lines first to last (from 0, inclusive)."""
        span = range(bisect_left(old_line, first), bisect_right(old_line, last))
        return [new_line[j] for i in span if (j := to[i]) is not None]

    attached = []
    for first, last in document.attached:
        moved_lines = lines_of(first - 1, last - 1)
        if moved_lines:
            begins = not old_line or first - 1 <= old_line[0]
            ends = not old_line or last - 1 >= old_line[-1]
            attached.append((1 if begins else moved_lines[0] + 1, len(lines) if ends else moved_lines[-1] + 1))

    signatures = []
    for signer in document.signatures:
        name = set(words(signer["name"])[0])
        row = signer["line"] - 1
        span = range(bisect_left(old_line, row), bisect_right(old_line, row))
        own = [new_line[j] for i in span if (j := to[i]) is not None and old_keys[i] in name]
        at_line = Counter(own).most_common(1)[0][0] if own else (lines_of(0, row) or [0])[-1]
        signatures.append({**signer, "line": at_line + 1})
    return replace(document, lines=lines, labels=labels, entities=entities, attached=attached, signatures=signatures)


def _line_of(lines: Lines, offsets: list[int]) -> list[int]:
    starts = lines.start.tolist()
    return [bisect_right(starts, offset) - 1 for offset in offsets]


def _nearest(known: list[int], n: int) -> int:
    """The member of `known` (rising) nearest to n, the one before where two are."""
    k = bisect_left(known, n)
    return min(known[max(0, k - 1) : k + 1], key=lambda m: (abs(m - n), m))


def _adjacent(last: tuple[int, int], this: tuple[int, int]) -> bool:
    """Whether two words of an entity (old index, new index) still stand together, with at most one new word between."""
    return this[1] - last[1] <= max(2, this[0] - last[0])
