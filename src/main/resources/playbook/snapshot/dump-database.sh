#!/usr/bin/env bash
# Keeps the damaged database as rows and definitions, read back to the last byte before it may be called a dump.
#
# In:  PLAYBOOK_INCIDENT, and what every job has (PLAYBOOK_JOB, PLAYBOOK_BIN, PLAYBOOK_BACKUPS, PGHOST, ...).
# Out: PLAYBOOK_BACKUPS/emergency/<incident>/dump with data/, globals.sql and SHA256SUMS; result.json.
set -euo pipefail
export PGAPPNAME=playbook PGCONNECT_TIMEOUT=10
umask 077

parent=$PLAYBOOK_BACKUPS/emergency/${PLAYBOOK_INCIDENT:?}
dump=$parent/dump
partial=$parent/dump.partial

json() { local text=${1//\\/\\\\}; printf '"%s"' "${text//\"/\\\"}"; }
size() { { du -sb "$1" 2>/dev/null || true; } | awk '{ printf "%d", $1 }'; }

mkdir -p "$parent"
if [ "$(id -u)" = 0 ]; then chown --reference="$PLAYBOOK_BACKUPS" "$PLAYBOOK_BACKUPS/emergency" "$parent"; fi

if [ ! -d "$dump" ]; then
    rm -rf -- "$partial"
    mkdir "$partial"
    # Compressed bytes are compared with the database's own: the bar is late, never early.
    total=$("$PLAYBOOK_BIN/psql" -XAtq -v ON_ERROR_STOP=1 -c "select pg_catalog.pg_database_size(pg_catalog.current_database())")
    "$PLAYBOOK_BIN/pg_dump" -w -Fd -j 2 -Z 1 -f "$partial/data" &
    dumping=$!
    trap 'kill "$dumping" 2>/dev/null || true' EXIT
    while kill -0 "$dumping" 2>/dev/null; do
        echo "progress $(size "$partial") $total bytes"
        sleep 1
    done
    wait "$dumping"
    trap - EXIT
    "$PLAYBOOK_BIN/pg_dumpall" -w --globals-only -f "$partial/globals.sql"
    (cd "$partial" && find data globals.sql -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum >SHA256SUMS)
    # The list alone is no proof: a damaged archive lists well. Only the full reading finds it.
    "$PLAYBOOK_BIN/pg_restore" --list "$partial/data" >"$partial/LIST"
    "$PLAYBOOK_BIN/pg_restore" -f /dev/null "$partial/data"
    find "$partial" -type f -exec sync {} +
    if [ "$(id -u)" = 0 ]; then chown -R --reference="$PLAYBOOK_BACKUPS" "$partial"; fi
    mv -T "$partial" "$dump"
    sync "$parent"
fi

(cd "$dump" && sha256sum --quiet --check SHA256SUMS)
entries=$(grep -cv '^;' "$dump/LIST" || true)
files=$(wc -l <"$dump/SHA256SUMS")
bytes=$(size "$dump")
sha256=$(sha256sum "$dump/SHA256SUMS" | cut -d ' ' -f 1)
echo "progress $bytes $bytes bytes"
printf '{"directory":%s,"files":%d,"bytes":%d,"sha256":"%s","entries":%d,"finishedAt":"%s"}\n' \
    "$(json "$dump")" "$files" "$bytes" "$sha256" "$entries" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" >"$PLAYBOOK_JOB/result.json.partial"
mv "$PLAYBOOK_JOB/result.json.partial" "$PLAYBOOK_JOB/result.json"
