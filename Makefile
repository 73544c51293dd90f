# The two commands of the README are `make run` and `make test`; `make check` is what CI runs.
PYTHON ?= python3.11
WORKERS ?= 2
PYTEST_OPTIONS ?=
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes

.DEFAULT_GOAL := help
.PHONY: help setup run test test-fast test-acceptance test-flagship lint format check audit lock bench clean

help:
	@echo "make run     set up, start everything on this machine, play one call (Ctrl-C stops it)"
	@echo "make test    set up, run the tests (DATABASE_URL and REDIS_URL choose where; default: SQLite, own Redis)"
	@echo "make check   linters, types, contracts, migrations, tests: what CI runs"
	@echo "make lint    the same without the tests;  make format: let ruff and djlint write"
	@echo "make bench   throughput against stock RQ;  make lock: pin the dependencies;  make audit: known holes in them"

.venv/.runtime: requirements.txt
	@command -v $(PYTHON) >/dev/null || { echo "Signalbox needs $(PYTHON) on PATH (with its venv module)."; exit 1; }
	@echo "Installing into .venv ..."
	@$(PYTHON) -m venv .venv
	@$(INSTALL) -r requirements.txt
	@touch $@

.venv/.development: .venv/.runtime requirements-dev.txt
	@$(INSTALL) -r requirements-dev.txt
	@touch $@

setup: .venv/.development

run: .venv/.runtime
	@exec $(BIN)/python manage.py up --demo

test: test-fast test-acceptance test-flagship

test-fast: .venv/.development
	$(BIN)/python -m pytest -m "not acceptance" -n $(WORKERS) $(PYTEST_OPTIONS)

test-acceptance: .venv/.development
	$(BIN)/python -m pytest -m "acceptance and not flagship" -n $(WORKERS) $(PYTEST_OPTIONS)

# Three hundred calls under fire want the machine to themselves: they run alone, after the others.
test-flagship: .venv/.development
	$(BIN)/python -m pytest -m flagship $(PYTEST_OPTIONS)

lint: .venv/.development
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --quiet --check --lint templates
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py check

format: .venv/.development
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/djlint --quiet --reformat templates

check: lint test

audit: .venv/.development
	$(BIN)/pip-audit --require-hashes --disable-pip -r requirements.txt

# The versions stand in the .in files; uv resolves them for the oldest Python that is supported.
lock:
	@command -v uv >/dev/null || { echo "make lock needs uv (https://docs.astral.sh/uv/) on PATH."; exit 1; }
	uv pip compile --quiet --generate-hashes --python-version 3.11 --custom-compile-command "make lock" requirements.in -o requirements.txt
	uv pip compile --quiet --generate-hashes --python-version 3.11 --custom-compile-command "make lock" requirements-dev.in -o requirements-dev.txt

bench: .venv/.development
	$(BIN)/python -m benchmarks

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage staticfiles
