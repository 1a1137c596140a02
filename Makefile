# make test runs everything and skips nothing. What it needs beside Go it
# installs first: e2e/install says what.

GO            ?= go
FUZZTIME      ?= 10m
GOLANGCI_LINT ?= $(GO) run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
VERSION       ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
PLATFORMS     ?= linux/amd64 linux/arm64 darwin/arm64 windows/amd64
GOFILES       := site.go cmd/advocate internal e2e bench deploy

SHELL       := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test test-go e2e check-code lint bench fuzz torture screenshots dist clean tools

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## serve the starter site on 127.0.0.1:8080
	$(GO) run ./cmd/advocate serve

test: tools check-code ## everything: formatting, vet, all tests, a real browser, PostgreSQL, real readers
	@ADVOCATE_TEST_ALL=1 $(GO) test -count=1 -timeout 20m -tags e2e -v ./... 2>&1 | awk -f e2e/summary.awk

test-go: check-code ## what needs nothing but Go
	$(GO) test ./...

e2e: tools ## the built site in a real browser and in real readers
	ADVOCATE_TEST_ALL=1 $(GO) test -count=1 -timeout 20m -tags e2e ./e2e/...

check-code:
	@unformatted=$$(gofmt -l $(GOFILES)); \
	if [ -n "$$unformatted" ]; then echo "run gofmt -w on:"; echo "$$unformatted"; exit 1; fi
	$(GO) vet -tags e2e ./...
	CGO_ENABLED=0 $(GO) build ./...

lint: ## golangci-lint, as .golangci.yml says
	$(GOLANGCI_LINT) run

bench: ## benchmarks of what is there
	$(GO) test -run '^$$' -bench . -benchmem ./bench/... ./internal/...

fuzz: ## every fuzz target for FUZZTIME (10m each)
	@grep -rlE '^func Fuzz' --include='*_test.go' internal | xargs -n1 dirname | sort -u | while read -r dir; do \
	  for target in $$(grep -hoE '^func Fuzz[A-Za-z0-9_]*' "$$dir"/*_test.go | cut -c6-); do \
	    echo "$$dir $$target"; \
	    $(GO) test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) "./$$dir" </dev/null; \
	  done; \
	done

torture: ## processes killed 200 times, 1 000 marked concerns, 100 000 edits, the tests ten times under the race detector, every fuzz target
	ADVOCATE_TORTURE=1 ADVOCATE_TEST_ALL=1 $(GO) test -count=1 -timeout 12h -v -run 'WhateverWasAcknowledged|ThousandConcerns|ManyEdits' ./internal/store ./cmd/advocate ./internal/build
	$(GO) test -race -count=10 -shuffle=on ./internal/... ./cmd/...
	$(MAKE) fuzz

screenshots: tools ## pictures of each kind of page into dist/screenshots
	ADVOCATE_SCREENSHOTS=$(CURDIR)/dist/screenshots $(GO) test -count=1 -tags e2e,screenshots -run TestScreenshots ./e2e

dist: ## static binaries for PLATFORMS into dist/, with checksums
	@mkdir -p dist && rm -f dist/advocate-* dist/SHA256SUMS
	@for platform in $(PLATFORMS); do \
	  os=$${platform%/*} arch=$${platform#*/} suffix=; \
	  if [ "$$os" = windows ]; then suffix=.exe; fi; \
	  echo "dist/advocate-$$os-$$arch$$suffix"; \
	  CGO_ENABLED=0 GOOS=$$os GOARCH=$$arch $(GO) build -trimpath -ldflags '-s -w -X main.version=$(VERSION)' \
	    -o "dist/advocate-$$os-$$arch$$suffix" ./cmd/advocate; \
	done
	@cd dist && sha256sum advocate-* > SHA256SUMS

tools: ## install what the tests need beside Go
	@e2e/install

clean: ## remove what was made here
	rm -rf dist .advocate e2e/node_modules
	find public -mindepth 1 ! -name .gitignore -delete
