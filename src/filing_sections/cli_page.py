"""The commands that show a page: `filing-sections show` and `serve`."""

from __future__ import annotations

import sys
import tempfile
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from .console import MetadataOption, ModelOption, fail, load_model, reason_of, wrong_use


def show(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A filing.")],
    gold: Annotated[
        Path | None,
        typer.Option("--gold", metavar="GOLD.jsonl", help="Mark what differs from these labels.", show_default=False),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="OUT.html", help="Keep the page there.", show_default=False),
    ] = None,
    browser: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in a browser.")] = True,
    metadata: MetadataOption = True,
    model: ModelOption = None,
) -> None:
    """Show a labelled filing in the browser.

    \b
    filing-sections show 10-k.htm
    filing-sections show 8-k.txt --gold dev.jsonl
    """
    from .corpus import read_jsonl
    from .report import file_name, write

    try:
        labelled = {d.id: d for d in read_jsonl(gold)} if gold else None
    except OSError as error:
        wrong_use(reason_of(error))
    except (ValueError, TypeError, KeyError) as error:
        wrong_use(f"{gold}: holds a line that is no labelled document: {error!r}")
    (filing,) = load_model(model).predict_many([file], use_metadata=metadata)
    if not filing.documents:
        fail(file, "; ".join(filing.warnings) or "holds no document")
        raise typer.Exit(1)
    path = write(filing, out or Path(tempfile.mkdtemp(prefix="filing-sections-")) / file_name(filing), labelled)
    typer.echo(path)
    if browser:
        webbrowser.open(path.resolve().as_uri())


def serve(
    host: Annotated[str, typer.Option("--host", help="Another than this machine needs --allow-remote.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="0 takes a free one.")] = 8400,
    allow_remote: Annotated[
        bool, typer.Option("--allow-remote", help="Let other machines in, with the token that is then printed.")
    ] = False,
    corrections: Annotated[
        Path, typer.Option("--corrections", metavar="DIR", help="Where corrected documents are saved.")
    ] = Path("corrections"),
    corpus: Annotated[
        Path | None,
        typer.Option(
            "--corpus", metavar="DIR", help="Retrain on this corpus beside the corrections.", show_default=False
        ),
    ] = None,
    open_page: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in a browser.")] = False,
    model: ModelOption = None,
) -> None:
    """Serve a page to label and correct filings on.

    It takes files and pasted text, shows them labelled, saves corrections, and can retrain with them. REST beside it:
    POST /predict gives the JSON that `filing-sections predict` prints; /docs describes it.

    \b
    filing-sections serve --open
    filing-sections serve --port 9000 --corrections my-corrections/ --corpus my-corpus/
    filing-sections serve --model my-corrections/model-1/    # what retraining made
    """
    try:
        from .serve import run
    except ImportError as error:
        wrong_use(f'{error.name} is not installed: pip install "filing-sections[serve]"')
    from .model import load

    if corpus and not (corpus / "index.jsonl").is_file():
        wrong_use(f"{corpus}: no corpus folder, for it holds no index.jsonl")

    def ready(address: str) -> None:
        typer.echo(f"Serving on {address} (Ctrl-C stops it)")
        if open_page:
            webbrowser.open(address)

    checkout = Path(__file__).resolve().parents[2]
    samples = checkout / "data" / "samples"
    try:
        run(
            load_model(model),
            host=host,
            port=port,
            allow_remote=allow_remote,
            corrections=corrections,
            samples=samples if samples.is_dir() else None,
            train=train_command(corpus) if (checkout / "train.py").is_file() else None,
            load=load,
            ready=ready,
        )
    except ValueError as error:
        wrong_use(str(error))
    except OSError as error:
        wrong_use(f"{host}:{port}: {error.strerror or error}")


def train_command(corpus: Path | None, *options: str) -> Callable[[Path, Path], list[str]]:
    """What trains with corrections: on `corpus`, or on what train.py finds, which is made filings at the least."""
    more = [*(["--corpus", str(corpus)] if corpus else []), *options]

    def command(corrections: Path, out: Path) -> list[str]:
        start = [sys.executable, "-m", "filing_sections", "train"]
        return [*start, "--extra", str(corrections), "--out", str(out), *more]

    return command
