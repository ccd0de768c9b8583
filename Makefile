# The only commands anyone types. Each sets up what it needs first: .venv and node_modules.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help serve build test test-all check bench lock clean

HOST ?= 127.0.0.1
PORT ?= 8000
ARGS ?=

PYTHON := .venv/bin/python
READY := .venv/.ready node_modules/.package-lock.json
# A browser for each worker: more than four only wait for each other.
PYTEST := $(PYTHON) -m pytest -n auto --maxprocesses 4 --dist worksteal

# The wheel's Node and npm, here and in whatever is started from here, whether or not the machine has its own.
export PATH := $(CURDIR)/.venv/bin:$(PATH)
# Material's notice about the next MkDocs: 1.6.1 is pinned.
export NO_MKDOCS_2_WARNING := 1
# The same sources give the same files, whenever they are built.
export SOURCE_DATE_EPOCH := $(shell git log -1 --format=%ct 2>/dev/null || echo 1767225600)

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

serve: build ## Build the site and serve it on this machine (HOST=127.0.0.1, PORT=8000 or a free one)
	@$(PYTHON) -m scripts.serve site --host $(HOST) --port $(PORT)

build: $(READY) ## Build the site into site/
	$(PYTHON) -m scripts.runtime
	$(PYTHON) -m mkdocs build --strict --quiet

test: build ## Build, then run every test, the browser ones included (ARGS="-k name" picks some)
	$(PYTHON) -m scripts.browser
	$(PYTEST) $(ARGS)

test-all: build ## The same with all random cases, every page in every view, without scripts, enlarged, and built by ProperDocs
	$(PYTHON) -m scripts.browser
	$(PYTEST) -m "full or not full" $(ARGS)

check: $(READY) ## Check format, style, types, spelling, the library's data and the last commit's subject
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m ruff check .
	$(PYTHON) -m mypy
	.venv/bin/codespell
	.venv/bin/tombi lint --offline --quiet
	node_modules/.bin/biome check --error-on-warnings
	$(PYTHON) -m planner lint
	$(PYTHON) -m scripts.subject

bench: build ## Measure the planner against plain Pyodide (ARGS="--against COMMIT": against another commit)
	$(PYTHON) -m scripts.browser
	$(PYTHON) -m scripts.bench $(ARGS)

lock: .venv/.ready ## Bring the pinned versions up to date after an edit of requirements/dev.in or package.json
	.venv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.12 --generate-hashes \
		--no-emit-index-url --no-annotate --custom-compile-command 'make lock' \
		requirements/dev.in --output-file requirements/dev.txt
	.venv/bin/npm update --package-lock-only --ignore-scripts

clean: ## Remove what was built; the environment stays
	rm -rf build site .hypothesis .mypy_cache .pytest_cache .ruff_cache test-results

.venv/.ready: scripts/bootstrap requirements/dev.txt .python-version
	@scripts/bootstrap
	@touch $@

# npm writes this file when it has installed everything the lock asks for.
node_modules/.package-lock.json: package.json package-lock.json .npmrc | .venv/.ready
	.venv/bin/npm ci --ignore-scripts --no-progress
	@touch $@
