#!/usr/bin/env bash
# All tests, as `make test` and CI run them: every kind in the release build, what runs native code again
# under AddressSanitizer and UBSan, what has threads (with the log in memory) under ThreadSanitizer. Exits 0 only if all pass.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/node-path.sh
jobs=${JOBS:-$(nproc)}
export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1
# What is random is the same for whoever tests this commit, and other with the next; `make soak` throws its own dice.
export TINGBOK_SEED=${TINGBOK_SEED:-$((16#$(git rev-parse --short=7 HEAD 2>/dev/null || date +%s | tail -c 7)))}
export RC_PARAMS=${RC_PARAMS:-seed=$TINGBOK_SEED}

tools/install-dependencies.sh
mkdir -p build
failed=()

# build PRESET [TARGET...]
build() {
  local preset=$1 start=$SECONDS
  shift
  echo "== building $preset"
  cmake --preset "$preset" >"build/$preset.configure.log" 2>&1 ||
    { cat "build/$preset.configure.log"; exit 1; }
  cmake --build --preset "$preset" -j "$jobs" ${1:+--target "$@"} >"build/$preset.build.log" 2>&1 ||
    { tail -n 80 "build/$preset.build.log"; echo "== the $preset build failed"; exit 1; }
  echo "== built $preset in $((SECONDS - start)) s"
}

# check PRESET [CTEST OPTION...]
check() {
  local preset=$1 start=$SECONDS
  shift
  echo "== testing $preset"
  ctest --preset "$preset" -j "$jobs" "$@" || failed+=("$preset")
  echo "== tested $preset in $((SECONDS - start)) s"
}

build release
check release
build asan
# What reads the source tree says the same in every build.
check asan -LE 'layering|lint'
build tsan threaded-tests
check tsan -R '^(unit-server|unit-client|contract)$'

if [ "${#failed[@]}" -gt 0 ]; then
  echo "== failed: ${failed[*]} (after $SECONDS s)"
  exit 1
fi
echo "== all tests passed in release, asan and tsan, $SECONDS s"
