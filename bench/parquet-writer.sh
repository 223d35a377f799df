#!/usr/bin/env bash
# Measures the Parquet writer against DuckDB's own, on one thread and on the same rows: parquet-writer.sh [ROWS [RUNS [CODEC]]].
# Wanted: at least 0.4 of its speed, and files at most 1.05 times as large.
set -euo pipefail
cd "$(dirname "$0")/.."
rows=${1:-1000000} runs=${2:-5} codec=${3:-snappy}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
eng/install-test-tools.sh
dotnet build bench/HdfsConsumer.Benchmarks -c Release -v quiet -nologo

echo "$rows rows, processor seconds of the fastest of $runs runs, $codec; $(nproc) processors, .NET $(dotnet --version), DuckDB $(sed -nE 's/.*node-api": "([^"]*)".*/\1/p' tests/readers/package.json)"
printf '%-14s %9s %9s %9s %9s %7s %7s\n' table ours/s DuckDB/s ours/MB DuckDB/MB speed size
for table in transactions texts; do
  ours=$(dotnet artifacts/bin/HdfsConsumer.Benchmarks/release/HdfsConsumer.Benchmarks.dll writer "$table" "$work/ours" "$rows" "$runs" "$codec")
  theirs=$(node tests/readers/write-duckdb.mjs "$work/ours" "$work/theirs" "$runs" "$codec")
  awk -v table="$table" -v ours="$ours" -v theirs="$theirs" -v a="$(wc -c <"$work/ours")" -v b="$(wc -c <"$work/theirs")" \
    'BEGIN { printf "%-14s %9.3f %9.3f %9.2f %9.2f %7.2f %7.2f\n", table, ours, theirs, a / 1e6, b / 1e6, theirs / ours, a / b }'
done
