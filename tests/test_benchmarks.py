"""The tables of benchmarks/, and the scripts that write them."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"


@pytest.fixture
def scripts(monkeypatch):
    """The scripts' folder on the path, as for a script that is run there."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        if (BENCHMARKS / f"{name}.py").exists():
            del sys.modules[name]


def table(name: str) -> list[list[str]]:
    """The cells of a page's first table, row by row, without the line of dashes."""
    before = (BENCHMARKS / name).read_text(encoding="utf-8").partition("\n## ")[0]
    rows = [line[2:-2].split(" | ") for line in before.splitlines() if line.startswith("| ")]
    assert len(rows) > 2
    return rows


@pytest.mark.parametrize("name", ["EXPERIMENTS.md", "MADE.md"])
def test_each_row_says_which_commit_it_is_of(name):
    head, *rows = table(name)
    assert head[-1] == "commit"
    for row in rows:
        assert len(row) == len(head)
        assert re.fullmatch("[0-9a-f]{7}", row[-1])


def test_each_rival_in_the_table_can_be_run(scripts):
    from line_rivals import RIVALS

    shown = [(row[0], row[1] == "yes") for row in table("EXPERIMENTS.md")[1:]]
    reached = {name for name, _ in shown}
    assert "stacked: networks (ships)" in reached
    assert shown == [(name, decode) for name in RIVALS if name in reached for decode in RIVALS[name][1]]


def test_what_stands_below_the_table_of_mixes_is_kept(scripts, tmp_path):
    from made_mixes import HEAD, write

    page = tmp_path / "MADE.md"
    write(page, ["| small | 1 |"])
    page.write_text(page.read_text() + "\n## What it shows\n\nMuch.\n\n## And\n\nmore.\n")
    write(page, ["| small | 1 |", "| small | 2 |"])
    assert HEAD in page.read_text()
    assert page.read_text().endswith("| small | 1 |\n| small | 2 |\n\n## What it shows\n\nMuch.\n\n## And\n\nmore.\n")


def test_changed_code_shows_in_the_commit(scripts, tmp_path, monkeypatch):
    import commit

    monkeypatch.setattr(commit, "HERE", tmp_path / "benchmarks")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    commit.HERE.mkdir()
    assert commit.commit() == "-"
    script = commit.HERE / "x.py"
    script.write_text("1\n")
    who = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    for arguments in (["init", "-q"], ["add", "."], [*who, "commit", "-q", "-m", "One"]):
        subprocess.run(["git", *arguments], cwd=tmp_path, check=True)
    name = commit.commit()
    assert re.fullmatch("[0-9a-f]{7}", name)
    (commit.HERE / "TABLE.md").write_text("no code\n")
    assert commit.commit() == name
    script.write_text("2\n")
    assert commit.commit() == f"{name}+"
