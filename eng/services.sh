#!/usr/bin/env bash
# Starts PostgreSQL and MariaDB on 127.0.0.1, for tests and for trying things out, with data folders of their own: what else
# runs on the machine is left alone. Standard output is for the shell, eval "$(eng/services.sh start)"; words go to standard error.
set -euo pipefail

usage() {
  cat >&2 <<'USAGE'
usage: eng/services.sh start|stop|status|install [postgres] [mariadb] [options]

  start     starts the servers (both, when none is named), and prints how to reach them
  stop      stops them; their data stay
  status    says which are running; exit code 1 when one is not
  install   installs what they need, and starts nothing

  --port-postgres N   port of PostgreSQL; a free one, chosen at the first start and kept, unless it is given
  --port-mariadb N    port of MariaDB, likewise
  --for SECONDS       when they stop by themselves; 14400, four hours, unless it is given

The data lie below artifacts/services, or below the folder that HDFS_CONSUMER_SERVICES names.
USAGE
  exit 2
}

account=hdfs_consumer # of the user and of the database
unprivileged=nobody   # both servers refuse to run as root
answer_seconds=60
stop_seconds=60

say() { echo "services: $*" >&2; }
fail() {
  say "$*"
  exit 1
}

is_root() { [ "$(id -u)" = 0 ]; }
as_server() {
  if is_root; then
    setpriv --reuid="$unprivileged" --regid="$(id -g "$unprivileged")" --clear-groups "$@"
  else
    "$@"
  fi
}

# The folder of everything that is kept. One that is below root's own home is closed to the servers.
find_folder() {
  local top nearest
  if [ -n "${HDFS_CONSUMER_SERVICES:-}" ]; then
    realpath -m "$HDFS_CONSUMER_SERVICES"
    return
  fi
  top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
  nearest="$top/artifacts"
  [ -d "$nearest" ] || nearest=$top
  if as_server test -x "$nearest"; then
    echo "$top/artifacts/services"
  else
    echo "/var/tmp/hdfs-consumer-services-$(cksum <<<"$top" | cut -d ' ' -f 1)"
  fi
}

postgres_folder() {
  local newest
  newest=$(find /usr/lib/postgresql/*/bin/initdb 2>/dev/null | sort -V | tail -n 1)
  dirname "${newest:-$(command -v initdb || echo /missing/initdb)}"
}

is_installed() {
  case "$1" in
    postgres) [ -x "$(postgres_folder)/initdb" ] && command -v psql >/dev/null ;;
    mariadb) command -v mariadbd >/dev/null && command -v mariadb-install-db >/dev/null && command -v mariadb >/dev/null ;;
  esac
}

# Debian starts the servers of its packages unless this file says no (Debian Policy, 9.3.3.1); here they are started with data of their own.
service_policy=/usr/sbin/policy-rc.d
forbid_services() {
  [ ! -e "$service_policy" ] || return 0
  trap allow_services EXIT
  printf '#!/bin/sh\nexit 101 # written by eng/services.sh while it installs\n' >"$service_policy"
  chmod 755 "$service_policy"
}
allow_services() {
  if grep -qs 'written by eng/services.sh' "$service_policy"; then rm -f "$service_policy"; fi
}

install_missing() {
  local packages=() name
  for name in "$@"; do
    is_installed "$name" && continue
    case "$name" in
      postgres) packages+=(postgresql) ;;
      mariadb) packages+=(mariadb-server-core mariadb-client-core) ;;
    esac
  done
  [ ${#packages[@]} = 0 ] && return
  if is_root && command -v apt-get >/dev/null 2>&1; then
    say "installing ${packages[*]} with apt-get"
    forbid_services
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=120 "${packages[@]}"; } </dev/null >/dev/null 2>&1 9>&- || true
    allow_services
  fi
  for name in "$@"; do
    is_installed "$name" || fail "$name is missing; install it (Debian: apt-get install ${packages[*]})."
  done
}

is_alive() { grep -qz . "/proc/$1/cmdline" 2>/dev/null; }

# The process, by the file that the server itself writes; a process that has another's number is not taken for it.
process_of() {
  local file pid
  case "$1" in
    postgres) file="$folder/$1/data/postmaster.pid" ;;
    mariadb) file="$folder/$1/data/mariadb.pid" ;;
  esac
  pid=$(head -n 1 "$file" 2>/dev/null) || return 1
  if [ -n "$pid" ] && grep -qzF -- "$folder/$1/data" "/proc/$pid/cmdline" 2>/dev/null; then
    echo "$pid"
    return
  fi
  rm -f "$file"
  return 1
}

is_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Below the ports that Linux gives to clients.
free_port() {
  local port
  for _ in {1..50}; do
    port=$((20000 + RANDOM % 10000))
    is_taken "$port" || {
      echo "$port"
      return
    }
  done
  fail "no free port was found from 20000 to 29999; name one with --port-postgres and --port-mariadb."
}

# Made under another name first: a folder that is there is whole.
create() {
  local home="$folder/$1" password
  rm -rf "$home"
  mkdir "$home"
  password=$(head -c 64 /dev/urandom | sha256sum | cut -c 1-24)
  echo "$password" >"$home/password"
  is_root && chown -R "$unprivileged" "$home"
  case "$1" in
    postgres)
      as_server "$(postgres_folder)/initdb" -D "$home/new" -U "$account" --pwfile="$home/password" --auth=scram-sha-256 --encoding=UTF8 --locale=C &&
        as_server "$(postgres_folder)/postgres" --single -D "$home/new" postgres <<<"CREATE DATABASE $account"
      ;;
    mariadb)
      as_server mariadb-install-db --no-defaults --datadir="$home/new" --skip-test-db &&
        cat >"$home/account.sql" <<SQL
CREATE DATABASE IF NOT EXISTS $account;
CREATE USER IF NOT EXISTS $account@'127.0.0.1' IDENTIFIED BY '$password';
GRANT ALL ON *.* TO $account@'127.0.0.1' WITH GRANT OPTION;
SQL
      ;;
  esac >"$home/log" 2>&1 9>&- || fail "$1 could not make its data folder: $(tail -n 3 "$home/log")"
  is_root && chown "$unprivileged" "$home"/*
  mv "$home/new" "$home/data"
}

launch() {
  local home="$folder/$1" port="$2" signal command
  case "$1" in
    postgres)
      signal=INT # ends without waiting for clients
      command=("$(postgres_folder)/postgres" -D "$home/data" -p "$port" -c listen_addresses=127.0.0.1 -c unix_socket_directories=)
      ;;
    mariadb)
      signal=TERM
      command=(mariadbd --no-defaults --datadir="$home/data" --port="$port" --bind-address=127.0.0.1 --socket=mariadb.sock --pid-file=mariadb.pid
        --init-file="$home/account.sql" --skip-name-resolve --local-infile=1 --character-set-server=utf8mb4)
      ;;
  esac
  as_server setsid timeout --signal="$signal" --kill-after="$stop_seconds" "$lifetime" "${command[@]}" </dev/null >"$home/log" 2>&1 9>&- &
}

answers() {
  case "$1" in
    postgres) PGPASSWORD="$(cat "$folder/$1/password")" PGCONNECT_TIMEOUT=2 psql -X -h 127.0.0.1 -p "$2" -U "$account" -d "$account" -Atc 'SELECT 1' ;;
    mariadb) MYSQL_PWD="$(cat "$folder/$1/password")" mariadb --no-defaults --connect-timeout=2 -h 127.0.0.1 -P "$2" -u "$account" -e 'SELECT 1' "$account" ;;
  esac >/dev/null 2>&1
}

wait_for_answer() {
  local deadline=$((SECONDS + answer_seconds))
  until answers "$1" "$2"; do
    is_alive "$3" || fail "$1 did not start; its log $folder/$1/log ends with: $(tail -n 3 "$folder/$1/log")"
    [ $SECONDS -lt $deadline ] || fail "$1 does not answer on 127.0.0.1:$2 within $answer_seconds s; see $folder/$1/log"
    sleep 0.1
  done
}

print_connection() {
  local password
  password=$(cat "$folder/$1/password")
  case "$1" in
    postgres) echo "export POSTGRES_CONNECTION='Host=127.0.0.1;Port=$2;Database=$account;Username=$account;Password=$password'" ;;
    mariadb) echo "export MYSQL_CONNECTION='Server=127.0.0.1;Port=$2;Database=$account;User ID=$account;Password=$password;AllowLoadLocalInfile=true'" ;;
  esac
}

start() {
  local home="$folder/$1" wanted="$2" port process
  [ -d "$home/data" ] || create "$1"
  port=$(cat "$home/port" 2>/dev/null || true)
  if process=$(process_of "$1"); then
    [ "${wanted:-$port}" = "$port" ] || fail "$1 runs already, on port $port; stop it first: eng/services.sh stop $1"
    wait_for_answer "$1" "$port" "$process"
    say "$1 runs already on 127.0.0.1:$port"
  else
    port=${wanted:-${port:-$(free_port)}}
    ! is_taken "$port" || fail "port $port is taken by another program; give $1 another one with --port-$1 N"
    echo "$port" >"$home/port"
    launch "$1" "$port"
    wait_for_answer "$1" "$port" $!
    say "$1 runs on 127.0.0.1:$port for $lifetime s; eng/services.sh stop $1 ends it"
  fi
  print_connection "$1" "$port"
}

stop() {
  local pid guard signal=TERM deadline=$((SECONDS + stop_seconds))
  pid=$(process_of "$1") || {
    say "$1 is not running"
    return
  }
  [ "$1" != postgres ] || signal=INT
  guard=$(awk '/^PPid:/ { print $2 }' "/proc/$pid/status")
  kill -s "$signal" "$pid"
  while is_alive "$pid"; do
    if [ $SECONDS -ge $deadline ]; then
      say "$1 does not end within $stop_seconds s and is killed"
      kill -s KILL "$pid"
      deadline=$((SECONDS + stop_seconds))
    fi
    sleep 0.05
  done
  # The guard that bounds its life ends when it does.
  while grep -qzF -- "$folder/$1/data" "/proc/$guard/cmdline" 2>/dev/null && [ $SECONDS -lt $deadline ]; do sleep 0.05; done
  say "$1 is stopped"
}

status() {
  local pid
  if pid=$(process_of "$1"); then
    echo "$1: running on 127.0.0.1:$(cat "$folder/$1/port"), process $pid, data in $folder/$1"
  else
    echo "$1: not running"
    return 1
  fi
}

is_number() { [[ "$1" =~ ^[1-9][0-9]{0,8}$ ]]; }
is_port() { is_number "$1" && [ "$1" -le 65535 ]; }

verb=${1:-}
[[ "$verb" =~ ^(start|stop|status|install)$ ]] || usage
shift
names=() port_postgres='' port_mariadb='' lifetime=14400
while [ $# -gt 0 ]; do
  case "$1" in
    postgres | mariadb) names+=("$1") ;;
    --port-postgres) is_port "${2:-}" && port_postgres=$2 && shift || usage ;;
    --port-mariadb) is_port "${2:-}" && port_mariadb=$2 && shift || usage ;;
    --for) is_number "${2:-}" && lifetime=$2 && shift || usage ;;
    *) usage ;;
  esac
  shift
done
[ ${#names[@]} -gt 0 ] || names=(postgres mariadb)

[ -d /proc/self ] || fail "this works on Linux only. Elsewhere start the servers yourself, and set POSTGRES_CONNECTION and MYSQL_CONNECTION."
umask 022
folder=$(find_folder)
if [ "$verb" = start ]; then
  mkdir -p "$folder"
  [ -O "$folder" ] && as_server test -x "$folder" ||
    fail "$folder belongs to another user, or user $unprivileged, who runs the servers, cannot enter it; name another folder in HDFS_CONSUMER_SERVICES."
fi
cd /
if [ -d "$folder" ]; then
  exec 9>"$folder/lock"
  flock -w 300 9 || fail "another eng/services.sh holds $folder/lock."
fi
umask 077

result=0
[[ "$verb" != start && "$verb" != install ]] || install_missing "${names[@]}"
for name in "${names[@]}"; do
  port_option="port_$name"
  case "$verb" in
    start) start "$name" "${!port_option}" ;;
    stop) stop "$name" ;;
    status) status "$name" || result=1 ;;
  esac
done
exit $result
