# From a clean checkout to pictures, tests and checks. `make` alone lists the targets.

VENV ?= .venv
PYTHON ?=
PYTHON_VERSIONS ?= 3.13 3.12
WORKERS ?= 2
PYTEST_ARGS ?=

BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

export PIP_DISABLE_PIP_VERSION_CHECK = 1

.DEFAULT_GOAL := help
.PHONY: help venv demo test thorough quick check docs tables changelog bench clean

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

venv: $(STAMP)  ## create the environment (other targets do so when needed)

demo: $(STAMP)  ## run the quickstart experiment and draw its figures in runs/quickstart
	$(BIN)/movementsim run experiments/quickstart.toml

test: $(STAMP)  ## run the tests
	$(BIN)/python -m pytest -n $(WORKERS) -m "not thorough" $(PYTEST_ARGS)

thorough: $(STAMP)  ## run all tests, including those that take half an hour: traits, faults, lessons
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup $(PYTEST_ARGS)

quick: $(STAMP)  ## run the tests that take seconds
	$(BIN)/python -m pytest -n $(WORKERS) -m "not slow and not scale and not statistics and not thorough" $(PYTEST_ARGS)

check: $(STAMP)  ## check style, formatting, types and docstrings
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy --strict
	$(BIN)/python -m pytest -q tests/docs/test_docstrings.py

docs: $(STAMP)  ## build the documentation site in site/; any warning is an error
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet
	@echo "The site is in site/. Open site/index.html, or serve it to use the search:"
	@echo "$(BIN)/python -m http.server --directory site"

tables: $(STAMP)  ## update the tables of docs/model.md and docs/rules from the code
	$(BIN)/python -m cogapp -r -p "from movementsim.reference import model_tables" \
		docs/model.md docs/rules/*.md

changelog: $(STAMP)  ## gather the notes in changes/ into CHANGELOG.md, under the package's version
	$(BIN)/towncrier build --yes

bench: $(STAMP)  ## measure speed and memory
	$(BIN)/python -m benchmarks

clean:  ## remove the environment and everything that tools leave behind
	@if [ -e "$(VENV)/pyvenv.cfg" ]; then rm -rf "$(VENV)"; fi
	rm -rf .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist site
	@find src tests -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

# A pyenv shim may exist and still not run, and Debian's python3 may come without ensurepip,
# so each candidate is tried. Prints the path of the first that can make an environment.
define FIND_PYTHON
works() { "$$@" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 12))' 2>/dev/null; }; \
candidates() { \
	if [ -n "$(PYTHON)" ]; then echo "$(PYTHON)"; return; fi; \
	for version in $(PYTHON_VERSIONS); do \
		echo "python$$version"; \
		PYENV_VERSION=$$version pyenv which "python$$version" 2>/dev/null; \
		uv python find --no-python-downloads "$$version" 2>/dev/null; \
	done; \
	echo python3; echo python; \
}; \
found=$$(candidates | while read -r candidate; do \
	if works "$$candidate"; then "$$candidate" -c 'import sys; print(sys.executable)'; break; fi; \
done); \
if [ -z "$$found" ]; then \
	echo "No Python 3.12 or newer found (looked for: $(or $(PYTHON),$(PYTHON_VERSIONS:%=python%) python3 python))." >&2; \
	echo "Install one, for example with 'pyenv install 3.13' or 'uv python install 3.13'" >&2; \
	echo "(on Debian or Ubuntu also its -venv package), or name one: make PYTHON=/path/to/python3.13" >&2; \
	exit 1; \
fi
endef

$(STAMP): pyproject.toml constraints.txt
	@if ! "$(BIN)/python" -m pip --version >/dev/null 2>&1; then \
		$(FIND_PYTHON); \
		echo "Making $(VENV) with $$("$$found" --version)"; \
		"$$found" -m venv "$(VENV)"; \
	fi
	@echo "Installing movementsim and its tools into $(VENV) (a minute or two the first time)"
	@$(BIN)/python -m pip install --quiet -c constraints.txt -e ".[dev]"
	@touch $@
