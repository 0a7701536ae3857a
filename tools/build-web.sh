#!/usr/bin/env bash
# Builds the browser app into build/web, which tingbok-server finds by itself. Does nothing where it is
# newer than everything it is made from. `tools/build-web.sh force` builds whatever is there.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/node-path.sh

if ! node_is_new_enough; then
  echo "The browser app is built with Node 20.19 or later; here is $(node --version 2>/dev/null || echo none)." \
    "tools/install-dependencies.sh installs one." >&2
  exit 1
fi

made=build/web/index.html
sources=(web client-lib/ts proto buf.gen.yaml package.json package-lock.json tsconfig.base.json)
# What is generated from proto lies among the sources and is renewed by every build.
if [ "${1:-}" != force ] && [ -f "$made" ] &&
  [ -z "$(find "${sources[@]}" -newer "$made" -type f -not -path '*/gen/*' \
    -not -path '*/node_modules/*' -print -quit)" ]; then
  exit 0
fi
mkdir -p build
echo "Building the browser app …"
npm run --silent build >build/web.log 2>&1 ||
  { tail -n 40 build/web.log >&2; echo "The browser app could not be built." >&2; exit 1; }
touch "$made"
