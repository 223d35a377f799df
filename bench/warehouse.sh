#!/usr/bin/env bash
# Measures landing in tables against psql's \copy and MySQL's LOAD DATA of the same rows into bare tables, in one run. Rows a second, and ratios.
# usage: bench/warehouse.sh [ROWS]     after eval "$(eng/services.sh start)"; 1,000,000 rows unless it is said
set -euo pipefail
cd "$(dirname "$0")/.."

rows=${1:-1000000}
partitions=32 # the broker in memory keeps 5 MiB and 100,000 records of each
: "${POSTGRES_CONNECTION:?eval \"\$(eng/services.sh start)\" sets it}" "${MYSQL_CONNECTION:?eval \"\$(eng/services.sh start)\" sets it}"
folder=$(mktemp -d)
broker=''
cleanup() {
  [ -z "$broker" ] || kill "$broker" 2>/dev/null || true
  rm -rf "$folder"
}
trap cleanup EXIT
program=(dotnet artifacts/bin/HdfsConsumer/release/HdfsConsumer.dll)
dotnet build src/HdfsConsumer -c Release -v quiet -nologo >&2

part() { sed -nE "s/.*(^|;)$2=([^;]*).*/\2/p" <<<"$1"; }
sql_postgres() {
  PGPASSWORD=$(part "$POSTGRES_CONNECTION" Password) psql -X -q -h "$(part "$POSTGRES_CONNECTION" Host)" -p "$(part "$POSTGRES_CONNECTION" Port)" \
    -U "$(part "$POSTGRES_CONNECTION" Username)" -d "$(part "$POSTGRES_CONNECTION" Database)" -At "$@"
}
sql_mysql() {
  MYSQL_PWD=$(part "$MYSQL_CONNECTION" Password) mariadb --no-defaults --local-infile=1 -N -h "$(part "$MYSQL_CONNECTION" Server)" -P "$(part "$MYSQL_CONNECTION" Port)" \
    -u "$(part "$MYSQL_CONNECTION" 'User ID')" "$(part "$MYSQL_CONNECTION" Database)" "$@"
}
now() { date +%s.%N; }
rate() { awk -v rows="$rows" -v from="$1" -v to="$2" 'BEGIN { printf "%.0f", rows / (to - from) }'; }

python3 - "$rows" "$folder" <<'PYTHON'
import json, sys
rows, folder = int(sys.argv[1]), sys.argv[2]
with open(f"{folder}/rows.jsonl", "w") as lines, open(f"{folder}/rows.csv", "w") as table:
    for i in range(rows):
        row = {"n": i, "k": f"k{i % 5000}", "v": i / 8, "t": f"text {i % 97}"}
        lines.write(json.dumps(row, separators=(",", ":")) + "\n")
        table.write(f"{row['n']},{row['k']},{row['v']},{row['t']}\n")
PYTHON
cat >"$folder/appsettings.json" <<SETTINGS
{"Pipelines":{$(for kind in postgres mysql; do for mode in append upsert; do
  [ "$kind$mode" = postgresappend ] || printf ,
  printf '"%s-%s":{"Topics":["rows"],"Parse":{"Columns":{"n":"long","k":"text","v":"double","t":"text"}},"Batch":{"Size":20000,"FlushInterval":"1s"},"Sink":{"Kind":"%s","Table":"bench_%s","BasePath":"%s/%s-%s"%s}}' \
    "$kind" "$mode" "$kind" "$mode" "$folder" "$kind" "$mode" "$([ "$mode" = append ] || echo ',"Keys":["n"]')"
done; done)}}
SETTINGS
"${program[@]}" broker --topics "rows:$partitions" >"$folder/address" &
broker=$!
until [ -s "$folder/address" ]; do sleep 0.1; done
export KAFKA_BOOTSTRAP_SERVERS MAX_POLL_RECORDS=20000
KAFKA_BOOTSTRAP_SERVERS=$(head -n 1 "$folder/address")
"${program[@]}" produce jsonl "$folder/rows.jsonl" --topic rows --key n >&2

table='n bigint, k varchar(20), v double precision, t varchar(100)'
sql_postgres -c "DROP TABLE IF EXISTS bench_bare, bench_append, bench_upsert" -c "CREATE TABLE bench_bare ($table)" 2>/dev/null
sql_mysql -e "DROP TABLE IF EXISTS bench_bare, bench_append, bench_upsert; CREATE TABLE bench_bare ($table)"

# From the first row to the last: what a run needs to start, and a group to form, is not about tables.
land() {
  local began ended
  "${program[@]}" run "$1" --until-end --config "$folder/appsettings.json" --log-dir "$folder/logs" 2>"$folder/$1.log" &
  local run=$!
  until grep -q 'Partitions assigned' "$folder/$1.log" || ! kill -0 "$run" 2>/dev/null; do sleep 0.01; done
  began=$(now)
  wait "$run" || { cat "$folder/$1.log" >&2 && return 1; }
  ended=$(now)
  rate "$began" "$ended"
}
began=$(now)
sql_postgres -c "\\copy bench_bare FROM '$folder/rows.csv' WITH (FORMAT csv)"
copy=$(rate "$began" "$(now)")
began=$(now)
sql_mysql -e "LOAD DATA LOCAL INFILE '$folder/rows.csv' INTO TABLE bench_bare FIELDS TERMINATED BY ','"
load=$(rate "$began" "$(now)")
report() { awk -v what="$1" -v rate="$2" -v peer="$3" 'BEGIN { printf "%-20s %10d rows/s   %5.2f of its peer\n", what, rate, rate / peer }'; }
report 'psql \copy' "$copy" "$copy"
report 'PostgreSQL append' "$(land postgres-append)" "$copy"
report 'PostgreSQL upsert' "$(land postgres-upsert)" "$copy"
report 'LOAD DATA' "$load" "$load"
report 'MySQL append' "$(land mysql-append)" "$load"
report 'MySQL upsert' "$(land mysql-upsert)" "$load"
for count in "$(sql_postgres -c 'SELECT count(*) FROM bench_append')" "$(sql_postgres -c 'SELECT count(*) FROM bench_upsert')" \
  "$(sql_mysql -e 'SELECT count(*) FROM bench_append')" "$(sql_mysql -e 'SELECT count(*) FROM bench_upsert')"; do
  [ "$count" = "$rows" ] || { echo "a table has $count rows" >&2; exit 1; }
done
