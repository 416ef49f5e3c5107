"""What the commands share: reading paths, loading the model, progress, and errors that name file and reason."""

from __future__ import annotations

import glob
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, TypeVar

import typer

if TYPE_CHECKING:
    from .filing import Filing
    from .model import Model

Item = TypeVar("Item")

PathsArgument = Annotated[
    list[str],
    typer.Argument(metavar="PATHS...", help="Files, folders, patterns such as '*.txt', or - for standard input."),
]
ModelOption = Annotated[
    Path | None, typer.Option("--model", metavar="DIR", help="Another model than the shipped one.", show_default=False)
]


def _jobs(n: int) -> int:
    if n == 0:
        raise typer.BadParameter("0 processes do nothing; -1 takes all cores")
    return n


JobsOption = Annotated[int, typer.Option("--jobs", metavar="N", help="Processes; -1 takes all cores.", callback=_jobs)]
MetadataOption = Annotated[
    bool,
    typer.Option("--metadata/--no-metadata", help="Use what header, document type and XBRL say, or only the text."),
]


def read_paths(paths: list[str]) -> tuple[list[Path | bytes], int]:
    """Files of `paths`, in order: folders opened, patterns expanded, `-` read. And how many of them are not there."""
    sources: list[Path | bytes] = []
    missing = 0
    for path in paths:
        if path == "-":
            sources.append(sys.stdin.buffer.read())
        elif Path(path).is_dir():
            found = sorted(p for p in Path(path).rglob("*") if p.is_file() and not _hidden(p.relative_to(path)))
            sources += found
            missing += 0 if found else fail(path, "the folder holds no file")
        elif Path(path).exists() or not glob.has_magic(path):
            sources.append(Path(path))
        else:
            found = [Path(p) for p in sorted(glob.glob(path, recursive=True)) if Path(p).is_file()]
            sources += found
            missing += 0 if found else fail(path, "no file has such a name")
    return sources, missing


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


class Predictions:
    """The filings of some sources that could be read, lazily; `failed` counts the others, each named when it comes."""

    def __init__(self, model: Model, sources: list[Path | bytes], jobs: int = 1, metadata: bool = True):
        self.model, self.sources, self.jobs, self.metadata = model, sources, jobs, metadata
        self.failed = 0

    def __iter__(self) -> Iterator[Filing]:
        results = self.model.predict_many(self.sources, n_jobs=self.jobs, use_metadata=self.metadata)
        for source, filing in zip(self.sources, progress(results, len(self.sources), "filings"), strict=True):
            if filing.documents:
                yield filing
            else:
                self.failed += fail(source, "; ".join(filing.warnings) or "holds no document")


def load_model(path: Path | None) -> Model:
    """The model; one that does not load is wrong use."""
    from .model import load

    try:
        return load(path)
    except (OSError, ValueError) as error:
        wrong_use(reason_of(error))


def progress(items: Iterable[Item], total: int, unit: str) -> Iterator[Item]:
    """The items, with a bar on standard error where that is a terminal and there is more than one."""
    from tqdm import tqdm

    # None: no bar where standard error is no terminal
    yield from tqdm(items, total=total, unit=f" {unit}", disable=True if total < 2 else None, leave=False)


def fail(source: Path | bytes | str, reason: str) -> int:
    """Say on standard error what failed and why; 1, to be counted."""
    name = "standard input" if isinstance(source, bytes) else source
    typer.echo(f"filing-sections: {name}: {reason.removeprefix(f'{name}: ')}", err=True)
    return 1


def wrong_use(reason: str) -> NoReturn:
    """Say why on standard error, and end with code 2."""
    typer.echo(f"filing-sections: {reason}", err=True)
    raise typer.Exit(2)


def reason_of(error: Exception) -> str:
    """The error's message, with its file's name before it."""
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    return str(error)
