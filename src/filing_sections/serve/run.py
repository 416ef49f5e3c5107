"""Starting the server: address and token."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn

from .app import create_app
from .guard import LOCAL
from .retrain import Command, Model, Retraining


def run(
    model: Model,
    *,
    host: str = "127.0.0.1",
    port: int = 8400,
    allow_remote: bool = False,
    token: str | None = None,
    corrections: Path | None = None,
    samples: Path | None = None,
    train: Command | None = None,
    load: Callable[[Path], Model] | None = None,
    max_bytes: int = 50_000_000,
    ready: Callable[[str], None] = print,
) -> None:
    """Serve `model` until interrupted.

    Args:
        model: what `load` gives; its `predict` is used.
        host: another than this machine needs `allow_remote`, and then a token, which is made where none is given.
        port: 0 takes a free one.
        corrections: folder of the corrected documents; ``corrections`` in the working folder by default.
        samples: folder of samples for the start page.
        train: the command that trains a new model; None leaves retraining out.
        load: loads what `train` wrote.
        ready: told the address to open, token included, before the first request.

    Raises:
        ValueError: if `host` is not this machine and `allow_remote` is not set.
        OSError: if the port is taken.
    """
    if host not in LOCAL:
        if not allow_remote:
            raise ValueError(f"{host}: everybody who reaches it could use this server; say so with --allow-remote")
        token = token or secrets.token_urlsafe(24)
    corrections = corrections or Path("corrections")
    retraining = None
    if train and load:
        retraining = Retraining(train, load, corrections)
    app = create_app(
        model, corrections, samples=samples, retraining=retraining, token=token,
        hosts=None if host in ("0.0.0.0", "::") else frozenset({host.lower()}), max_bytes=max_bytes,
    )  # fmt: skip
    config = uvicorn.Config(app, log_level="warning", server_header=False, timeout_keep_alive=5)
    # bound here: uvicorn would end the process where the port is taken
    listening = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    shown = f"[{host}]" if ":" in host else host
    ready(f"http://{shown}:{listening.getsockname()[1]}/" + (f"?token={token}" if token else ""))
    uvicorn.Server(config).run(sockets=[listening])
