# The commands of the house. `make run` opens the platform, `make test` passes everything that CI checks.

PORT ?= 8000
HOST ?= 127.0.0.1
WORKERS ?= 2

BIN := .venv/bin
PYTHON = $(shell for name in python3.13 python3.12 python3.11 python3; do \
	command -v $$name >/dev/null 2>&1 && $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { echo $$name; break; }; done)
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
DJANGO := DJANGO_SETTINGS_MODULE=eduklaster.config.settings $(BIN)/python
CHARTERS = $(wildcard charters/*/charter.yaml)

.DEFAULT_GOAL := help
.PHONY: help run setup test bench fmt messages lock

help: ## Show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

run: .venv/run.stamp ## Open the platform; PORT=8001 chooses another port
	@exec $(BIN)/eduklaster run --host $(HOST) --port $(PORT) --workers $(WORKERS)

setup: .venv/run.stamp ## Install what running needs, nothing more
	@$(BIN)/python -m eduklaster.operations.assets
	@$(BIN)/python -m eduklaster.operations.translations --compile

test: .venv/dev.stamp ## Check everything that CI checks
	@command -v xgettext >/dev/null || { echo "The gettext tools are missing: apt-get install gettext"; exit 1; }
	$(BIN)/python -m eduklaster.operations.assets
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/djade --check --target-version 5.2 $$(git ls-files 'src/*.html')
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/eduklaster charter check $(sort $(wildcard charters/*/))
	@for charter in $(sort $(wildcard charters/*/)); do $(BIN)/eduklaster charter test $$charter || exit 1; done
	$(BIN)/python -m eduklaster.operations.translations
	$(BIN)/python -m eduklaster.operations.translations --compile
	EDUKLASTER_MODE=test $(DJANGO) -W ignore::RuntimeWarning -m django makemigrations --check --dry-run
	$(BIN)/python -m pytest -n 2 --dist worksteal

bench: .venv/dev.stamp ## Measure, and compare with the targets
	$(BIN)/python -m benchmarks

fmt: .venv/dev.stamp ## Put the code and the templates into the house's form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/djade --target-version 5.2 $$(git ls-files 'src/*.html')

messages: .venv/dev.stamp ## Renew the catalogues of translations from the code
	$(BIN)/python -m eduklaster.operations.translations --write

lock: .venv/dev.stamp ## Choose versions anew for requirements/*.in
	cd requirements && for name in run dev assets; do ../$(BIN)/uv pip compile --universal --generate-hashes --upgrade \
		--no-emit-index-url --no-emit-find-links --no-header --quiet $$name.in --output-file $$name.txt; done

# The environment. A stamp is newer than the lock it was made from, so a second `make run` installs nothing.

.venv/python.stamp:
	@test -n "$(PYTHON)" || { \
		echo "eduklaster needs Python 3.11 or newer, and none was found."; \
		echo "  On Debian 12 or Ubuntu 24.04: apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "The venv module of $(PYTHON) is missing."; \
		echo "  On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@touch $@

.venv/run.stamp: .venv/python.stamp requirements/run.txt deploy/link.py
	@echo "Installing the packages that running needs."
	@$(PIP) --requirement requirements/run.txt
	@$(BIN)/python deploy/link.py
	@touch $@

.venv/dev.stamp: .venv/run.stamp requirements/dev.txt
	@echo "Installing the packages that testing needs."
	@$(PIP) --requirement requirements/dev.txt
	@touch $@
