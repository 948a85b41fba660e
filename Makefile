# Every task of the project, each one line: the work is in bin/.
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup run demo test test-sqlite test-postgresql lint format moments guide-pictures site-check bench messages lock

help:
	@echo "Newsroom: make TARGET"
	@grep -E '^[a-z-]+:.*## ' $(firstword $(MAKEFILE_LIST)) | sed -E 's/^([a-z-]+):.*## (.*)/\1|\2/' \
		| while IFS='|' read -r target text; do printf '  %-16s %s\n' "$$target" "$$text"; done

setup: ## Make .venv from the lock file, and the secret key
	@bin/setup

run: ## Serve the demo paper and its desk at http://127.0.0.1:8000/ (PORT=8001 for another port)
	@bin/run

demo: ## Make the database and the demo paper, without serving it
	@bin/demo

test: ## Run the tests on SQLite and on PostgreSQL at once (ARGS="-k intake")
	@bin/test sqlite postgresql -- $(ARGS)

test-sqlite: ## Run every test on SQLite only
	@bin/test sqlite -- $(ARGS)

test-postgresql: ## Run every test on a throw-away PostgreSQL, or on TEST_DATABASE_URL
	@bin/test postgresql -- $(ARGS)

lint: ## Check code, templates, migrations and the settings of a real site
	@bin/lint

format: ## Put code and templates into the house's form
	@bin/format

moments: ## Play the desk's ten moments in a browser, on a fresh demo paper
	@bin/moments

guide-pictures: ## Take the pictures of docs/editors-guide.md anew, on a fresh demo paper
	@bin/guide-pictures

site-check: ## Hold every kind of public page against validators, a browser and budgets (ARGS=--quick)
	@bin/site-check $(ARGS)

bench: ## Measure the speed of pages, searches and changes into bench/RESULTS.md (STORIES=1000000)
	@bin/bench $(ARGS)

messages: ## Collect the words of the desk for a translator (ARGS=de)
	@bin/messages $(ARGS)

lock: ## Resolve pyproject.toml into the two lock files (ARGS=--upgrade for newer releases)
	@bin/lock $(ARGS)
