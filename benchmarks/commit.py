"""Which commit a table's figures are of."""

import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent


def commit() -> str:
    """The short name of the commit that is checked out, with a `+` where code differs from it; `-` without git."""
    try:
        name = _git("rev-parse", "--short=7", "HEAD").stdout.strip()
        changed = _git("diff", "--quiet", "HEAD", "--", "*.py").returncode
    except OSError:  # no git
        return "-"
    return name + ("+" if changed else "") if name else "-"


def _git(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["git", *arguments], cwd=HERE.parent, capture_output=True, text=True)
