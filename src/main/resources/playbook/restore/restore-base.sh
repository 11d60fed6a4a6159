#!/usr/bin/env bash
# Copies one base backup beside the patient, so that a second server can be replayed without touching the first.
#
# Wants BACKUP_ID (folder below $PLAYBOOK_BACKUPS/base) and SYSTEM_IDENTIFIER (of the patient).
# Makes $PLAYBOOK_WORK/side: copied as side.partial, pg_control last (a half copy cannot be started), checked against
# the backup's manifest, then renamed. A second run continues a half copy and keeps a whole one that was never started.
# Tablespaces come to $PLAYBOOK_WORK/side.tablespaces, whether the backup holds them itself or leads to where they were mapped.
#
# Where TABLES has OIDs, separated by spaces, only their rows are wanted: of each other table of which the patient has the file
# still, the side instance gets a file of zeros that takes no room, whose pages the replay leaves out (ignore_invalid_pages). Catalogs,
# sequences, and what the patient has no more come along. The names of the files that are left out are kept in $side/side.left-out,
# the OIDs in $side/side.tables: replay.sh looks whether a wanted table is among them. Without TABLES a partial copy is made whole.
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
wanted=${TABLES:-}
[[ $wanted =~ ^([0-9]+( [0-9]+)*)?$ ]] || fail "TABLES is '$wanted'." 'it is a list of numbers, separated by spaces.'
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
    result '{"backup":%s,"dataDirectory":%s,"bytes":%s,"systemIdentifier":%s,"reused":%s,"leftOut":%s}\n' \
        "$(json "$BACKUP_ID")" "$(json "$side")" "$bytes" "$(json "$SYSTEM_IDENTIFIER")" "$1" "$(cat "$side/side.left-out.bytes" 2>/dev/null || echo 0)"
    exit 0
}

if [ -e "$side" ]; then
    [ -f "$owner" ] || fail "$side exists and was not made by a restore." 'look what it is and move it away.'
    # postmaster.opts is in no base backup: it appears with the first start.
    if [ "$(cat "$owner")" = "$BACKUP_ID" ] && [ ! -e "$side/postmaster.opts" ]; then
        if [ ! -e "$side/side.tables" ] || [ "$(cat "$side/side.tables")" = "$wanted" ]; then finish true; fi
        if [ -z "$wanted" ]; then
            # The rest is copied: what was left out is a file of zeros, of the same size, which must not be taken for the table's.
            (cd "$side" && xargs -r -d '\n' rm -f -- <side.left-out)
            rm -rf "$partial" "$side"/side.left-out* "$side/side.tables"
            mv -T "$side" "$partial"
        fi
    fi
    if [ -e "$side" ]; then
        if [ "${PLAYBOOK_ALONE:-}" != true ] && running; then
            as_server "$PLAYBOOK_BIN/pg_ctl" -D "$side" -m immediate -w stop >/dev/null
        fi
        rm -rf "$side" "$spaces"
    fi
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

# --- what is left out ---

# The files of tables, materialized views and indexes that hold none of the wanted rows: a line each, as the patient names them. None
# where a wanted one is not known by its number, or the server does not answer: then all is copied.
unwanted() {
    ask_patient "$(with_wanted "$wanted") select pg_catalog.pg_relation_filepath(oid) from pg_catalog.pg_class
        where oid >= 16384 and relkind in ('r', 'm', 't', 'i') and relpersistence <> 't' and oid not in (select oid from kept)"
}

# The same as files of the backup, with other databases' tables: nobody looks into these.
left_out() {
    local relations database
    { relations=$(unwanted) && database=$(ask_patient "$DATABASE_FOLDER"); } || return 0
    (cd "$backup" && find -L base pg_tblspc -type f -printf '%p\n') | awk -v database="${database##*/}" '
        BEGIN { while ((getline line < "/dev/fd/3") > 0) unwanted[line] = 1 }
        { relation = $0; sub(/(_fsm|_vm|_init)?(\.[0-9]+)?$/, "", relation); n = split(relation, part, "/") }
        part[n] ~ /^[0-9]+$/ && part[n - 1] ~ /^[0-9]+$/ && (relation in unwanted || (part[n - 1] != database && part[n] >= 16384))
    ' 3<<<"$relations"
}

declare -A left=()
left_list=$PLAYBOOK_WORK/side.left-out
: >"$left_list"
if [ -n "$wanted" ]; then
    left_out >"$left_list"
    while IFS= read -r name; do left[$name]=1; done <"$left_list"
fi
left_bytes=$( (cd "$backup" && xargs -r -d '\n' stat -L -c %s -- <"$left_list") | awk '{ n += $1 } END { printf "%.0f", n }')

total=$(find -L "$backup" -type f -printf '%s\n' | awk -v left="$left_bytes" '{ n += $1 } END { printf "%.0f", n - left }')
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
    [ -z "${left[$name]:-}" ] || continue
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
# The manifest without what was left out, which has its own digest.
manifest=$partial/backup_manifest
if [ -s "$left_list" ]; then
    manifest=$PLAYBOOK_WORK/side.manifest
    [ "$(sed -n 's/.*"Manifest-Checksum": "\([0-9a-f]*\)".*/\1/p' "$partial/backup_manifest")" = \
        "$(sed '/^"Manifest-Checksum"/d' "$partial/backup_manifest" | sha256sum | cut -d ' ' -f 1)" ] ||
        fail "the manifest of the base backup $BACKUP_ID does not match its own checksum." \
            'choose an older base backup; keep this one for the inquiry.'
    awk 'NR == FNR { left[$0] = 1; next }
        /^\{ "(Encoded-)?Path": / {
            match($0, /"[^"]*", "Size"/)
            if (!(substr($0, RSTART + 1, RLENGTH - 10) in left)) { sub(/,$/, ""); if (files++) printf ",\n"; printf "%s", $0 }
            next
        }
        files && !ended { ended = 1; printf "\n" }
        !/^"Manifest-Checksum"/ { print }' "$left_list" "$partial/backup_manifest" >"$manifest"
    printf '"Manifest-Checksum": "%s"}\n' "$(sha256sum <"$manifest" | cut -d ' ' -f 1)" >>"$manifest"
    give_to_server "$manifest"
fi
if ! said=$(as_server "$PLAYBOOK_BIN/pg_verifybackup" -m "$manifest" "$partial" 2>&1); then
    rm -rf "$partial" "$spaces"
    fail "the base backup $BACKUP_ID does not match its own manifest:"$'\n'"$said" \
        'choose an older base backup; keep this one for the inquiry.'
fi
if [ -s "$left_list" ]; then
    (cd "$partial" && while IFS= read -r name; do truncate -s "$(stat -L -c %s "$backup/$name")" -- "$name"; done <"$left_list")
    printf '%s\n' "$left_bytes" >"$partial/side.left-out.bytes"
    printf '%s\n' "$wanted" >"$partial/side.tables"
    mv -T "$left_list" "$partial/side.left-out"
    give_to_server "$partial"
fi
rm -f -- "$left_list" "$PLAYBOOK_WORK/side.manifest"
mv "$partial" "$side"
finish false
