#!/usr/bin/env bash
# What the scripts of this folder share: a temporary folder, PostgreSQL unpacked from Debian's packages into it, one server on loopback.
# PLAYBOOK_PG_MAJORS may name a folder where src/build/postgres-majors has unpacked them before.
set -euo pipefail

if [ "$(id -u)" -eq 0 ]; then
  # PostgreSQL does not run as root.
  exec setpriv --reuid=postgres --regid=postgres --clear-groups env HOME=/tmp "PLAYBOOK_PG_MAJORS=${PLAYBOOK_PG_MAJORS:-}" bash "$0" "$@"
fi
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
servers=()
bin=""

clean_up() {
  local data
  for data in "${servers[@]}"; do
    "$bin/pg_ctl" -D "$data" -m immediate stop >/dev/null 2>&1 || true
  done
  rm -rf "$work"
}
trap clean_up EXIT

unpacked() { # MAJOR or pgbackrest: prints its folder of programs
  local folder=${PLAYBOOK_PG_MAJORS:-$work/programs}
  if [ ! -e "$folder/$1/bin" ]; then
    folder=$work/programs
    "$here/../src/build/postgres-majors" "$folder" "$1" >/dev/null
  fi
  printf '%s\n' "$folder/$1/bin"
}

new_cluster() { # FOLDER [initdb option ...]
  local data=$1
  shift
  "$bin/initdb" -D "$data" -U postgres -A trust --no-sync --locale=C -E UTF8 "$@" >/dev/null
  printf '%s\n' "listen_addresses = ''" "unix_socket_directories = '$work'" "autovacuum = off" "max_prepared_transactions = 5" >>"$data/postgresql.conf"
}

start() { # FOLDER [setting=value ...]
  local data=$1 options="" setting
  shift
  for setting in "$@"; do options+=" -c $setting"; done
  servers+=("$data")
  "$bin/pg_ctl" -D "$data" -l "$work/${data##*/}.log" -o "$options" -w -t 60 start >/dev/null || { tail -n 20 "$work/${data##*/}.log" >&2; return 1; }
}

archived_server() { # with a table t and a base backup of before it was filled, in $work/copy
  new_cluster "$work/data"
  mkdir "$work/archive"
  start "$work/data" archive_mode=on "'archive_command=cp %p $work/archive/%f'"
  sql -c "CREATE TABLE t (id int)"
  "$bin/pg_basebackup" -h "$work" -U postgres -D "$work/copy" -c fast -X none --no-sync 2>/dev/null
}

stop() { "$bin/pg_ctl" -D "$1" -m fast -w stop >/dev/null; }

sql() { "$bin/psql" -X -q -v ON_ERROR_STOP=1 -h "$work" -U postgres -At "$@"; }

seen() { printf 'seen: %s\n' "$*"; }

expect() { # WHAT FOUND WANTED: goes on when they are equal
  printf 'seen: %s: %s\n' "$1" "$2"
  [ "$2" = "$3" ] || { printf 'NOT SEEN ANY MORE: %s was %s, is %s\n' "$1" "$3" "$2" >&2; exit 1; }
}
