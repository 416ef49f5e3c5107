"""Where the command line begins: `filing-sections`, or `python -m filing_sections`."""

import sys
import warnings


def main() -> None:
    """Run the command line. Ctrl-C, a full disk or an unreadable file end it without a traceback."""
    # joblib says so when Ctrl-C ends what its workers do
    warnings.filterwarnings(
        "ignore", message=r"\d+ tasks (have been successfully executed|which were still being processed)"
    )
    try:
        from .cli import app  # here, so that Ctrl-C is quiet while modules are loaded too

        app(prog_name="filing-sections")
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        print(f"filing-sections: {error.filename or 'error'}: {error.strerror or error}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
