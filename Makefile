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
NODES ?= 0
WHICH ?=
PEERS ?=
ONLY ?=
ROUNDS ?= 200
SEEDS ?= 1000000
SEED ?=

API := artifacts/bin/Api/release/Streams.Api.dll
SILO := artifacts/bin/Silo/release/Streams.Silo.dll
CLUSTER := artifacts/bin/Cluster/release/Streams.Cluster.dll
DASHBOARD := web/app/dist/index.html
WEB := docs/openapi.json $(shell find web -type f -not -path '*/node_modules/*' -not -path '*/dist/*' -not -name '*.gen.ts' 2>/dev/null)
SOURCES := $(shell find src samples -type f -not -path '*/obj/*' 2>/dev/null) $(wildcard *.props *.targets global.json)

export DOTNET_NOLOGO := 1
export DOTNET_CLI_TELEMETRY_OPTOUT := 1

# Analyzers, code style and documentation comments are checked in `make build` only (see Directory.Build.props).
UNCHECKED := -v quiet -p:Checks=false

# Without Node there is no dashboard (exit 3, with a message); the API runs without it.
$(DASHBOARD): $(WEB)
	@output=$$(tools/web build) || { status=$$?; [ $$status = 3 ] || { printf '%s\n' "$$output" >&2; exit 1; }; }
	@[ ! -e $@ ] || touch $@

# Recipes run one at a time: `make build test` tests what `build` built.
.NOTPARALLEL:

.PHONY: help run cluster cluster-kill build test soak simulate bench bench-price bench-relay bench-cluster bench-log bench-page bench-peers sample screenshots clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  \1|\2/' | column -t -s '|'

run: $(API) ## Set up and serve on PORT (5080), data in DATA (./data) or POSTGRES, companies from COMPANIES (the shipped sample)
	@$(if $(POSTGRES),Streams__Postgres="$(POSTGRES)" )exec dotnet $(API) --host "$(HOST)" --port "$(PORT)" --data "$(DATA)" $(if $(COMPANIES),--companies "$(COMPANIES)")

cluster: $(API) $(CLUSTER) ## Run SILOS (2) silos and APIS (2) API hosts, or NODES equal nodes, a temporary PostgreSQL (or POSTGRES) and a proxy on PORT (5080), all in this terminal
	@$(if $(POSTGRES),Streams__Postgres="$(POSTGRES)" )$(if $(COMPANIES),Streams__Companies="$(abspath $(COMPANIES))" )exec dotnet $(CLUSTER) run \
	  --silos "$(SILOS)" --apis "$(APIS)" --nodes "$(NODES)" --host "$(HOST)" --port "$(PORT)" --silo $(SILO) --api $(API)

cluster-kill: $(CLUSTER) ## SIGKILL a random silo or node of `make cluster`, or WHICH (silo-2, api-1, node-3, postgres)
	@dotnet $(CLUSTER) kill $(WHICH)

build: $(DASHBOARD) ## Build everything and check it: analyzers, code style, documentation comments, types and style of the web client
	@tools/restore Streams.sln
	tools/build Streams.sln -c Release
	@tools/web check || [ $$? = 3 ]

# `make build test` builds once. Tests run the release build, which is what ships; no code depends on the build configuration.
test: $(DASHBOARD) ## Build and run every test
	@$(if $(filter build,$(MAKECMDGOALS)),:,tools/restore Streams.sln && tools/build Streams.sln -c Release $(UNCHECKED))
	@tools/test

soak: ## Kill the server ROUNDS (200) times under load on SQLite and PostgreSQL (SEED= repeats a run), fuzz it for ten minutes, compare crowds with and without slow viewers, repeat the property tests of API and relay
	@tools/restore tests/Crash.Tests/Crash.Tests.csproj
	tools/build tests/Crash.Tests -c Release $(UNCHECKED)
	STREAMS_ROUNDS="$(ROUNDS)" STREAMS_SEED="$(SEED)" dotnet artifacts/bin/Crash.Tests/release/Streams.Crash.Tests.dll --filter-class 'Streams.Crash.Tests.Kill*' --output Detailed
	@tools/restore tests/Hostile.Tests/Hostile.Tests.csproj
	tools/build tests/Hostile.Tests -c Release $(UNCHECKED)
	STREAMS_STRICT=1 STREAMS_FUZZ_SECONDS=600 dotnet artifacts/bin/Hostile.Tests/release/Streams.Hostile.Tests.dll --output Detailed
	@tools/restore tests/Api.Tests/Api.Tests.csproj
	@tools/restore tests/Relay.Tests/Relay.Tests.csproj
	tools/build tests/Api.Tests -c Release $(UNCHECKED)
	tools/build tests/Relay.Tests -c Release $(UNCHECKED)
	STREAMS_SAMPLES=20 dotnet artifacts/bin/Api.Tests/release/Streams.Api.Tests.dll --filter-class 'Streams.Api.Tests.Readers.MutationTests' --output Detailed
	STREAMS_SAMPLES=20 dotnet artifacts/bin/Relay.Tests/release/Streams.Relay.Tests.dll --filter-class 'Streams.Relay.Tests.AnyOrderTests' --filter-class 'Streams.Relay.Tests.MergingTests' --output Detailed

simulate: ## Run the simulation with SEEDS (1,000,000) new seeds, or replay SEED
	@tools/restore tests/Simulation.Tests/Simulation.Tests.csproj
	tools/build tests/Simulation.Tests -c Release $(UNCHECKED)
	STREAMS_SEEDS="$(SEEDS)" STREAMS_SEED="$(SEED)" dotnet artifacts/bin/Simulation.Tests/release/Streams.Simulation.Tests.dll --filter-method '*.Invariants_hold_for_every_seed' --output Detailed

bench: $(API) ## Measure reports/s over HTTP, cold start and memory
	@tools/restore bench/Bench.csproj
	dotnet run -c Release --project bench -- load --api $(API)

bench-price: $(API) ## Measure the cost of surviving power loss, in reports/s: SQLite, and POSTGRES (a scratch database) if set
	@tools/restore bench/Bench.csproj
	dotnet run -c Release --project bench -- load --api $(API) --only price$(if $(POSTGRES), --postgres "$(POSTGRES)")

bench-relay: $(API) ## Measure latency from report to SignalR client with 1,000 viewers at 60, 1,000 and 5,000 events/s, on SQLite or POSTGRES
	@tools/restore bench/Bench.csproj
	dotnet run -c Release --project bench -- relay --api $(API)$(if $(POSTGRES), --postgres "$(POSTGRES)")

bench-cluster: $(API) ## Measure reports/s, latency and CPU time per report with one process, 3 equal nodes, and 1, 2 and 4 silos (needs postgresql)
	@tools/restore bench/Bench.csproj
	dotnet run -c Release --project bench -- cluster --api $(API) --silo $(SILO)

bench-log: ## Measure appends/s of the event log alone, on SQLite or POSTGRES
	@tools/restore bench/Bench.csproj
	dotnet run -c Release --project bench -- log$(if $(POSTGRES), --postgres "$(POSTGRES)")

bench-page: ## Measure the CPU time that the page of a busy stream costs a browser (needs chromium, and `make run` in another terminal)
	@tools/restore bench/Bench.csproj
	dotnet run -c Release --project bench -- page --url "http://$(HOST):$(PORT)"

# The variables halve what the load generator costs; the bench removes them from the environment of the servers.
bench-peers: $(API) ## Compare with servers that store nothing (raw SignalR, Socket.IO, Nchan, Centrifuge): PEERS=streams,signalr ROUNDS=3 ONLY=crowd limit it
	@tools/restore bench/Fanout/Peers/SignalR/SignalR.csproj
	tools/build bench/Fanout/Peers/SignalR -c Release $(UNCHECKED)
	@tools/restore bench/Bench.csproj
	tools/build bench/Bench.csproj -c Release $(UNCHECKED)
	DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS=1 DOTNET_TieredPGO=0 DOTNET_gcConcurrent=0 dotnet artifacts/bin/Bench/release/Streams.Bench.dll peers --api $(API) \
	  $(if $(PEERS),--peers "$(PEERS)") $(if $(ONLY),--only "$(ONLY)") $(if $(filter-out file,$(origin ROUNDS)),--rounds "$(ROUNDS)")

sample: ## Regenerate the shipped sample of fictional companies
	dotnet run --project tools/SampleCompanies -- --output samples/companies.csv

screenshots: $(DASHBOARD) ## Regenerate the pictures in docs/images (needs chromium)
	@tools/restore tests/Browser.Tests/Browser.Tests.csproj
	tools/build tests/Browser.Tests -c Release $(UNCHECKED)
	dotnet artifacts/bin/Browser.Tests/release/Streams.Browser.Tests.dll --explicit only

clean: ## Remove build output (not the data)
	rm -rf artifacts web/node_modules web/app/dist web/packages/*/dist

$(API): $(SOURCES) $(DASHBOARD)
	@tools/restore src/Api/Api.csproj
	tools/build src/Api/Api.csproj -c Release $(UNCHECKED)
	@touch $@

$(CLUSTER): $(shell find tools/Cluster -type f -not -path '*/obj/*' 2>/dev/null) $(wildcard *.props)
	@tools/restore tools/Cluster/Cluster.csproj
	tools/build tools/Cluster -c Release $(UNCHECKED)
	@touch $@
