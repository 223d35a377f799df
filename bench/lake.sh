#!/usr/bin/env bash
# Measures the lake end to end, from a broker in memory to files: lake.sh [TRANSACTIONS [CODEC]]. Against the same records landed as JSON
# Lines, and against DuckDB's own writer, on one thread, with the same rows in memory. The writers alone are compared at the end.
# Wanted: files 70 to 90 % smaller than the lines, and at most 1.05 times those of DuckDB.
set -euo pipefail
cd "$(dirname "$0")/.."
top=$PWD
transactions=${1:-150000} codec=${2:-snappy}
topic=transaction_flattened partitions=32

work=$(mktemp -d)
broker=
cleanup() {
  [ -z "$broker" ] || kill "$broker" 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT

eng/install-test-tools.sh
dotnet build src/HdfsConsumer -c Release -v quiet -nologo
program=$PWD/artifacts/bin/HdfsConsumer/release/HdfsConsumer.dll
readers=$PWD/tests/readers
version=$(sed -nE 's/.*node-api": "([^"]*)".*/\1/p' tests/readers/package.json)
cd "$work"
cat >appsettings.json <<END
{ "Pipelines": {
  "lines": { "Topics": ["$topic"], "Batch": { "Size": 10000 }, "Sink": { "MaxFileSize": "1GB" } },
  "parquet": { "Topics": ["$topic"], "Batch": { "Size": 10000 }, "Sink": { "Kind": "parquet", "Codec": "$codec", "MaxFileSize": "1GB" } } } }
END

dotnet "$program" broker --topics "$topic:$partitions" --stop-after 1h >address 2>/dev/null &
broker=$!
until [ -s address ]; do sleep 0.1; done
export KAFKA_BOOTSTRAP_SERVERS
KAFKA_BOOTSTRAP_SERVERS=$(head -1 address)
dotnet "$program" produce transactions --limit "$transactions" --seed 7 >/dev/null

# Processor and wall seconds of a landing.
landed() {
  local TIMEFORMAT='%U %S %R'
  { time dotnet "$program" run "$1" --until-end >/dev/null 2>"$1.log"; } 2>&1 | awk '{ printf "%.2f %.2f", $1 + $2, $3 }'
}
bytes() { find "$@" -type f -printf '%s\n' | awk '{ sum += $1 } END { print sum }'; }

lines=$(landed lines)
parquet=$(landed parquet)
records=$(wc -l <"lines/$topic/records.jsonl")
duckdb=$(node "$readers/write-duckdb.mjs" "parquet/$topic/*.parquet" "$work/duckdb.parquet" 3 "$codec")

echo "$records records of $topic, $codec; $(nproc) processors, .NET $(dotnet --version), DuckDB $version"
printf '%-28s %10s %10s %10s\n' '' 'processor s' 'wall s' MB
row() { awk -v name="$1" -v cpu="$2" -v wall="$3" -v bytes="$4" 'BEGIN { printf "%-28s %10s %10s %10.2f\n", name, cpu, wall, bytes / 1e6 }'; }
row 'landed as lines' $lines "$(bytes "lines/$topic" -name '*.jsonl')"
row 'landed as Parquet' $parquet "$(bytes "parquet/$topic" -name '*.parquet')"
row "written by DuckDB, no broker" "$duckdb" - "$(wc -c <duckdb.parquet)"
awk -v lines="$(bytes "lines/$topic" -name '*.jsonl')" -v ours="$(bytes "parquet/$topic" -name '*.parquet')" -v theirs="$(wc -c <duckdb.parquet)" \
  'BEGIN { printf "%.0f %% smaller than the lines, %.2f times the size of DuckDB'"'"'s\n", 100 * (1 - ours / lines), ours / theirs }'

echo
"$top/bench/parquet-writer.sh" 1000000 5 "$codec"
