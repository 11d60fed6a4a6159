#!/usr/bin/env bash
# PostgreSQL 15 to 18 (here Debian's 18): a base backup whose tablespace links were followed while it was copied on (cp -L, rsync -L) has
# folders in pg_tblspc. pg_verifybackup calls it good. The server replays all of its WAL and only then refuses it; it goes on with
# allow_in_place_tablespaces, a setting for developers, and has every row.
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh sets and uses what looks unset and unused here
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
bin=$(unpacked 18)
new_cluster "$work/data"
mkdir "$work/space" "$work/moved"
start "$work/data"
sql -c "CREATE TABLESPACE far LOCATION '$work/space'" -c "CREATE TABLE t (id int) TABLESPACE far" \
  -c "INSERT INTO t SELECT generate_series(1, 1000)" >/dev/null
"$bin/pg_basebackup" -h "$work" -U postgres -D "$work/copy" -c fast -X stream --no-sync -T "$work/space=$work/moved" 2>/dev/null
stop "$work/data"
cp -RL "$work/copy" "$work/followed"
seen "$("$bin/postgres" --version)"
expect "links in pg_tblspc of the copy" "$(find "$work/followed/pg_tblspc" -mindepth 1 -maxdepth 1 -type l | wc -l)" 0
expect "pg_verifybackup" "$("$bin/pg_verifybackup" --no-parse-wal "$work/followed" 2>&1 | tail -1)" "backup successfully verified"
if start "$work/followed" 2>/dev/null; then started=yes; else started=no; fi
expect "it starts" "$started" no
expect "why not" "$(grep -o 'unexpected directory entry "[0-9]*" found in pg_tblspc' "$work/followed.log" | tail -1 | tr -d 0-9)" 'unexpected directory entry "" found in pg_tblspc'
start "$work/followed" allow_in_place_tablespaces=on
expect "rows, with a setting for developers" "$(sql -c "SELECT count(*) FROM t")" 1000
