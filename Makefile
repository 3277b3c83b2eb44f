# Everything starts here; each target is one line of another program.
.DEFAULT_GOAL := help
.PHONY: help ready up down reset status logs test lint synth deploy bench audit docs landed lock clean

PYTHON ?= python3
STAGE ?= dev
DO := .venv/bin/python
# Read as the shell's own variables: what a person gives is a word, never a command.
export F STAGE
DIDIT360 := $(DO) -m infra.cli.main

help: ## say what there is
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

ready: ## make the environments, where their locks have changed
	@$(PYTHON) infra/local/environments.py

up: ready ## run the platform on this machine until Ctrl-C
	@exec $(DIDIT360) up

down: ready ## stop what `up` started
	@$(DIDIT360) down

reset: ready ## remove everything stored on this machine (YES=1: without asking)
	@$(DIDIT360) reset

status: ready ## show what runs
	@$(DIDIT360) status

logs: ready ## follow a function's log: F=create_track
	$(if $(F),,$(error say which function: make logs F=create_track))@$(DIDIT360) logs -- "$$F"

test: ready ## unit, infra, stack and browser tests; T= takes pytest's arguments
	@$(DO) -m infra.local.debian
	@$(DO) -m pytest $(T)

lint: ready ## ruff, mypy --strict, import-linter, cfn-lint
	@$(DO) -m infra.local.lint

synth: ready ## synthesize a stage: STAGE=dev
	@$(DIDIT360) synth -- "$$STAGE"

deploy: ready ## deploy a stage to AWS: STAGE=dev
	@$(DIDIT360) deploy -- "$$STAGE"

bench: ready ## measure, and write bench/results.json; B="search ops": these parts alone
	@$(DO) -m tests.bench $(B)

audit: ready ## look at the contracts with all there is, and write contracts/AUDIT.md
	@$(PYTHON) infra/local/environments.py audit
	@$(DO) -m infra.audit

docs: ready ## write the OpenAPI documents
	@$(DO) -m infra.openapi

landed: ready ## hold the API's next changes against what it says now
	@$(DO) -m infra.openapi.check land

lock: ready ## lock requirements again, after a change in pyproject.toml
	@$(DO) -m infra.local.lock

clean: ## remove what can be made again, but what is stored stays
	@rm -rf .venv .venv-engine .venv-slither .venv-halmos node_modules cdk.out build .local/synth \
	  .local/contracts contracts/out contracts/cache \
	  .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
