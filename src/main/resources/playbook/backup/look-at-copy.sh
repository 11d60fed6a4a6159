#!/usr/bin/env bash
# Examines a volume made from a snapshot: a server as a crash would have left it, without backup_label and manifest.
# Tells whose it is and from where on it is consistent, and refuses what lay on several volumes. Nothing in it is
# changed, unless it becomes the side instance: then what belongs to the patient's life alone is taken out of it.
#
# Wants SYSTEM_IDENTIFIER (of the patient; empty when nobody could ask it), for a copy of this moment also TIMELINE, and the
# copy's data directory: PLAYBOOK_COPY to look only; PLAYBOOK_SIDE and BACKUP_ID (the snapshot's name) to become the side
# instance.
# Out: result.json.
set -euo pipefail
export LC_ALL=C
umask 077
# shellcheck source=src/main/resources/playbook/platform/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

copy=${PLAYBOOK_SIDE:-${PLAYBOOK_COPY:?}}
position() { printf '%X/%X' $(($1 >> 32)) $(($1 & 0xFFFFFFFF)); }

# --- one crash of one server on one volume? ---

if [ ! -f "$copy/PG_VERSION" ] || [ ! -f "$copy/global/pg_control" ]; then
    fail "the snapshot's volume has no data directory at $copy." 'is kubernetes.data.path of the target right?'
fi
facts=$("$PLAYBOOK_BIN/pg_controldata" "$copy")
[[ $facts != *WARNING* ]] || fail "the copy's pg_control is damaged: $(printf '%s\n' "$facts" | grep -m 1 WARNING)" 'use another copy.'
identifier=$(control "$copy" 'Database system identifier')
[ -z "$SYSTEM_IDENTIFIER" ] || [ "$identifier" = "$SYSTEM_IDENTIFIER" ] ||
    fail "the snapshot is of another cluster: system identifier $identifier, the patient's is $SYSTEM_IDENTIFIER." \
        'somebody restored another server into this claim; choose another copy.'
state=$(control "$copy" 'Database cluster state')
case $state in
    'in production' | 'shutting down' | 'shut down' | 'in crash recovery') ;;
    *) fail "the copy is of a server that was '$state', not of a primary." 'choose another copy.' ;;
esac
[ ! -e "$copy/backup_label" ] ||
    fail "there is a backup_label in the copy: a base backup of the old kind ran while the snapshot was taken." 'choose another copy.'
spaces=$(find "$copy/pg_tblspc" -mindepth 1 -maxdepth 1 -printf '%f ')
[ -z "$spaces" ] || fail "the server has tablespaces ($spaces): one volume's snapshot is not all of it." 'choose another copy.'
# A lost+found that only root may enter is no reason to stop.
link=$(find "$copy" -type l -print -quit 2>/dev/null || true)
[ -z "$link" ] || fail "$link leads out of the volume: its snapshot is not all of the server." 'choose another copy.'
segment=$(control "$copy" "Latest checkpoint's REDO WAL file")
[ -s "$copy/pg_wal/$segment" ] ||
    fail "$segment is not in the copy's pg_wal, recovery begins there: pg_wal is on another volume, or the snapshot is broken." \
        'choose another copy.'

# --- from where on is it consistent? At the end of its own WAL, where PostgreSQL's crash recovery ends ---

redo=$(control "$copy" "Latest checkpoint's REDO location")
timeline=$(control "$copy" "Latest checkpoint's TimeLineID")
[ "${TIMELINE:-$timeline}" = "$timeline" ] ||
    fail "the copy is on timeline $timeline, the patient on $TIMELINE." 'is another server using this claim?'
dump() { "$PLAYBOOK_BIN/pg_waldump" -p "$copy/pg_wal" -t "$timeline" "$@"; }
# It always ends with an error, which names the last good record; without one it ended between two segments.
told=$(dump -q -s "$redo" 2>&1 || true)
last=$(printf '%s\n' "$told" | sed -n 's/.*error in WAL record at \([0-9A-F]*\/[0-9A-F]*\):.*/\1/p' | tail -n 1)
if [ -z "$last" ]; then
    last=$(dump -s "$redo" 2>/dev/null | sed -n 's/.*, lsn: \([0-9A-F]*\/[0-9A-F]*\), prev .*/\1/p' | tail -n 1 || true)
fi
[ -n "$last" ] || fail "the WAL in the copy cannot be read from $redo on: $told" 'choose another copy.'
length=$(dump -s "$last" -n 1 2>/dev/null | sed -n 's/^rmgr: .* len (rec\/tot): *[0-9]*\/ *\([0-9]*\), .*/\1/p' || true)
[ -n "$length" ] || fail "the last WAL record in the copy, $last, cannot be read." 'choose another copy.'
# A page's header for each page that it may reach into: some bytes too late is safe, too early is not.
end=$(($(number "$last") + (length + 7) / 8 * 8 + (length / 8168 + 2) * 40))
echo "recovery begins at $redo on timeline $timeline, the copy is consistent at $(position "$end") (last record $last)"

# --- the side instance ---

if [ -n "${PLAYBOOK_SIDE:-}" ]; then
    lock_side
    # As pg_basebackup leaves them out; slots would keep WAL for nobody. What an earlier recovery left is not of this one.
    find "$copy/pg_replslot" -mindepth 1 -maxdepth 1 -exec rm -rf -- {} +
    find "$copy" -mindepth 1 -maxdepth 1 -name 'pgsql_tmp.*' -exec rm -rf -- {} +
    rm -f -- "$copy/postmaster.pid" "$copy/postmaster.opts" "$copy/backup_manifest" "$copy/recovery.signal" \
        "$copy/standby.signal" "$copy/side.stopped" "$copy/side.fenced"
    chmod 0700 "$copy"
    position "$end" >"$copy/side.end"
    printf '%s\n' "${BACKUP_ID:?}" >"$PLAYBOOK_WORK/side.backup"
fi

bytes=$({ du -sb "$copy" 2>/dev/null || true; } | cut -f1)
checksums=false
[ "$(control "$copy" 'Data page checksum version')" = 0 ] || checksums=true
result '{"systemIdentifier":%s,"timeline":%d,"startLsn":{"value":%s},"stopLsn":{"value":%s},"majorVersion":%d,"bytes":%s,"dataChecksums":%s,"backup":%s,"dataDirectory":%s,"reused":false,"snapshot":%s}\n' \
    "$(json "$identifier")" "$timeline" "$(number "$redo")" "$end" "$(cat "$copy/PG_VERSION")" "$bytes" "$checksums" \
    "$(json "${BACKUP_ID:-}")" "$(json "$copy")" "$(json "${BACKUP_ID:-}")"
