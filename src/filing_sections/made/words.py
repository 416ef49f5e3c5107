"""The word lists and sentences that made filings are written from: text files in data/, one entry a line."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def sections(name: str) -> dict[str, tuple[str, ...]]:
    """The file ``data/<name>.txt`` by its ``# section`` headings.

    >>> sections("titles")["director"][0]
    'Director'
    """
    text = (files(__package__) / "data" / f"{name}.txt").read_text(encoding="utf-8")
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        if line.startswith("# "):
            current = found.setdefault(line[2:].strip(), [])
        elif line.strip():
            current.append(line)
    return {key: tuple(lines) for key, lines in found.items()}


def words(key: str) -> tuple[str, ...]:
    """One of the word lists of ``data/lists.txt``."""
    return sections("lists")[key]
