#!/usr/bin/env bash
# Installs what the integration tests need beside .NET: kcat, an independent Kafka client, and PostgreSQL and MariaDB.
set -euo pipefail

install_kcat() {
  command -v kcat >/dev/null 2>&1 && return
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "install-test-tools: installing kcat with apt-get" >&2
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq kcat; } >/dev/null 2>&1 && return
  fi
  echo "install-test-tools: kcat is missing; install it (Debian: apt-get install kcat, macOS: brew install kcat). The tests that need it fail." >&2
}

install_kcat
"$(dirname "$0")/services.sh" install || echo "install-test-tools: the tests that need a database fail." >&2
