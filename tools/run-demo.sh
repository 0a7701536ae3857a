#!/usr/bin/env bash
# Serves a demonstration: a council's workshop day being played live from the script of the tests, and an
# empty workshop, made from a template, to try. Whoever opens the page may take any seat in either.
# Called by `make run`, after the build. Ctrl-C stops it cleanly; the next run goes on with the same data.
#
# usage: tools/run-demo.sh [PORT]        environment: TINGBOK_DEMO_SPEED (default 20 times real time)
set -euo pipefail
cd "$(dirname "$0")/.."
port=${1:-8080}
speed=${TINGBOK_DEMO_SPEED:-20}
bin=${TINGBOK_BIN_DIR:-build/release/bin}
data=${TINGBOK_DEMO_DATA:-build/demo}
script=tests/workshops/A_samfunnsdel.jsonl
# Played at once at the start, so that there is something to see.
lines=60

mkdir -p "$data"
ready=$(mktemp)
part=$(mktemp --suffix=.jsonl)
log=$data.log
rm -f "$ready"
server=
player=
stop() {
  if [ -n "$player" ]; then
    kill "$player" 2>/dev/null || true
    wait "$player" 2>/dev/null || true
  fi
  if [ -n "$server" ] && kill -0 "$server" 2>/dev/null; then
    kill -INT "$server"
    wait "$server" 2>/dev/null || true
    echo "The server has stopped. Everything is kept in $data."
  fi
  rm -f "$ready" "$part" "$part.first.jsonl"
}
trap stop EXIT
trap 'exit 0' INT TERM

# A session of its own, so that Ctrl-C reaches this script first and the server is asked to stop.
setsid "$bin/tingbok-server" serve --data "$data" --listen "127.0.0.1:$port" --ready-file "$ready" \
  --demo tools/demo/demo.json 2>"$log" &
server=$!
for _ in $(seq 2400); do
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

# call METHOD PATH [BODY]: prints the status. The secret goes in by a file descriptor, so that it shows
# in no list of processes.
call() {
  curl --noproxy '*' -s -o "$part" -w '%{http_code}' -X "$1" "$url/api/v1$2" ${3:+-d "$3"} \
    -H @<(printf 'Authorization: Bearer %s' "$(cat "$admin")")
}
# must STATUS... -- call ...: fails with what the server said unless it answers one of these.
must() {
  local wanted=() status
  while [ "$1" != -- ]; do wanted+=("$1"); shift; done
  shift
  status=$("$@")
  [[ " ${wanted[*]} " == *" $status "* ]] && return
  echo "The demonstration could not be prepared: $* was answered $status: $(cat "$part")" >&2
  exit 1
}

# The workshop that is played.
if [ "$(call GET /programmes/A)" = 200 ]; then
  resume=--resume
else
  resume=
  head -n $((lines + 1)) "$script" >"$part.first.jsonl"
  echo "Playing the first $lines lines of a council's workshop day …"
  "$bin/tingbok-client" play "$part.first.jsonl" --url "$url" --admin-token-file "$admin"
  rm -f "$part.first.jsonl"
fi
while read -r person; do
  must 201 409 -- call POST /programmes/A/people "$person"
done <tools/demo/live_people.jsonl
# The workshop to try.
must 201 -- call POST /programmes "$(cat tools/demo/try_programme.json)"
must 201 409 -- call POST /programmes/PROVE/rooms "$(cat tools/demo/try_room.json)"

"$bin/tingbok-client" play "$script" --resume --speed "$speed" --url "$url" \
  --admin-token-file "$admin" >>"$log" 2>&1 &
player=$!

sed 's/^  //' <<TEXT

  Tingbok serves a demonstration. Open  $url

    Live      a council's workshop day, ${resume:+going on }at $speed times real time
    To try    an empty workshop, made from a template
  The page has one way in for each seat: facilitator, chair, secretary, member, deputy, observer,
  wall screen, auditor, public. Open several of them side by side.

  Also, in another terminal in this folder:

    Watch the workshop live, as the wall screen or a person sees it
      $bin/tingbok-client watch A/A --url $url --admin-token-file $admin

    Look into the log, beside the running server
      $bin/tingbok-replay list --data $data
      $bin/tingbok-replay events --data $data --room A/A | tail -n 20
      $bin/tingbok-replay state --data $data --room A/A --at script:50
      $bin/tingbok-replay verify --data $data

  To begin the day again, stop it and remove $data. The server's own words are in $log.
  $url/metrics has its figures. Ctrl-C stops it.
TEXT
if [ "${TINGBOK_DEMO_ONCE:-}" = 1 ]; then exit 0; fi  # For the test of this script.
wait "$server" || { code=$?; server=; tail -n 5 "$log" >&2; exit "$code"; }
