# Streams: `make` lists the targets.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PORT ?= 5080
DATA ?= ./data
COMPANIES ?=
HOST ?= 127.0.0.1
POSTGRES ?=
SILOS ?= 2
APIS ?= 2
WHICH ?=
ROUNDS ?= 200
SEED ?=

API := artifacts/bin/Api/release/Streams.Api.dll
SILO := artifacts/bin/Silo/release/Streams.Silo.dll
CLUSTER := artifacts/bin/Cluster/release/Streams.Cluster.dll
DASHBOARD := web/app/dist/index.html
WEB := $(shell find web -type f -not -path '*/node_modules/*' -not -path '*/dist/*' 2>/dev/null)
SOURCES := $(shell find src samples -type f -not -path '*/obj/*' 2>/dev/null) $(wildcard *.props *.targets global.json)

export DOTNET_NOLOGO := 1
export DOTNET_CLI_TELEMETRY_OPTOUT := 1

# Without Node there is no dashboard (exit 3, and it says so); the API runs without it.
$(DASHBOARD): $(WEB)
	@tools/web build >/dev/null || [ $$? = 3 ]
	@[ ! -e $@ ] || touch $@

.PHONY: help run cluster cluster-kill build test soak bench bench-price bench-relay bench-cluster bench-log bench-page sample screenshots clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  \1|\2/' | column -t -s '|'

run: $(API) ## Set up and serve on PORT (5080), data in DATA (./data) or POSTGRES, companies from COMPANIES (the shipped sample)
	@$(if $(POSTGRES),Streams__Postgres="$(POSTGRES)" )exec dotnet $(API) --host "$(HOST)" --port "$(PORT)" --data "$(DATA)" $(if $(COMPANIES),--companies "$(COMPANIES)")

cluster: $(API) $(CLUSTER) ## Run SILOS (2) silos, APIS (2) API hosts, a temporary PostgreSQL (or POSTGRES) and a proxy on PORT (5080), all in this terminal
	@$(if $(POSTGRES),Streams__Postgres="$(POSTGRES)" )$(if $(COMPANIES),Streams__Companies="$(abspath $(COMPANIES))" )exec dotnet $(CLUSTER) run \
	  --silos "$(SILOS)" --apis "$(APIS)" --host "$(HOST)" --port "$(PORT)" --silo $(SILO) --api $(API)

cluster-kill: $(CLUSTER) ## SIGKILL a silo of `make cluster` at random, or WHICH (silo-2, api-1, postgres)
	@dotnet $(CLUSTER) kill $(WHICH)

build: $(DASHBOARD) ## Build everything
	@tools/restore Streams.sln
	dotnet build Streams.sln -c Release --no-restore

test: ## Set up and run every test
	@tools/test

soak: ## Kill the server ROUNDS (200) times under load on SQLite and on PostgreSQL (SEED= repeats a run), fuzz it for ten minutes, and compare crowds with and without slow watchers
	@tools/restore tests/Crash.Tests/Crash.Tests.csproj
	dotnet build tests/Crash.Tests --no-restore -v quiet
	STREAMS_ROUNDS="$(ROUNDS)" STREAMS_SEED="$(SEED)" dotnet artifacts/bin/Crash.Tests/debug/Streams.Crash.Tests.dll --filter-class 'Streams.Crash.Tests.Kill*' --output Detailed
	@tools/restore tests/Hostile.Tests/Hostile.Tests.csproj
	dotnet build tests/Hostile.Tests --no-restore -v quiet
	STREAMS_STRICT=1 STREAMS_FUZZ_SECONDS=600 dotnet artifacts/bin/Hostile.Tests/debug/Streams.Hostile.Tests.dll --output Detailed

bench: $(API) ## Measure reports/s over HTTP, cold start and memory
	@tools/restore bench/Bench.csproj
	dotnet run -c Release --project bench -- load --api $(API)

bench-price: $(API) ## Measure what surviving power loss costs, in reports/s: SQLite, and POSTGRES (a database that may be filled) if given
	@tools/restore bench/Bench.csproj
	dotnet run -c Release --project bench -- load --api $(API) --only price$(if $(POSTGRES), --postgres "$(POSTGRES)")

bench-relay: $(API) ## Measure report to SignalR client with 1,000 watchers at 60, 1,000 and 5,000 events/s, SQLite or POSTGRES
	@tools/restore bench/Bench.csproj
	dotnet run -c Release --project bench -- relay --api $(API)$(if $(POSTGRES), --postgres "$(POSTGRES)")

bench-cluster: $(API) ## Measure reports/s, report to viewer and processor time per report, of one process and of 1, 2 and 4 silos (needs postgresql)
	@tools/restore bench/Bench.csproj
	dotnet run -c Release --project bench -- cluster --api $(API) --silo $(SILO)

bench-log: ## Measure appends/s at the event log itself, SQLite or POSTGRES
	@tools/restore bench/Bench.csproj
	dotnet run -c Release --project bench -- log$(if $(POSTGRES), --postgres "$(POSTGRES)")

bench-page: ## Measure what the page of a busy stream costs a browser (needs chromium, and `make run` in another terminal)
	@tools/restore bench/Bench.csproj
	dotnet run -c Release --project bench -- page --url "http://$(HOST):$(PORT)"

sample: ## Make the shipped sample of fictional companies anew
	dotnet run --project tools/SampleCompanies -- --output samples/companies.csv

screenshots: $(DASHBOARD) ## Make the pictures in docs/images anew (needs chromium)
	@tools/restore tests/Browser.Tests/Browser.Tests.csproj
	dotnet build tests/Browser.Tests --no-restore -v quiet
	dotnet artifacts/bin/Browser.Tests/debug/Streams.Browser.Tests.dll --explicit only

clean: ## Remove what was built (not the data)
	rm -rf artifacts web/node_modules web/app/dist web/packages/*/dist

$(API): $(SOURCES) $(DASHBOARD)
	@tools/restore src/Api/Api.csproj
	dotnet build src/Api/Api.csproj -c Release --no-restore -v quiet
	@touch $@

$(CLUSTER): $(shell find tools/Cluster -type f -not -path '*/obj/*' 2>/dev/null) $(wildcard *.props)
	@tools/restore tools/Cluster/Cluster.csproj
	dotnet build tools/Cluster -c Release --no-restore -v quiet
	@touch $@
