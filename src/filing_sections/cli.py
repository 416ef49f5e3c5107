"""The command line: `filing-sections predict`, `show`, `evaluate`, `train` and the rest.

Exit codes: 0 everything was read, 1 some of it failed, 2 wrong use. What failed is named on standard error.
"""

from __future__ import annotations

import json
import runpy
import sys
from collections import Counter
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .cli_data import fetch, label, suggest
from .cli_page import serve, show
from .console import (
    JobsOption,
    MetadataOption,
    ModelOption,
    PathsArgument,
    Predictions,
    fail,
    load_model,
    progress,
    read_paths,
    reason_of,
    wrong_use,
)
from .output import Format, check, write

if TYPE_CHECKING:
    from .corpus import LabelledDocument

app = typer.Typer(
    name="filing-sections",
    help="Label every line of an SEC filing, and find who signed it, as what, for whom, when.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
)


@app.callback(invoke_without_command=True)
def _options(version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False) -> None:
    if version:
        from . import __version__

        typer.echo(__version__)
        raise typer.Exit


@app.command()
def predict(
    paths: PathsArgument,
    format: Annotated[
        Format | None,
        typer.Option("--format", "-f", help="Default: table on a terminal, else jsonl.", show_default=False),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="OUT", help="A file to write to; for html a folder.", show_default=False),
    ] = None,
    metadata: MetadataOption = True,
    model: ModelOption = None,
    jobs: JobsOption = 1,
) -> None:
    """Label filings: lines, cover, signers, exhibits.

    \b
    filing-sections predict 8-k.txt                          # a filing's records, on the terminal
    filing-sections predict filings/ -o out.jsonl --jobs -1  # one JSON object a document
    filing-sections predict 'f*.htm' -f csv -o lines.csv     # one row a line
    filing-sections predict 10-k.htm -f html -o page.html    # a page to look at
    cat 8-k.txt | filing-sections predict - | jq .signatures # standard input
    """
    format = format or (Format.TABLE if out is None and sys.stdout.isatty() else Format.JSONL)
    try:
        check(format, out)
    except ValueError as error:
        wrong_use(str(error))
    sources, missing = read_paths(paths)
    predictions = Predictions(load_model(model), sources, jobs, metadata)
    write(predictions, format, out)
    if missing or predictions.failed:
        raise typer.Exit(1)


app.command()(show)
app.command()(serve)


@app.command()
def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD.jsonl", help="Labelled documents, one JSON object a line.")],
    model: ModelOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the scores as JSON.")] = False,
    html: Annotated[
        Path | None,
        typer.Option(
            "--html", metavar="DIR", help="Also write a page a document there, worst first.", show_default=False
        ),
    ] = None,
    jobs: JobsOption = 1,
) -> None:
    """Score the model on labelled documents.

    \b
    filing-sections evaluate dev.jsonl
    filing-sections evaluate dev.jsonl --model my-model/ --html errors/
    """
    from .corpus import carry_over
    from .evaluate import gold_row, score

    labelled = _labelled(gold)
    loaded = load_model(model)
    filings, rows, predicted, failed = [], {}, {}, 0
    results = loaded.predict_many([d.lines.text.encode() for d in labelled], n_jobs=jobs, use_metadata=False)
    for document, filing in zip(labelled, progress(results, len(labelled), "documents"), strict=True):
        rows[document.id] = gold_row(document)
        if len(filing.documents) != 1:
            failed += fail(f"{gold}: {document.id}", "; ".join(filing.warnings) or "was read as several documents")
            continue
        given = replace(filing.documents[0], id=document.id, source=document.id)
        if given.text != document.lines.text:
            rows[document.id] = gold_row(carry_over(document, given.laid_out))
        predicted[document.id] = given.to_dict()
        if html:
            filings.append(replace(filing, documents=[given], source=document.id))
    scores = score(rows, predicted)
    typer.echo(json.dumps(scores.to_dict(), indent=1) if as_json else scores.to_text())
    if html:
        from .report import write_many

        typer.echo(write_many(filings, html, {d.id: d for d in labelled}), err=True)
    if failed:
        raise typer.Exit(1)


def _labelled(path: Path) -> list[LabelledDocument]:
    from .corpus import read_jsonl

    documents: list[LabelledDocument] = []
    try:
        documents.extend(read_jsonl(path))
    except OSError as error:
        wrong_use(reason_of(error))
    except (ValueError, TypeError, KeyError) as error:
        wrong_use(f"{path}: line {len(documents) + 1} is no labelled document: {error!r}")
    return documents


@app.command(
    add_help_option=False,  # train.py's own help says more
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
)
def train(
    options: Annotated[
        list[str] | None,
        typer.Argument(metavar="[OPTIONS]...", help="train.py's; --help lists them.", show_default=False),
    ] = None,
) -> None:
    """Train a model of your own.

    It runs the repository's train.py, and so needs a checkout of it: labelled documents in, a model folder out.

    \b
    filing-sections train --corpus my-corpus/ --out my-model/
    filing-sections train --extra corrections.jsonl --out my-model/
    filing-sections train --help
    """
    script = Path(__file__).resolve().parents[2] / "train.py"
    if not script.is_file():
        wrong_use("training needs a checkout of the repository, for its train.py and data/")
    sys.argv = ["filing-sections train", *(options or [])]
    runpy.run_path(str(script), run_name="__main__")


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
        str | None,
        typer.Option(
            "--address", metavar="ADDRESS", help="The cluster; one on this machine otherwise.", show_default=False
        ),
    ] = None,
    model: ModelOption = None,
    jobs: JobsOption = -1,
) -> None:
    """Label shards of documents into Parquet tables.

    A shard has a row a document: its id, and its text or (Parquet only) its content as bytes. OUT gets the folders
    documents, lines, entities, signatures, exhibits and errors, with a file a shard each. A run that was killed goes
    on where it was when it is started again.

    \b
    filing-sections batch shards/ tables/
    filing-sections batch shards/ tables/ --backend dask --address tcp://10.0.0.1:8786
    """
    from .batch import ShardError, find_shards, predict_shards

    if address and backend == Backend.LOKY:
        wrong_use("--address is for --backend dask or ray")
    load_model(model)  # one that does not load is better found here than in every worker
    totals, failed = Counter(), 0
    try:
        shards = find_shards(source)
        results = predict_shards(shards, out, model, n_jobs=jobs, backend=backend, address=address)
        for result in progress(results, len(shards), "shards"):
            if isinstance(result, ShardError):
                failed += fail(source / result.shard, result.reason)
            else:
                totals.update({name: n for name, n in vars(result).items() if name != "shard"})
    except (OSError, ValueError) as error:
        wrong_use(reason_of(error))
    except ImportError as error:
        wrong_use(f'{error.name} is not installed: pip install "filing-sections[cluster]"')
    except RuntimeError as error:
        fail(source, str(error))
        raise typer.Exit(1) from error
    typer.echo(
        f"{len(shards)} shards ({totals['skipped']} done before, {failed} failed): {totals['rows_in']} documents in, "
        f"{totals['rows_out']} labelled, {totals['rows_failed']} in errors/; {totals['lines']} lines",
        err=True,
    )
    if failed or totals["rows_failed"]:
        raise typer.Exit(1)


app.command()(fetch)
app.add_typer(label, name="label", help="Exchange labels with other tools.")
app.command()(suggest)
