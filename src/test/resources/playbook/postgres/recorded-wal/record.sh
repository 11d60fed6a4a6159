#!/usr/bin/env bash
# record.sh BIN FOLDER: makes a recording of WAL in FOLDER with the server and client programs in BIN (not as root):
#   segments/*.gz  the segments, 1 MB each; what.txt  "label xid" per transaction and "file label number" per file;
#   waldump.gz     what BIN/pg_waldump says of them, record by record.
# WalRecordingTest reads the one in the folder 19, made by 19~rc1 of Debian experimental; WalRecordingIT makes and reads one of each major.
set -euo pipefail
bin=$1
out=$2
work=$(mktemp -d)
trap '"$bin/pg_ctl" -D "$work/data" -m immediate stop >/dev/null 2>&1; rm -rf "$work"' EXIT
"$bin/initdb" -D "$work/data" -U postgres -A trust --no-sync --wal-segsize=1 --locale=C -E UTF8 >/dev/null
cat >>"$work/data/postgresql.conf" <<CONF
listen_addresses = ''
unix_socket_directories = '$work'
autovacuum = off
full_page_writes = off
wal_level = replica
max_prepared_transactions = 5
log_statement = none
checkpoint_timeout = 1h
bgwriter_lru_maxpages = 0
CONF
"$bin/pg_ctl" -D "$work/data" -l "$work/log" -w start >/dev/null
sql() { "$bin/psql" -X -q -v ON_ERROR_STOP=1 -h "$work" -U postgres -At "$@"; }

sql <<'SQL'
CREATE DATABASE noa_db;
SQL
sql -d noa_db <<'SQL'
CREATE TABLE users (id int PRIMARY KEY, note text) WITH (fillfactor = 60);
INSERT INTO users SELECT i, 'n' || i FROM generate_series(1, 800) AS i;
CREATE TABLE gone (id int PRIMARY KEY);
INSERT INTO gone SELECT generate_series(1, 50);
CREATE TABLE emptied (id int PRIMARY KEY);
INSERT INTO emptied SELECT generate_series(1, 60);
CREATE TABLE packed (id int PRIMARY KEY, note text);
INSERT INTO packed SELECT i, 'p' || i FROM generate_series(1, 300) AS i;
CREATE TABLE papers (id int PRIMARY KEY, body text);
ALTER TABLE papers ALTER body SET STORAGE EXTERNAL;
CREATE TABLE moves (id int, day date, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
CREATE TABLE moves_1 PARTITION OF moves FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE TABLE moves_2 PARTITION OF moves FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
INSERT INTO moves SELECT i, '2026-01-05' FROM generate_series(1, 40) AS i;
CREATE TABLE copied (id int, note text);
CHECKPOINT;
SQL
sql -c "SELECT pg_switch_wal()" >/dev/null
first=$(sql -c "SELECT pg_walfile_name(pg_current_wal_insert_lsn())")
: >"$out/what.txt"
for table in users gone emptied packed papers moves_1 moves_2 copied; do
  sql -d noa_db -c "SELECT format('file %s %s', '$table', pg_relation_filenode('$table'))" >>"$out/what.txt"
done
sql -d noa_db -c "SELECT format('oid %s %s', relname, oid) FROM pg_class WHERE relname IN ('gone', 'emptied') ORDER BY 1" >>"$out/what.txt"
sql -c "SELECT format('database noa_db %s', oid) FROM pg_database WHERE datname = 'noa_db'" >>"$out/what.txt"

# Each in a transaction of its own, with its id written down.
step() {
  local label=$1
  shift
  { echo "BEGIN;"; echo "SELECT '$label ' || pg_current_xact_id();"; printf '%s;\n' "$@"; } | sql -d noa_db >>"$out/what.txt"
}
step delete "DELETE FROM users WHERE id <= 70" COMMIT
step rolled-back "DELETE FROM users WHERE id BETWEEN 300 AND 320" ROLLBACK
step subtransactions "DELETE FROM users WHERE id = 101" "SAVEPOINT a" "DELETE FROM users WHERE id BETWEEN 102 AND 111" "RELEASE a" \
  "SAVEPOINT b" "DELETE FROM users WHERE id BETWEEN 120 AND 129" "ROLLBACK TO b" "SAVEPOINT c" "UPDATE users SET note = 'c' WHERE id BETWEEN 130 AND 134" "RELEASE c" COMMIT
step hot-update "UPDATE users SET note = note || '!' WHERE id BETWEEN 400 AND 430" COMMIT
step key-update "UPDATE users SET id = id + 10000 WHERE id BETWEEN 500 AND 504" COMMIT
step locked "DO 'BEGIN PERFORM 1 FROM users WHERE id BETWEEN 440 AND 449 FOR UPDATE; END'" COMMIT
step speculative "INSERT INTO users VALUES (600, 'there'), (900, 'new') ON CONFLICT DO NOTHING" COMMIT
step multi-insert "INSERT INTO copied SELECT i, 'm' FROM generate_series(1, 3) AS i" "COPY copied FROM PROGRAM 'seq -f %g,x 1 150' (FORMAT csv)" COMMIT
step toast "INSERT INTO papers SELECT i, repeat('0123456789', 600) FROM generate_series(1, 4) AS i" COMMIT
step toast-delete "DELETE FROM papers WHERE id <= 3" COMMIT
step moved "UPDATE moves SET day = '2026-02-05' WHERE id <= 6" COMMIT
step prepared "DELETE FROM users WHERE id BETWEEN 200 AND 208" "PREPARE TRANSACTION 'committed'"
step prepared-rolled-back "DELETE FROM users WHERE id BETWEEN 210 AND 215" "PREPARE TRANSACTION 'rolled back'"
sql -d noa_db -c "COMMIT PREPARED 'committed'" -c "ROLLBACK PREPARED 'rolled back'"
sql -d noa_db -c "CHECKPOINT"
# Prune records, on 19 with the bits of the visibility map in them.
sql -d noa_db -c "SELECT count(*) FROM users" -c "VACUUM (FREEZE) users" -c "VACUUM copied" >/dev/null
step truncate "TRUNCATE emptied" COMMIT
step drop "DROP TABLE gone" COMMIT
sql -d noa_db -c "DELETE FROM packed WHERE id <= 100"
sql -d noa_db -c "VACUUM FULL packed"
if [ "$(sql -c 'SHOW server_version_num')" -ge 190000 ]; then
  sql -d noa_db -c "REPACK packed" -c "REPACK (CONCURRENTLY) packed"
fi
# After REPACK (CONCURRENTLY) the records may say more: it decodes for itself.
step delete-after "DELETE FROM packed WHERE id BETWEEN 201 AND 217" COMMIT
sql -d noa_db -c "SELECT format('file packed-after %s', pg_relation_filenode('packed'))" >>"$out/what.txt"
sql -c "CHECKPOINT"
last=$(sql -c "SELECT pg_walfile_name(pg_current_wal_insert_lsn())")
sql -c "SELECT pg_switch_wal()" >/dev/null
rm -rf "$out/segments"
mkdir -p "$out/segments"
"$bin/pg_waldump" -p "$work/data/pg_wal" "$first" "$last" | gzip -9n >"$out/waldump.gz"
for segment in $(cd "$work/data/pg_wal" && printf '%s\n' 0000* | awk -v a="$first" -v b="$last" '$1 >= a && $1 <= b'); do
  gzip -9nc "$work/data/pg_wal/$segment" >"$out/segments/$segment.gz"
done
"$bin/postgres" --version >"$out/version.txt"
