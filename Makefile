# make         set up .venv and run the workflow on the dumps in config.yaml (CONFIG=FILE: with the
#              settings in FILE as well)
# make test    set up the development tools in .venv and node_modules, and run all checks
# make setup   set up .venv only
# make docs    update the schemas and the table of settings from the code
# make fuzz    test every reader with damaged dumps, a minute each (SECONDS=10 for less)
# make lock    update both lock files from pyproject.toml (UPGRADE=--upgrade for newer versions)
# make clean   remove .venv, node_modules and the caches of tools; results/ is kept

SHELL := /bin/sh
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
PYTHONS := $(PYTHON) python3.13 python3.12 python3.11 python3 python
COMPILE := $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--generate-hashes --no-header --excludes requirements.exclude $(UPGRADE)
WITH_NODE := PATH="$(CURDIR)/$(BIN):$$PATH"
TEMPLATES := src/paperthemes/pages/templates

.PHONY: run setup test docs fuzz lock clean

run: setup
	@$(BIN)/paperthemes run $(if $(CONFIG),--config "$(CONFIG)")

setup: .venv/runtime.stamp

# The lock lists all packages with their hashes, so pip resolves nothing itself.
.venv/runtime.stamp: .venv/created.stamp requirements.lock pyproject.toml
	@echo "Installing the workflow into .venv (a minute or two, only when requirements.lock changes)"
	@$(PIP) --no-deps --require-hashes -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

.venv/development.stamp: .venv/runtime.stamp requirements-dev.lock
	@echo "Installing the development tools into .venv"
	@$(PIP) --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

# Node is a Python package of the development tools.
node_modules/.stamp: .venv/development.stamp package-lock.json
	@echo "Installing the checks of JavaScript and CSS into node_modules"
	@$(WITH_NODE) npm ci --no-audit --no-fund --no-update-notifier --ignore-scripts --loglevel=error >/dev/null
	@touch $@

.venv/created.stamp:
	@for python in $(PYTHONS); do \
	  if "$$python" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' \
	    >/dev/null 2>&1; then \
	    echo "Creating .venv with $$("$$python" --version)"; \
	    "$$python" -m venv --clear .venv && touch $@ && exit 0; \
	    exit 1; \
	  fi; \
	done; \
	echo "No suitable Python found. Looked for Python 3.11, 3.12 or 3.13 with its venv module," >&2; \
	echo "as: $(PYTHONS) (in $$PATH)." >&2; \
	echo "Install one (on Debian and Ubuntu also its -venv package), or name it: make PYTHON=/path/to/python3.12" >&2; \
	exit 1

test: .venv/development.stamp node_modules/.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(WITH_NODE) node_modules/.bin/eslint --max-warnings 0 --no-error-on-unmatched-pattern \
	  eslint.config.js $(TEMPLATES)/js
	$(WITH_NODE) node_modules/.bin/prettier --check --no-error-on-unmatched-pattern \
	  package.json eslint.config.js $(TEMPLATES)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/snakefmt --check Snakefile workflow
	$(BIN)/snakemake --lint
	$(BIN)/pytest --numprocesses auto --dist loadfile --cov --cov-report=term --cov-fail-under=90

docs: .venv/development.stamp
	$(BIN)/python docs/generate.py

fuzz: .venv/development.stamp
	$(BIN)/python tests/fuzz.py $(or $(SECONDS),60)

lock: .venv/development.stamp
	$(COMPILE) --extra build --output-file requirements.lock
	$(COMPILE) --extra build --extra dev --constraint requirements.lock --output-file requirements-dev.lock

clean:
	rm -rf .venv node_modules .import_linter_cache .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage .coverage.* src/*.egg-info
