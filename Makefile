# Every line with ## is explained by `make help`. Nothing is needed beforehand but python3 (3.11 or newer), git and make.
PYTHON ?= python3
JOBS   ?= logical
ARGS   ?=
BIN    := .venv/bin
CODE   := platform migrations tests tools bench config.py wsgi.py

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run test chaos pages check bench format format-check lint types contracts migrations-check templates-check locks locks-check clean installed developing

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: installed ## install, migrate, fill the demonstration once, serve (PORT=5077 make run for another port)
	@exec $(BIN)/python -m grappe.serve

# Chaos goes first and alone: beside other tests its clocks lie. Then all cores take the rest.
test: developing ## the whole suite, or a part of it: make test ARGS="tests/rooms -k resync"
	@$(BIN)/python tools/chromium.py
ifeq ($(strip $(ARGS)),)
	@$(BIN)/python -m pytest tests/chaos
endif
	@$(BIN)/python -m pytest -n $(JOBS) -m "not chaos" $(ARGS)

pages: developing ## axe, policy, console, width and ids on every page in both themes and languages
	@$(BIN)/python -m pytest tests/journeys/test_pages.py $(ARGS)

chaos: developing ## kill, freeze and cut off real servers under load; alone on the machine, about eight minutes
	@$(BIN)/python -m pytest tests/chaos $(ARGS)

check: locks-check format-check lint types contracts templates-check migrations-check test ## everything that must hold before a merge

bench: developing ## measure, print and write bench/RESULTS.md
	@$(BIN)/python -m bench $(ARGS)

format: developing ## put the code into shape
	@$(BIN)/ruff check --quiet --fix-only $(wildcard $(CODE))
	@$(BIN)/ruff format $(wildcard $(CODE))

format-check: developing
	@$(BIN)/ruff format --check $(wildcard $(CODE))

lint: developing ## ruff: faults, names, security
	@$(BIN)/ruff check $(wildcard $(CODE))

types: developing ## pyrefly: types
	@$(BIN)/pyrefly check

contracts: developing ## import-linter: imports go down the floors
	@$(BIN)/lint-imports

templates-check: developing ## djlint: templates
	@$(BIN)/djlint --lint --quiet --profile=jinja templates

migrations-check: developing ## one head, and the migrations lead to the models, on both databases
	@$(BIN)/python tools/migrations.py

locks: developing ## write the locks anew from pyproject.toml (ARGS=--upgrade for newer releases)
	@$(BIN)/python tools/locks.py write $(ARGS)

locks-check: developing ## the locks carry hashes, agree with pyproject.toml and each other, and name no registry
	@$(BIN)/python tools/locks.py check

clean: ## remove what was installed and cached; instance/ (your data) stays
	@rm -rf .venv .pytest_cache .ruff_cache .hypothesis .import_linter_cache test-results
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

installed:
	@$(PYTHON) tools/bootstrap.py

developing:
	@$(PYTHON) tools/bootstrap.py --dev
