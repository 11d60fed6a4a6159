#!/usr/bin/env bash
# pg_dump and pg_restore 18: an archive sets what its text depends on (search_path, standard_conforming_strings, xmloption ...), but not
# array_nulls. Restored into a database or by a role for which that is off, each NULL inside a text array becomes the word NULL,
# with exit status 0 and the right number of rows. The same holds for COPY.
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh sets and uses what looks unset and unused here
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
bin=$(unpacked 18)
new_cluster "$work/data"
start "$work/data"
sql -c "CREATE DATABASE restored" -c "ALTER DATABASE restored SET array_nulls = off" \
  -c "CREATE TABLE t (id int PRIMARY KEY, words text[])" -c "INSERT INTO t SELECT i, ARRAY['a', NULL] FROM generate_series(1, 100) i"
"$bin/pg_dump" -h "$work" -U postgres -d postgres -Fc >"$work/archive"
status=0
"$bin/pg_restore" -h "$work" -U postgres -d restored -e "$work/archive" || status=$?

nulls() { # DATABASE: rows, arrays with a null, arrays with the word
  sql -d "$1" -F ' ' -c "SELECT count(*), count(*) FILTER (WHERE words[2] IS NULL), count(*) FILTER (WHERE words[2] = 'NULL') FROM t"
}
seen "$("$bin/pg_restore" --version)"
expect "exit status of pg_restore" "$status" 0
expect "settings of the archive" "$("$bin/pg_restore" -f - "$work/archive" | grep -c '^SET ')" "$("$bin/pg_restore" -f - "$work/archive" | grep '^SET ' | grep -vc array_nulls)"
expect "rows, nulls and words in the dumped database" "$(nulls postgres)" "100 100 0"
expect "rows, nulls and words in the restored one" "$(nulls restored)" "100 0 100"
