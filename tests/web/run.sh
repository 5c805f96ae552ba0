#!/bin/sh
# Drives the page in a real browser against the real daemon over an index of corpus/facts.
#   run.sh BIN_DIR FACTS WORK_DIR [pattern of test names]
# Ends with 77 (skipped) and a sentence where no browser or no node can be had. With
# SENREI_WEB_BASE set to an address, that server is tested instead of one started here.
set -eu
bin=$1 facts=$2 work=$3
shift 3
here=$(cd "$(dirname "$0")" && pwd)
skip() { echo "skipped: $*"; exit 77; }

SENREI_CHROMIUM=${SENREI_CHROMIUM:-$(command -v chromium || command -v chromium-browser || true)}
[ -x "$SENREI_CHROMIUM" ] || skip "no chromium on this machine"
command -v node >/dev/null && command -v npm >/dev/null || skip "no node or npm on this machine"
[ "$(node -p 'process.versions.node.split(".")[0]')" -ge 18 ] || skip "node is older than 18"

mkdir -p "$work"
if ! cmp -s "$here/package-lock.json" "$work/installed"; then
  cp "$here/package.json" "$here/package-lock.json" "$here/.npmrc" "$work/"
  (cd "$work" && npm ci >npm.log 2>&1) || { cat "$work/npm.log"; skip "the npm packages could not be installed"; }
  cp "$here/package-lock.json" "$work/installed"
fi

scratch=$(mktemp -d)
daemon=
finish() {
  [ -z "$daemon" ] || kill "$daemon" 2>/dev/null || true
  [ -z "$daemon" ] || wait "$daemon" 2>/dev/null || true
  rm -rf "$scratch"
}
trap finish EXIT INT TERM

if [ -z "${SENREI_WEB_BASE:-}" ]; then
  "$bin/senrei-indexer" --quiet --index "$scratch/index" "$facts"
  "$bin/senrei-searchd" --index "$scratch/index" --listen 127.0.0.1:0 >"$scratch/out" 2>"$scratch/log" &
  daemon=$!
  n=0
  until SENREI_WEB_BASE=$(sed -n 's/.*serving on \(http:[^ ]*[0-9]\).*/\1/p' "$scratch/out") && [ -n "$SENREI_WEB_BASE" ]; do
    n=$((n + 1))
    [ $n -lt 100 ] && kill -0 "$daemon" 2>/dev/null || { cat "$scratch/out" "$scratch/log"; echo "the daemon did not start"; exit 1; }
    sleep 0.1
  done
fi
export SENREI_WEB_BASE SENREI_CHROMIUM SENREI_WEB_MODULES="$work" SENREI_WEB_PROFILE="$scratch/profile"
if [ -n "${SENREI_WEB_SHOTS:-}" ]; then
  node "$here/screenshots.mjs"
elif [ -n "${1:-}" ]; then
  node --test --test-name-pattern="$1" "$here/page.test.mjs"
else
  node --test "$here/page.test.mjs"
fi
