"""The whole way, from a filing as it came to its records; the only place that knows all stages.

    submission -> lines -> features -> sections -> entities -> records

A model is a folder: `lines.npz` (the line model's arrays), `entities/` (a spaCy pipeline) and `meta.json`, which names
the features it was trained on and the sha256 of every file. Nothing in it is a pickle.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from threadpoolctl import ThreadpoolController

from . import entity_crf, features, metadata, records
from .entities import EntityRecognizer
from .filing import Document, Filing
from .lines import Lines, long_lines
from .sections import SectionModel
from .submission import Document as Part
from .submission import ReadError, read

#: The version of the folder's layout.
FORMAT = 1
#: Filings whose documents go through the entity pipeline together: as many as this many characters, or this many.
BATCH_CHARACTERS, BATCH_FILINGS = 2_000_000, 64

Source = str | os.PathLike | bytes


class Model:
    """A trained model.

    Attributes:
        sections: the line model.
        recogniser: the entity pipeline.
        meta: what meta.json says: what it was trained on, how it scored.
        path: the folder it came from.
    """

    def __init__(
        self, sections: SectionModel, recogniser: EntityRecognizer, meta: dict | None = None, path: Path | None = None
    ) -> None:
        self.sections = sections
        self.recogniser = recogniser
        self.meta = meta or {}
        self.path = path
        # sums of other threads come out otherwise in the last digit: the same on all machines, and in all processes
        self._threads = ThreadpoolController()

    def predict(self, source: Source, *, use_metadata: bool = True) -> Filing:
        r"""Label one filing.

        Args:
            source: a path, bytes, or a str of text (one that holds a line end).
            use_metadata: let the submission's header, document types and inline XBRL speak too, not the text alone.

        Raises:
            FileNotFoundError: no such file. ReadError: what is there is no text of a filing.

        >>> import filing_sections as fs
        >>> filing = fs.load().predict("SIGNATURES\n\nAcme Corp.\n\nBy: /s/ Jane Roe\nJane Roe, President\n")
        >>> [s.name for s in filing.signatures]
        ['Jane Roe']
        """
        return self._predict_all([_Read(source)], use_metadata)[0]

    def predict_many(
        self, sources: Iterable[Source], *, n_jobs: int = 1, use_metadata: bool = True
    ) -> Iterator[Filing]:
        """Label filings, lazily and in order.

        A source that cannot be read gives a Filing without documents, whose `warnings` say why; it stops nothing.

        Args:
            sources: as `predict` takes them.
            n_jobs: processes; -1 takes all cores. More than one needs a model that was loaded from a folder.
        """
        if n_jobs == 1:
            for batch in _batches(sources):
                yield from self._predict_all(batch, use_metadata)
            return
        if self.path is None:
            raise ValueError("a model that was not loaded from a folder cannot be given to other processes: save it")
        from joblib import Parallel, delayed

        groups = _chunks(sources, 8)
        run = Parallel(n_jobs=n_jobs, return_as="generator", pre_dispatch="2 * n_jobs")
        with _interrupts_kept_here():
            every = run(delayed(_predict_elsewhere)(str(self.path), group, use_metadata) for group in groups)
        for filings in every:
            yield from filings

    def predict_lines(self, lines: Lines, *, id: str = "document") -> Document:
        """Label a document whose lines are at hand."""
        with self._threads.limit(limits=1):
            found = self.sections.predict(lines)
        entities = next(iter(self.recogniser.recognise([(lines, found.labels, found.attached)])))
        return _document(_Part(id, lines), found, entities)

    def _predict_all(self, batch: Sequence[_Read], use_metadata: bool) -> list[Filing]:
        with self._threads.limit(limits=1):
            parts = [
                (part, self.sections.predict(part.lines, is_exhibit=use_metadata and part.is_exhibit))
                for r in batch
                for part in r.parts
            ]
        entities = self.recogniser.recognise((part.lines, found.labels, found.attached) for part, found in parts)
        documents = {id(part): _document(part, found, e) for (part, found), e in zip(parts, entities, strict=True)}
        filings = []
        for r in batch:
            filing = Filing([documents[id(part)] for part in r.parts], r.header, r.source, r.warnings)
            filings.append(metadata.enrich(filing) if use_metadata else filing)
        return filings

    def save(self, path: Path | str) -> None:
        """Write the model as a folder, with the sha256 of its files in meta.json."""
        path = Path(path)
        path.mkdir(parents=True, exist_ok=True)
        (path / "lines.npz").write_bytes(self.sections.to_bytes())
        self.recogniser.to_disk(path / "entities")
        meta = {"format": FORMAT, **self.meta, "features": _features(), "files": _digests(path)}
        (path / "meta.json").write_text(json.dumps(meta, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        self.meta, self.path = meta, path


def load(path: Path | str | None = None) -> Model:
    """Load a model: the shipped one, or that in the folder `path`.

    Raises:
        FileNotFoundError: no model is there.
        ValueError: it has another format, was trained on other features, or a file is not what meta.json says.
    """
    return _load(str(_shipped() if path is None else path))


@lru_cache(maxsize=2)
def _load(name: str) -> Model:
    path = Path(name)
    meta_file = path / "meta.json"
    if not meta_file.is_file():
        raise FileNotFoundError(f"{path}: no model is there (no meta.json); `make train` makes one")
    meta = json.loads(meta_file.read_text(encoding="utf-8"))
    if meta.get("format") != FORMAT:
        raise ValueError(f"{meta_file}: format {meta.get('format')!r}; this version reads format {FORMAT}")
    if meta.get("features") != _features():
        raise ValueError(f"{meta_file}: the model was trained on other features than this version computes; retrain it")
    found = _digests(path)
    for file, digest in meta["files"].items():
        if found.get(file) != digest:
            problem = "is not the file that meta.json names" if file in found else "is missing"
            raise ValueError(f"{path / file} {problem}")
    sections = SectionModel.from_file(path / "lines.npz")
    return Model(sections, EntityRecognizer.from_disk(path / "entities"), meta, path)


def _shipped() -> Path:
    """$FILING_SECTIONS_MODEL, else the folder in the installed package, else that of the repository."""
    if named := os.environ.get("FILING_SECTIONS_MODEL"):
        return Path(named)
    here = Path(__file__).resolve().parent
    packaged = here / "model"
    return packaged if packaged.is_dir() else here.parents[1] / "model"


def _features() -> dict[str, str]:
    """What the line model and the entity pipeline compute from text, as one sha256 each."""
    return {"lines": features.schema(), "entities": entity_crf.schema()}


def _digests(path: Path) -> dict[str, str]:
    """The sha256 of each of the model's files, by its name in the folder."""
    files = [path / "lines.npz", *sorted(f for f in (path / "entities").rglob("*") if f.is_file())]
    return {f.relative_to(path).as_posix(): hashlib.sha256(f.read_bytes()).hexdigest() for f in files if f.is_file()}


class _Part:
    """A document of a submission on its way: what it is called, and its lines. Its bytes are let go of."""

    type = sequence = filename = description = html = None

    def __init__(self, id: str, lines: Lines, part: Part | None = None, source: str | None = None) -> None:
        self.id = id
        self.lines = lines
        self.source = source
        if part:
            self.type, self.sequence = part.type, part.sequence
            self.filename, self.description = part.filename, part.description
            self.html = part.text() if part.is_html else None

    @property
    def is_exhibit(self) -> bool:
        return metadata.says_exhibit(self.type, self.filename, self.source)


class _Read:
    """A source, read; or, where `keep_errors` is set and it could not be, the reason in its warnings."""

    def __init__(self, source: Source, keep_errors: bool = False) -> None:
        self.header: dict = {}
        self.warnings: list[str] = []
        self.parts: list[_Part] = []
        self.source = None if isinstance(source, bytes) or "\n" in (name := os.fspath(source)) else name
        try:
            submission = read(source)
        except (ReadError, OSError) as error:
            if not keep_errors:
                raise
            self.warnings = [f"{error.filename}: {error.strerror}" if isinstance(error, OSError) else str(error)]
            return
        self.header, self.source, self.warnings = submission.header, submission.source, list(submission.warnings)
        stem = Path(self.source).stem if self.source else "document"
        waiting = submission.documents[::-1]
        several = len(waiting) > 1
        del submission, source  # so that each document's bytes go when it has been read
        for k in range(1, len(waiting) + 1):
            part = waiting.pop()
            if part.skipped:
                self.warnings += part.all_warnings()
            else:
                id = f"{stem}#{part.sequence or k}" if several else stem
                self.parts.append(_Part(id, Lines.from_document(part), part, self.source))


def _document(part: _Part, found, entities) -> Document:
    given = (part.lines, found.labels, entities, found.attached, found.probabilities)
    return Document(
        id=part.id,
        laid_out=part.lines,
        labels=found.labels,
        probabilities=found.probabilities,
        attached=found.attached,
        entities=entities,
        cover=records.cover(*given),
        signatures=records.signatures(*given),
        exhibits=records.exhibits(*given),
        type=part.type,
        sequence=part.sequence,
        filename=part.filename,
        description=part.description,
        source=part.source,
        html=part.html,
        warnings=[*part.lines.warnings, *long_lines(part.lines)],
    )


def _batches(sources: Iterable[Source]) -> Iterator[list[_Read]]:
    batch: list[_Read] = []
    size = 0
    for source in sources:
        batch.append(_Read(source, keep_errors=True))
        size += sum(len(part.lines.text) for part in batch[-1].parts)
        if size >= BATCH_CHARACTERS or len(batch) >= BATCH_FILINGS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _chunks(sources: Iterable[Source], size: int) -> Iterator[list[Source]]:
    chunk: list[Source] = []
    for source in sources:
        chunk.append(source)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


@contextmanager
def _interrupts_kept_here() -> Iterator[None]:
    """Processes that are started meanwhile do not heed Ctrl-C: this one does, and ends them."""
    if threading.current_thread() is not threading.main_thread():  # others may not set handlers
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before or signal.SIG_DFL)


def _predict_elsewhere(path: str, sources: list[Source], use_metadata: bool) -> list[Filing]:
    """Runs in another process, which loads the model once."""
    return list(_load(path).predict_many(sources, use_metadata=use_metadata))
