#!/usr/bin/env bash
# Measures landing in tables against psql's \copy and MySQL's LOAD DATA of the same rows into a bare table, in one run. Rows a second, and ratios:
# of landing in such a table too (bare), in one that our program makes, with a number and a moment in each row (append), and by keys (upsert).
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

# Two kinds of rows: four small columns, and fourteen numbers as those of housing. Each side reads them as it can: psql and LOAD DATA a file, we a topic.
python3 - "$rows" "$folder" <<'PYTHON'
import json, sys
rows, folder = int(sys.argv[1]), sys.argv[2]
kinds = {
    "narrow": lambda i: {"n": i, "k": f"k{i % 5000}", "v": i / 8, "t": f"text {i % 97}"},
    "wide": lambda i: {"n": i} | {f"c{c}": i * 7919 * c % 100003 / 10 ** (c % 5) for c in range(1, 14)},
}
for kind, row_of in kinds.items():
    with open(f"{folder}/{kind}.jsonl", "w") as lines, open(f"{folder}/{kind}.csv", "w") as table:
        for i in range(rows):
            row = row_of(i)
            lines.write(json.dumps(row, separators=(",", ":")) + "\n")
            table.write(",".join(map(str, row.values())) + "\n")
PYTHON
parsed() {
  if [ "$1" = narrow ]; then
    echo '"n":"long","k":"text","v":"double","t":"text"'
  else
    echo '"n":"long"'"$(printf ',"c%d":"double"' {1..13})"
  fi
}
columns() { # the types are those that our program gives a table
  local text=text
  [ "$2" = postgres ] || text=longtext
  if [ "$1" = narrow ]; then
    echo "n bigint, k $text, v double precision, t $text"
  else
    echo "n bigint$(printf ', c%d double precision' {1..13})"
  fi
}
pipelines=''
for server in postgres mysql; do
  for kind in narrow wide; do
    for mode in bare append upsert; do
      keys=$([ "$mode" != upsert ] || echo ',"Keys":["n"]')
      pipelines+="${pipelines:+,}\"$server-$kind-$mode\":{\"Topics\":[\"$kind\"],\"Parse\":{\"Columns\":{$(parsed "$kind")}},\"Batch\":{\"Size\":20000,\"FlushInterval\":\"1s\"},
        \"Sink\":{\"Kind\":\"$server\",\"Table\":\"bench_${kind}_$mode\",\"BasePath\":\"$folder/$server-$kind-$mode\"$keys}}"
    done
  done
done
echo "{\"Pipelines\":{$pipelines}}" >"$folder/appsettings.json"
"${program[@]}" broker --topics "narrow:$partitions,wide:$partitions" >"$folder/address" &
broker=$!
until [ -s "$folder/address" ]; do sleep 0.1; done
export KAFKA_BOOTSTRAP_SERVERS MAX_POLL_RECORDS=20000
KAFKA_BOOTSTRAP_SERVERS=$(head -n 1 "$folder/address")
for kind in narrow wide; do
  "${program[@]}" produce jsonl "$folder/$kind.jsonl" --topic "$kind" --key n >&2
done

# From the first row to the last: what a run needs to start, and a group to form, is not about tables.
land() {
  local began ended
  : >"$folder/$1.log"
  "${program[@]}" run "$1" --until-end --config "$folder/appsettings.json" --log-dir "$folder/logs" 2>>"$folder/$1.log" &
  local run=$!
  until grep -q 'Partitions assigned' "$folder/$1.log" || ! kill -0 "$run" 2>/dev/null; do sleep 0.01; done
  began=$(now)
  wait "$run" || { cat "$folder/$1.log" >&2 && return 1; }
  ended=$(now)
  rate "$began" "$ended"
}
sql() {
  case $1 in
  postgres) sql_postgres -c "$2" ;;
  mysql) sql_mysql -e "$2" ;;
  esac
}
copy() {
  case $1 in
  postgres) sql_postgres -c "\\copy $2 FROM '$3' WITH (FORMAT csv)" ;;
  mysql) sql_mysql -e "LOAD DATA LOCAL INFILE '$3' INTO TABLE $2 FIELDS TERMINATED BY ','" ;;
  esac
}
peer_rate() {
  local began
  sql "$1" "TRUNCATE TABLE bench_$2_peer"
  began=$(now)
  copy "$1" "bench_$2_peer" "$folder/$2.csv"
  rate "$began" "$(now)"
  echo
}
report() { awk -v what="$1" -v rate="$2" -v peer="$3" 'BEGIN { printf "%-28s %10d rows/s   %5.2f of its peer\n", what, rate, rate / peer }'; }
for server in postgres mysql; do
  for kind in narrow wide; do
    for table in "bench_${kind}_"{peer,bare,append,upsert}; do
      sql "$server" "DROP TABLE IF EXISTS $table" 2>/dev/null # PostgreSQL says where there is none
    done
    for table in "bench_${kind}_"{peer,bare}; do
      sql "$server" "CREATE TABLE $table ($(columns "$kind" "$server"))"
    done
    peer=$(for _ in 1 2 3; do peer_rate "$server" "$kind"; done | sort -n | sed -n 2p) # the one in the middle: it is over so soon that anything disturbs it
    report "$server $kind: its own" "$peer" "$peer"
    for mode in bare append upsert; do
      report "$server $kind: $mode" "$(land "$server-$kind-$mode")" "$peer"
      count=$(sql "$server" "SELECT count(*) FROM bench_${kind}_$mode")
      [ "$count" = "$rows" ] || { echo "bench_${kind}_$mode has $count rows" >&2; exit 1; }
    done
  done
done
