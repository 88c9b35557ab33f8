# Every target prints what it runs. `make` alone lists them.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3.11
BIN := .venv/bin
STAMP := .venv/.ready
MONTHS ?= 2026-09..2026-10
RESIDENTS ?= 20000
SEED ?= 1
SIDE_BY_SIDE := -n 2 --dist loadfile --no-loadscope-reorder
MONITOR_HOME ?= $(CURDIR)/data
export MONITOR_HOME
# Hundreds of short processes start in the tests: without compiled files each compiles everything anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup lock run up test test-all prove proof-table check bench docs pictures clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMP) ## a .venv from requirements.lock; quick when nothing changed

$(STAMP): requirements.lock requirements-bootstrap.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bootstrap.txt
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	touch $@

lock: $(STAMP) ## requirements.lock and requirements-production.lock from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --extra dev --generate-hashes --python-version 3.11 --no-header --quiet --upgrade -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --extra production --constraints requirements.lock --generate-hashes --python-version 3.11 --no-header --quiet --upgrade -o requirements-production.lock

run: $(STAMP) ## a simulated county's two months through the real Dags, and what was found
	$(BIN)/monitor simulate --seed $(SEED) --residents $(RESIDENTS) --months $(MONTHS) --out $(MONITOR_HOME)
	$(BIN)/python bin/run_dags.py $(MONTHS)
	$(BIN)/monitor score --seed $(SEED) --residents $(RESIDENTS) --months $(MONTHS) --answer-key $(MONITOR_HOME)/answer_key
	$(BIN)/monitor summary --period $(lastword $(subst .., ,$(MONTHS)))

up: $(STAMP) ## Airflow with its pages on 127.0.0.1; Ctrl-C stops it
	@exec $(BIN)/python bin/up.py

test: $(STAMP) ## the default tests
	$(BIN)/python -m pytest -m "not slow and not sweep" $(SIDE_BY_SIDE)

test-all: $(STAMP) ## every test, the slow ones too
	$(BIN)/python -m pytest -m "not sweep" $(SIDE_BY_SIDE)

prove: $(STAMP) ## every point of every sweep: kills, crashes, mixed bad inputs (many minutes)
	$(BIN)/python -m pytest -m sweep

proof-table: $(STAMP) ## measures every promise under faults and writes the table of README.md (three quarters of an hour)
	$(BIN)/python -m tests.reliability --readme

check: $(STAMP) ## formatting, types, style of YAML and SQL, import rules, generated documentation
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/yamllint --strict .
	$(BIN)/sqlfluff lint --disable-progress-bar include/sql
	$(BIN)/lint-imports
	$(BIN)/monitor docs --check

bench: $(STAMP) ## time and memory of every stage, as one table of ratios
	$(BIN)/python -m benchmarks

docs: $(STAMP) ## write the pages that are generated from contracts, rules and tables
	$(BIN)/monitor docs

pictures: $(STAMP) ## every page and workbook of the last month as a picture, in out/pictures
	bin/pictures.sh

clean: ## remove what runs and checks leave behind; never the data folder
	rm -rf out .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
