# make         set up .venv and run the workflow on the dumps named in config.yaml
# make test    set up .venv and node_modules with the development tools and run every check
# make setup   only set up .venv
# make docs    write the schemas and the table of settings anew from the code
# make fuzz    feed every reader of dumps damaged ones, a minute each (SECONDS=10 for less)
# make lock    write both requirements locks anew from pyproject.toml (UPGRADE=--upgrade for newer versions)
# make clean   remove .venv, node_modules and the caches of the tools; results/ stays

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
	@$(BIN)/python -m paperthemes.workflow.run

setup: .venv/runtime.stamp

# The lock names every package with its hash, so pip need not and may not resolve anything itself.
.venv/runtime.stamp: .venv/created.stamp requirements.lock pyproject.toml
	@echo "Installing the workflow into .venv (a minute or two, only when requirements.lock changes)"
	@$(PIP) --no-deps --require-hashes -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

.venv/development.stamp: .venv/runtime.stamp requirements-dev.lock
	@echo "Installing the development tools into .venv"
	@$(PIP) --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

# Node itself comes through pip, with the development tools.
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
	$(BIN)/pytest --cov --cov-report=term --cov-fail-under=90

docs: .venv/development.stamp
	$(BIN)/python docs/generate.py

fuzz: .venv/development.stamp
	$(BIN)/python tests/fuzz.py $(or $(SECONDS),60)

lock: .venv/development.stamp
	$(COMPILE) --extra build --output-file requirements.lock
	$(COMPILE) --extra build --extra dev --constraint requirements.lock --output-file requirements-dev.lock

clean:
	rm -rf .venv node_modules .import_linter_cache .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage .coverage.* src/*.egg-info
