"""Fuzz target: any bytes give a result that holds together, or a ReadError; how to run it stands in README.md."""

import sys

import atheris

with atheris.instrument_imports(include=["filing_sections"]):
    from checks import check

    import filing_sections.render  # noqa: F401  # or it would come later, uninstrumented

if __name__ == "__main__":
    atheris.Setup(sys.argv, check)
    atheris.Fuzz()
