#!/usr/bin/env bash
# Lays a base backup of a packed repository out as the side instance, see PackedRepository.java.
set -euo pipefail
umask 077
backup=$PLAYBOOK_REPOSITORY_PATH/$PLAYBOOK_REPOSITORY_STANZA/backup/$BACKUP_ID
side=$PLAYBOOK_WORK/side
rm -rf "$side" "$side.partial"
mkdir -p "$side.partial"
tar -xzf "$backup/base.tar.gz" -C "$side.partial"
tar -xzf "$backup/pg_wal.tar.gz" -C "$side.partial/pg_wal"
cp "$backup/backup_manifest" "$side.partial/backup_manifest"
"$PLAYBOOK_BIN/pg_verifybackup" "$side.partial" >&2
if [ "$(id -u)" = 0 ]; then chown -R postgres: "$side.partial"; fi
printf '%s\n' "$BACKUP_ID" >"$PLAYBOOK_WORK/side.backup"
mv "$side.partial" "$side"
printf '{"backup":"%s","dataDirectory":"%s","bytes":%s,"systemIdentifier":"%s","reused":false}\n' \
    "$BACKUP_ID" "$side" "$(du -sb "$side" | cut -f1)" "$SYSTEM_IDENTIFIER" >"$PLAYBOOK_JOB/result.json"
