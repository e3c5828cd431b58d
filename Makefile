# Everything ChatDesk is built, tried and measured with. `make help` lists it; each target sets up what it needs.
#   PYTHON=python3.13        another Python, as a command or a path; each version has a virtual environment of its own
#   make run ARGS="--lang en"     arguments for ChatDesk
#   make test PYTEST="-k name"    arguments for pytest
#   make bench JSON=file FULL=1   figures to a file; the long measurements as well
#   make package MODEL=0          without the starter model

PYTHON ?= python3
ARGS ?=
PYTEST ?=
JSON ?=
FULL ?=
CHATDESK_KILLS ?= 200
MODEL ?= 1

TAG := $(shell $(PYTHON) -c 'import sys; sys.version_info >= (3, 11) and print(sys.implementation.name + "-%d.%d" % sys.version_info[:2])' 2>/dev/null)
VENV := .venv/$(TAG)
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime
TOOLS := $(VENV)/.tools
PACKAGING := .venv/$(TAG)-package
APP := dist/ChatDesk/ChatDesk
TRANSLATIONS := $(patsubst %.ts,%.qm,$(wildcard resources/translations/*.ts))

.PHONY: help run test check format spec bench bench-package e2e package lock model translations clean python
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

help:
	@echo 'make run       start ChatDesk (ARGS="--lang zh_CN" passes arguments on)'
	@echo 'make test      check, then every test but those of make e2e, with coverage (PYTHON=python3.13 for another Python)'
	@echo 'make check     formatting, lint, layers, types'
	@echo 'make format    put formatting and imports right'
	@echo 'make spec      run the examples of the CommonMark specification (fetched with npm) and of GFM'
	@echo 'make bench     measure, beside the targets (JSON=file keeps the figures, FULL=1 measures longer)'
	@echo 'make bench-package   measure the packaged app: start, memory, size'
	@echo 'make e2e       drive the real window from outside, under Xvfb'
	@echo 'make package   build dist/ChatDesk, which runs without Python, and pack it (MODEL=0 leaves the starter model out)'
	@echo 'make lock      write requirements.lock anew: what make package installs, with hashes'
	@echo 'make model     fetch the starter model (make run and make test do, too)'
	@echo 'make clean     remove all of that but the starter model'

run: $(RUNTIME) $(TRANSLATIONS)
	@$(BIN)/python tools/starter_model.py
	@$(BIN)/python -m chatdesk $(ARGS)

test: check $(TRANSLATIONS)
	@$(BIN)/python tools/starter_model.py
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m coverage run -m pytest $(PYTEST)
	@printf 'Coverage, total: '; $(BIN)/python -m coverage report --format=total | sed 's/$$/ %/'

check: $(TOOLS)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy

format: $(TOOLS)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

spec: $(TOOLS)
	@$(BIN)/python tests/markup/run_spec.py

bench: $(TOOLS) $(TRANSLATIONS)
	@$(BIN)/python tests/bench/run.py $(if $(JSON),--json "$(JSON)") $(if $(FULL),--full)

bench-package: $(TOOLS) $(APP)
	@$(PACKAGING)/bin/python tools/package.py bare
	@$(BIN)/python tests/bench/run.py --only package $(if $(JSON),--json "$(JSON)") $(if $(FULL),--full)

e2e: $(TOOLS) $(TRANSLATIONS) $(APP)
	@$(BIN)/python tests/e2e/debian_packages.py
	CHATDESK_KILLS=$(CHATDESK_KILLS) $(BIN)/python -m pytest -m e2e -rP $(PYTEST)

package: $(PACKAGING)/.package $(TRANSLATIONS) $(if $(filter-out 0,$(MODEL)),model)
	@MODEL=$(MODEL) $(PACKAGING)/bin/python tools/package.py build pack

# For make e2e: built anew when anything that goes into it has changed.
$(APP): $(PACKAGING)/.package $(TRANSLATIONS) build.spec $(shell find chatdesk resources tools -type f -not -name '*.pyc')
	@$(BIN)/python tools/starter_model.py
	@MODEL=1 $(PACKAGING)/bin/python tools/package.py build

lock:
	@$(PYTHON) tools/lock.py

model: $(RUNTIME)
	@$(BIN)/python tools/starter_model.py

translations: $(TRANSLATIONS)

resources/translations/%.qm: resources/translations/%.ts | $(RUNTIME)
	@$(BIN)/pyside6-lrelease -silent $< -qm $@

$(RUNTIME): pyproject.toml constraints.txt | python
	@$(PYTHON) tools/environment.py $(VENV) runtime

$(TOOLS): pyproject.toml constraints.txt | python
	@$(PYTHON) tools/environment.py $(VENV) tools

$(PACKAGING)/.package: requirements.lock | python
	@$(PYTHON) tools/environment.py $(PACKAGING) package

python:
	@test -n '$(TAG)' || { echo 'ChatDesk needs Python 3.11 or newer, and "$(PYTHON)" is not one.' \
	  'On Debian or Ubuntu: sudo apt install python3 python3-venv.' \
	  'To use another one: make run PYTHON=/path/to/python3.13' >&2; exit 1; }

clean:
	rm -rf .venv build dist .coverage .mypy_cache .ruff_cache .import_linter_cache .hypothesis resources/translations/*.qm
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
