# Seamline's commands. `make help` lists them.

PYTHON ?= python3
PORT ?= 8501
ARGS ?=

VENV := .venv
VENV_PYTHON := $(VENV)/bin/python
INSTALLED := $(VENV)/.installed
DEV_INSTALLED := $(VENV)/.installed-dev
PIP_INSTALL := $(VENV_PYTHON) -m pip install --quiet --disable-pip-version-check
NO_PACKAGES := { echo "seamline: the packages were not installed; the lines above say why (pip needs a package index to reach)" >&2; exit 1; }
NO_PYTHON := { echo "seamline: there is no command $(PYTHON); install Python 3.11 or newer, or name yours: PYTHON=python3.12 make run" >&2; exit 1; }

# An environment whose Python has gone (moved, upgraded away) is made anew even though its stamp is still there.
STALE := $(shell test -x $(VENV_PYTHON) || echo remake)

.DEFAULT_GOAL := help
.PHONY: help run test lint format bench clean remake

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(INSTALLED) ## install, seed the store once and serve the dashboard at http://localhost:8501 (PORT=8600 for another)
	@$(VENV_PYTHON) -m geo.preflight --port $(PORT)
	@$(VENV_PYTHON) -m geo seed
	@exec $(VENV_PYTHON) -m streamlit run app.py --server.port $(PORT)

test: $(DEV_INSTALLED) ## run every test that this machine can run, two files at a time (ARGS="-k toll" for some, ARGS="-n 0" one by one)
	@$(VENV_PYTHON) -m pytest --numprocesses 2 --dist loadgroup --no-loadscope-reorder $(ARGS)

lint: $(DEV_INSTALLED) ## check style, types, import rules, dependencies, dead code and spelling
	@$(VENV_PYTHON) -m ruff check
	@$(VENV_PYTHON) -m ruff format --check
	@$(VENV_PYTHON) -m mypy
	@$(VENV_PYTHON) $(VENV)/bin/lint-imports --no-logo
	@$(VENV_PYTHON) -m deptry .
	@$(VENV_PYTHON) -m vulture
	@$(VENV_PYTHON) -m codespell_lib

format: $(DEV_INSTALLED) ## format the code and repair what ruff can repair
	@$(VENV_PYTHON) -m ruff check --fix
	@$(VENV_PYTHON) -m ruff format

bench: $(DEV_INSTALLED) ## measure filter change to marks on screen, beside two other designs
	@$(VENV_PYTHON) -m bench $(ARGS)

clean: ## remove the environment and the tools' caches; the store in .seamline/ stays
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(INSTALLED): requirements.txt $(STALE)
	@command -v $(PYTHON) >/dev/null || $(NO_PYTHON)
	@$(PYTHON) -m geo.preflight python
	@{ $(VENV_PYTHON) -m geo.preflight python && $(VENV_PYTHON) -m pip --version; } >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	@echo "Installing what requirements.txt names into $(VENV); the first time takes a minute or two."
	@$(PIP_INSTALL) -r requirements.txt || $(NO_PACKAGES)
	@touch $@

$(DEV_INSTALLED): requirements-dev.txt $(INSTALLED)
	@echo "Installing what requirements-dev.txt names into $(VENV)."
	@$(PIP_INSTALL) -r requirements-dev.txt || $(NO_PACKAGES)
	@touch $@
