"""The commands that bring in documents and labels: `filing-sections fetch`, `label` and `suggest`."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .console import (
    JobsOption,
    ModelOption,
    PathsArgument,
    Predictions,
    fail,
    load_model,
    read_paths,
    reason_of,
    wrong_use,
)

if TYPE_CHECKING:
    from .edgar import Edgar


class Tool(StrEnum):
    """The forms in which labels go to other tools and come back."""

    LABEL_STUDIO = "label-studio"
    DOCCANO = "doccano"
    DOCBIN = "docbin"
    CSV = "csv"


ToolOption = Annotated[Tool, typer.Option("--format", "-f", help="The tool's form.")]
OutOption = Annotated[Path, typer.Option("--out", "-o", metavar="OUT", help="The file to write.", show_default=False)]

label = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@label.command("export")
def export_labels(
    documents: Annotated[
        Path, typer.Argument(metavar="DOCUMENTS.jsonl", help="Labelled documents, as `predict` gives.")
    ],
    out: OutOption,
    format: ToolOption = Tool.LABEL_STUDIO,
) -> None:
    """Give labelled documents to a labelling tool.

    \b
    filing-sections label export labelled.jsonl -o tasks.json
    filing-sections label export labelled.jsonl -o labelled.spacy --format docbin
    """
    from .corpus import read_jsonl
    from .exchange import export

    try:
        export(read_jsonl(documents), out, format)
    except OSError as error:
        wrong_use(reason_of(error))
    except (ValueError, TypeError, KeyError) as error:
        wrong_use(f"{documents}: holds a line that is no labelled document: {error!r}")


@label.command("import")
def import_labels(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What the tool exported.")],
    out: OutOption,
    format: ToolOption = Tool.LABEL_STUDIO,
) -> None:
    """Take labels back from a labelling tool, as JSON lines to train on.

    \b
    filing-sections label import export.json -o corrected.jsonl
    filing-sections train --extra corrected.jsonl --out my-model/
    """
    import warnings

    from .corpus import write_jsonl
    from .exchange import import_

    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            documents = import_(file, format)
        write_jsonl(documents, out)
    except OSError as error:
        wrong_use(reason_of(error))
    except ValueError as error:
        wrong_use(str(error))
    failed = sum(fail(file, str(warning.message)) for warning in caught)
    typer.echo(f"{len(documents)} documents in {out}", err=True)
    if failed:
        raise typer.Exit(1)


@label.command("config")
def label_config() -> None:
    """Print the labelling interface for a Label Studio project.

    \b
    filing-sections label config > interface.xml
    """
    from .exchange import label_studio_config

    typer.echo(label_studio_config())


def suggest(
    paths: PathsArgument,
    count: Annotated[int, typer.Option("--count", "-n", metavar="N", min=1, help="How many documents.")] = 10,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", metavar="OUT", help="Also write them, pre-labelled, for a tool.", show_default=False
        ),
    ] = None,
    format: ToolOption = Tool.LABEL_STUDIO,
    model: ModelOption = None,
    jobs: JobsOption = 1,
) -> None:
    """Say which documents would teach the model most.

    They are those that it is least sure of, of different forms. Correct them in a labelling tool, and train again.

    \b
    filing-sections suggest filings/ -n 10 -o tasks.json
    filing-sections label import corrected.json -o corrected.jsonl
    filing-sections train --extra corrected.jsonl --out my-model/
    """
    from .exchange import export
    from .suggest import labelled
    from .suggest import suggest as choose

    sources, missing = read_paths(paths)
    predictions = Predictions(load_model(model), sources, jobs)
    chosen = choose(predictions, n=count)
    for suggestion in chosen:
        typer.echo(f"{suggestion.score:.2f}  {suggestion.document.source or suggestion.document.id}  {suggestion.form}")
        for reason in suggestion.reasons:
            typer.echo(f"      {reason}")
    if out:
        try:
            export(labelled(chosen), out, format)
        except OSError as error:
            wrong_use(reason_of(error))
    if missing or predictions.failed:
        raise typer.Exit(1)


def fetch(
    accession: Annotated[
        list[str] | None, typer.Argument(metavar="[ACCESSION]...", help="Accession numbers.", show_default=False)
    ] = None,
    cik: Annotated[
        str | None, typer.Option("--cik", metavar="CIK", help="All filings of this company.", show_default=False)
    ] = None,
    form: Annotated[
        list[str] | None,
        typer.Option("--form", metavar="FORM", help="Of this form only; may be repeated.", show_default=False),
    ] = None,
    since: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="Filed on this day or later.", show_default=False)
    ] = None,
    until: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help="Filed on this day or before.", show_default=False)
    ] = None,
    corpus: Annotated[
        bool, typer.Option("--corpus", help="What data/ labels, and POOL.csv names, as a corpus folder.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", metavar="DIR", help="The corpus folder; one in the cache otherwise.", show_default=False
        ),
    ] = None,
    identity: Annotated[
        str | None,
        typer.Option("--identity", metavar="TEXT", help="Who asks: 'Name e-mail'. EDGAR wants it.", show_default=False),
    ] = None,
    cache: Annotated[
        Path | None,
        typer.Option("--cache", metavar="DIR", help="Where filings are kept; the user's cache otherwise."),
    ] = None,
    server: Annotated[
        str | None, typer.Option("--server", metavar="URL", help="A mirror instead of EDGAR.", show_default=False)
    ] = None,
) -> None:
    """Download filings from EDGAR.

    They go into a cache; where each is, is printed. At most 8 requests a second; what is in the cache is not asked for
    again. Who asks may also stand in the environment variable EDGAR_IDENTITY.

    \b
    filing-sections fetch 0000950129-95-001652 --identity "Jane Doe jane@example.com"
    filing-sections fetch --cik 320193 --form 8-K --from 2024-01-01 | xargs filing-sections predict
    filing-sections fetch --corpus; filing-sections train --out my-model/
    filing-sections fetch --corpus --out corpus/; filing-sections train --corpus corpus/ --out my-model/
    """
    from .edgar import BASE_URL, IDENTITY_VARIABLE, ArgumentError, Edgar, EdgarError, normalize

    if not (accession or cik or form or corpus):
        wrong_use("what to fetch? Give accession numbers, --cik, --form or --corpus; see filing-sections fetch --help")
    if (since or until) and not (cik or form):
        wrong_use("--from and --to narrow a search: give --cik or --form with them")
    if out and not corpus:
        wrong_use("--out is the folder of --corpus; other filings go into --cache")
    if identity is None and not os.environ.get(IDENTITY_VARIABLE) and sys.stdin.isatty():
        identity = typer.prompt("EDGAR wants to know who asks. Your name and e-mail address", err=True)
    failed = 0
    try:
        with Edgar(identity, cache, server or BASE_URL) as edgar:
            filings: list = [normalize(number) for number in accession or []]
            if cik or form:
                found = list(edgar.search(cik, form, since, until))
                filings += found
                failed += 0 if found else fail("EDGAR's full index", "holds no such filing")
            if corpus:
                failed += _fetch_corpus(edgar, out)
            for fetched in edgar.fetch_many(filings):
                if fetched.path:
                    typer.echo(fetched.path)
                else:
                    failed += fail(fetched.accession_number, fetched.error or "could not be had")
    except ArgumentError as error:
        wrong_use(str(error))
    except EdgarError as error:
        fail("EDGAR", str(error))
        raise typer.Exit(1) from error
    if failed:
        raise typer.Exit(1)


def _fetch_corpus(edgar: Edgar, out: Path | None) -> int:
    from .edgar_corpus import corpus_folder, fetch_corpus
    from .edgar_pool import ARCHIVE, fetch_pool

    data = Path(__file__).resolve().parents[2] / "data"
    if not data.is_dir():
        wrong_use("--corpus needs a checkout of the repository, for the labels in its data/")
    out = out or corpus_folder(edgar.cache)
    texts = fetch_corpus(data, edgar, out)
    failed = sum(fail(f"{text.split}/{text.id}", text.error) for text in texts if text.error)
    typer.echo(f"{len(texts) - failed} of {len(texts)} labelled documents are in {out}", err=True)
    typer.echo("now the filings that training learns from without labels", err=True)
    files = fetch_pool(data, edgar, out)
    lacking = sum(fail(f"unlabelled/{file.file}", file.error) for file in files if file.error)
    held = sum(file.held for file in files)
    rest = f"; {len(files) - held - lacking} are no submissions or have no accession number: EDGAR cannot be asked"
    typer.echo(f"{held} of {len(files)} filings without labels are in {out / ARCHIVE}{rest}", err=True)
    return failed + lacking
