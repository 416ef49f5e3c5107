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
from .edgar import Edgar, EdgarError
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
    """Fetch what ``data/labels`` labels, and write a corpus folder.

    The folder holds ``<split>.jsonl``, ``index.jsonl``, ``text/<id>.txt`` and, where the document was HTML,
    ``html/<id>.htm``. A document whose text differs from its sha256, or that cannot be had, is left out of all of them
    and reported. Run again, it goes on where it stopped.

    Args:
        data: the repository's folder of that name.
        out: the folder to write; where None, ``corpus`` in the cache of `edgar`.

    Raises:
        RefusedError: EDGAR refuses this client.
        EdgarError: `data` holds no labels; or HTML is to be rendered and inscriptis is not installed.
    """
    out = Path(out) if out is not None else edgar.cache / "corpus"
    stored = sorted(Path(data).glob("labels/*/*.json"))
    if not stored:
        raise EdgarError(f"{data}: no labels in it (labels/<split>/<id>.json)")
    heads = {path: label_files.head(path.read_text(encoding="utf-8")) for path in stored}
    known = [path for path, head in heads.items() if head.get("accession")]
    fetched = edgar.fetch_many([(heads[path]["accession"], heads[path].get("cik")) for path in known], workers)
    results = {}
    for path, submission in zip(known, fetched, strict=True):
        head = heads[path]
        try:
            if submission.path is None:
                raise EdgarError(submission.error)
            results[path] = _take(submission.path, head, out)
        except (EdgarError, ReadError) as error:
            results[path] = str(error)
    rows: dict[str, list[dict]] = {path.parent.name: [] for path in stored}
    index, report = [], []
    for path in stored:
        head, split = heads[path], path.parent.name
        result = results.get(path, "its accession number is not known")
        if isinstance(result, str):
            report.append(CorpusText(head["id"], split, None, result))
            continue
        text = result.read_bytes().decode("utf-8")
        rows[split].append(label_files.loads(path.read_text(encoding="utf-8"), text))
        html = f"html/{head['id']}.htm"
        index.append(head | {"split": split} | ({"html": html} if (out / html).exists() else {}))
        report.append(CorpusText(head["id"], split, result, None))
    for split, split_rows in rows.items():
        _write_jsonl(out / f"{split}.jsonl", split_rows)
    _write_jsonl(out / "index.jsonl", index)
    return report


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


def _take(submission: Path, head: dict, out: Path) -> Path:
    """Find the labelled text in a submission and write it; the one that is there already stays."""
    target = out / "text" / f"{head['id']}.txt"
    if target.exists() and label_files.sha256(target.read_bytes().decode("utf-8", "replace")) == head["sha256"]:
        return target
    for text, html in _texts(read(submission).documents, head):
        if label_files.sha256(text) == head["sha256"]:
            if html is not None:
                _write(out / "html" / f"{head['id']}.htm", html)
            _write(target, text.encode("utf-8"))
            return target
    raise EdgarError(f"{submission}: no text in it has the sha256 of the labelled one ({head['sha256'][:12]}...)")


def _texts(documents: list[Document], head: dict) -> Iterator[tuple[str, bytes | None]]:
    """The texts that may be the labelled one, the likeliest first, each with its HTML where it is one."""
    wanted = head.get("document")
    if isinstance(wanted, list):  # several documents in one text
        chosen = [documents[number - 1].text() for number in wanted if number <= len(documents)]
        for between in ("", "\n"):
            yield Lines.from_text(between.join(chosen)).text, None
        return
    # 0: where the document stands is not known
    likely = [
        (wanted not in (position, document.sequence), document.type != head.get("type"), position, document)
        for position, document in enumerate(documents, 1)
        if not document.skipped
    ]
    for *_, document in sorted(likely, key=lambda item: item[:3]):
        if not document.is_html:
            yield Lines.from_text(document.text()).text, None
        elif len(document.content) >= head["characters"]:
            yield corpus_text(document.text()), document.content


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_bytes(content)
    os.replace(fresh, path)


def _write_jsonl(path: Path, rows: list[dict]) -> None:
    _write(path, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode("utf-8"))
