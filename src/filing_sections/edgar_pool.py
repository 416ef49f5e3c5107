"""Filings without labels from EDGAR: those of data/POOL.csv, checked, in the archive that training reads.

data/POOL.csv + EDGAR -> unlabelled.tar.xz, as `pool.read_pool` takes it
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import lzma
import tarfile
from dataclasses import dataclass
from pathlib import Path

from .edgar import Edgar, EdgarError
from .edgar_corpus import corpus_folder, write_whole

ARCHIVE = "unlabelled.tar.xz"


@dataclass(frozen=True)
class PoolFile:
    """What became of one filing of POOL.csv.

    Attributes:
        file: its name in the archive.
        held: whether the archive holds it.
        error: why EDGAR did not give it; None where it is held, and where EDGAR cannot be asked for it: what is no
            full submission, or has no accession number or CIK on record.
    """

    file: str
    held: bool
    error: str | None


def fetch_pool(data: Path | str, edgar: Edgar, out: Path | str | None = None, workers: int = 4) -> list[PoolFile]:
    """Fetch the full submissions that ``data/POOL.csv`` names into ``unlabelled.tar.xz`` of a corpus folder.

    A submission that differs from its sha256, or that cannot be had, is left out and reported. What the archive holds
    already, with the right sha256, is not fetched and stays, even where EDGAR cannot be asked for it; so do files that
    POOL.csv does not name. The same contents make the same archive, byte for byte. The result stands in the order of
    POOL.csv.

    Args:
        data: the repository's folder of that name.
        out: the corpus folder; where None, `corpus_folder`.

    Raises:
        RefusedError: EDGAR refuses this client.
        EdgarError: POOL.csv or the archive cannot be read, or the archive cannot be written.
    """
    archive = (Path(out) if out is not None else corpus_folder(edgar.cache)) / ARCHIVE
    rows = _rows(Path(data) / "POOL.csv")
    before = _read(archive)
    kept = {name: entry for name, entry in before.items() if name not in rows or _fits(entry[1], rows[name])}
    needed = [row for name, row in rows.items() if name not in kept and _fetchable(row)]
    fetched = edgar.fetch_many([(row["accession"], row["cik"]) for row in needed], workers)
    errors: dict[str, str | None] = {}
    for row, submission in zip(needed, fetched, strict=True):
        content = submission.path.read_bytes() if submission.path else b""
        if submission.path is None:
            errors[row["file"]] = submission.error
        elif not _fits(content, row):
            errors[row["file"]] = f"{submission.path}: has not the sha256 of POOL.csv ({row['sha256'][:12]}...)"
        else:
            kept[row["file"]] = row, content
    if kept != before or (not kept and archive.exists()):  # one that holds nothing may be damaged
        write_whole(archive, _packed(kept))
    return [PoolFile(name, name in kept, errors.get(name)) for name in rows]


def _rows(path: Path) -> dict[str, dict]:
    try:
        with open(path, encoding="utf-8", newline="") as file:
            return {row["file"]: {key: value or None for key, value in row.items()} for row in csv.DictReader(file)}
    except OSError as error:
        raise EdgarError(f"{path}: cannot be read: {error.strerror or error}") from error


def _fetchable(row: dict) -> bool:
    return bool(row["kind"] == "full-submission" and row["accession"] and row["cik"])


def _fits(content: bytes, row: dict) -> bool:
    return hashlib.sha256(content).hexdigest() == row["sha256"]


def _read(archive: Path) -> dict[str, tuple[dict, bytes]]:
    """Row of the index and content, by file, of an archive; nothing where there is none, or where it is damaged."""
    try:
        with tarfile.open(archive) as tar:
            contents = {Path(member.name).name: tar.extractfile(member).read() for member in tar if member.isfile()}
        rows = [json.loads(line) for line in contents["index.jsonl"].decode("utf-8").splitlines()]
        return {row["file"]: (row, contents[row["file"]]) for row in rows}
    except (FileNotFoundError, tarfile.TarError, lzma.LZMAError, EOFError, ValueError, KeyError):
        return {}
    except OSError as error:
        raise EdgarError(f"{archive}: cannot be read: {error.strerror or error}") from error


def _packed(entries: dict[str, tuple[dict, bytes]]) -> bytes:
    """The archive: the index, then the files by name, without times and owners."""
    names = sorted(entries)
    index = "".join(json.dumps(entries[name][0], ensure_ascii=False) + "\n" for name in names)
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:xz") as tar:
        for name, content in [("index.jsonl", index.encode("utf-8")), *((name, entries[name][1]) for name in names)]:
            member = tarfile.TarInfo(f"unlabelled/{name}")  # mtime, uid and gid are 0
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return packed.getvalue()
