# Every target works alone on a clean clone.
#
#   SKEIN_SCRATCH   where the build goes (default .build)
#   HARNESS         make run: the harness of the demo's agents, for example claude
#   CI              make run: leave when the demo's work is done; setup: ask nothing

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup run test test-agents check browser bench fuzz chaos sim mutants coverage fmt

SCRATCH := $(or $(SKEIN_SCRATCH),.build)
BIN := $(SCRATCH)/debug
SOURCES := Sources Tests Package.swift

# `swift build` and `swift test` redo each other's work, so tests always use this pair.
BUILD_TESTS := swift build --build-tests --scratch-path "$(SCRATCH)"
RUN_TESTS := scripts/run-tests "$(SCRATCH)"

# When this clone was made, so that the demo can say how long it took from there to the first landed ticket.
SINCE_CLONE = SKEIN_CLONED_AT="$$(stat -c %W .git 2>/dev/null || echo 0)"

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Check for what the build needs and install what is missing
	@scripts/setup

run: setup ## Build Skein and run the demo (HARNESS=claude drives real agents)
	swift build --product skein --scratch-path "$(SCRATCH)"
	swift build --product skein-shim --scratch-path "$(SCRATCH)"
	$(SINCE_CLONE) $(if $(CI),SKEIN_DEMO_EXIT=1 )"$(BIN)/skein" demo $(if $(HARNESS),--harness "$(HARNESS)")

test: setup ## Build and run all tests (FILTER=Tidy runs some)
	$(BUILD_TESTS)
	$(RUN_TESTS) $(if $(FILTER),--filter "$(FILTER)")

# Real agents, a scripted model, and no network but the one that fetches them the first time.
AGENTS := $(or $(SKEIN_AGENTS),$(CURDIR)/.agents)

test-agents: setup ## Install real agent CLIs in a private folder and test with them (SKEIN_AGENTS=FOLDER)
	scripts/agents/install "$(AGENTS)"
	$(BUILD_TESTS)
	scripts/agents/mcp-clients "$(AGENTS)" "$(BIN)/skein"
	SKEIN_AGENTS="$(AGENTS)" $(RUN_TESTS) --filter "AgentTests"

# What chaos means in `check`: half a minute of faults, then all work is brought to its end.
SHORT_CHAOS := scripts/chaos/chaos "$(BIN)" --minutes 0.4

# The tests come last, so that what they say is the last thing printed.
check: setup ## All that a change must pass: format, demo, tests
	swift format lint -r --strict $(SOURCES)
	$(BUILD_TESTS)
	$(SINCE_CLONE) SKEIN_DEMO_EXIT=1 "$(BIN)/skein" demo
	scripts/chaos/self-test
	$(SHORT_CHAOS)
	$(RUN_TESTS)

browser: setup ## Walk through the web page in Chromium while the demo runs (skipped without playwright)
	swift build --product skein --scratch-path "$(SCRATCH)"
	swift build --product skein-shim --scratch-path "$(SCRATCH)"
	scripts/browser-test "$(BIN)/skein"

bench: setup ## Build for release and measure (ONLY=claim measures one thing, QUICK=1 tries all)
	for product in skein skein-shim skein-bench; do \
		swift build -c release --product "$$product" --scratch-path "$(SCRATCH)-bench"; \
	done
	"$(SCRATCH)-bench/release/skein-bench" $(if $(QUICK),--quick) $(if $(ONLY),--only "$(ONLY)")

fuzz: setup ## Spoilt lines for every dialect of an agent (LINES=1000000, SEED=1)
	swift build -c release --product skein-fuzz --scratch-path "$(SCRATCH)-bench"
	"$(SCRATCH)-bench/release/skein-fuzz" --lines "$(or $(LINES),1000000)" --seed "$(or $(SEED),1)"

chaos: setup ## Kill server, shims, agents, gates and git at random, and look for harm (MINUTES=10, SEED=1)
	for product in skein skein-shim skein-fake-agent; do \
		swift build --product "$$product" --scratch-path "$(SCRATCH)"; \
	done
	scripts/chaos/self-test
	scripts/chaos/chaos "$(BIN)" --minutes "$(or $(MINUTES),1)" $(if $(SEED),--seed "$(SEED)")

SIM = "$(SCRATCH)-bench/release/skein-sim"
BUILD_SIM = swift build -c release --product skein-sim --scratch-path "$(SCRATCH)-bench"

sim: setup ## Simulate crashes and lies, check every safety rule (SEEDS=2000, STEPS=300, SEED=7 replays one)
	$(BUILD_SIM)
	$(SIM) --seeds "$(or $(SEEDS),2000)" --steps "$(or $(STEPS),300)" $(if $(SEED),--seed "$(SEED)")

mutants: setup ## Plant bugs in a copy of the sources: the simulator must find each (BUGS="a b" plants some)
	$(BUILD_SIM)
	scripts/mutants $(SIM) "$(abspath $(SCRATCH)-mutants)" $(BUGS)

coverage: setup ## Say which lines of the rules no test runs, in a build of its own
	scripts/coverage "$(SCRATCH)-coverage"

fmt: ## Format all Swift files
	swift format -i -r $(SOURCES)
