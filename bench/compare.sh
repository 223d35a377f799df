#!/usr/bin/env bash
# Measures landing a topic in folders by country and city: ours, rsyslog, and the Python version on two clients; and what reading and writing alone would take.
# usage: bench/compare.sh [--records N] [--runs N] [--bootstrap-servers ADDRESS] [--program FOLDER]
# 600,000 records, 5 runs, a broker in memory, and the program as it is published here, unless it is said.
set -euo pipefail
cd "$(dirname "$0")/.."

records=600000 runs=5 bootstrap='' published=''
while [ $# -gt 0 ]; do
  case "$1" in
    --records) records=$2 ;;
    --runs) runs=$2 ;;
    --bootstrap-servers) bootstrap=$2 ;;
    --program) published=$2 ;;
    *)
      sed -n 2,4p "$0" >&2
      exit 2
      ;;
  esac
  shift 2
done

eng/install-test-tools.sh >&2
peers=(rsyslog rsyslog-kafka python3-kafka python3-lz4 python3-confluent-kafka)
if ! dpkg -s "${peers[@]}" >/dev/null 2>&1; then
  echo "compare: installing ${peers[*]} with apt-get" >&2
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${peers[@]}"; } >/dev/null
fi

folder=$(mktemp -d)
broker=''
cleanup() {
  [ -z "$broker" ] || kill "$broker" 2>/dev/null || true
  rm -rf "$folder"
}
trap cleanup EXIT

# As it is run where speed matters: compiled ahead.
if [ -z "$published" ]; then
  published=$folder/program
  dotnet publish src/HdfsConsumer -c Release -r linux-x64 --self-contained false -p:PublishReadyToRun=true -o "$published" -v quiet -nologo >&2
fi
program=(dotnet "$published/HdfsConsumer.dll")

# Unique keys spread the records evenly: the broker in memory keeps 5 MiB and 100,000 records of a partition, a million in 32 of them.
topic=compare-$$
python3 - "$records" >"$folder/lines.jsonl" <<'PYTHON'
import json, random, sys
random.seed(1)
cities = [("FR", "Paris"), ("FR", "Lyon"), ("GB", "London"), ("JP", "Tokyo"), ("BR", "Recife"), ("US", "Boston"), ("DE", "Berlin"), ("IN", "Mumbai")]
for i in range(int(sys.argv[1])):
    country, city = random.choice(cities)
    print(json.dumps({"id": i, "timestamp": f"2026-03-01T{i // 3600 % 24:02}:{i // 60 % 60:02}:{i % 60:02}Z", "country": country, "city": city, "temperature": round(random.gauss(15, 9), 1),
                      "windspeed": round(random.uniform(0, 90), 1), "wind_alert_level": f"level_{i % 3}", "heat_alert_level": f"level_{i % 2}"}))
PYTHON
partitions=$((32 * ((records + 999999) / 1000000)))
if [ -z "$bootstrap" ]; then
  "${program[@]}" broker --topics "$topic:$partitions" >"$folder/address" 2>/dev/null &
  broker=$!
  until [ -s "$folder/address" ]; do sleep 0.1; done
  bootstrap=$(head -n 1 "$folder/address")
fi
"${program[@]}" produce jsonl "$folder/lines.jsonl" --topic "$topic" --key id --create-topic "$partitions" --bootstrap-servers "$bootstrap" >&2

echo "$(date +%F), $(nproc) processors ($(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)), Linux $(uname -r)"
echo ".NET $(dotnet --version), $(rsyslogd -v | sed -nE '1s/ *([^ ]+) +([^ ]+).*/\1 \2/p'), $(/usr/bin/python3 --version), $(kcat -V | sed -n 's/^Version/kcat/p' | head -n 1)"
bench/peers/measure.py "$bootstrap" "$topic" "$folder/lines.jsonl" "$runs" "${program[@]}"
