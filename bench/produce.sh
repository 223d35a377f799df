#!/usr/bin/env bash
# Measures publishing lines of JSON against kcat, alternately, each from the start of its process to its end, ours as it is published with ReadyToRun. Seconds, and the
# ratio of the medians.
# usage: bench/produce.sh [LINES] [RUNS]     1,800,000 lines of about 200 bytes and 5 runs unless it is said
set -euo pipefail
cd "$(dirname "$0")/.."

lines=${1:-1800000} runs=${2:-5}
command -v kcat >/dev/null || eng/install-test-tools.sh >&2
folder=$(mktemp -d)
dotnet publish src/HdfsConsumer -c Release -r linux-x64 --self-contained false -p:PublishReadyToRun=true -o "$folder/program" -v quiet -nologo >&2
program=(dotnet "$folder/program/HdfsConsumer.dll")
broker=''
cleanup() {
  [ -z "$broker" ] || kill "$broker" 2>/dev/null || true
  rm -rf "$folder"
}
trap cleanup EXIT

python3 - "$lines" >"$folder/lines.jsonl" <<'PYTHON'
import json, random, sys
random.seed(1)
cities = [("FR", "Paris"), ("FR", "Lyon"), ("GB", "London"), ("JP", "Tokyo"), ("BR", "São Paulo"), ("US", "New York"), ("DE", "Köln"), ("IN", "Mumbai")]
for i in range(int(sys.argv[1])):
    country, city = random.choice(cities)
    print(json.dumps({"timestamp": f"2026-03-01T{i // 3600 % 24:02}:{i // 60 % 60:02}:{i % 60:02}Z", "country": country, "city": city, "temperature": round(random.gauss(15, 9), 1),
                      "windspeed": round(random.uniform(0, 90), 1), "wind_alert_level": f"level_{i % 3}", "heat_alert_level": f"level_{i % 2}"}, ensure_ascii=False))
PYTHON
bytes=$(wc -c <"$folder/lines.jsonl")

# A broker of its own for each run: none pays for what another left in it. It keeps 5 MiB of a partition, and is to drop nothing meanwhile.
partitions=$(((bytes + 4999999) / 5000000))
measure() {
  local name=$1 from
  shift
  "${program[@]}" broker --topics "lines:$partitions" --stop-after 5m >"$folder/address" 2>/dev/null &
  broker=$!
  until [ -s "$folder/address" ]; do sleep 0.1; done
  sleep 1
  from=$(date +%s.%N)
  "$@" "$(head -n 1 "$folder/address")" >/dev/null 2>&1
  awk -v from="$from" -v to="$(date +%s.%N)" 'BEGIN { printf "%.2f\n", to - from }' >>"$folder/$name"
  kill "$broker" && wait "$broker" 2>/dev/null || true
  broker=''
  : >"$folder/address"
}
with_kcat() { kcat -P -b "$1" -t lines -l "$folder/lines.jsonl"; }
with_us() { "${program[@]}" produce jsonl "$folder/lines.jsonl" --topic lines --bootstrap-servers "$1"; }
for ((run = 0; run < runs; run++)); do
  measure kcat with_kcat
  measure ours with_us
done

median() { sort -n "$folder/$1" | sed -n "$(((runs + 1) / 2))p"; }
echo "$lines lines, $bytes bytes, $partitions partitions, $(nproc) processors, median of $runs runs"
for name in kcat ours; do
  awk -v name="$name" -v seconds="$(median $name)" -v lines="$lines" -v all="$(sort -n "$folder/$name" | tr '\n' ' ')" \
    'BEGIN { printf "%-5s %5.2f s  %9.0f lines/s  (%s)\n", name, seconds, lines / seconds, substr(all, 1, length(all) - 1) }'
done
awk -v kcat="$(median kcat)" -v ours="$(median ours)" 'BEGIN { printf "ours / kcat: %.2f\n", kcat / ours }'
