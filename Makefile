# Tingbok: the front door. Everything below is safe to run again.
.PHONY: help deps build run test bench soak fuzz lint format docs screenshots schema-release clean
.DEFAULT_GOAL := help

PORT ?= 8080
JOBS ?= $(shell nproc)
SCRIPTS ?= 100000
SECONDS ?= 60
# Compiled files are found again from any clone, also one in another folder.
export CCACHE_BASEDIR := $(CURDIR)
export CCACHE_NOHASHDIR := 1
# Where the machine's own Node is too old (tools/node-path.sh).
export PATH := $(CURDIR)/tools/node/node_modules/.bin:$(PATH)

BUILD = cmake --preset $(1) >build/$(1).configure.log 2>&1 || { cat build/$(1).configure.log; exit 1; }; \
        cmake --build --preset $(1) -j $(JOBS) $(if $(2),--target $(2))
BINARIES = tingbok-server tingbok-client tingbok-replay tingbok-bench

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | column -t -s '|'

deps: ## Install what is missing (Debian 12 packages, buf from npm)
	@tools/install-dependencies.sh

build: ## Build the release into build/release/bin, and the browser app into build/web
	@tools/install-dependencies.sh build
	@mkdir -p build
	@tools/build-web.sh
	@$(call BUILD,release,$(BINARIES))

run: ## Serve a demonstration on http://127.0.0.1:8080 (PORT=N for another port)
	@tools/install-dependencies.sh build
	@mkdir -p build
	@tools/build-web.sh
	@$(call BUILD,release,$(filter-out %-bench,$(BINARIES)))
	@tools/run-demo.sh $(PORT)

test: ## Build and run all tests: release, AddressSanitizer + UBSan, ThreadSanitizer on what has threads
	@tools/test.sh

bench: build ## Measure speed beside the machine's bare limits (BENCH_ARGS="--json FILE")
	@build/release/bin/tingbok-bench $(BENCH_ARGS)

soak: ## Crashes, power cuts, resumes, simulation and SCRIPTS=100000 random scripts at full count (hours)
	@tools/install-dependencies.sh
	@mkdir -p build
	@$(call BUILD,release)
	@python3 -B tests/golden/differential/run.py --count $(SCRIPTS)
	@TINGBOK_FULL=1 ctest --preset release -L 'sim|fault|e2e' --timeout 36000

FUZZ_TARGETS = frame log script ruleset note bundle
fuzz: ## Hand made-up bytes to the readers of foreign bytes, SECONDS=60 each; findings in build/fuzz
	@tools/install-dependencies.sh
	@mkdir -p build
	@$(call BUILD,fuzz,tingbok-fuzz-tests $(addprefix tingbok-fuzz-,$(FUZZ_TARGETS)))
	@TINGBOK_SEEDS=build/fuzz/seeds build/fuzz/bin/tingbok-fuzz-tests '[.seeds]' >/dev/null
	@for target in $(FUZZ_TARGETS); do mkdir -p build/fuzz/found/$$target && \
	  build/fuzz/bin/tingbok-fuzz-$$target -max_total_time=$(SECONDS) -print_final_stats=1 \
	  -artifact_prefix=build/fuzz/found/$$target- build/fuzz/found/$$target build/fuzz/seeds/$$target \
	  || exit 1; done

lint: ## Check format, style, include directions and the schema; run clang-tidy on the core
	@tools/lint.sh

format: ## Bring all C++ files to the project's format
	@git ls-files '*.cpp' '*.hpp' | grep -vE 'faultkit/|layering/planted/' | xargs clang-format-19 -i

docs: ## Write the generated tables of the rules anew (docs/rules-tables.md)
	@python3 -B tools/generate-rules.py

screenshots: build ## Renew docs/screenshots, which the browser tests take
	@tools/install-dependencies.sh
	@TINGBOK_SCREENSHOTS=$(CURDIR)/docs/screenshots npm run --silent test:browser

schema-release: ## Take today's schema as the one later changes must stay compatible with
	@node_modules/.bin/buf build --exclude-source-info -o proto/released.binpb

clean: ## Remove everything that was built
	@rm -rf build
