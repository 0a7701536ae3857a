#!/usr/bin/env bash
# What a machine can say about the source: format, style, include directions, schema, clang-tidy.
# Prints file:line: message; exits 1 if anything is found. `tools/lint.sh quick` leaves clang-tidy out.
set -uo pipefail
cd "$(dirname "$0")/.."
tools/install-dependencies.sh || exit 1
failed=0

mapfile -t sources < <(git ls-files '*.cpp' '*.hpp' | grep -vE 'faultkit/|layering/planted/')
echo "== format"
clang-format-19 --dry-run --Werror "${sources[@]}" || failed=1

echo "== style and include directions"
for test in tests/layering/test_*.py; do
  python3 "$test" || failed=1
done

echo "== schema"
node_modules/.bin/buf lint || failed=1
node_modules/.bin/buf breaking --against proto/released.binpb || failed=1

if [ "${1:-}" != quick ]; then
  echo "== clang-tidy on the core"
  cmake --preset dev >/dev/null && cmake --build --preset dev --target tingbok_proto >/dev/null || exit 1
  git ls-files 'core/*.cpp' |
    xargs -P "$(nproc)" -n 4 clang-tidy-19 -p build/dev --quiet 2>&1 |
    grep -v 'warnings generated' | tee build/tidy.log
  [ "${PIPESTATUS[1]}" = 0 ] || failed=1
  grep -qE '(warning|error):' build/tidy.log && failed=1
fi
[ "$failed" = 0 ] && echo "== lint: clean"
exit "$failed"
