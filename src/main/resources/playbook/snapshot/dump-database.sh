#!/usr/bin/env bash
# Dumps the damaged database (rows and definitions), and reads the dump back completely before it counts as a dump.
#
# In:  PLAYBOOK_INCIDENT, and what every job has (PLAYBOOK_JOB, PLAYBOOK_BIN, PLAYBOOK_BACKUPS, PGHOST, ...).
# Out: PLAYBOOK_BACKUPS/emergency/<incident>/dump with data/, globals.sql and SHA256SUMS; result.json.
set -euo pipefail
export PGAPPNAME=playbook PGCONNECT_TIMEOUT=10
umask 077
# shellcheck source=src/main/resources/playbook/platform/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

parent=$PLAYBOOK_BACKUPS/emergency/${PLAYBOOK_INCIDENT:?}
dump=$parent/dump
partial=$parent/dump.partial

mkdir -p "$parent"
give_to_owner_of_backups "$PLAYBOOK_BACKUPS/emergency" "$parent"

if [ ! -d "$dump" ]; then
    rm -rf -- "$partial"
    mkdir "$partial"
    # Progress compares compressed bytes with the database's size, so it is too low rather than too high.
    total=$(ask_patient "select pg_catalog.pg_database_size(pg_catalog.current_database())")
    "$PLAYBOOK_BIN/pg_dump" -w -Fd -j 2 -Z 1 -f "$partial/data" &
    watch $! "$total" "$partial"
    "$PLAYBOOK_BIN/pg_dumpall" -w --globals-only -f "$partial/globals.sql"
    (cd "$partial" && find data globals.sql -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum >SHA256SUMS)
    # Listing the archive proves nothing, since a damaged archive can be listed; only a full reading finds damage.
    "$PLAYBOOK_BIN/pg_restore" --list "$partial/data" >"$partial/LIST"
    "$PLAYBOOK_BIN/pg_restore" -f /dev/null "$partial/data"
    find "$partial" -type f -exec sync {} +
    give_to_owner_of_backups -R "$partial"
    mv -T "$partial" "$dump"
    sync "$parent"
fi

(cd "$dump" && sha256sum --quiet --check SHA256SUMS)
entries=$(grep -cv '^;' "$dump/LIST" || true)
files=$(wc -l <"$dump/SHA256SUMS")
bytes=$(size "$dump")
sha256=$(sha256sum "$dump/SHA256SUMS" | cut -d ' ' -f 1)
echo "progress $bytes $bytes bytes"
result '{"directory":%s,"files":%d,"bytes":%d,"sha256":"%s","entries":%d,"finishedAt":"%s"}\n' \
    "$(json "$dump")" "$files" "$bytes" "$sha256" "$entries" "$(now)"
