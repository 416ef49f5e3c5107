"""A server on this machine: drop a filing, look at it, correct it, retrain with the corrections; REST beside it.

    create_app(model, corrections, ...) -> FastAPI      the application
    run(model, host="127.0.0.1", port=8400, ...)        serves it until interrupted

Needs the extra: ``pip install "filing-sections[serve]"`` (fastapi, uvicorn, python-multipart).
"""

from .app import create_app
from .run import run

__all__ = ["create_app", "run"]
