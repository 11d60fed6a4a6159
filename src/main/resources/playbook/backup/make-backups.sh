#!/usr/bin/env bash
# A verified base backup and a dump with a baseline of row counts: by "./playbook backup", and after each response, since the next
# loss may come tomorrow.
#
# In:  BACKUP_ID, and what every job has (PLAYBOOK_JOB, PLAYBOOK_BIN, PLAYBOOK_BACKUPS, PGHOST, ...).
# Out: base/<id> and logical/<id> in PLAYBOOK_BACKUPS with their sidecars; result.json names both.
set -euo pipefail
export PGAPPNAME=playbook PGCONNECT_TIMEOUT=10
umask 077
# shellcheck source=src/main/resources/playbook/platform/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

id=${BACKUP_ID:?}
base=$PLAYBOOK_BACKUPS/base/$id
logical=$PLAYBOOK_BACKUPS/logical/$id
spaces=$base.tablespaces.partial

# The sidecar is last: it is what makes files a backup.
sidecar() {
    printf '%s\n' "$2" >"$1.json.partial"
    sync "$1.json.partial"
    give_to_owner_of_backups "$1.json.partial"
    mv "$1.json.partial" "$1.json"
    sync "$(dirname "$1")"
}

mkdir -p "$PLAYBOOK_BACKUPS/base" "$PLAYBOOK_BACKUPS/logical"
give_to_owner_of_backups -R "$PLAYBOOK_BACKUPS/base" "$PLAYBOOK_BACKUPS/logical" 2>/dev/null || true
major=$(($(ask_patient "show server_version_num") / 10000))
total=$(ask_patient "select coalesce(sum(pg_catalog.pg_database_size(oid)), 0)::bigint from pg_catalog.pg_database")

if [ ! -e "$base.json" ]; then
    if [ ! -d "$base" ]; then
        rm -rf -- "$base.partial" "$spaces"
        map_tablespaces "$spaces"
        "$PLAYBOOK_BIN/pg_basebackup" -D "$base.partial" -X stream -c fast -w "${mapping[@]}" &
        watch $! "$total" "$base.partial"
        # The tablespaces' files come into the backup's own folder: it can be moved, and leads nowhere.
        for link in "$base.partial"/pg_tblspc/*; do
            if [ -L "$link" ]; then
                rm -- "$link"
                mv -T -- "$spaces/${link##*/}" "$link"
            fi
        done
        rm -rf -- "$spaces"
        "$PLAYBOOK_BIN/pg_verifybackup" "$base.partial"
        give_to_owner_of_backups -R "$base.partial"
        mv -T "$base.partial" "$base"
    else
        "$PLAYBOOK_BIN/pg_verifybackup" "$base"
    fi
    range=$(tr -d '\n' <"$base/backup_manifest" | grep -o '"WAL-Ranges": \[[^]]*\]')
    timeline=$(grep -o '"Timeline": [0-9]*' <<<"$range" | tail -n 1 | cut -d ' ' -f 2)
    start=$(grep -o '"Start-LSN": "[^"]*"' <<<"$range" | head -n 1 | cut -d '"' -f 4)
    stop=$(grep -o '"End-LSN": "[^"]*"' <<<"$range" | tail -n 1 | cut -d '"' -f 4)
    identifier=$(ask_patient "select system_identifier from pg_catalog.pg_control_system()")
    sidecar "$base" "$(printf '{"id":"%s","systemIdentifier":"%s","timeline":%d,"startLsn":{"value":%s},"stopLsn":{"value":%s},"finishedAt":"%s","bytes":%d,"majorVersion":%d,"verifiedAt":"%s"}' \
        "$id" "$identifier" "$timeline" "$(number "$start")" "$(number "$stop")" "$(now)" "$(size "$base")" "$major" "$(now)")"
fi

if [ ! -e "$logical.json" ]; then
    rm -rf -- "$logical.partial" "$logical"
    # One session holds the snapshot: the dump and its baseline show the same moment.
    # What the server warns of (a collation's version, say) is no answer: it stays in the log.
    coproc SESSION { PGCLIENTENCODING=UTF8 "$PLAYBOOK_BIN/psql" -XAtq -v ON_ERROR_STOP=1; }
    gone() { fail "the session that holds the dump's snapshot and counts its baseline ended." "the lines above tell why; so does the server's log. Run the step again."; }
    tell() { printf '%s\n' "$1" >&"${SESSION[1]}"; }
    tell "begin isolation level repeatable read read only;"
    tell "select pg_catalog.pg_export_snapshot();"
    read -r snapshot <&"${SESSION[0]}" || gone
    tell "select pg_catalog.to_char(pg_catalog.now() at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"');"
    read -r moment <&"${SESSION[0]}" || gone
    "$PLAYBOOK_BIN/pg_dump" -w -Fd -j 2 -Z 1 --snapshot="$snapshot" -f "$logical.partial" &
    watch $! "$total" "$logical.partial"
    tell "select pg_catalog.format('select pg_catalog.to_json(%L::text) || '':'' || pg_catalog.count(*) from only %I.%I', n.nspname || '.' || c.relname, n.nspname, c.relname) from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.relkind = 'r' and c.relpersistence <> 't' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema' order by 1 \\gexec"
    tell "\\echo baseline ends"
    rows=
    ended=no
    while read -r line <&"${SESSION[0]}"; do
        if [ "$line" = "baseline ends" ]; then
            ended=yes
            break
        fi
        rows=${rows:+$rows,}$line
    done
    if [ "$ended" = no ]; then gone; fi
    tell "commit;"
    tell "\\q"
    "$PLAYBOOK_BIN/pg_restore" --list "$logical.partial" >/dev/null
    "$PLAYBOOK_BIN/pg_restore" -f /dev/null "$logical.partial"
    find "$logical.partial" -type f -exec sync {} +
    sha256=$(cd "$logical.partial" && LC_ALL=C find . -maxdepth 1 -type f -printf '%f\0' | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -d ' ' -f 1)
    give_to_owner_of_backups -R "$logical.partial"
    mv -T "$logical.partial" "$logical"
    database=$(ask_patient "select pg_catalog.to_json(pg_catalog.current_database()::text)")
    sidecar "$logical" "$(printf '{"id":"%s","database":%s,"snapshotAt":"%s","finishedAt":"%s","bytes":%d,"majorVersion":%d,"sha256":"%s","rows":{%s},"verifiedAt":"%s"}' \
        "$id" "$database" "$moment" "$(now)" "$(size "$logical")" "$major" "$sha256" "$rows" "$(now)")"
fi

result '{"base":%s,"logical":%s}\n' "$(cat "$base.json")" "$(cat "$logical.json")"
