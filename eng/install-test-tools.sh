#!/usr/bin/env bash
# Installs what the integration tests need beside .NET: kcat, an independent Kafka client, Parquet readers that are not ours,
# PostgreSQL and MariaDB, Prometheus' promtool, and a browser. Silent when there is nothing to do.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { echo "install-test-tools: $*" >&2; }

# Installs the commands of a Debian package where that can be done: PACKAGE COMMAND.
ensure() {
  command -v "$2" >/dev/null 2>&1 && return 0
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 || return 1
  say "installing $1 with apt-get"
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$1"; } >/dev/null 2>&1
}

ensure kcat kcat ||
  say "kcat is missing; install it (Debian: apt-get install kcat, macOS: brew install kcat). The tests that need it fail."

ensure prometheus promtool ||
  say "promtool is missing; install it (Debian: apt-get install prometheus, macOS: brew install prometheus). The tests that need it fail."
ensure chromium chromium ||
  say "chromium is missing; install it (Debian: apt-get install chromium), or name another in CHROMIUM_PATH. The tests of the page fail."

eng/services.sh install || say "the tests that need a database fail."

# No lock file: one that npm makes where a feed lacks the binaries of other systems cannot be installed on those. The versions
# are pinned in package.json instead, and a copy of it tells whether what is installed is what is asked for.
cd tests/readers
readers_are_installed() { cmp -s package.json node_modules/installed.json; }
if ! readers_are_installed; then
  if ensure nodejs node && ensure npm npm; then
    say "installing DuckDB and hyparquet with npm"
    npm install --no-package-lock --no-audit --no-fund --loglevel=error >&2 && cp package.json node_modules/installed.json ||
      say "npm could not install tests/readers/package.json. The tests that read Parquet files fail."
  else
    say "node and npm are missing; install them (Debian: apt-get install nodejs npm, macOS: brew install node). The tests that read Parquet files fail."
  fi
fi
