#!/usr/bin/env bash
# Keeps the damaged server as it is now, before anything overwrites it; a copy that cannot fit is not begun.
#
# In:  PLAYBOOK_INCIDENT, NO_SNAPSHOT (why this is no snapshot, into the record), and what every job has (PLAYBOOK_JOB, PLAYBOOK_BIN, PLAYBOOK_BACKUPS, PGHOST, ...).
# Out: PLAYBOOK_BACKUPS/emergency/<incident>/copy, verified against its manifest; result.json.
set -euo pipefail
export PGAPPNAME=playbook PGCONNECT_TIMEOUT=10
umask 077

parent=$PLAYBOOK_BACKUPS/emergency/${PLAYBOOK_INCIDENT:?}
copy=$parent/copy
partial=$parent/copy.partial
spaces=$parent/copy-tablespaces

ask() { "$PLAYBOOK_BIN/psql" -XAtq -v ON_ERROR_STOP=1 -c "$1"; }
json() { local text=${1//\\/\\\\}; printf '"%s"' "${text//\"/\\\"}"; }
size() { { du -sb "$@" 2>/dev/null || true; } | awk '{ sum += $1 } END { printf "%d", sum }'; }
result() {
    printf '%s\n' "$1" >"$PLAYBOOK_JOB/result.json.partial"
    mv "$PLAYBOOK_JOB/result.json.partial" "$PLAYBOOK_JOB/result.json"
}
now() { date -u +%Y-%m-%dT%H:%M:%SZ; }

mkdir -p "$parent"
if [ "$(id -u)" = 0 ]; then chown --reference="$PLAYBOOK_BACKUPS" "$PLAYBOOK_BACKUPS/emergency" "$parent"; fi

if [ ! -d "$copy" ]; then
    rm -rf -- "$partial" "$spaces"
    total=$(ask "select coalesce(sum(pg_catalog.pg_database_size(oid)), 0)::bigint from pg_catalog.pg_database")
    # A tenth more for WAL and growth, and 256 MB that stay free: a full disk would stop the patient itself.
    needed=$((total + total / 10 + 268435456))
    free=$(df --output=avail -B1 "$parent" | tail -n 1)
    if [ "$free" -lt "$needed" ]; then
        reason="the copy needs $((needed / 1048576)) MB (databases $((total / 1048576)) MB, a tenth more, 256 MB kept free), but $parent has $((free / 1048576)) MB free"
        echo "no copy is made: $reason"
        result "{\"skipped\":$(json "$reason"),\"directory\":null,\"bytes\":0,\"manifestSha256\":null,\"finishedAt\":\"$(now)\",\"note\":$(json "${NO_SNAPSHOT:-}")}"
        exit 0
    fi

    mapping=()
    while IFS='|' read -r oid location; do
        if [ -n "$location" ]; then
            mkdir -p "$spaces/$oid"
            mapping+=(-T "$location=$spaces/$oid")
        fi
    done < <(ask "select oid, pg_catalog.pg_tablespace_location(oid) from pg_catalog.pg_tablespace where pg_catalog.pg_tablespace_location(oid) <> ''")

    "$PLAYBOOK_BIN/pg_basebackup" -D "$partial" -X stream -c fast -w "${mapping[@]}" &
    backup=$!
    trap 'kill "$backup" 2>/dev/null || true' EXIT
    while kill -0 "$backup" 2>/dev/null; do
        echo "progress $(size "$partial" "$spaces") $total bytes"
        sleep 1
    done
    wait "$backup"
    trap - EXIT
    "$PLAYBOOK_BIN/pg_verifybackup" "$partial"
    if [ "$(id -u)" = 0 ]; then
        chown -R --reference="$PLAYBOOK_BACKUPS" "$partial"
        if [ -d "$spaces" ]; then chown -R --reference="$PLAYBOOK_BACKUPS" "$spaces"; fi
    fi
    mv -T "$partial" "$copy"
    sync "$parent"
else
    "$PLAYBOOK_BIN/pg_verifybackup" "$copy"
fi

bytes=$(size "$copy" "$spaces")
sha256=$(sha256sum "$copy/backup_manifest" | cut -d ' ' -f 1)
echo "progress $bytes $bytes bytes"
result "{\"skipped\":null,\"directory\":$(json "$copy"),\"bytes\":$bytes,\"manifestSha256\":\"$sha256\",\"finishedAt\":\"$(now)\",\"note\":$(json "${NO_SNAPSHOT:-}")}"
