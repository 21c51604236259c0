# Thin on purpose: each target says what it is for, and a script in .ci does it.
PREFIX ?= /usr/local
.DEFAULT_GOAL := help
.PHONY: help demo test check bench instructions compare fuzz soak sim sanitize build install clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 22

demo: ## the whole way once, for real: three workers, no network, one region (KEEP=1)
	@.ci/deps sqlite
	@.ci/demo

test: ## run every test, from the core to the daemon
	@.ci/deps sqlite python
	@.ci/deps pypi || true
	@.ci/stage test

check: ## lint the format, test the tree and the docs, run the core as WebAssembly
	@.ci/deps sqlite
	@.ci/stage check

bench: ## measure release builds: one JSON object (QUICK=1, ONLY="core http", OUT=FILE, STRICT=1)
	@.ci/deps sqlite >&2
	@.ci/bench

instructions: ## count the hot paths under valgrind, against what is checked in (RECORD=1, PROFILE=1)
	@.ci/deps sqlite
	@.ci/instructions

compare: ## the same work by other stores: one table, one chart (QUICK=1, PEERS="yjs", OUT=FOLDER)
	@.ci/deps sqlite python >&2
	@.ci/compare

fuzz: ## have libFuzzer make inputs, five minutes in all (MINUTES=60, ONLY="state join")
	@.ci/fuzz

soak: ## kill the real programs while they work (KILLS=300, SEED=7; STORM=50; MINUTES=10)
	@.ci/deps sqlite
	@.ci/soak

sim: ## live through drawn histories on failing machines (SEED=7, RUNS=5000)
	@.ci/deps sqlite
	@.ci/sim

sanitize: ## the tests under ThreadSanitizer and AddressSanitizer (ONLY=thread, PACKAGES=.)
	@.ci/deps sqlite
	@.ci/sanitize

build: ## build the release binaries schakel and schakeld
	@.ci/deps sqlite
	@.ci/release

install: ## install the release binaries in PREFIX/bin (PREFIX=/usr/local)
	@.ci/deps sqlite
	@.ci/release "$(PREFIX)"

clean: ## remove what builds leave behind
	@.ci/clean
