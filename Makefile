# What a developer does with a checkout. Needs Python 3.11 or newer, make and a network;
# everything is installed into .venv, from the hash-pinned lock files.

PYTHON ?= python3
PORT ?= 8000
# Not taken from the environment: some shells and tools keep the machine's own name in HOST.
HOST = 127.0.0.1
# More arguments for pytest, the benchmarks or `sctbv serve`: make test ARGS="-k money"
ARGS =
# make lock UPGRADE=1 takes the newest releases that pyproject.toml admits
UPGRADE =

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
LOCKED := install --require-hashes --no-build-isolation
COMPILE = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-header $(if $(UPGRADE),--upgrade)

# One .venv for all targets. requirements.lock holds all that requirements-run.lock holds, in the
# same versions: where it is installed already, `serve` uses it and installs nothing.
TO_SERVE := $(BIN)/.run
ifneq ($(wildcard $(BIN)/.full),)
TO_SERVE := $(BIN)/.full
endif

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help serve test ready check bench bench-soak docs lock clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

# Where the shell tells Python to keep no bytecode, each process would compile all anew.
serve test: export PYTHONDONTWRITEBYTECODE =

serve: $(TO_SERVE) $(BIN)/.project $(BIN)/.frontend ## start the server: make serve PORT=8000 HOST=127.0.0.1
	@exec $(BIN)/sctbv serve --host $(HOST) --port $(PORT) $(ARGS)

# Half of the files to each process, and what is left to whoever is done first: so what the tests of
# a file share is made once, not in every process.
test: ready $(BIN)/.project ## run the tests
	$(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

# In a fresh clone pip unpacks on one core and npm on another.
ready: $(BIN)/.build
	@$(MAKE) --no-print-directory -j2 $(BIN)/.full $(BIN)/.frontend

check: $(BIN)/.full ## check format, style and types
	$(BIN)/python -m ruff format --check
	$(BIN)/python -m ruff check
	$(BIN)/python -m mypy

bench: $(BIN)/.full $(BIN)/.project ## run the benchmarks
	$(BIN)/python -m bench $(ARGS)

bench-soak: $(BIN)/.full $(BIN)/.project ## ten minutes of clients, ended queries and reloads
	$(BIN)/python -m bench.soak $(ARGS)

docs: $(BIN)/.full $(BIN)/.project ## write the ontology's pages in docs/ anew
	$(BIN)/python -m sctbv_graph.publish.handbook docs

lock: ## write the lock files anew, keeping versions: make lock UPGRADE=1 renews them
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && \
	$(PYTHON) -m venv "$$folder" && \
	"$$folder/bin/python" -m pip install --disable-pip-version-check --quiet 'uv>=0.13,<1' && \
	PATH="$$folder/bin:$$PATH" && \
	$(COMPILE) pyproject.toml --extra reason --group dev -o requirements.lock && \
	$(COMPILE) pyproject.toml --group build -c requirements.lock -o requirements-run.lock && \
	$(COMPILE) --group build -c requirements.lock -o requirements-build.lock

clean: ## remove .venv and everything that can be made again
	rm -rf .venv build dist test_cache .mypy_cache .ruff_cache .hypothesis
	find bench sctbv_graph tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Each stamp lies in .venv and is newer than what it was made from.

$(BIN)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	    echo "sctbv needs Python 3.11 or newer; name one with: make PYTHON=/path/to/python3.11" >&2; \
	    exit 1; }
	$(PYTHON) -m venv --clear .venv
	@touch $@

# The tools that build this project and owlready2, pinned as well, so that pip fetches none itself.
$(BIN)/.build: requirements-build.lock | $(BIN)/.made
	@echo "Installing from $< ..."
	@$(PIP) $(LOCKED) -r $<
	@touch $@

$(BIN)/.run: requirements-run.lock $(BIN)/.build
	@echo "Installing from $< ..."
	@$(PIP) $(LOCKED) -r $<
	@touch $@

# What is used is compiled when it is first imported: of all that is in here it is a small part.
$(BIN)/.full: requirements.lock $(BIN)/.build
	@echo "Installing from $< ..."
	@$(PIP) $(LOCKED) --no-compile -r $<
	@touch $@

# Editable: code and data are read from the checkout, only pyproject.toml asks for a new install.
$(BIN)/.project: pyproject.toml $(BIN)/.build
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

# JavaScript and CSS of the pages, from npm, by the Node of requirements-build.lock.
$(BIN)/.frontend: frontend/package.json frontend/package-lock.json frontend/SHA256SUMS frontend/build.py $(BIN)/.build
	@echo "Bringing the pages' JavaScript from npm ..."
	@$(BIN)/python frontend/build.py
	@touch $@
