#!/usr/bin/env bash
# Measures how long a record takes to its file when records trickle: from its being handed to a client to its being in the file, with --flush-interval 1ms.
# The broker in memory answers a fetch only when its time is over, where a real one answers when a record comes; so that time is made 1 ms.
# usage: bench/trickle.sh [RECORDS]     2,000, one each 10 ms, unless it is said
set -euo pipefail
cd "$(dirname "$0")/.."

if ! /usr/bin/python3 -c 'import confluent_kafka' 2>/dev/null; then
  echo "trickle: installing python3-confluent-kafka with apt-get" >&2
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-confluent-kafka; } >/dev/null
fi
[ -n "${NO_BUILD:-}" ] || dotnet build src/HdfsConsumer -c Release -v quiet -nologo >&2
PYTHONPATH=bench/measuring exec /usr/bin/python3 bench/measuring/trickle.py "${1:-2000}"
