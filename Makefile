# Two commands do everything: `make run` and `make test`. Both install what is missing.

PROFILE ?=
BUILD   := build
MODULE  := github.com/sureline/sureline
VERSION := $(shell sed -n 's/^ *Version *= *"\(.*\)"/\1/p' FyneApp.toml)
LDFLAGS := -X $(MODULE)/core/buildinfo.version=$(VERSION)
GO      ?= go
export GOFLAGS ?= -buildvcs=false

.PHONY: run test check build bench screenshots fuzz torture clean

run: ## open the window; PROFILE=acme.sureline for the real platform, else the demo
	@.ci/run-window $(PROFILE)

build: ## build all programs into build/
	@.ci/setup build
	@.ci/build

test: ## every test: units, window, command line, browser, keychain, end to end
	@.ci/setup test
	@.ci/test

check: ## what a reviewer would say first: format, vet, staticcheck, go.mod
	@.ci/setup build
	@.ci/check

bench: ## figures, as ratios to a floor measured in the same run
	@.ci/setup test
	@.ci/bench

screenshots: ## the pictures of README.md, made by the end-to-end test
	@.ci/setup test
	@SURELINE_SCREENSHOTS=docs/pictures .ci/e2e

fuzz: ## look for new bad input, one minute a target
	@FUZZTIME=60s .ci/fuzz

torture: ## kill it, signal it, fill its disk, step its clock; a line for each fault
	@.ci/setup test
	@.ci/torture

clean:
	rm -rf $(BUILD) artifacts
