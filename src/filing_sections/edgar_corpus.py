"""The labelled corpus from EDGAR: its texts downloaded, checked against their sha256, and joined with their labels.

data/labels/<split>/<id>.json + EDGAR -> a corpus folder as `read_corpus` takes it
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from . import label_files
from .decoding import ReadError
from .edgar import Edgar, EdgarError, default_cache
from .lines import Lines
from .submission import Document, read


@dataclass(frozen=True)
class CorpusText:
    """What became of one labelled document: its text, or why it is left out."""

    id: str
    split: str
    path: Path | None
    error: str | None


def fetch_corpus(data: Path | str, edgar: Edgar, out: Path | str | None = None, workers: int = 4) -> list[CorpusText]:
    """Fetch the texts that ``data/labels`` labels, and join them with their labels in a corpus folder.

    The folder holds ``text/<id>.txt``, ``html/<id>.htm`` where the document was HTML, ``<split>.jsonl`` and
    ``index.jsonl``. A text that differs from its sha256, or that cannot be had, is left out and reported. Run again,
    it goes on where it stopped. The result stands in the order of the labels.

    Args:
        data: the repository's folder of that name.
        out: the folder to write; where None, `corpus_folder`.

    Raises:
        RefusedError: EDGAR refuses this client.
        EdgarError: `data` holds no labels; or HTML is to be rendered and inscriptis is not installed.
    """
    out = Path(out) if out is not None else corpus_folder(edgar.cache)
    stored = sorted(Path(data).glob("labels/*/*.json"))
    if not stored:
        raise EdgarError(f"{data}: no labels in it (labels/<split>/<id>.json)")
    heads = {path: label_files.head(path.read_text(encoding="utf-8")) for path in stored}
    needed = [path for path, head in heads.items() if head["accession"] and not _there(head, out)]
    fetched = edgar.fetch_many([(heads[path]["accession"], heads[path]["cik"]) for path in needed], workers)
    errors: dict[Path, str | None] = {}
    for path, submission in zip(needed, fetched, strict=True):
        if submission.path is None:
            errors[path] = submission.error
            continue
        try:
            _take(submission.path, heads[path], out)
        except (EdgarError, ReadError) as error:
            errors[path] = str(error)
    report, index = [], []
    rows: dict[str, list[dict]] = {path.parent.name: [] for path in heads}
    for path, head in heads.items():
        there = _there(head, out)
        if there:
            text = there.read_bytes().decode("utf-8")
            rows[path.parent.name].append(label_files.loads(path.read_text(encoding="utf-8"), text))
            html = f"html/{head['id']}.htm"
            index.append(head | {"split": path.parent.name} | ({"html": html} if (out / html).exists() else {}))
        error = errors.get(path, "its accession number is not known; see SOURCES.md")
        report.append(CorpusText(head["id"], path.parent.name, there, None if there else error))
    for split, documents in rows.items():
        _write_jsonl(out / f"{split}.jsonl", documents)
    _write_jsonl(out / "index.jsonl", index)
    return report


def corpus_folder(cache: Path | None = None) -> Path:
    """Where `fetch_corpus` puts the texts unless told otherwise."""
    return (cache or default_cache()) / "corpus"


def corpus_text(html: str) -> str:
    """The text of an HTML document that the corpus' labels refer to.

    That of inscriptis with its strict profile, without hidden elements; no-break spaces are made spaces, zero-width
    ones and blanks at line ends dropped, and more than two blank lines made two.

    >>> corpus_text("<p>Acme&nbsp;Corp. <b>FORM 8-K</b></p><p style='display:none'>0000123</p>")
    'Acme Corp. FORM 8-K\\n'
    """
    try:
        from inscriptis import Inscriptis
        from inscriptis.css_profiles import STRICT_CSS_PROFILE
        from inscriptis.model.config import ParserConfig
    except ImportError as error:
        raise EdgarError('inscriptis is not installed: pip install "filing-sections[train]"') from error
    from lxml.html import fromstring

    if not html.strip():
        return "\n"
    tree = fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", html))
    for element in tree.xpath(".//*[@style]"):
        if re.search(r"display\s*:\s*none", element.get("style"), re.I):
            element.drop_tree()
    text = Inscriptis(tree, ParserConfig(css=STRICT_CSS_PROFILE)).get_text()
    text = text.replace("\u200b", "").replace("\xa0", " ")
    text = "\n".join(line.rstrip() for line in text.split("\n"))
    return re.sub(r"\n{4,}", "\n\n\n", text).strip("\n") + "\n"


def _there(head: dict, out: Path) -> Path | None:
    """The file of the labelled text, if it is there and is that text."""
    path = out / "text" / f"{head['id']}.txt"
    if not path.exists() or label_files.sha256(path.read_bytes().decode("utf-8", "replace")) != head["sha256"]:
        return None
    return path


def _take(submission: Path, head: dict, out: Path) -> None:
    """Find the labelled text in a submission and write it."""
    for text, html in _texts(read(submission).documents, head):
        if label_files.sha256(text) == head["sha256"]:
            if html is not None:
                write_whole(out / "html" / f"{head['id']}.htm", html)
            write_whole(out / "text" / f"{head['id']}.txt", text.encode("utf-8"))
            return
    raise EdgarError(f"{submission}: no text in it has the sha256 of the labelled one ({head['sha256'][:12]}...)")


def _texts(documents: list[Document], head: dict) -> Iterator[tuple[str, bytes | None]]:
    """The texts that may be the labelled one, the likeliest first, each with its HTML where it is one."""
    wanted = head["document"]
    if isinstance(wanted, list):  # several documents in one text
        chosen = [documents[number - 1].text() for number in wanted if number <= len(documents)]
        for between in ("", "\n"):
            yield Lines.from_text(between.join(chosen)).text, None
        return
    # 0: where the document stands is not known
    likely = [
        (wanted not in (position, document.sequence), document.type != head["type"], position, document)
        for position, document in enumerate(documents, 1)
        if not document.skipped
    ]
    for *_, document in sorted(likely, key=lambda item: item[:3]):
        if not document.is_html:
            yield Lines.from_text(document.text()).text, None
        elif len(document.content) >= head["characters"]:
            yield corpus_text(document.text()), document.content


def write_whole(path: Path, content: bytes) -> None:
    """Write a file all at once: whoever reads it meanwhile, or after an interruption, finds the old one or the new.

    Raises:
        EdgarError: it cannot be written.
    """
    fresh = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_bytes(content)
        os.replace(fresh, path)
    except OSError as error:
        raise EdgarError(f"{path}: cannot be written: {error.strerror or error}") from error


def _write_jsonl(path: Path, rows: list[dict]) -> None:
    write_whole(path, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode("utf-8"))
