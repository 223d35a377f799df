#!/usr/bin/env bash
# Installs what the integration tests need beside .NET: kcat, an independent Kafka client.
set -euo pipefail

command -v kcat >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "install-test-tools: installing kcat with apt-get" >&2
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq kcat; } >/dev/null 2>&1 && exit 0
fi
echo "install-test-tools: kcat is missing; install it (Debian: apt-get install kcat, macOS: brew install kcat). The tests that need it are skipped." >&2
