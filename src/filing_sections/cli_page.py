"""The commands that show a page: `filing-sections show` and `serve`."""

from __future__ import annotations

import tempfile
import webbrowser
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
