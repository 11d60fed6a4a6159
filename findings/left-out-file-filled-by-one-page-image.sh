#!/usr/bin/env bash
# PostgreSQL 18, a copy of a server from which a table's file was left out, replayed with ignore_invalid_pages = on: changes to
# pages that are missing are left out, but a page image makes its page, and all before it. One changed row at the table's end has the
# server write the whole file, as zeros that take room on the disk; in a file of zeros of the same size (a hole) it is one page.
# Who leaves a file out to save room and time saves neither.
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh sets and uses what looks unset and unused here
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
bin=$(unpacked 18)
new_cluster "$work/data"
start "$work/data" wal_keep_size=500MB
sql -c "CREATE TABLE large (id int, t text)" -c "ALTER TABLE large ALTER t SET STORAGE PLAIN" \
  -c "INSERT INTO large SELECT g, repeat('x', 1000) FROM generate_series(1, 140000) g" -c "VACUUM large" -c CHECKPOINT
file=$(sql -c "SELECT pg_relation_filepath('large')")
"$bin/pg_basebackup" -h "$work" -U postgres -D "$work/missing" -c fast -X none --no-sync 2>/dev/null
cp -R "$work/missing" "$work/hole"
sql -c "UPDATE large SET t = repeat('y', 1000) WHERE id = 140000"
stop "$work/data"

size=$(stat -c %s "$work/data/$file")
rm "$work/missing/$file"
: >"$work/hole/$file"
truncate -s "$size" "$work/hole/$file"
for copy in missing hole; do
  cp "$work/data/pg_wal"/0* "$work/$copy/pg_wal/"
  start "$work/$copy" ignore_invalid_pages=on "'unix_socket_directories=$work/$copy'"
  stop "$work/$copy"
done

on_disk() { du -B1 "$work/$1/$file" | cut -f 1; }
seen "$("$bin/postgres" --version): the file has $size bytes; on the disk it takes $(on_disk missing) where it was left out, $(on_disk hole) where it was a hole"
expect "left out: all of its bytes are on the disk again" "$(($(on_disk missing) >= size))" 1
expect "a hole: at most two pages are" "$(($(on_disk hole) <= 16384))" 1
