# Needs Python 3.11 or newer, with its venv module. Everything goes into .venv and .qibu, beside this file.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
BIN := .venv/bin
STAMP := .venv/.installed
PACKAGES := packages services gateway tests benchmarks conftest.py

.DEFAULT_GOAL := help
.PHONY: help run install up test bench lint types contracts lock clean

help: ## show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 20

run: install ## install what is missing, start everything, play the Jiangjin pilot and print its scorecard
	@$(BIN)/qibu demo

install: $(STAMP) ## make .venv with the pinned packages (done once)
	@:

up: install ## start the platform and keep it up until Ctrl-C
	@$(BIN)/qibu up

test: install ## run all tests on real engines
	@$(BIN)/pytest

bench: install ## measure what must be fast, print a table, write benchmarks/results/latest.json
	@$(BIN)/python benchmarks

lint: install ## check style, formatting and which package may import which
	@$(BIN)/ruff check $(PACKAGES)
	@$(BIN)/ruff format --check $(PACKAGES)
	@$(BIN)/lint-imports

types: install ## check types, strictly
	@$(BIN)/mypy

contracts: install ## generate OpenAPI, event schemas and AsyncAPI from the code into contracts/
	@$(BIN)/qibu contracts

lock: install ## pin all packages anew with hashes (requirements.lock)
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --all-extras pyproject.toml requirements.in --output-file requirements.lock

clean: ## remove .venv and caches; the data in .qibu stays
	rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(STAMP): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Qibu needs Python 3.11 or newer, and found none; name one: make PYTHON=/path/to/python3.12"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is older than 3.11"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' || { echo "$(PYTHON) lacks its venv module (Debian, Ubuntu: apt install python3-venv)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing the pinned packages (once) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(STAMP)
