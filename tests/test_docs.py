"""The README: every command and option is in it, none that is not there, and its Python runs."""

import re
from pathlib import Path

import pytest
import typer.main

from filing_sections.cli import app
from stand_in import shipped

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"]

TRAIN = set(re.findall(r'"(--[a-z]+)"', (ROOT / "train.py").read_text(encoding="utf-8")))


def commands(group=None, name=""):
    """Each command's full name, and the command."""
    group = group or typer.main.get_command(app)
    for part, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{name}{part} ")
        else:
            yield name + part, command


def row(name):
    """The command's row in the README's table."""
    rows = [line for line in README.splitlines() if re.match(rf"\| `filing-sections {name}[ `]", line)]
    assert len(rows) == 1, f"{name} needs one row in the README's table of commands"
    return rows[0]


@pytest.mark.parametrize(("name", "command"), list(commands()), ids=[name for name, _ in commands()])
def test_the_readme_lists_each_command_with_its_options(name, command):
    listed = set(re.findall(r"--[a-z-]+", row(name).split("|")[3]))
    options = {o for p in command.params for o in [*p.opts, *p.secondary_opts] if o.startswith("--")}
    assert listed == options - {"--help"}


@pytest.mark.parametrize(("name", "command"), list(commands()), ids=[name for name, _ in commands()])
def test_help_teaches_by_example(name, command):
    assert f"\nfiling-sections {name}" in command.help
    assert all(p.help for p in command.params if p.name != "help"), "each option says what it does"


def test_no_page_names_a_command_or_an_option_that_is_not_there():
    there = {name.split()[0] for name, _ in commands()}
    options = {o for _, c in commands() for p in c.params for o in [*p.opts, *p.secondary_opts]} | {
        "--help",
        "--version",
    }
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        assert set(re.findall(r"filing-sections ([a-z]+)\b", text)) <= there, page.name
        assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text)) <= options | TRAIN, page.name


def test_make_targets_that_are_named_exist():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    for page in PAGES:
        assert set(re.findall(r"(?m)(?:^    |`)make ([a-z]+)", page.read_text(encoding="utf-8"))) <= targets, page.name


def test_files_that_are_named_exist():
    for path in re.findall(r"`((?:data|examples|model|src)/[\w./-]+)`", README):
        assert (ROOT / path).exists(), path


@shipped
def test_the_python_in_the_readme_runs(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    blocks = re.findall(r"```python\n(.*?)```", README, re.S)
    assert len(blocks) >= 3
    names = {}
    for block in blocks:
        exec(block, names)
    assert "Haneul" in capsys.readouterr().out
    assert names["document"].regions


def test_the_readme_quotes_the_scores_of_the_model_card():
    table = README.split("## How good it is")[1].split("\n## ")[0]
    quoted = dict(re.findall(r"^\| ([^|]+) \| ([\d.]+) \|", table, re.M))
    card = (ROOT / "model" / "MODEL_CARD.md").read_text(encoding="utf-8")
    scores = dict(re.findall(r"^\| ([^|]+) \| ([\d.]+) \|", card, re.M))
    assert len(quoted) > 10
    assert {name: float(value) for name, value in quoted.items()} == {
        name: round(float(scores[name]), 3) for name in quoted
    }
