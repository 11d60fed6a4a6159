#!/usr/bin/env bash
# Copies one base backup beside the patient, so that a second server can be replayed without touching the first.
#
# Wants BACKUP_ID (folder below $PLAYBOOK_BACKUPS/base) and SYSTEM_IDENTIFIER (of the patient).
# Makes $PLAYBOOK_WORK/side: copied as side.partial, pg_control last (a half copy cannot be started), checked against
# the backup's manifest, then renamed. A second run continues a half copy and keeps a whole one that was never started.
# Tablespaces come to $PLAYBOOK_WORK/side.tablespaces, whether the backup holds them itself or leads to where they were mapped.
set -euo pipefail
export LC_ALL=C
umask 077
# shellcheck source=src/main/resources/playbook/platform/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

case $BACKUP_ID in
    '' | */* | .*) fail "'$BACKUP_ID' is not the name of a base backup." 'it is the name of a folder below base/ in the backups.' ;;
esac
backup=$PLAYBOOK_BACKUPS/base/$BACKUP_ID
side=$PLAYBOOK_WORK/side
partial=$PLAYBOOK_WORK/side.partial
owner=$PLAYBOOK_WORK/side.backup
spaces=$PLAYBOOK_WORK/side.tablespaces

if [ ! -f "$backup/backup_manifest" ] || [ ! -f "$backup/global/pg_control" ]; then
    fail "$backup is not a plain base backup: it lacks backup_manifest or global/pg_control." \
        'choose another base backup; look whether the backup folder is mounted.'
fi
lock_side
# Rows come from here now: the copy of the catalogs told too few, or another way was chosen.
(remove_catalogs)
found=$(control "$backup" 'Database system identifier')
[ "$found" = "$SYSTEM_IDENTIFIER" ] ||
    fail "the base backup $BACKUP_ID is of another cluster: system identifier $found, the patient's is $SYSTEM_IDENTIFIER." \
        'choose a base backup of this cluster.'

# Replay makes a tablespace by its absolute path: one that is younger than the backup would be made where the patient has it, and
# the patient's own files written over.
tablespaces() { find "$1/pg_tblspc" -mindepth 1 -maxdepth 1 -printf '%f\n' 2>/dev/null | sort; }
younger=$(comm -13 <(tablespaces "$backup") <(tablespaces "$PLAYBOOK_DATA") | tr '\n' ' ')
[ -z "$younger" ] ||
    fail "the tablespaces ${younger}were made after the base backup $BACKUP_ID: its replay would write over the patient's own files." \
        'choose a younger base backup that ends before the loss, or the logical backup.'
link=$(find "$backup" -path "$backup/pg_tblspc/*" -prune -o -type l -print -quit)
[ -z "$link" ] || fail "$link is a symbolic link; only plain base backups are restored." 'choose another base backup.'
for space in $(tablespaces "$backup"); do
    where=$(realpath -m "$backup/pg_tblspc/$space")
    [ "$where" != "$(realpath -m "$PLAYBOOK_DATA/pg_tblspc/$space")" ] ||
        fail "$backup/pg_tblspc/$space leads to the patient's own folder $where: it is no copy." 'choose another base backup.'
done

finish() {
    local bytes folders=("$side")
    [ ! -d "$spaces" ] || folders+=("$spaces")
    bytes=$(du -sbc "${folders[@]}" | tail -n 1 | cut -f1)
    result '{"backup":%s,"dataDirectory":%s,"bytes":%s,"systemIdentifier":%s,"reused":%s}\n' \
        "$(json "$BACKUP_ID")" "$(json "$side")" "$bytes" "$(json "$SYSTEM_IDENTIFIER")" "$1"
    exit 0
}

if [ -e "$side" ]; then
    [ -f "$owner" ] || fail "$side exists and was not made by a restore." 'look what it is and move it away.'
    # postmaster.opts is in no base backup: it appears with the first start.
    if [ "$(cat "$owner")" = "$BACKUP_ID" ] && [ ! -e "$side/postmaster.opts" ]; then
        finish true
    fi
    if [ "${PLAYBOOK_ALONE:-}" != true ] && running; then
        as_server "$PLAYBOOK_BIN/pg_ctl" -D "$side" -m immediate -w stop >/dev/null
    fi
    rm -rf "$side" "$spaces"
fi
if [ -e "$partial" ] && { [ ! -f "$owner" ] || [ "$(cat "$owner")" != "$BACKUP_ID" ]; }; then
    rm -rf "$partial" "$spaces"
fi
# Killed between the two removals: what is left belongs to no copy.
[ -e "$partial" ] || rm -rf "$spaces"
printf '%s\n' "$BACKUP_ID" >"$owner"
mkdir -p "$partial/pg_tblspc"
for space in $(tablespaces "$backup"); do
    mkdir -p "$spaces/$space"
    ln -sfnT "$spaces/$space" "$partial/pg_tblspc/$space"
done

total=$(find -L "$backup" -type f -printf '%s\n' | awk '{ n += $1 } END { printf "%.0f", n }')
present=$(find -L "$partial" -type f -printf '%s\n' | awk '{ n += $1 } END { printf "%.0f", n }')
available=$(df -B1 --output=avail "$PLAYBOOK_WORK" | tail -n 1)
available=$((available))
# A tenth more: replay makes files grow, and hint bits are written on the side as well.
needed=$((total + total / 10 - present))
[ "$available" -ge "$needed" ] ||
    fail "the side instance needs $needed bytes in $PLAYBOOK_WORK, there are $available." \
        'give the work folder more space, then try again: what is copied stays.'

declare -A have=()
while IFS= read -r -d '' entry; do
    have[${entry#* }]=${entry%% *}
done < <(cd "$partial" && find -L . -type f -printf '%s:%T@ %P\0')
(cd "$backup" && find -L . -type d -printf '%P\0') | while IFS= read -r -d '' folder; do
    mkdir -p "$partial/$folder"
done

# One cp for each file takes ten seconds for the thousand small files of an empty database alone.
copied=0
told=-1
folder=.
batch=()
batched=0
copy_batch() {
    if [ ${#batch[@]} -gt 0 ]; then
        cp --reflink=auto --preserve=mode,timestamps -t "$partial/$folder" -- "${batch[@]}"
    fi
    copied=$((copied + batched))
    batch=()
    batched=0
    if [ "$SECONDS" != "$told" ]; then
        told=$SECONDS
        printf 'progress %s %s bytes\n' "$copied" "$total"
    fi
}
while IFS= read -r -d '' entry; do
    name=${entry#* }
    stamp=${entry%% *}
    below=.
    [ "$name" = "${name%/*}" ] || below=${name%/*}
    if [ "$below" != "$folder" ] || [ "$batched" -ge 67108864 ] || [ ${#batch[@]} -ge 500 ]; then
        copy_batch
        folder=$below
    fi
    if [ "${have[$name]:-}" != "$stamp" ]; then
        batch+=("$backup/$name")
    fi
    batched=$((batched + ${stamp%%:*}))
done < <(cd "$backup" && {
    find -L . -type f ! -path ./global/pg_control -printf '%s:%T@ %P\0'
    find -L . -type f -path ./global/pg_control -printf '%s:%T@ %P\0'
})
copy_batch
printf 'progress %s %s bytes\n' "$copied" "$total"

chmod 0700 "$partial"
give_to_server "$partial"
if [ -d "$spaces" ]; then
    chmod -R go= "$spaces"
    give_to_server "$spaces"
fi
if ! said=$(as_server "$PLAYBOOK_BIN/pg_verifybackup" "$partial" 2>&1); then
    rm -rf "$partial" "$spaces"
    fail "the base backup $BACKUP_ID does not match its own manifest:"$'\n'"$said" \
        'choose an older base backup; keep this one for the inquiry.'
fi
mv "$partial" "$side"
finish false
