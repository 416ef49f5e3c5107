# Every target makes its own .venv first. Needed beforehand: Python >= 3.11, make and git.
#   make demo PYTHON=python3.13    chooses another Python

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
SAMPLES := $(sort $(wildcard data/samples/*.txt data/samples/*.htm))
PYTEST_ARGS ?= -n 2
# hashes are of the public packages; a machine's own links to wheels must not stand in for them
PIP := PIP_FIND_LINKS= PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip

.DEFAULT_GOAL := help
.PHONY: help demo test slow train lint format experiments bench wheel lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/.run ## label the sample filings with the shipped model
	$(BIN)/filing-sections predict --format table $(SAMPLES)

test: $(VENV)/.dev ## run the tests (PYTEST_ARGS="-n 2")
	$(BIN)/python -m pytest -m "not slow" $(PYTEST_ARGS)

slow: $(VENV)/.dev ## run the tests that take minutes or need rare tools
	$(BIN)/python -m pytest -m slow

train: $(VENV)/.dev ## train on all data at hand and write model/ (ARGS="--help" lists the options)
	$(BIN)/python train.py $(ARGS)

lint: $(VENV)/.dev ## check style and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(VENV)/.dev ## mend style and formatting
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

experiments: $(VENV)/.dev ## run every rival by grouped cross-validation and write the table
	$(BIN)/python benchmarks/experiments.py $(ARGS)

bench: $(VENV)/.dev ## measure speed and memory, beside the peers
	$(BIN)/python benchmarks/bench.py $(ARGS)

wheel: $(VENV)/.run ## build dist/*.whl, the model in it
	$(PIP) wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

UV := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --upgrade
lock: $(VENV)/.dev ## resolve the newest allowed versions anew
	$(UV) pyproject.toml --group build --output-file requirements/run.txt
	$(UV) pyproject.toml --group build --extra dev --constraint requirements/run.txt --output-file requirements/dev.txt

clean: ## remove the environment and what was built
	rm -rf $(VENV) dist build

# .run: what the package needs; .dev: the tools of tests and training as well
$(VENV)/.run: requirements/run.txt pyproject.toml | $(VENV)/bin/python
	$(PIP) install --quiet --require-hashes --requirement requirements/run.txt
	@mkdir -p model # the build wants the folder, also before the first training
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.run
	$(PIP) install --quiet --require-hashes --requirement requirements/dev.txt
	@touch $@

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python >= 3.11 is needed; name one with: make demo PYTHON=/path/to/python3.12" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }
