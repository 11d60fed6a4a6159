#!/usr/bin/env bash
# pg_restore 18 (seen on 15, too): a grant or a comment is of no section of an archive, and pg_restore takes it for one of the
# entry that stands before it, which with -L depends on the other lines of the list. So two runs, --section=pre-data with a list that leaves
# out what another run does already, and --section=post-data with the whole list, can both leave a listed grant out, without a
# word and with exit status 0. One run without --section writes it.
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh sets and uses what looks unset and unused here
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
bin=$(unpacked 18)
new_cluster "$work/data"
start "$work/data"
sql -c "CREATE ROLE clerk" -c "CREATE TYPE state AS ENUM ('new')" -c "CREATE TABLE orders (id int PRIMARY KEY, state state, note text)" \
  -c "CREATE INDEX ON orders (note)" -c "GRANT SELECT (note) ON orders TO clerk" -c "CREATE VIEW notes AS SELECT note FROM orders"
"$bin/pg_dump" -h "$work" -U postgres -d postgres -Fc -s >"$work/archive"

list() { # PATTERN: the archive's entries of these kinds
  "$bin/pg_restore" -l "$work/archive" | grep -E "^[0-9]+; [0-9]+ [0-9]+ ($1) "
}
grants() { # OPTION...: how many GRANT statements pg_restore writes
  "$bin/pg_restore" -f - "$@" "$work/archive" | grep -c '^GRANT ' || true
}
list 'TYPE|ACL|VIEW' >"$work/whole"
list 'ACL|VIEW' >"$work/rest"

seen "$("$bin/pg_restore" --version)"
expect "grants in the list" "$(grep -c ' ACL ' "$work/rest")" 1
expect "grants of the rest before the data" "$(grants --section=pre-data -L "$work/rest")" 0
expect "grants of the whole list before the data" "$(grants --section=pre-data -L "$work/whole")" 1
expect "grants of the whole list after the data" "$(grants --section=post-data -L "$work/whole")" 0
expect "grants of the rest without a section" "$(grants -L "$work/rest")" 1
