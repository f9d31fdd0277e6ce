# Everything a person or a machine does with Shetu starts here. `make` alone lists it.
.DEFAULT_GOAL := help
.PHONY: help install run test test-fast test-at lint bench lock

export PYTHON ?= $(shell command -v python3.11 || command -v python3)
export PORT DATE PYTEST_ARGS COUNT LOCK_ARGS

help: ## List what there is
	@echo "Shetu. Commands:"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r name text; do printf '%-16s %s\n' "$$name" "$$text"; done

install: ## Make .venv with the locked packages and get the system libraries
	@$(PYTHON) scripts/install.py

run: ## Start everything with the demo programme; PORT chooses the port (8000)
	@scripts/run

test: ## Run all tests; PYTEST_ARGS="tests/setup -k name" chooses some
	@scripts/test

test-fast: ## Run the tests that start no browser and no other process and do not take long: most
	@scripts/test fast

test-at: ## Run the tests without browser and processes as if it were DATE="2027-12-31 23:40:00" (UTC; else drawn)
	@scripts/test-at

lint: ## Check style, formatting, templates and translations
	@scripts/lint

bench: ## Run every benchmark; COUNT chooses how many of each (200)
	@scripts/bench

lock: ## Write the lock files again; LOCK_ARGS=--upgrade takes newer versions
	@scripts/lock
