"""Training in the background: one run at a time, its output as progress, then old and new model side by side."""

from __future__ import annotations

import asyncio
import os
import signal
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from ..filing import Filing


class Model(Protocol):
    """What the server needs of a model: `filing_sections.Model`, or a stand-in."""

    meta: dict

    def predict(self, source: bytes) -> Filing:
        """Label what `source` holds."""


#: What starts the training: (file of corrections, folder for the new model) -> command and arguments.
Command = Callable[[Path, Path], Sequence[str]]


class Retraining:
    """A training run as a process of its own, so that it neither blocks answers nor can crash the server.

    `state` goes from "idle" to "running" to "done", "failed" or "stopped"; `lines` holds the last of what it printed;
    `corrected` compares the models on the corrected documents: rows of id, lines, right lines of the old and the new;
    `unseen` by the scores that training found on documents of other companies: rows of name, old and new. `out` is the
    folder of the new model.

    Args:
        command: what to run; it ends with exit code 0 when the model is written.
        load: loads what it wrote.
        folder: where models go; each run gets a folder of its own in it.
    """

    def __init__(self, command: Command, load: Callable[[Path], Model], folder: Path) -> None:
        self.command, self.load, self.folder = command, load, folder
        self.state = "idle"
        self.lines: deque[str] = deque(maxlen=200)
        self.corrected: list[dict] = []
        self.unseen: list[dict] = []
        self.model: Model | None = None
        self.out: Path | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._task: asyncio.Task | None = None

    def start(self, corrections: Path, rows: list[dict], old: Model) -> None:
        """Begin; `rows` are the corrected documents, `old` the model they are compared under."""
        self.state, self.corrected, self.unseen, self.model = "running", [], [], None
        self.lines.clear()
        self._task = asyncio.create_task(self._run(corrections, rows, old))

    async def stop(self) -> None:
        """End a run that is going on, and wait until it has ended."""
        if self.state != "running" or not self._task:
            return
        self.state = "stopped"
        if self._process and self._process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGTERM)  # its workers too
        await self._task

    async def _run(self, corrections: Path, rows: list[dict], old: Model) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            numbers = (n for n in range(1, 10_000) if not (self.folder / f"model-{n}").exists())
            out = self.folder / f"model-{next(numbers)}"
            code = await self._train(list(self.command(corrections, out)))
            if self.state == "stopped":
                return
            if code:
                self.state = "failed"
                self.lines.append(f"training ended with exit code {code}")
                return
            new = await asyncio.to_thread(self.load, out)
            self.corrected = await asyncio.to_thread(_on_corrected, rows, old, new)
            self.unseen = _on_unseen(old, new)
            self.model, self.out = new, out
            self.state = "done"
        except Exception as error:  # whatever it was, the page must say so
            self.state = "failed"
            self.lines.append(f"{type(error).__name__}: {error}")

    async def _train(self, command: list[str]) -> int:
        self._process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
        )
        rest, redrawn = "", False
        while piece := await self._process.stdout.read(4096):
            # a progress bar draws itself anew after "\r": only its last state is worth showing
            for part in (rest + piece.decode("utf-8", "replace")).replace("\r\n", "\n").splitlines(keepends=True):
                rest = part
                if part[-1:] in "\r\n":
                    if redrawn and self.lines:
                        self.lines.pop()
                    self.lines.append(part.strip())
                    rest, redrawn = "", part.endswith("\r")
        if rest.strip():
            self.lines.append(rest.strip())
        return await self._process.wait()


def _on_corrected(rows: list[dict], old: Model, new: Model) -> list[dict]:
    result = []
    for row in rows:
        counts = {"id": row["id"], "n_lines": sum(label is not None for label in row["labels"])}
        for name, model in (("old", old), ("new", new)):
            # as bytes: a short text given as str would be taken for a path
            shown = (row.get("meta") or {}).get("html") or row["text"]
            documents = model.predict(shown.encode("utf-8", "replace")).documents
            labels = documents[0].labels if documents and documents[0].text == row["text"] else None
            counts[name] = labels and sum(a is not None and a == b for a, b in zip(row["labels"], labels, strict=True))
        result.append(counts)
    return result


def _on_unseen(old: Model, new: Model) -> list[dict]:
    """F1 on the dev documents, as each model's training found it; nothing where one had no dev documents."""
    scores = [_headline((model.meta.get("scores") or {}).get("dev") or {}) for model in (old, new)]
    return [{"name": name, "old": scores[0][name], "new": scores[1][name]} for name in scores[0] if name in scores[1]]


def _headline(scores: dict) -> dict[str, float]:
    found = {"lines, macro": scores.get("lines_macro_f1"), "regions": scores.get("regions", {}).get("f1")}
    found["entities"] = scores.get("entities_micro", {}).get("f1")
    for name in ("signatures", "exhibits"):
        found[f"{name}, all fields"] = scores.get(name, {}).get("full", {}).get("f1")
    return {name: value for name, value in found.items() if value is not None}
