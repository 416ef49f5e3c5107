"""The notebooks run on the data at hand, and what they committed is small and shows no text of a real filing."""

import json
import re
from html import unescape
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from stand_in import shipped

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
CORPUS = ROOT.parent / "shared" / "corpus"
LIMIT = 300_000


def outputs(path: Path) -> list[str]:
    """All text among a notebook's outputs, HTML too."""
    found = []
    for cell in nbformat.read(path, as_version=4).cells:
        for output in cell.get("outputs", []):
            assert output["output_type"] != "error", output
            data = output.get("data", {})
            found += [output.get("text", ""), data.get("text/plain", ""), data.get("text/html", "")]
    return [text for text in found if text]


def test_there_are_three() -> None:
    assert [path.name[:2] for path in NOTEBOOKS] == ["01", "02", "03"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_committed_outputs_are_small_and_hold_no_paths(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text) < LIMIT
    shown = outputs(path)
    assert shown, "was committed without outputs"
    assert not re.search(r"(?<![\w.<])/(home|root|tmp|work|Users|var)/", "\n".join(shown))
    assert any("image/png" in o.get("data", {}) for c in json.loads(text)["cells"] for o in c.get("outputs", []))


@pytest.mark.skipif(not CORPUS.exists(), reason="../shared/corpus is not here")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_committed_outputs_hold_no_line_of_a_real_filing(path: Path) -> None:
    # tables cut long cells short, so that beginnings are compared
    texts = (file.read_text(encoding="utf-8") for file in (CORPUS / "text").glob("*.txt"))
    lines = (" ".join(line.split()) for text in texts for line in text.split("\n"))
    real = {line[:40] for line in lines if len(line) >= 40}
    assert len(real) > 10_000
    cells = (" ".join(cell.split()) for text in outputs(path) for cell in re.split(r"<[^>]+>|\n", unescape(text)))
    same = {cell for cell in cells if cell[:40] in real and re.search("[A-Za-z]{3}", cell)}
    assert {cell for cell in same if not re.search("Officer|President", cell)} == set()  # a title may be anybody's


@pytest.mark.slow
@shipped
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_runs(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook, timeout=280, kernel_name="python3", resources={"metadata": {"path": path.parent}}
    ).execute()
    assert all(cell.execution_count for cell in notebook.cells if cell.cell_type == "code")
