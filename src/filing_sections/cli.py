"""The command line: `filing-sections predict`, `evaluate`, `train` and the rest.

Exit codes: 0 everything was read, 1 some of it failed, 2 wrong use. What failed is named on standard error.
"""

from __future__ import annotations

import glob
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from .output import Format, writer

if TYPE_CHECKING:
    from .model import Model

app = typer.Typer(
    name="filing-sections",
    help="Label every line of an SEC filing, and find who signed it, as what, for whom, when.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
)

ModelOption = Annotated[
    Path | None, typer.Option("--model", metavar="DIR", help="Another model than the shipped one.", show_default=False)
]
JobsOption = Annotated[int, typer.Option("--jobs", metavar="N", help="Processes; -1 takes all cores.")]


def main() -> None:
    """Run the command line. A full disk or an unreadable file ends it with a message, not with a traceback."""
    try:
        app(prog_name="filing-sections")
    except OSError as error:
        typer.echo(f"filing-sections: {_reason(error)}", err=True)
        sys.exit(1)


@app.callback(invoke_without_command=True)
def _options(version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False) -> None:
    if version:
        from . import __version__

        print(__version__)
        raise typer.Exit


@app.command()
def predict(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATHS...", help="Files, folders, patterns such as '*.txt', or - for standard input."),
    ],
    format: Annotated[
        Format | None,
        typer.Option("--format", "-f", help="Default: table on a terminal, else jsonl.", show_default=False),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="OUT", help="A file to write to; for html a folder.", show_default=False),
    ] = None,
    metadata: Annotated[
        bool,
        typer.Option("--metadata/--no-metadata", help="Use what header, document type and XBRL say, or only the text."),
    ] = True,
    model: ModelOption = None,
    jobs: JobsOption = 1,
) -> None:
    """Label filings: their lines, entities, cover, signers and exhibits.

    \b
    filing-sections predict 8-k.txt                          # a filing's records, on the terminal
    filing-sections predict filings/ -o out.jsonl --jobs -1  # one JSON object a document
    filing-sections predict 'f*.htm' -f csv -o lines.csv     # one row a line
    filing-sections predict 10-k.htm -f html -o page.html    # a page to look at
    cat 8-k.txt | filing-sections predict - | jq .signatures # standard input
    """
    format = format or (Format.TABLE if out is None and sys.stdout.isatty() else Format.JSONL)
    sources, failed = _sources(paths)
    loaded = _load(model)
    with ExitStack() as stack:
        try:
            write = stack.enter_context(writer(format, out))
        except (OSError, ValueError) as error:
            _wrong_use(_reason(error))
        except ImportError as error:
            _wrong_use(f'{error.name} is not installed: pip install "filing-sections[parquet]"')
        results = loaded.predict_many(sources, n_jobs=jobs, use_metadata=metadata)
        for source, filing in zip(sources, _progress(results, len(sources), "filings"), strict=True):
            if filing.documents:
                write(filing)
            else:
                failed += _fail(source, "; ".join(filing.warnings) or "holds no document")
    if failed:
        raise typer.Exit(1)


@app.command()
def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD.jsonl", help="Labelled documents, one JSON object a line.")],
    model: ModelOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the scores as JSON.")] = False,
    jobs: JobsOption = 1,
) -> None:
    """Score the model on labelled documents: lines, regions, entities and records.

    \b
    filing-sections evaluate dev.jsonl
    filing-sections evaluate dev.jsonl --model my-model/ --json
    """
    from .evaluate import score

    rows = _gold(gold)
    loaded = _load(model)
    predicted, failed = {}, 0
    results = loaded.predict_many([row["text"].encode() for row in rows.values()], n_jobs=jobs, use_metadata=False)
    for id, filing in zip(rows, _progress(results, len(rows), "documents"), strict=True):
        texts = [d for d in filing.documents if d.text == rows[id]["text"]]
        if texts:
            predicted[id] = texts[0].to_dict()
        else:
            failed += _fail(f"{gold}: {id}", "; ".join(filing.warnings) or "was read as another text than the gold one")
    scores = score(rows, predicted)
    typer.echo(json.dumps(scores.to_dict(), indent=1) if as_json else scores.to_text())
    if failed:
        raise typer.Exit(1)


class Backend(StrEnum):
    """Where the shards of a batch are worked on."""

    LOKY = "loky"
    DASK = "dask"
    RAY = "ray"


@app.command()
def batch(
    source: Annotated[Path, typer.Argument(metavar="IN", help="A folder of shards, .parquet or .jsonl: id, text.")],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="A folder for the tables; what is done there is skipped.")],
    backend: Annotated[
        Backend, typer.Option("--backend", help="This machine's cores (loky), or a cluster that shares OUT.")
    ] = Backend.LOKY,
    address: Annotated[
        str | None, typer.Option("--address", help="The Dask or Ray cluster; one on this machine otherwise.")
    ] = None,
    model: ModelOption = None,
    jobs: Annotated[int, typer.Option("--jobs", metavar="N", help="Processes; -1 takes all cores.")] = -1,
) -> None:
    """Label shards of documents, from one machine's cores to a cluster, into Parquet tables.

    A shard has a row a document: its id, and its text or (Parquet only) its content as bytes. OUT gets the folders
    documents, lines, entities, signatures, exhibits and errors, with a file a shard each. A run that was killed goes
    on where it was when it is started again.

    \b
    filing-sections batch shards/ tables/
    filing-sections batch shards/ tables/ --backend dask --address tcp://10.0.0.1:8786
    """
    from .batch import ShardError, find_shards, predict_shards

    if address and backend == Backend.LOKY:
        _wrong_use("--address is for --backend dask or ray")
    _load(model)  # a model that does not load is better found here than in every worker
    totals, failed = Counter(), 0
    try:
        shards = find_shards(source)
        results = predict_shards(shards, out, model, n_jobs=jobs, backend=backend, address=address)
        for result in _progress(results, len(shards), "shards"):
            if isinstance(result, ShardError):
                failed += _fail(source / result.shard, result.reason)
            else:
                totals.update({k: v for k, v in vars(result).items() if k != "shard"})
    except (OSError, ValueError) as error:
        _wrong_use(_reason(error))
    except ImportError as error:
        _wrong_use(f'{error.name} is not installed: pip install "filing-sections[cluster]"')
    except RuntimeError as error:
        _fail(source, str(error))
        raise typer.Exit(1) from error
    typer.echo(
        f"{len(shards)} shards ({totals['skipped']} done before, {failed} failed): {totals['rows_in']} documents in, "
        f"{totals['rows_out']} labelled, {totals['rows_failed']} in errors/; {totals['lines']} lines",
        err=True,
    )
    if failed or totals["rows_failed"]:
        raise typer.Exit(1)


def _gold(path: Path) -> dict[str, dict]:
    rows = {}
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        _wrong_use(_reason(error) if isinstance(error, OSError) else f"{path}: is no UTF-8 text")
    for n, line in enumerate(lines, 1):
        try:
            if line.strip():
                row = json.loads(line)
                _ = row["text"], row["labels"], row["entities"]
                rows[row["id"]] = row
        except (ValueError, TypeError, KeyError) as error:
            _wrong_use(f"{path}: line {n} is no labelled document: {error!r}")
    return rows


def _sources(paths: list[str]) -> tuple[list[Path | bytes], int]:
    """Files of `paths`, in order: folders opened, patterns expanded, `-` read. And how many of them are not there."""
    sources: list[Path | bytes] = []
    missing = 0
    for path in paths:
        if path == "-":
            sources.append(sys.stdin.buffer.read())
        elif Path(path).is_dir():
            found = sorted(p for p in Path(path).rglob("*") if p.is_file() and not _hidden(p.relative_to(path)))
            sources += found
            missing += 0 if found else _fail(path, "the folder holds no file")
        elif Path(path).exists() or not glob.has_magic(path):
            sources.append(Path(path))
        else:
            found = [Path(p) for p in sorted(glob.glob(path, recursive=True)) if Path(p).is_file()]
            sources += found
            missing += 0 if found else _fail(path, "no file has such a name")
    return sources, missing


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _load(path: Path | None) -> Model:
    from .model import load

    try:
        return load(path)
    except (OSError, ValueError) as error:
        _wrong_use(_reason(error))


def _progress(items: Iterable[Any], total: int, unit: str) -> Iterator[Any]:
    from tqdm import tqdm

    # None: no bar where standard error is no terminal
    yield from tqdm(items, total=total, unit=f" {unit}", disable=True if total < 2 else None, leave=False)


def _fail(source: Path | bytes | str, reason: str) -> int:
    name = "standard input" if isinstance(source, bytes) else source
    reason = reason.removeprefix(f"{name}: ")
    typer.echo(f"filing-sections: {name}: {reason}", err=True)
    return 1


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    return str(error)


def _wrong_use(reason: str) -> NoReturn:
    typer.echo(f"filing-sections: {reason}", err=True)
    raise typer.Exit(2)
