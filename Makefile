# `make help` lists what there is.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
BLOCKERS ?= var/blockers
PORT ?= 8000
SHELL := /bin/sh
.DEFAULT_GOAL := help

.PHONY: help
help: ## what this file can do
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

.PHONY: setup
setup: $(VENV)/.installed ## the Python environment in .venv (repeatable)

$(VENV)/.installed: requirements.txt constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

.PHONY: run
run: setup ## set up, check itself with one practice purchase, and serve
	@bin/browsers run
	@exec $(BIN)/python -m checker serve --self-check --port $(PORT)

.PHONY: test
test: setup $(VENV)/.installed-dev blockers ## set up, and run every test that this machine can run
	@bin/browsers test
	@bin/page-tools axe-core
	$(BIN)/python -m pytest

.PHONY: unit
unit: setup $(VENV)/.installed-dev ## only the tests that need no browser
	$(BIN)/python -m pytest -m "not browser and not faults"

.PHONY: blockers
blockers: setup ## fetch AdGuard's lists for replays (needs npm)
	@$(BIN)/python -m checker.replay.blockers $(BLOCKERS) || echo "Setups with AdGuard's lists are skipped by name."

.PHONY: lint
lint: setup $(VENV)/.installed-dev ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

.PHONY: messages
messages: setup ## find every text for people, and bring the catalogues in checker/web/locales up to date
	$(BIN)/python -m checker.web.messages

.PHONY: bench
bench: setup $(VENV)/.installed-dev ## measure, and print what docs/ quotes
	@bin/browsers run
	@bin/page-tools lighthouse
	$(BIN)/python -m bench.time_to_verdict
	$(BIN)/python -m bench.replay
	$(BIN)/python -m bench.lighthouse

.PHONY: accuracy
accuracy: setup blockers ## run the check in every setup, hold it against the matrix, and write docs/accuracy.md
	@bin/browsers test
	$(BIN)/python -m checker accuracy --out docs/accuracy.md

.PHONY: clean
clean: ## remove what was made here, but the data in var/
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
