# Everything a person or CI does here; `make` prints this list. Each target installs what it needs by itself.
SHELL := /bin/sh
BIN := .venv/bin
WORKERS ?= auto
PYTEST := $(BIN)/python -m pytest
.DEFAULT_GOAL := help

.PHONY: help
help:  ## print this list
	@awk -F ':.*##  *' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: setup
setup:  ## install what is missing (system packages, .venv); leaves .venv/bin/continuity
	@scripts/system-packages demo
	@scripts/venv runtime

.PHONY: setup-dev
setup-dev:  ## the same, with what the tests and the linters need
	@scripts/system-packages test
	@scripts/venv dev

.PHONY: demo
demo: setup  ## the whole loop on this machine with real data, in about a minute; DEMO='--keep' leaves it running
	@$(BIN)/continuity demo $(DEMO)

.PHONY: test
test: setup-dev lint  ## linters, architecture, unit and lab tests (about twenty minutes on two cores)
	$(PYTEST) -n $(WORKERS) --dist loadgroup -m 'not slow' $(ARGS)

.PHONY: test-all
test-all: setup-dev lint  ## the same and the slow tests: kill -9, big files, a wheel in a fresh place
	HYPOTHESIS_PROFILE=long CONTINUITY_TEST_DEAR_KEYS=1 $(PYTEST) -n $(WORKERS) --dist loadgroup $(ARGS)

.PHONY: lint
lint: setup-dev  ## ruff format, ruff, mypy --strict, docstrings
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/interrogate continuity storage_adapters

.PHONY: format
format: setup-dev  ## let ruff write what it can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.PHONY: bench
bench: setup  ## ratios against bare restic and bare click, measured in one run (BENCH_SCALE=0.1 for a quick look)
	@$(BIN)/python -m bench

.PHONY: pins
pins:  ## resolve anew and rewrite constraints.txt
	@scripts/pins

.PHONY: docs
docs: setup-dev  ## rewrite docs/commands.md from --help
	$(BIN)/python -m tests.house.reference

.PHONY: clean
clean:  ## remove .venv, caches and builds; leaves configuration, state and copies alone
	rm -rf .venv .cache build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find . -name '*.egg-info' -type d -prune -exec rm -rf {} +
