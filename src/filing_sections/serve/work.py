"""What comes in, and the labelling of it, a few at a time."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from pathlib import Path, PurePosixPath, PureWindowsPath

from fastapi import HTTPException, Request
from starlette.datastructures import UploadFile

from ..filing import Filing
from .retrain import Model


class Busy(Exception):
    """As many requests as may are waiting already."""


class Work:
    """At most `workers` predictions at once, at most `waiting` requests waiting for one."""

    def __init__(self, model: Model, workers: int, waiting: int) -> None:
        self.model = model
        self.busy = 0
        self._limit = workers + waiting
        self._turns = asyncio.Semaphore(workers)

    async def label(self, content: bytes, name: str) -> Filing:
        """The filing that `content` is, called `name` throughout."""
        if self.busy >= self._limit:
            raise Busy
        self.busy += 1
        try:
            async with self._turns:
                filing = await asyncio.to_thread(self.model.predict, content)
        except ValueError as error:
            raise HTTPException(422, f"{name}: {str(error).removeprefix('input: ')}") from None
        finally:
            self.busy -= 1
        if not filing.documents:
            raise HTTPException(422, f"{name}: {'; '.join(filing.warnings) or 'holds no document'}")
        return _named(filing, name)


def _named(filing: Filing, name: str) -> Filing:
    stem, several = PurePosixPath(name).stem or name, len(filing.documents) > 1
    documents = [
        replace(d, id=f"{stem}#{d.sequence or i}" if several else stem, source=name)
        for i, d in enumerate(filing.documents, 1)
    ]
    return replace(filing, documents=documents, source=name)


async def read_input(request: Request, samples: Path | None) -> tuple[bytes, str]:
    """What was sent, and what to call it: a form with `file`, `text` or `sample`, or the body itself."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("multipart/form-data", "application/x-www-form-urlencoded"):
        content, name = await request.body(), "text"
    else:
        async with request.form(max_files=1, max_fields=10, max_part_size=1 << 30) as form:
            file, text, sample = form.get("file"), form.get("text"), form.get("sample")
            if isinstance(file, UploadFile) and file.filename:
                content, name = await file.read(), _base_name(file.filename)
            elif isinstance(sample, str) and sample:
                path = next((path for path in samples_in(samples) if path.name == sample), None)
                if path is None:
                    raise HTTPException(422, "there is no such sample")
                content, name = path.read_bytes(), path.name
            else:
                content, name = (text if isinstance(text, str) else "").encode("utf-8", "replace"), "text"
    if not content.strip():
        raise HTTPException(422, "nothing was sent: give a file, or text")
    return content, name


def _base_name(name: str) -> str:
    """The last part of an uploaded file's name, to show; nothing is ever written under it."""
    name = PureWindowsPath(PurePosixPath(name).name).name
    return re.sub(r"[\x00-\x1f\x7f]", "", name)[:120] or "upload"


def samples_in(folder: Path | None) -> list[Path]:
    return sorted(p for p in folder.iterdir() if p.suffix in (".txt", ".htm")) if folder and folder.is_dir() else []
