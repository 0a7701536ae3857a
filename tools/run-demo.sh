#!/usr/bin/env bash
# Serves a demonstration workshop: a council's workshop day, played about half way from the script of
# the tests. Called by `make run`, after the build. Ctrl-C stops the server cleanly; the next run goes on
# with the same data. usage: tools/run-demo.sh [PORT]
set -euo pipefail
cd "$(dirname "$0")/.."
port=${1:-8080}
bin=build/release/bin
data=build/demo
script=tests/workshops/A_samfunnsdel.jsonl
lines=300

mkdir -p "$data"
ready=$(mktemp)
log=build/demo.log
rm -f "$ready"
server=
stop() {
  if [ -n "$server" ] && kill -0 "$server" 2>/dev/null; then
    kill -INT "$server"
    wait "$server" 2>/dev/null || true
    echo "The server has stopped. Everything is kept in $data."
  fi
  rm -f "$ready" "$part"
}
part=$(mktemp --suffix=.jsonl)
trap stop EXIT
trap 'exit 0' INT TERM

# A session of its own, so that Ctrl-C reaches this script first and the server is asked to stop.
setsid "$bin/tingbok-server" serve --data "$data" --listen "127.0.0.1:$port" --ready-file "$ready" \
  2>"$log" &
server=$!
for _ in $(seq 200); do
  [ -s "$ready" ] && break
  if ! kill -0 "$server" 2>/dev/null; then
    cat "$log" >&2
    echo "The server did not start (its words are above). Another port: make run PORT=8081" >&2
    server=
    exit 1
  fi
  sleep 0.05
done
url=$(cat "$ready")
admin=$data/admin.token

# The first lines of the script (and its header) are the demonstration.
head -n $((lines + 1)) "$script" >"$part"
# The secret goes in by a file descriptor, so that it shows in no list of processes.
if ! curl -sf -H @<(printf "Authorization: Bearer %s" "$(cat "$admin")") -o /dev/null \
    "$url/api/v1/programmes/A/lines"; then
  echo "Playing the first $lines lines of a council's workshop day …"
  "$bin/tingbok-client" play "$part" --url "$url" --admin-token-file "$admin"
else
  "$bin/tingbok-client" play "$part" --resume --url "$url" --admin-token-file "$admin" >/dev/null
fi

sed 's/^  //' <<TEXT

  Tingbok serves a demonstration workshop (A/A: a council's workshop day) at $url
  The browser app does not exist yet; open  $url/healthz  or  $url/metrics

  To try, in another terminal in this folder:

    Watch the workshop live, as the wall screen or a person sees it
      $bin/tingbok-client watch A/A --url $url --admin-token-file $admin

    Play the rest of the day in 60 times real time, and see it arrive in the window above
      $bin/tingbok-client play $script --resume --speed 60 --url $url --admin-token-file $admin

    Look into the log, beside the running server
      $bin/tingbok-replay list --data $data
      $bin/tingbok-replay events --data $data --room A/A | tail -n 20
      $bin/tingbok-replay state --data $data --room A/A --at script:120
      $bin/tingbok-replay diff --data $data --room A/A --from script:100 --to script:120
      $bin/tingbok-replay verify --data $data

  The server's own words are in $log. Ctrl-C stops it.
TEXT
if [ "${TINGBOK_DEMO_ONCE:-}" = 1 ]; then exit 0; fi  # For the test of this script.
wait "$server" || { code=$?; server=; tail -n 5 "$log" >&2; exit "$code"; }
