"""Filings without labels, which teach all the same: EDGAR's tags say where their exhibits begin and end.

    unlabelled.tar.xz -> Unlabelled

What is attached, and what belongs to the main document, is the hard question about a text without tags. A submission
with its tags answers it, so a model learns from its own labels of such texts, as far as they agree with the tags
(self-training: Scudder, "Probability of Error of Some Adaptive Pattern-Recognition Machines", IEEE Trans. IT 11, 1965).
"""

from __future__ import annotations

import json
import lzma
import tarfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from joblib import Parallel, delayed

from . import metadata
from .context import context
from .features import features, known
from .first_stage import with_neighbours
from .labels import LABELS
from .lines import Lines
from .networks import Untold
from .sections import as_evidence
from .submission import Document, ReadError, read

#: How likely a line of a main document is in an attached exhibit, where the submission's exhibits are documents of
#: their own, and where it has one document alone. A line of an exhibit is for certain.
BESIDE_EXHIBITS, ALONE, EXHIBIT = 0.1, 0.5, 1.0
#: Longer texts are left out, counted in lines: few of them would be most of the pool.
LONGEST = 8000


@dataclass(frozen=True, eq=False)
class Unlabelled:
    """A text without labels.

    Attributes:
        lines: the text.
        attached: float32, shape (n_lines,): how likely each line is in an attached exhibit, by the tags alone.
        group: the company, as a split knows it.
    """

    lines: Lines
    attached: np.ndarray
    group: str


def read_pool(path: Path | str, without: Collection[str] = ()) -> Iterator[Unlabelled]:
    """The texts of an archive of filings: each document alone, and each submission whole, its tags left out.

    Args:
        path: a tar archive with an index.jsonl; its rows have `file`, `group` and `kind` ("full-submission",
            "main-document", "exhibit").
        without: groups that are left out.

    Raises:
        OSError: the archive cannot be read. ValueError: it is damaged, or holds no such index.
    """
    try:
        with tarfile.open(path) as archive:
            contents = {Path(m.name).name: archive.extractfile(m).read() for m in archive if m.isfile()}
        rows = [json.loads(line) for line in contents["index.jsonl"].decode("utf-8").splitlines()]
        missing = [row["file"] for row in rows if row["file"] not in contents or not {"group", "kind"} <= row.keys()]
    except (tarfile.TarError, lzma.LZMAError, EOFError, KeyError, ValueError) as error:
        raise ValueError(f"{path}: no archive of filings with an index.jsonl: {error!r}") from error
    if missing:
        raise ValueError(f"{path}: {missing[0]} is not in the archive, or the index does not say of what kind it is")
    for row in rows:
        if row["group"] in without:
            continue
        try:
            submission = read(contents[row["file"]])
        except ReadError:
            continue  # no text of a filing, as some scanned exhibits
        documents = [document for document in submission.documents if not document.skipped]
        yield from _texts(documents, row["kind"], row["group"])


def _texts(documents: list[Document], kind: str, group: str) -> Iterator[Unlabelled]:
    alone = ALONE if len(documents) == 1 else BESIDE_EXHIBITS
    parts = []
    for document in documents:
        is_exhibit = kind == "exhibit" or metadata.is_exhibit(document.type or "")
        parts.append((Lines.from_document(document), EXHIBIT if is_exhibit else alone))
    for lines, attached in parts:
        if len(lines) <= LONGEST:
            yield Unlabelled(lines, np.full(len(lines), attached, np.float32), group)
    whole = Lines.from_text("\n".join(lines.text for lines, _ in parts))
    if len(parts) > 1 and len(whole) <= LONGEST:
        yield Unlabelled(whole, np.concatenate([np.full(len(lines), a, np.float32) for lines, a in parts]), group)


def drawn(
    texts: Iterable[Unlabelled],
    first_stage: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray],
    n_core: int,
    fold_of_group: Mapping[str, int],
    share: float,
    seed: int,
    n_jobs: int = 1,
) -> tuple[Untold, np.ndarray]:
    """Context of some of the texts' lines, and the fold of each such line's company, -1 where it has none.

    Args:
        first_stage: vocabulary, places in it, weights and bias. n_core: as `context` takes it.
        fold_of_group: of the companies that have one.
        share: of the lines. seed: of which ones.
    """
    texts = [text for text in texts if text.lines.text.strip()]
    if not texts:
        return Untold(np.zeros((0, 1), np.float32), np.zeros(0, np.float32)), np.zeros(0, int)
    draw = delayed(_drawn)
    parts = Parallel(n_jobs)(draw(text, first_stage, n_core, share, (seed, k)) for k, text in enumerate(texts))
    x, attached = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
    folds = [fold_of_group.get(text.group, -1) for text in texts]
    return Untold(x, attached), np.repeat(folds, [len(part) for part, _ in parts])


def _drawn(
    text: Unlabelled, first_stage: tuple, n_core: int, share: float, seed: tuple[int, int]
) -> tuple[np.ndarray, np.ndarray]:
    vocabulary, places, weights, bias = first_stage
    found = features(text.lines)
    words = with_neighbours(known(found.words, places, len(vocabulary)))
    evidence = as_evidence(words @ weights + bias)
    chosen, done, x = np.random.default_rng(seed).random(len(found.rows)) < share, 0, []
    for block in context(found.columns, evidence, found.alike, len(LABELS), n_core):
        x.append(block[chosen[done : done + len(block)]])
        done += len(block)
    return np.concatenate(x), text.attached[found.rows][chosen]
