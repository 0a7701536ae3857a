#!/usr/bin/env bash
# Installs what building and running Tingbok needs and this machine lacks, from Debian 12 and npm.
#
#   tools/install-dependencies.sh          everything (build, run, test, lint)
#   tools/install-dependencies.sh build    only what building and running needs
#
# Safe to run again: it looks first, and a second run neither needs the network nor takes a second.
# Exits 0 when everything is there, 1 when something could not be installed, 2 for wrong use.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/node-path.sh

what=${1:-all}
case $what in
  all | build) ;;
  *) echo "usage: tools/install-dependencies.sh [all|build]" >&2; exit 2 ;;
esac

packages=(
  # Compiler, linker and build tools.
  clang-19 libclang-rt-19-dev llvm-19 mold cmake ninja-build ccache make pkg-config g++
  # Libraries; README.md says why each is here.
  libboost1.81-dev libboost-json1.81-dev libboost-url1.81-dev librocksdb-dev
  libprotobuf-dev protobuf-compiler libspdlog-dev libfmt-dev libcli11-dev libtomlplusplus-dev libsodium-dev
  prometheus-cpp-dev libssl-dev openssl libgraphviz-dev libjemalloc-dev
  # Tests, benchmarks, demonstration.
  catch2 librapidcheck-dev libbenchmark-dev python3 curl
)
# Debian's Node runs npm, which brings a newer one (below) for the browser app.
command -v node >/dev/null || packages+=(nodejs)
command -v npm >/dev/null || packages+=(npm)
if [ "$what" = all ]; then
  packages+=(clang-tidy-19 clang-format-19)
  # The browser tests drive it.
  command -v chromium >/dev/null || packages+=(chromium)
fi

# Prints the packages of its arguments that are not installed.
missing_of() {
  local installed
  installed=$(dpkg-query -W -f '${db:Status-Abbrev}|${Package}\n' "$@" 2>/dev/null |
    sed -n 's/^ii *|//p' || true)
  comm -23 <(printf '%s\n' "$@" | sort -u) <(printf '%s\n' "$installed" | sort -u)
}

mapfile -t missing < <(missing_of "${packages[@]}")
if [ "${#missing[@]}" -gt 0 ]; then
  echo "Missing Debian packages: ${missing[*]}"
  if [ "$(id -u)" -ne 0 ]; then
    echo "Installing them takes root. Run this, and then the same again:" >&2
    echo "  sudo apt-get install -y --no-install-recommends ${missing[*]}" >&2
    exit 1
  fi
  export DEBIAN_FRONTEND=noninteractive
  apt_options=(-o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 -qq)
  echo "Installing them with apt-get …"
  apt-get "${apt_options[@]}" update
  apt-get "${apt_options[@]}" install -y --no-install-recommends "${missing[@]}" >/dev/null
  mapfile -t missing < <(missing_of "${packages[@]}")
  if [ "${#missing[@]}" -gt 0 ]; then
    echo "Still missing after apt-get: ${missing[*]}" >&2
    exit 1
  fi
fi

# npm_ci FOLDER WHAT: installs what the folder's package-lock.json says, where that is not done yet. npm writes
# node_modules/.package-lock.json last, so it tells whether an earlier run finished.
npm_ci() {
  if [ "$1/node_modules/.package-lock.json" -nt "$1/package-lock.json" ]; then return; fi
  echo "Installing $2 with npm ci …"
  for try in 1 2 3; do
    if (cd "$1" && npm ci --no-audit --no-fund --loglevel=error); then break; fi
    if [ "$try" = 3 ]; then
      echo "npm ci failed three times; the browser app cannot be built." >&2
      exit 1
    fi
    sleep $((try * 5))
  done
  touch "$1/node_modules/.package-lock.json"
}

if ! node_is_new_enough; then
  npm_ci tools/node "a newer Node than $(node --version)"
  if ! node_is_new_enough; then
    echo "The browser app is built with Node 20.19 or later; here is $(node --version), and npm has none for" \
      "this kind of machine ($(uname -m)). Install one." >&2
    exit 1
  fi
fi
npm_ci . "what the browser app and the schema checks need"
echo "Dependencies ($what): all here."
