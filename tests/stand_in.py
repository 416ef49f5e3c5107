"""A model in the shipped one's place, so that tests of the shell around it are quick."""

import os
import sys
import types
from pathlib import Path

import numpy as np
import pytest

from filing_sections.filing import Cover, Document, Entity, Exhibit, Filing, Signature
from filing_sections.labels import EntityLabel, Label
from filing_sections.lines import Lines

ROOT = Path(__file__).resolve().parents[1]
TEXT = "FORM 8-K\n\nItem 5. Other events\nBy: /s/ Ann Oakes\n"

#: For tests that need the real one.
shipped = pytest.mark.skipif(
    not (ROOT / "model" / "meta.json").exists() and "FILING_SECTIONS_MODEL" not in os.environ,
    reason="no model is trained yet",
)


class StandIn:
    """Labels by the first word; a file that holds "damaged" cannot be read."""

    seen: dict

    def predict_many(self, sources, n_jobs=1, use_metadata=True):
        type(self).seen = {"n_jobs": n_jobs, "use_metadata": use_metadata}
        for source in sources:
            yield self.predict(source)

    def predict(self, source):
        name = None if isinstance(source, bytes) else str(source)
        try:
            text = source.decode() if isinstance(source, bytes) else Path(source).read_text()
        except OSError as error:
            return Filing([], source=name, warnings=[f"{name}: {error.strerror}"])
        if "damaged" in text:
            return Filing([], source=name, warnings=["is damaged at byte 0"])
        lines = Lines.from_text(text)
        first = {"FORM": Label.COVER, "By:": Label.SIGNATURE}
        labels = [first.get(line.split()[0], Label.BODY) if line.strip() else None for line in lines]
        return Filing(
            [
                Document(
                    Path(name).stem if name else "stdin",
                    lines,
                    labels,
                    np.full(len(lines), 0.9),
                    entities=[Entity(0, 8, EntityLabel.TITLE, text[0:8])],
                    cover=Cover("8-K", ["Acme \x1b[31m Corp."], None, "May 1, 1996", 0.9),
                    signatures=[Signature("Ann Oakes", None, "Acme Corp.", None, 4, 0.87)],
                    exhibits=[Exhibit("99.1", "Press release", 3, 0.5)],
                    source=name,
                )
            ],
            source=name,
        )


def stand_in(monkeypatch):
    """Make `load` give a StandIn for as long as `monkeypatch` lasts."""
    module = types.ModuleType("filing_sections.model")

    def load(path=None):
        if path is not None and not Path(path).is_dir():
            raise FileNotFoundError(2, "holds no model", str(path))
        return StandIn()

    module.load = load
    monkeypatch.setitem(sys.modules, "filing_sections.model", module)
