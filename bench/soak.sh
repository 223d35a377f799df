#!/usr/bin/env bash
# Lands records for so long, at full rate but for the moments in which the next ones are published, and draws how much memory is resident: docs/soak.svg.
# The same records are published again and again; closed files are deleted as they come, so that the disk holds it.
# usage: bench/soak.sh [MINUTES]     60 unless it is said
set -euo pipefail
cd "$(dirname "$0")/.."

command -v kcat >/dev/null || eng/install-test-tools.sh >&2
[ -n "${NO_BUILD:-}" ] || dotnet build src/HdfsConsumer -c Release -v quiet -nologo >&2
PYTHONPATH=bench/measuring exec python3 bench/measuring/soak.py "${1:-60}"
