#!/usr/bin/env bash
# PostgreSQL 18: a publication FOR ALL TABLES takes in a table as soon as it is logged. The rows that an unlogged table has when ALTER
# TABLE ... SET LOGGED makes it one are written to the WAL and yet never sent: neither then nor later, without a warning on either
# side. Rows that are inserted afterwards are sent. A subscriber has the table's new rows and lacks all the old ones.
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh sets and uses what looks unset and unused here
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
bin=$(unpacked 18)
new_cluster "$work/data"
start "$work/data" wal_level=logical

sent() { # how many INSERT messages pgoutput has
  sql -c "SELECT count(*) FROM pg_logical_slot_peek_binary_changes('slot', NULL, NULL, 'proto_version', '1', 'publication_names', 'everything')
           WHERE get_byte(data, 0) = ascii('I')"
}

sql -c "CREATE PUBLICATION everything FOR ALL TABLES" -c "CREATE UNLOGGED TABLE t (id int PRIMARY KEY)" \
  -c "INSERT INTO t SELECT generate_series(1, 1000)"
sql -c "SELECT pg_create_logical_replication_slot('slot', 'pgoutput')" >/dev/null
before=$(sql -c "SELECT pg_current_wal_insert_lsn()")

seen "$("$bin/postgres" --version)"
expect "what making it a logged table says" "$(sql -c "ALTER TABLE t SET LOGGED" 2>&1)" ""
expect "rows in the WAL as images of the table's pages or one by one" "$(sql -c "SELECT pg_current_wal_insert_lsn() - '$before'::pg_lsn > 30000")" t
expect "the publication has the table" "$(sql -c "SELECT count(*) FROM pg_publication_tables WHERE tablename = 't'")" 1
expect "rows sent" "$(sent)" 0
sql -c "INSERT INTO t VALUES (1001), (1002)"
expect "rows sent after two more were inserted" "$(sent)" 2
