#!/usr/bin/env bash
# PostgreSQL 15 to 18 (here Debian's 18): a transaction fills a table and then adds it to a publication. When it commits, the table is in
# the publication, and yet pgoutput sends none of the transaction's rows: each change is judged by the catalog as it was when the row was
# written, inside the transaction. The same statements the other way round send all of them. So a table that pg_restore makes anew in one
# transaction reaches no subscriber of a publication that names it, and every subscriber of one FOR ALL TABLES.
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh sets and uses what looks unset and unused here
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
bin=$(unpacked 18)
new_cluster "$work/data"
start "$work/data" wal_level=logical

sent() { # PUBLICATION: how many INSERT messages pgoutput has for it
  sql -c "SELECT count(*) FROM pg_logical_slot_peek_binary_changes('slot', NULL, NULL, 'proto_version', '1', 'publication_names', '$1')
           WHERE get_byte(data, 0) = ascii('I')"
}

sql -c "CREATE TABLE late (id int PRIMARY KEY)" -c "CREATE TABLE early (id int PRIMARY KEY)" \
  -c "CREATE PUBLICATION of_late" -c "CREATE PUBLICATION of_early" -c "CREATE PUBLICATION of_all FOR ALL TABLES"
sql -c "SELECT pg_create_logical_replication_slot('slot', 'pgoutput')" >/dev/null
sql -1 -c "INSERT INTO late SELECT generate_series(1, 100)" -c "ALTER PUBLICATION of_late ADD TABLE late" \
  -c "ALTER PUBLICATION of_early ADD TABLE early" -c "INSERT INTO early SELECT generate_series(1, 100)"

seen "$("$bin/postgres" --version)"
expect "tables in both publications after the commit" "$(sql -c "SELECT count(*) FROM pg_publication_tables WHERE pubname IN ('of_late', 'of_early')")" 2
expect "rows sent of the table that joined after its rows" "$(sent of_late)" 0
expect "rows sent of the table that joined before its rows" "$(sent of_early)" 100
expect "rows sent for the publication of all tables" "$(sent of_all)" 200
