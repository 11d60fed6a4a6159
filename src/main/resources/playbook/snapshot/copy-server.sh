#!/usr/bin/env bash
# Copies the damaged server before anything overwrites it; does not start a copy for which there is not enough disk
# space.
#
# In:  PLAYBOOK_INCIDENT, NO_SNAPSHOT (why this is no snapshot, into the record), and what every job has (PLAYBOOK_JOB, PLAYBOOK_BIN, PLAYBOOK_BACKUPS, PGHOST, ...).
# Out: PLAYBOOK_BACKUPS/emergency/<incident>/copy, verified against its manifest; result.json.
set -euo pipefail
export PGAPPNAME=playbook PGCONNECT_TIMEOUT=10
umask 077
# shellcheck source=src/main/resources/playbook/platform/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

parent=$PLAYBOOK_BACKUPS/emergency/${PLAYBOOK_INCIDENT:?}
copy=$parent/copy
partial=$parent/copy.partial
spaces=$parent/copy-tablespaces

mkdir -p "$parent"
give_to_owner_of_backups "$PLAYBOOK_BACKUPS/emergency" "$parent"

if [ ! -d "$copy" ]; then
    rm -rf -- "$partial" "$spaces"
    total=$(ask_patient "select coalesce(sum(pg_catalog.pg_database_size(oid)), 0)::bigint from pg_catalog.pg_database")
    # A tenth more for WAL and growth, and 256 MB that stay free: a full disk would stop the patient itself.
    needed=$((total + total / 10 + 268435456))
    free=$(df --output=avail -B1 "$parent" | tail -n 1)
    if [ "$free" -lt "$needed" ]; then
        reason="the copy needs $((needed / 1048576)) MB (databases $((total / 1048576)) MB, a tenth more, 256 MB kept free), but $parent has $((free / 1048576)) MB free"
        echo "no copy is made: $reason"
        result '{"skipped":%s,"directory":null,"bytes":0,"manifestSha256":null,"finishedAt":"%s","note":%s}\n' \
            "$(json "$reason")" "$(now)" "$(json "${NO_SNAPSHOT:-}")"
        exit 0
    fi

    map_tablespaces "$spaces"

    "$PLAYBOOK_BIN/pg_basebackup" -D "$partial" -X stream -c fast -w "${mapping[@]}" &
    watch $! "$total" "$partial" "$spaces"
    "$PLAYBOOK_BIN/pg_verifybackup" "$partial"
    give_to_owner_of_backups -R "$partial"
    if [ -d "$spaces" ]; then give_to_owner_of_backups -R "$spaces"; fi
    mv -T "$partial" "$copy"
    sync "$parent"
else
    "$PLAYBOOK_BIN/pg_verifybackup" "$copy"
fi

bytes=$(size "$copy" "$spaces")
sha256=$(sha256sum "$copy/backup_manifest" | cut -d ' ' -f 1)
echo "progress $bytes $bytes bytes"
result '{"skipped":null,"directory":%s,"bytes":%s,"manifestSha256":"%s","finishedAt":"%s","note":%s}\n' \
    "$(json "$copy")" "$bytes" "$sha256" "$(now)" "$(json "${NO_SNAPSHOT:-}")"
