# Needs make and Python 3.11 or newer. Everything else is installed into .venv, and only when pyproject.toml has changed.

VENV := .venv
BIN := $(VENV)/bin
PYTHONS := $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11)
FORMAT ?= terminal
HAS_R := Rscript -e 'library(haven); library(dplyr); library(jsonlite)'
HAS_BROWSER := command -v chromium || command -v chromium-browser || command -v google-chrome

# An environment whose Python is gone (removed, or replaced by another version) is made again.
$(shell [ -e $(BIN)/python ] || rm -f $(VENV)/pyvenv.cfg $(VENV)/.*-installed)

# pip compiles what it installs, but not what it installs for editing: the first command need not do it, nor every command where Python may write nothing.
COMPILE = $(BIN)/python -m compileall -q build_tools

# On a build server a skipped test is a failed one.
ifeq ($(CI),true)
export REQUIRE_BROWSER := 1
export REQUIRE_JAVA := 1
export REQUIRE_R := 1
export REQUIRE_LANGUAGES := sql python r
endif

.DEFAULT_GOAL := help
.PHONY: help site serve check test bench oracle clean browser java r
.NOTPARALLEL:

help: ## say what the targets are
	@sed -n 's/^\([a-z]*\):.*## /  make \1|/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-14s %s\n", $$1, $$2 }'

site: $(VENV)/.site-installed ## build the whole site into site/
	@echo "== site: checking the definitions and building every page"
	@$(BIN)/leo-kb build --sample

serve: $(VENV)/.site-installed ## show the site on this computer and build it again when a file changes
	@echo "== serve: building the site and watching variables/, docs/ and mkdocs.yml"
	@$(BIN)/leo-kb serve

check: $(VENV)/.site-installed ## check the definitions (FORMAT=github or json for machines)
	@echo "== check: are the definitions right?" >&2
	@$(BIN)/leo-kb check --format $(FORMAT)

test: $(VENV)/.test-installed browser java r ## run every check and every test
	@echo "== ruff: is the code tidy?"
	@$(BIN)/ruff check
	@echo "== mypy: do the types agree?"
	@$(BIN)/mypy
	@echo "== leo-kb check: are the definitions right?"
	@$(BIN)/leo-kb check
	@echo "== pytest: do the tools and the site do what they say?"
	@$(BIN)/pytest
	@{ $(HAS_BROWSER); } >/dev/null 2>&1 || echo "== all passed, but the browser tests were SKIPPED: there is no Chromium on the PATH"
	@command -v java >/dev/null 2>&1 || echo "== all passed, but the HTML was not VALIDATED: there is no Java on the PATH"
	@$(HAS_R) >/dev/null 2>&1 || echo "== all passed, but what needs R was SKIPPED: there is no R with haven, dplyr and jsonlite"

bench: $(VENV)/.test-installed ## measure time and memory, and write the results in benchmarks/ (ARGS=--quick for a short run)
	@echo "== bench: some minutes; a quiet computer gives steadier figures"
	@$(BIN)/python benchmarks/run.py $(ARGS)
	@$(BIN)/python benchmarks/search.py
	@$(BIN)/python benchmarks/synthetic.py
	@$(BIN)/python benchmarks/recipes.py

oracle: $(VENV)/.test-installed ## have Microsoft's parser judge our SQL (ARGS=--real: that of the real definitions)
	@$(BIN)/python tests/oracle/record.py $(ARGS)

clean: ## delete what the other targets made, except .venv
	@echo "== clean: deleting site/, .cache/ and the caches of the tools"
	@rm -rf site .cache .mypy_cache .ruff_cache .pytest_cache
	@find build_tools tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

browser:
	@if ! { $(HAS_BROWSER); } >/dev/null 2>&1 && command -v apt-get >/dev/null 2>&1 && [ "$$(id -u)" = 0 ]; then \
	    echo "== browser: installing Chromium with apt-get"; \
	    export DEBIAN_FRONTEND=noninteractive; \
	    apt-get install -y -qq chromium >/dev/null 2>&1 || { apt-get update -qq && apt-get install -y -qq chromium >/dev/null; } || true; \
	fi
	@{ $(HAS_BROWSER); } >/dev/null 2>&1 || { \
	    echo "==================================================================="; \
	    echo "NO CHROMIUM: the browser tests will be skipped$${REQUIRE_BROWSER:+, which is a failure here}."; \
	    echo "Install it so that \`chromium\` is on the PATH, and run this again."; \
	    echo "==================================================================="; }

java:
	@if ! command -v java >/dev/null 2>&1 && command -v apt-get >/dev/null 2>&1 && [ "$$(id -u)" = 0 ]; then \
	    echo "== java: installing it with apt-get, to validate the HTML"; \
	    export DEBIAN_FRONTEND=noninteractive; \
	    apt-get install -y -qq default-jre-headless >/dev/null 2>&1 || { apt-get update -qq && apt-get install -y -qq default-jre-headless >/dev/null; } || true; \
	fi
	@command -v java >/dev/null 2>&1 || { \
	    echo "==================================================================="; \
	    echo "NO JAVA: the HTML will not be validated$${REQUIRE_JAVA:+, which is a failure here}."; \
	    echo "Install it so that \`java\` is on the PATH, and run this again."; \
	    echo "==================================================================="; }

r:
	@if ! $(HAS_R) >/dev/null 2>&1 && command -v apt-get >/dev/null 2>&1 && [ "$$(id -u)" = 0 ]; then \
	    echo "== r: installing it with apt-get, to run recipes and to open Stata and SPSS files in it"; \
	    export DEBIAN_FRONTEND=noninteractive; \
	    packages="r-base-core r-cran-haven r-cran-dplyr r-cran-jsonlite"; \
	    apt-get install -y -qq --no-install-recommends $$packages >/dev/null 2>&1 || { apt-get update -qq && apt-get install -y -qq --no-install-recommends $$packages >/dev/null; } || true; \
	fi
	@$(HAS_R) >/dev/null 2>&1 || { \
	    echo "==================================================================="; \
	    echo "NO R: what needs it will be skipped$${REQUIRE_R:+, which is a failure here}."; \
	    echo "Install R with haven, dplyr and jsonlite, so that \`Rscript\` is on the PATH, and run this again."; \
	    echo "==================================================================="; }

$(VENV)/pyvenv.cfg:
	@for python in $(PYTHONS); do \
	    if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	        echo "== install: making $(VENV) with $$($$python --version)"; \
	        $$python -m venv --clear $(VENV) && exit 0; \
	        rm -f $@; exit 1; \
	    fi; \
	done; \
	echo "Python 3.11 or newer is needed, and it is none of: $(PYTHONS)" >&2; \
	for python in $(PYTHONS); do command -v $$python >/dev/null 2>&1 && echo "  $$python is $$($$python --version 2>&1)" >&2; done; \
	echo "Install it from https://www.python.org/downloads/, or name yours: make site PYTHON=/path/to/python3.12" >&2; \
	exit 1

$(VENV)/.site-installed: pyproject.toml $(VENV)/pyvenv.cfg
	@echo "== install: the tools, into $(VENV)"
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[form,synthetic]'
	@$(COMPILE)
	@touch $@

$(VENV)/.test-installed: pyproject.toml $(VENV)/pyvenv.cfg
	@echo "== install: the tools and what tests them, into $(VENV)"
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@$(COMPILE)
	@touch $(VENV)/.site-installed $@
