"""The commands that bring in documents and labels: `filing-sections fetch`, `label` and `suggest`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .console import fail, wrong_use

if TYPE_CHECKING:
    from .edgar import Edgar


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
        Path | None,
        typer.Option("--corpus", metavar="DIR", help="All that data/ labels, as a corpus folder.", show_default=False),
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
    filing-sections fetch --corpus corpus/ && filing-sections train --corpus corpus/
    """
    from .edgar import BASE_URL, IDENTITY_VARIABLE, Edgar, EdgarError, IdentityError, RefusedError

    if not (accession or cik or form or corpus):
        wrong_use("what to fetch? Give accession numbers, --cik, --form or --corpus; see filing-sections fetch --help")
    if identity is None and not os.environ.get(IDENTITY_VARIABLE) and sys.stdin.isatty():
        identity = typer.prompt("EDGAR wants to know who asks. Your name and e-mail address", err=True)
    failed = 0
    try:
        with Edgar(identity, cache, server or BASE_URL) as edgar:
            if corpus:
                failed += _fetch_corpus(edgar, corpus)
            filings = list(accession or [])
            if cik or form:
                filings += edgar.search(cik, form, since, until)
            for fetched in edgar.fetch_many(filings):
                if fetched.path:
                    typer.echo(fetched.path)
                else:
                    failed += fail(fetched.accession_number, fetched.error or "could not be had")
    except IdentityError as error:
        wrong_use(str(error))
    except RefusedError as error:
        fail("EDGAR", str(error))
        raise typer.Exit(1) from error
    except EdgarError as error:
        wrong_use(str(error))
    if failed:
        raise typer.Exit(1)


def _fetch_corpus(edgar: Edgar, out: Path) -> int:
    from .edgar_corpus import fetch_corpus

    data = Path(__file__).resolve().parents[2] / "data"
    if not data.is_dir():
        wrong_use("--corpus needs a checkout of the repository, for the labels in its data/")
    texts = fetch_corpus(data, edgar, out)
    failed = sum(fail(f"{text.split}/{text.id}", text.error) for text in texts if text.error)
    typer.echo(f"{len(texts) - failed} of {len(texts)} labelled documents are in {out}", err=True)
    return failed
