# Two commands: `make demo` and `make test`. `make help` lists the others.
#
# Each step leaves a mark when it is done, never before: what was interrupted is taken up again,
# what is done costs nothing. DATABASE_URL, VAR_DIR, PORT and REFERENCE are obeyed by all.

PORT ?= 8000
export PORT

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.SHELLFLAGS := -euc

BIN := .venv/bin
UV := $(BIN)/uv
USINE := $(BIN)/usine
PYTEST := $(BIN)/python -m pytest -n 2 --dist worksteal
# Each line that runs is noted once, on one engine: `tests/covering.py` says which tests do.
COVERED := $(PYTEST) --cov --cov-report=
REPORT := $(BIN)/coverage report --skip-covered --show-missing
TEMPLATES = $$(find usine -path '*/templates/*' -name '*.html')
WHOLE := usine/ledger/*,usine/imports/*,usine/reading/*,usine/plans/reviews.py,*/rules.py,*/detail_rules.py,*/operations.py,usine/people/access.py,usine/people/enlistment.py

UV_DONE := .venv/uv-installed
BASE_DONE := .venv/base-installed
DEV_DONE := .venv/dev-installed
PROJECT_DONE := .venv/project-installed
NODE_DONE := node_modules/.installed

##@ To use it

.PHONY: install
install: $(BASE_DONE) $(PROJECT_DONE) $(NODE_DONE) ## Set up what the platform needs: no data, no server

.PHONY: demo
demo: export DEBUG := 1
demo: install ## Build the demonstration and serve it on http://localhost:8000 (PORT=, REFERENCE=, DATABASE_URL=)
	@$(USINE) demo --set-up $(if $(REFERENCE),--reference "$(REFERENCE)")
	@exec $(USINE) serve --port $(PORT)

##@ To work on it

.PHONY: test
test: test-sqlite test-postgresql contracts test-browser coverage ## Run every test, on both engines and in a browser

.PHONY: test-sqlite
test-sqlite: dev ## Unit and page tests on SQLite
	env -u DATABASE_URL $(COVERED)

.PHONY: test-postgresql
test-postgresql: dev ## Unit and page tests on PostgreSQL (the machine's own, else one from a wheel)
	$(BIN)/python -m tests.postgres $(COVERED) --cov-append

# The one that Playwright carries needs a library that a bare machine has not.
test-browser: export PLAYWRIGHT_NODEJS_PATH := $(shell command -v node)

.PHONY: test-browser
test-browser: dev ## Journeys in a real browser, and their accessibility
	bin/browser
	env -u DATABASE_URL $(PYTEST) -m e2e tests/e2e

.PHONY: screens
screens: export PLAYWRIGHT_NODEJS_PATH := $(shell command -v node)
screens: dev ## Walk the journeys of docs/journeys.md, and leave their pictures in var/screens
	bin/browser
	env -u DATABASE_URL SCREENS=var/screens $(PYTEST) -m e2e tests/e2e/test_personas.py
	@ls var/screens

.PHONY: soak
soak: dev ## Repeat what chance decides (races, properties, load), on both engines: for the night
	env -u DATABASE_URL $(PYTEST) --soak
	$(BIN)/python -m tests.postgres $(PYTEST) --soak

.PHONY: mutants
mutants: dev ## Put small faults in what must not be wrong: does a test fail? (FILES=, EACH=)
	$(BIN)/python -m tests.mutants $(FILES) $(if $(EACH),--each $(EACH))

.PHONY: coverage
coverage: dev ## What the last tests covered, and whether it is enough
	@echo "To the last branch:"
	@$(REPORT) --include="$(WHOLE)" --fail-under=100
	@echo "Everything:"
	@$(REPORT) --fail-under=95

.PHONY: check
check: dev lint types contracts migrations locks diagrams ## Everything that can be said without running: seconds

.PHONY: lint
lint: dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djhtml --tabwidth 2 --check $(TEMPLATES)
	$(BIN)/djlint --quiet --lint usine

.PHONY: types
types: dev
	$(BIN)/mypy

.PHONY: contracts
contracts: dev
	$(BIN)/lint-imports --no-logo

.PHONY: migrations
migrations: dev
	DATABASE_URL=sqlite://:memory: $(USINE) makemigrations --check --dry-run

.PHONY: locks
locks: dev
	$(BIN)/python requirements/lock.py --check

.PHONY: diagrams
diagrams: dev
	$(USINE) diagrams --check

.PHONY: bench
bench: dev ## Measure what must be fast, on both engines
	$(BIN)/python -m bench

.PHONY: format
format: dev ## Format code and templates, redraw the state diagrams, list new migrations
	$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format .
	$(BIN)/djhtml --tabwidth 2 $(TEMPLATES) || true
	$(USINE) diagrams
	$(BIN)/python -m tests.migrations

.PHONY: lock
lock: $(UV_DONE) ## Resolve requirements/*.in and package.json into the locks (UPGRADE=1 takes newer versions)
	$(BIN)/python requirements/lock.py $(if $(UPGRADE),--upgrade)
	npm install --package-lock-only

.PHONY: dev
dev: install $(DEV_DONE)

.PHONY: help
help: ## This list
	@awk 'BEGIN { FS = ":.*## " } \
		/^##@ / { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z-]+:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

# What the commands above stand on

$(UV_DONE): requirements/uv.txt
	@rm -f .venv/*-installed
	@python=$$(bin/prerequisites) && echo "Setting up .venv with $$python" && \
		{ .venv/bin/python -m pip --version >/dev/null 2>&1 || "$$python" -m venv --clear .venv; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

SYNC = $(UV) pip sync --quiet --python $(BIN)/python --require-hashes
# The project itself comes without the network: what builds it is in the lock.
INSTALL_PROJECT = $(UV) pip install --quiet --python $(BIN)/python \
	--no-deps --no-build-isolation --offline --editable .

$(BASE_DONE): $(UV_DONE) requirements/base.txt
	@rm -f $(DEV_DONE)
	$(SYNC) requirements/base.txt
	@$(INSTALL_PROJECT)
	@touch $@

$(DEV_DONE): $(BASE_DONE) requirements/dev.txt
	$(SYNC) requirements/dev.txt
	@$(INSTALL_PROJECT)
	@touch $@

$(PROJECT_DONE): pyproject.toml | $(BASE_DONE)
	@$(INSTALL_PROJECT)
	@touch $@

$(NODE_DONE): package.json package-lock.json .npmrc
	@bin/prerequisites >/dev/null
	npm ci --loglevel=error
	@touch $@
