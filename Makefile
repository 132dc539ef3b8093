# Price Tracker. `make help` lists what there is.
# Variables that `make run` takes (also from the environment): PORT SANDBOX_PORT HOST DATA_DIR DATABASE_URL REDIS_URL ADMIN_EMAIL
# ADMIN_PASSWORD DEMO; docs/operations.md has them all.

.DEFAULT_GOAL := help
.PHONY: help run test test-full lint format lock clean
.SILENT:

VENV := .venv
PY := $(VENV)/bin/python
# what to hand to pytest: make test ARGS="-k prices"
ARGS ?=

export PYTHONUNBUFFERED := 1

help: ## List the commands
	grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1|/' | awk -F'|' '{ printf "  make %-10s %s\n", $$1, $$2 }'

run: export DEMO ?= 1
run: $(VENV)/.runtime ## Start everything: site, API, WebSockets, worker, scheduler, demo shops. Ctrl-C ends it
	exec $(PY) manage.py run

test: $(VENV)/.development ## All tests, on the embedded defaults
	exec $(PY) -m pytest $(ARGS)

test-full: $(VENV)/.development ## The same tests on PostgreSQL and Valkey, started for them
	exec $(PY) -m pricetracker.stores -- $(PY) -m pytest $(ARGS)

lint: $(VENV)/.development ## Style, floors and rooms, migrations, deployment checks
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(VENV)/bin/lint-imports --no-cache
	$(PY) manage.py makemigrations --check --dry-run
	HTTPS=1 $(PY) manage.py check --deploy --fail-level WARNING

format: $(VENV)/.development ## Put the code into its form
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

lock: $(VENV)/.development ## Write constraints.txt anew from the requirement files
	(sed -n '1,/^[^#]/{/^#/p;}' constraints.txt && $(VENV)/bin/uv pip compile --universal --python-version 3.11 --upgrade --quiet \
	    --no-header --no-annotate --no-emit-index-url --no-emit-find-links requirements-dev.txt) > $(VENV)/lock
	cp $(VENV)/lock constraints.txt

clean: ## Remove the virtual environment and caches; data/ stays
	rm -rf $(VENV) .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- Virtual environment. A stamp for each set of packages, so that the second start goes straight to work. --------------------

$(VENV)/bin/python:
	sh bootstrap.sh create $(VENV)

$(VENV)/.runtime: $(VENV)/bin/python requirements.txt constraints.txt bootstrap.sh
	sh bootstrap.sh install $(VENV) requirements.txt
	touch $@

$(VENV)/.development: $(VENV)/.runtime requirements-dev.txt
	sh bootstrap.sh install $(VENV) requirements-dev.txt
	touch $@
