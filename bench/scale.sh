#!/usr/bin/env bash
# Measures what a record costs, by the number of cities, of partitions, of topics, and by its size, and draws docs/scale-*.svg. Microseconds of
# processor time of the program, user and system, when it has been running for a while: what it takes to start is not in them.
# usage: bench/scale.sh [cities] [partitions] [topics] [sizes]     all four unless some are named
set -euo pipefail
cd "$(dirname "$0")/.."

command -v kcat >/dev/null || eng/install-test-tools.sh >&2
[ -n "${NO_BUILD:-}" ] || dotnet build src/HdfsConsumer -c Release -v quiet -nologo >&2
PYTHONPATH=bench/measuring exec python3 bench/measuring/scale.py "$@"
