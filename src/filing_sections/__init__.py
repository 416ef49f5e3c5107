"""Which lines of a corporate filing are cover, signature, exhibit, boilerplate or body, and who signed.

>>> import filing_sections as fs
>>> model = fs.load()                                      # doctest: +SKIP
>>> filing = model.predict("8-k.txt")                      # doctest: +SKIP
>>> [(s.name, s.title) for s in filing.signatures]         # doctest: +SKIP

Importing the package loads nothing heavy: each public name is imported when it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .filing import Cover, Document, Entity, Exhibit, Filing, Line, Region, Signature
    from .labels import EntityLabel, Label
    from .lines import Lines
    from .model import Model, load

__version__ = "0.1.0"

_MODULES = {
    "load": "model",
    "Model": "model",
    "Filing": "filing",
    "Document": "filing",
    "Line": "filing",
    "Region": "filing",
    "Entity": "filing",
    "Cover": "filing",
    "Signature": "filing",
    "Exhibit": "filing",
    "Label": "labels",
    "EntityLabel": "labels",
    "Lines": "lines",
}

__all__ = [
    "Cover",
    "Document",
    "Entity",
    "EntityLabel",
    "Exhibit",
    "Filing",
    "Label",
    "Line",
    "Lines",
    "Model",
    "Region",
    "Signature",
    "__version__",
    "load",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{_MODULES[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
