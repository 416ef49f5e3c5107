"""The package: what importing it costs, what it exports, and that a built wheel works without the repository."""

import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import filing_sections

ROOT = Path(__file__).resolve().parents[1]
HEAVY = {"numpy", "scipy", "sklearn", "pandas", "spacy", "lxml", "pyarrow", "httpx", "typer", "jinja2"}


def python(code):
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)


def test_importing_loads_nothing_heavy():
    loaded = python("import sys, filing_sections; print(*{m.partition('.')[0] for m in sys.modules})")
    assert loaded.returncode == 0, loaded.stderr
    assert not HEAVY & set(loaded.stdout.split())


def test_importing_takes_under_a_tenth_of_a_second():
    # processor time: how long it takes on a machine that has nothing else to do
    code = "import time; t = time.process_time(); import filing_sections; print(time.process_time() - t)"
    assert min(float(python(code).stdout) for _ in range(3)) < 0.1


def test_asking_for_help_loads_no_model():
    loaded = python(
        "import sys\nfrom filing_sections.cli import app\n"
        "try: app(['--help'])\nexcept SystemExit: pass\nprint(*{m.partition('.')[0] for m in sys.modules})"
    )
    assert loaded.returncode == 0, loaded.stderr
    assert not {"sklearn", "spacy", "pandas", "pyarrow"} & set(loaded.stdout.split())


def test_every_public_name_is_there():
    for name in filing_sections.__all__:
        assert getattr(filing_sections, name)
    assert set(filing_sections.__all__) <= set(dir(filing_sections))
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = filing_sections.no_such_name


def test_locked_requirements_cover_the_declared_ones_and_name_no_place():
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    run, dev = ((ROOT / "requirements" / f"{name}.txt").read_text() for name in ("run", "dev"))
    pinned = {line.partition("==")[0] for line in run.splitlines() if "==" in line}
    for requirement in declared["dependencies"]:
        assert requirement.partition(">")[0] in pinned
    pins = [line.split(" \\")[0] for line in run.splitlines() if "==" in line]
    assert set(pins) <= {line.split(" \\")[0] for line in dev.splitlines() if "==" in line}
    for text in (run, dev):
        assert text.count("==") <= text.count("--hash=sha256:")
        assert not any(x in text for x in ("://", "--index", "--find-links", "--trusted", " @ ", "file:"))


@pytest.mark.slow
@pytest.mark.skipif(not (ROOT / "model" / "meta.json").exists(), reason="no model is trained yet")
def test_the_wheel_holds_the_model_and_works_on_its_own(tmp_path):
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    clean = {k: v for k, v in os.environ.items() if k not in ("PIP_FIND_LINKS", "PYTHONPATH", "FILING_SECTIONS_MODEL")}
    build = [*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", tmp_path, ROOT]
    subprocess.run(build, check=True, env=clean)
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    for path in (ROOT / "model").rglob("*"):
        if path.is_file():
            assert f"filing_sections/model/{path.relative_to(ROOT / 'model').as_posix()}" in names
    venv = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    install = [venv / "bin" / "python", "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
    subprocess.run([*install, "--require-hashes", "-r", ROOT / "requirements" / "run.txt"], check=True, env=clean)
    subprocess.run([*install, "--no-deps", wheel], check=True, env=clean)
    sample = ROOT / "data" / "samples" / "6-k-2002-haneul.txt"
    command = [venv / "bin" / "filing-sections", "predict", "--format", "table", sample]
    result = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=clean)
    assert result.returncode == 0, result.stderr
    assert "Haneul Precision Glass" in result.stdout
