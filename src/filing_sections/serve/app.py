"""The server's pages and its REST interface.

create_app(predict, ...) -> FastAPI        for tests and other servers
run(model, host, port, ...)                what `filing-sections serve` does
"""

from __future__ import annotations

import asyncio
import secrets
from collections import OrderedDict
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

from fastapi import Body, FastAPI, HTTPException, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse

from .. import __version__
from ..exchange import to_label_studio
from ..filing import Document, Filing
from ..report import document_data, fill, page
from .corrections import Corrections, corpus_row, corrected
from .guard import Guard
from .retrain import Model, Retraining
from .work import Busy, Work, read_input, samples_in

KEPT = 32  # filings that can be open at once; the oldest gives way
PAGE_POLICY = "connect-src 'self'; form-action 'self'"
INPUT = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {"file": {"type": "string", "format": "binary"}, "text": {"type": "string"}},
                }
            },
            "text/plain": {"schema": {"type": "string"}},
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
        },
    }
}
ERRORS: dict[int | str, dict[str, Any]] = {
    413: {"description": "The input is larger than the limit."},
    422: {"description": "The input cannot be read; detail says why."},
    429: {"description": "Too many requests at once; Retry-After says when to come again."},
}


@dataclass
class _Opened:
    filing: Filing
    edited: dict[int, Document]


def create_app(
    model: Model,
    corrections: Path,
    *,
    samples: Path | None = None,
    retraining: Retraining | None = None,
    token: str | None = None,
    hosts: frozenset[str] | None = frozenset(),
    max_bytes: int = 50_000_000,
    workers: int = 1,
    waiting: int = 16,
) -> FastAPI:
    """The application.

    Args:
        model: its `predict` is given bytes only, `workers` at a time.
        corrections: folder for ``corrections.jsonl``.
        samples: folder of filings that the start page offers.
        retraining: how to train and load a new model; None leaves that out.
        token: what every request must carry; None asks for none.
        hosts: names that the server answers to, beside those of this machine; None for any.
        max_bytes: the largest request.
        workers: predictions made at the same time.
        waiting: requests that may wait for one; more get 429.
    """
    saved = Corrections(corrections)
    opened: OrderedDict[str, _Opened] = OrderedDict()
    work = Work(model, workers, waiting)

    @asynccontextmanager
    async def lifespan(_: FastAPI):
        yield
        if retraining:
            await retraining.stop()

    app = FastAPI(
        title="filing-sections", version=__version__, docs_url=None, redoc_url=None, lifespan=lifespan,
        description="Labels every line of an SEC filing, and says who signed it, as what, for whom, when.",
    )  # fmt: skip
    app.add_middleware(Guard, max_bytes=max_bytes, token=token, hosts=hosts)

    @app.exception_handler(Busy)
    async def busy(request: Request, _: Busy) -> JSONResponse:
        return JSONResponse({"detail": "too many requests at once"}, status_code=429, headers={"Retry-After": "2"})

    def start_page(reason: str | None = None, status: int = 200) -> HTMLResponse:
        html = fill(
            "start.html",
            ["start.js"],
            PAGE_POLICY,
            reason=reason,
            samples=[path.name for path in samples_in(samples)],
            n_corrections=len(saved.rows()),
            megabytes=max_bytes // 1_000_000,
            retraining=retraining is not None,
        )
        return HTMLResponse(html, status_code=status)

    def get(key: str, number: int = 1) -> tuple[_Opened, Document]:
        found = opened.get(key)
        if not found or not 1 <= number <= len(found.filing.documents):
            raise HTTPException(404, "this filing is not open any more; open it again")
        opened.move_to_end(key)
        return found, found.edited.get(number, found.filing.documents[number - 1])

    @app.get("/health", summary="Say that the server is up")
    async def health() -> dict:
        return {"status": "ok", "version": __version__, "busy": work.busy}

    @app.post("/predict", summary="Label a filing", openapi_extra=INPUT, responses=ERRORS)
    async def predict_filing(request: Request) -> JSONResponse:
        """Header, warnings and documents of the filing that is sent, as a form (file or text) or as the body itself."""
        filing = await work.label(*await read_input(request, samples))
        return JSONResponse(await asyncio.to_thread(filing.to_dict))

    @app.get("/", include_in_schema=False)
    async def start() -> HTMLResponse:
        return start_page()

    @app.post("/open", include_in_schema=False, response_model=None)
    async def open_filing(request: Request) -> HTMLResponse | RedirectResponse:
        try:
            filing = await work.label(*await read_input(request, samples))
        except HTTPException as error:
            return start_page(error.detail, error.status_code)
        except Busy:
            return start_page("The server is busy; please try again in a moment.", 429)
        key = secrets.token_urlsafe(12)
        opened[key] = _Opened(filing, {})
        while len(opened) > KEPT:
            opened.popitem(last=False)
        return RedirectResponse(f"/filings/{key}", status_code=303)

    @app.get("/filings/{key}", include_in_schema=False)
    async def show(key: str) -> HTMLResponse:
        found, _ = get(key)
        documents = [found.edited.get(i, d) for i, d in enumerate(found.filing.documents, 1)]
        edit = {"url": f"/filings/{key}", "retraining": retraining is not None}
        return HTMLResponse(await asyncio.to_thread(page, replace(found.filing, documents=documents), None, edit))

    @app.put("/filings/{key}/documents/{number}", include_in_schema=False)
    async def correct(
        key: str,
        number: int,
        labels: Annotated[str, Body()],
        entities: Annotated[list[tuple[int, int, str]], Body()],
        attached: Annotated[list[tuple[int, int]] | None, Body()] = None,
    ) -> dict:
        found, _ = get(key, number)
        try:
            predicted = found.filing.documents[number - 1]
            document = await asyncio.to_thread(corrected, predicted, labels, entities, attached)
        except ValueError as error:
            raise HTTPException(422, str(error)) from None
        found.edited[number] = document
        n = await asyncio.to_thread(saved.save, document)
        return {"saved": str(saved.path), "documents": n, "document": _records(document)}

    @app.get("/filings/{key}/documents/{number}/corpus", include_in_schema=False)
    async def corpus_line(key: str, number: int) -> JSONResponse:
        row = corpus_row(get(key, number)[1])
        return _attachment(row, f"{row['id']}.jsonl")

    @app.get("/filings/{key}/documents/{number}/label-studio", include_in_schema=False)
    async def label_studio(key: str, number: int) -> JSONResponse:
        row = corpus_row(get(key, number)[1])
        return _attachment([to_label_studio(row)], f"{row['id']}.label-studio.json")

    @app.get("/docs", include_in_schema=False)
    async def interface() -> HTMLResponse:
        return HTMLResponse(fill("interface.html", [], "form-action 'none'", schema=app.openapi()))

    if retraining:
        _add_retraining(app, retraining, saved, work)
    return app


def _add_retraining(app: FastAPI, retraining: Retraining, saved: Corrections, work: Work) -> None:
    @app.get("/retrain", include_in_schema=False)
    async def retrain_page() -> HTMLResponse:
        rows = [row["id"] for row in saved.rows()]
        return HTMLResponse(fill("retrain.html", ["retrain.js"], PAGE_POLICY, rows=rows, path=str(saved.path)))

    @app.get("/retrain/status", include_in_schema=False)
    async def status() -> dict:
        return {
            "state": retraining.state,
            "lines": list(retraining.lines),
            "corrected": retraining.corrected,
            "unseen": retraining.unseen,
            "out": str(retraining.out or ""),
            "in_use": retraining.model is not None and work.model is retraining.model,
        }

    @app.post("/retrain", include_in_schema=False, status_code=202)
    async def start() -> dict:
        rows = saved.rows()
        if retraining.state == "running":
            raise HTTPException(409, "training is going on already")
        if not rows:
            raise HTTPException(409, "there are no corrections yet")
        retraining.start(saved.path, rows, work.model)
        return {"state": retraining.state}

    @app.post("/retrain/stop", include_in_schema=False)
    async def stop() -> dict:
        await retraining.stop()
        return {"state": retraining.state}

    @app.post("/retrain/use", include_in_schema=False)
    async def use() -> dict:
        if not retraining.model:
            raise HTTPException(409, "there is no new model")
        work.model = retraining.model
        return {"state": retraining.state}


def _records(document: Document) -> dict:
    data = document_data(document)
    return {name: data[name] for name in ("regions", "attached", "cover", "signatures", "exhibits")}


def _attachment(content: object, name: str) -> JSONResponse:
    return JSONResponse(content, headers={"Content-Disposition": f'attachment; filename="{name}"'})
