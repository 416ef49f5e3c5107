"""Many filings, on all cores or many machines: shards of documents in, Parquet tables out.

    predict_shard(src, dst) for each shard -> dst/lines/, entities/, documents/, signatures/, exhibits/, errors/

A shard is a Parquet or JSONL file with a row a document: `id`, and `text` (or, in Parquet, `content`: the bytes as
they were filed). Tables appear under their names only when a shard is done; `dst/_done/` then notes it, with the model,
and a run that was killed goes on from there. What cannot be read is in `errors`, so that rows in = rows predicted +
rows failed.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
import uuid
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .filing import Document
from .parquet import TableFiles

if TYPE_CHECKING:
    from .model import Model

SUFFIXES = (".parquet", ".jsonl")
#: Rows of a Parquet shard that are in memory at a time; a row may be megabytes.
READ_ROWS = 64


@dataclass(frozen=True)
class Stats:
    """What became of a shard. rows_in == rows_out + rows_failed; a row that is a submission gives several documents."""

    shard: str
    rows_in: int
    rows_out: int
    rows_failed: int
    documents: int
    lines: int
    seconds: float
    skipped: bool = False


@dataclass(frozen=True)
class ShardError:
    """A shard that could not be read or written; a rerun tries it again."""

    shard: str
    reason: str


def predict_shard(src: Path | str, dst: Path | str, model_dir: Path | str | None = None) -> Stats:
    """Label all documents of the shard `src` into the tables below `dst`; a shard that is done is skipped.

    It keeps no state but the model, loaded once a process, so that any engine can call it, anywhere, in any order.

    Raises:
        OSError, ValueError: the shard cannot be read, or `dst` not be written, or it was done with another model.
    """
    from threadpoolctl import threadpool_limits

    src, dst = Path(src), Path(dst)
    done = dst / "_done" / f"{src.stem}.json"
    begun = time.perf_counter()
    model = _model(None if model_dir is None else str(model_dir))
    digest = model_digest(model)
    if done.exists():
        return Stats(**{**_noted(done, digest), "skipped": True})
    counts = {"rows_in": 0, "rows_out": 0, "rows_failed": 0, "documents": 0, "lines": 0}
    with threadpool_limits(1), TableFiles(dst, src.stem) as tables:
        for id, documents, reason in predict_rows(read_shard(src), model):
            counts["rows_in"] += 1
            counts["rows_out" if documents else "rows_failed"] += 1
            if not documents:
                tables.add("errors", [{"id": id, "reason": reason}])
            for document_id, document in documents:
                counts["documents"] += 1
                counts["lines"] += len(document.labels)
                tables.add_document(document_id, document)
    stats = Stats(src.name, **counts, seconds=round(time.perf_counter() - begun, 3))
    _replace(done, json.dumps({**asdict(stats), "model": digest}))
    return stats


def model_digest(model: Model) -> str:
    """A sha256 of what the model's meta.json says, the sha256 of its files among it."""
    return hashlib.sha256(json.dumps(model.meta, sort_keys=True).encode()).hexdigest()


def _noted(done: Path, digest: str) -> dict[str, Any]:
    """What was noted of a shard when it was done; ValueError where that was with another model."""
    noted = json.loads(done.read_text(encoding="utf-8"))
    if (other := noted.pop("model", "")) != digest:
        raise ValueError(
            f"{done.parents[1]}: holds results of another model (sha256 {other[:12] or 'not noted'}, this one is"
            f" {digest[:12]}); write to another folder, or delete this one"
        )
    return noted


def predict_rows(
    rows: Iterable[tuple[str, str | bytes | None]], model: Model
) -> Iterator[tuple[str, list[tuple[str, Document]], str | None]]:
    """Each row's id, its labelled documents with an id each, and the reason where there are none; in order, lazily.

    Args:
        rows: pairs of an id and a document's text or bytes; None where the row holds neither.
    """
    waiting: deque[tuple[str, str | None]] = deque()  # read by the model, but not given back yet

    def sources() -> Iterator[bytes]:
        for id, content in rows:
            try:
                if content is None:
                    raise ValueError("has neither text nor content")
                source = content.encode() if isinstance(content, str) else content
                waiting.append((id, None))
            except ValueError as error:  # a lone surrogate is a ValueError too
                waiting.append((id, str(error)))
                continue
            yield source

    def bad() -> Iterator[tuple[str, list, str | None]]:
        while waiting and waiting[0][1]:
            id, reason = waiting.popleft()
            yield id, [], reason

    for filing in model.predict_many(sources()):
        yield from bad()
        id, _ = waiting.popleft()
        several = len(filing.documents) > 1
        documents = [(f"{id}#{d.sequence}" if several else id, d) for d in filing.documents]
        yield id, documents, None if documents else "; ".join(filing.warnings) or "holds no document"
    yield from bad()


def read_shard(path: Path) -> Iterator[tuple[str, str | bytes | None]]:
    """Pairs of id and text (or bytes) of a Parquet or JSONL shard, a few rows in memory at a time.

    A JSONL line that is no object with id and text is given as ``"line 7"`` and None.

    Raises:
        ValueError: it is no such file, or has no such columns.
        OSError: it cannot be read.
    """
    if path.suffix == ".jsonl":
        yield from _read_jsonl(path)
        return
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            columns = [name for name in ("content", "text") if name in file.schema_arrow.names]
            if "id" not in file.schema_arrow.names or not columns:
                raise ValueError(f"{path}: needs the columns id and text (or content)")
            for batch in file.iter_batches(READ_ROWS, columns=["id", columns[0]]):
                yield from ((str(r["id"]), r[columns[0]]) for r in batch.to_pylist())
    except pa.ArrowException as error:
        raise ValueError(f"{path}: {error}") from error


def _read_jsonl(path: Path) -> Iterator[tuple[str, str | None]]:
    with open(path, "rb") as file:
        for n, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                text = row.get("text")
                yield str(row["id"]), text if isinstance(text, str) else None
            except (ValueError, AttributeError, KeyError):
                yield f"line {n}", None


def find_shards(folder: Path) -> list[Path]:
    """The Parquet and JSONL files of `folder`, by name.

    Raises:
        ValueError: there are none, or two would give tables of the same name.
    """
    shards = sorted(p for p in folder.iterdir() if p.suffix in SUFFIXES and not p.name.startswith((".", "_")))
    if not shards:
        raise ValueError(f"{folder}: holds no .parquet or .jsonl file")
    names = [p.stem for p in shards]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"{folder}: {name}.parquet and {name}.jsonl would give tables of the same name")
    return shards


def predict_shards(
    shards: list[Path],
    dst: Path,
    model_dir: Path | None = None,
    n_jobs: int = -1,
    backend: str = "loky",
    address: str | None = None,
) -> Iterator[Stats | ShardError]:
    """`predict_shard` for all shards on a joblib backend, results as they come.

    Args:
        backend: "loky" for the cores of this machine, "dask" or "ray" for a cluster that shares `dst`.
        address: the cluster's; None starts one on this machine.

    Raises:
        RuntimeError: a worker was killed; what it had finished is kept, a rerun goes on from there.
        ValueError: `dst` holds results of another model.
    """
    from joblib import Parallel, delayed, parallel_config
    from joblib.externals.loky.process_executor import TerminatedWorkerError
    from joblib.parallel import get_active_backend

    digest = model_digest(_model(None if model_dir is None else str(model_dir)))
    for done in sorted((dst / "_done").glob("*.json")):
        _noted(done, digest)
    for leftover in dst.glob("*/.*.partial"):
        leftover.unlink()
    with ExitStack() as stack:
        options: dict[str, Any] = {}
        if backend == "dask":
            from dask.distributed import Client

            workers = None if n_jobs < 1 else n_jobs  # None: one a core
            stack.enter_context(Client(address) if address else Client(n_workers=workers, threads_per_worker=1))
        elif backend == "ray":
            import ray
            from ray.util.joblib import register_ray

            ray.init(address=address, num_cpus=None if address or n_jobs < 1 else n_jobs, log_to_driver=False)
            stack.callback(ray.shutdown)
            register_ray()
        else:
            options["inner_max_num_threads"] = 1
        stack.enter_context(parallel_config(backend, n_jobs=n_jobs, **options))
        tasks = (delayed(_attempt)(shard.resolve(), dst.resolve(), model_dir) for shard in shards)
        try:
            # results as they come, where the backend can: Ray's gives all of them at the end
            as_they_come = get_active_backend()[0].supports_return_generator
            yield from Parallel(return_as="generator_unordered" if as_they_come else "list", batch_size=1)(tasks)
        except TerminatedWorkerError as error:
            raise RuntimeError("a worker was killed; run again to go on from what is done") from error


def _attempt(src: Path, dst: Path, model_dir: Path | None) -> Stats | ShardError:
    try:
        return predict_shard(src, dst, model_dir)
    except (OSError, ValueError) as error:
        return ShardError(src.name, str(error).removeprefix(f"{src}: "))
    except Exception as error:  # a fault of ours must cost one shard, not the night's run
        return ShardError(src.name, f"{type(error).__name__}: {error}")


@lru_cache(maxsize=1)
def _model(path: str | None) -> Model:
    from .model import load

    return load(path)


def _replace(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{uuid.uuid4().hex}.partial")
    partial.write_text(text, encoding="utf-8")
    os.replace(partial, path)
