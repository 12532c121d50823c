# `make run` and `make test` need nothing but make and a python3 of 3.11 or newer; the rest lands in .venv.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# -qq: errors only; what the machine's own pip settings warn about is not ours to repeat.
PIP_INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check --no-input
# With bytecode, whatever the environment says: each worker, and each child of a test, would compile every module again.
PYTEST := PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 3
UV_VERSION := 0.13.9

SOURCES := $(shell find tui -name '*.py')
CATALOGUES := $(shell find tui/locale -name '*.po')
# _ and N_ take one message, ngettext takes two.
KEYWORDS := --no-default-keywords --keyword=_ --keyword=N_ --keyword=ngettext:1,2
HEADER := --project=alias-wizard --version= --msgid-bugs-address= --copyright-holder="the authors of alias-wizard"

.PHONY: run test test-all check bench strings format lock clean
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

run: $(VENV)/.run $(VENV)/.catalogues $(VENV)/.bytecode  ## open the wizard on the sample account
	@exec $(BIN)/alias-wizard --demo

test: check  ## format, lint, types, import contracts and the tests, the large matrices as a seeded sample
	@$(PYTEST)

test-all: check  ## the same with the full matrices
	@ALIAS_WIZARD_FULL=1 $(PYTEST) --timeout 1800 -o faulthandler_timeout=1500

check: $(VENV)/.dev $(VENV)/.catalogues $(VENV)/.bytecode
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy tui tests bench hatch_build.py
	@$(BIN)/lint-imports --no-logo

bench: $(VENV)/.dev $(VENV)/.catalogues $(VENV)/.bytecode  ## the benchmark, ratios to baselines of the same run
	@$(BIN)/python -m bench

strings: $(VENV)/.dev  ## bring the French catalogue up to date with the sources
	@$(BIN)/pybabel --quiet extract $(KEYWORDS) $(HEADER) --no-location --sort-output --no-wrap --output $(VENV)/strings.pot tui
	@for po in $(CATALOGUES); do $(BIN)/pybabel --quiet update --no-fuzzy-matching --ignore-obsolete --no-wrap \
		--ignore-pot-creation-date --input-file $(VENV)/strings.pot --locale fr --output-file $$po; done

format: $(VENV)/.dev  ## format the sources and mend what the linter can
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format .

lock: $(VENV)/.made  ## bring the lock files up to date with pyproject.toml; a pin that still fits stays
	@$(PYTHON) -m venv $(VENV)/lock
	@$(VENV)/lock/bin/python -m pip install -qq --disable-pip-version-check uv==$(UV_VERSION)
	@$(call compile,requirements.lock,--group build)
	@$(call compile,requirements-dev.lock,--group dev)
	@rm -rf $(VENV)/lock

# Universal: one lock for every platform and every python from 3.11 on. No header and no index: a lock names no host.
compile = $(VENV)/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --output-file $(1) $(2) pyproject.toml

clean:  ## remove all that make has made
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find tui tests bench -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true
	find tui -name '*.mo' -delete

$(VENV)/.made:
	@command -v $(PYTHON) >/dev/null || { \
		echo "alias-wizard needs python3, 3.11 or newer; there is no '$(PYTHON)' on the PATH." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "alias-wizard needs python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) -V 2>&1)." >&2; \
		echo "With a newer one installed beside it: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "'$(PYTHON)' has no venv module; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)
	@touch $@

# The lock first, with hashes; then the checkout itself, editable, which has nothing left to fetch.
$(VENV)/.run: requirements.lock pyproject.toml hatch_build.py | $(VENV)/.made
	@echo "Installing alias-wizard into $(VENV) (once) ..."
	@$(PIP_INSTALL) --require-hashes --requirement requirements.lock
	@$(PIP_INSTALL) --no-build-isolation --no-deps --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml hatch_build.py | $(VENV)/.made
	@echo "Installing alias-wizard and its tools into $(VENV) (once) ..."
	@$(PIP_INSTALL) --require-hashes --requirement requirements-dev.lock
	@$(PIP_INSTALL) --no-build-isolation --no-deps --editable .
	@touch $@ $(VENV)/.run

# Whichever of the two installs is there will do: both bring babel.
$(VENV)/.catalogues: $(CATALOGUES) hatch_build.py
	@$(BIN)/python hatch_build.py
	@touch $@

# Explicit, for where PYTHONDONTWRITEBYTECODE is set: each start would compile every module again.
$(VENV)/.bytecode: $(SOURCES)
	@$(BIN)/python -m compileall -q tui
	@touch $@
