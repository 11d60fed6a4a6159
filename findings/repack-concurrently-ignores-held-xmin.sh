#!/usr/bin/env bash
# PostgreSQL 19~rc1 (Debian experimental): REPACK (CONCURRENTLY) removes dead rows that a replication slot's xmin or an older
# snapshot holds. An older repeatable-read snapshot then reads 0 rows without an error; VACUUM FULL keeps them for it. It also runs
# with wal_level = replica and default_transaction_read_only = on.
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh sets and uses what looks unset and unused here
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
bin=$(unpacked 19)
new_cluster "$work/data"
start "$work/data" wal_level=replica
expect version "$("$bin/postgres" --version | grep -oE '^postgres \(PostgreSQL\) 19')" "postgres (PostgreSQL) 19"

try() { # statement: rows that a snapshot from before sees after it
  sql -c "DROP TABLE IF EXISTS t" -c "CREATE TABLE t AS SELECT i AS id FROM generate_series(1, 1000) i" -c "ALTER TABLE t ADD PRIMARY KEY (id)" 2>/dev/null
  {
    echo "BEGIN ISOLATION LEVEL REPEATABLE READ;"
    # Takes the snapshot without a lock on t.
    echo "SELECT count(*) FROM pg_namespace \\g /dev/null"
    echo "\\! touch $work/snapshot"
    echo "\\! while [ ! -e $work/done ]; do sleep 0.1; done"
    echo "SELECT count(*) FROM t;"
    echo "COMMIT;"
  } | sql >"$work/count" &
  while [ ! -e "$work/snapshot" ]; do sleep 0.1; done
  sql -c "DELETE FROM t WHERE id > 10"
  PGOPTIONS="-c default_transaction_read_only=${2:-off}" sql -c "$1"
  touch "$work/done"
  wait $!
  rm -f "$work/done" "$work/snapshot"
  cat "$work/count"
}
expect "rows that an older snapshot reads after VACUUM FULL" "$(try 'VACUUM FULL t')" 1000
expect "rows that an older snapshot reads after REPACK (CONCURRENTLY), in a read-only default" "$(try 'REPACK (CONCURRENTLY) t' on)" 0
expect "wal_level" "$(sql -c 'SHOW wal_level')" replica
