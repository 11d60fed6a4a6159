#!/usr/bin/env bash
# PostgreSQL 15 to 18 (here Debian's 18): the manual says of full_page_writes that each page is written whole to the WAL at its first
# change after a checkpoint. A page that begins with that change is not: its first record says that the page is made anew (+INIT), and
# holds one row. So a table that was filled since the last checkpoint has no page image at all, and who looks for lost rows in page
# images alone misses every row of it. An UPDATE after the next checkpoint writes each page whole.
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh sets and uses what looks unset and unused here
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
bin=$(unpacked 18)
new_cluster "$work/data"
start "$work/data" full_page_writes=on

records() { # FROM TO: the table's own, as pg_waldump shows them
  "$bin/pg_waldump" -p "$work/data/pg_wal" -s "$1" -e "$2" -R "$file" -F main 2>/dev/null
}

sql -c "CREATE TABLE t (id int, note text)" -c CHECKPOINT
file=$(sql -c "SELECT format('%s/%s/%s', dattablespace, d.oid, pg_relation_filenode('t')) FROM pg_database d WHERE datname = current_database()")
from=$(sql -c "SELECT pg_current_wal_insert_lsn()")
sql -c "INSERT INTO t SELECT i, repeat('x', 100) FROM generate_series(1, 500) i"
to=$(sql -c "SELECT pg_current_wal_flush_lsn()")
pages=$(sql -c "SELECT pg_relation_size('t') / 8192")
seen "$("$bin/postgres" --version), full_page_writes = $(sql -c "SHOW full_page_writes"), $pages pages filled after a checkpoint"
expect "records of the filled table with a page image" "$(records "$from" "$to" | grep -c FPW || true)" 0
expect "records that make a page anew" "$(records "$from" "$to" | grep -c '+INIT')" "$pages"

sql -c CHECKPOINT
from=$(sql -c "SELECT pg_current_wal_insert_lsn()")
sql -c "UPDATE t SET note = 'y' WHERE id % 5 = 0"
to=$(sql -c "SELECT pg_current_wal_flush_lsn()")
images=$(records "$from" "$to" | grep -c FPW)
expect "pages written whole by the UPDATE after the next checkpoint, at least $pages" "$([ "$images" -ge "$pages" ] && echo yes || echo "no: $images")" yes
