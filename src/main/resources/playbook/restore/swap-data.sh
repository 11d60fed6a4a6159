#!/usr/bin/env bash
# Puts the recovered server's data in the place of the patient's, or takes that back. Nothing is deleted: what was in the
# place is moved aside. Only names are changed, one entry after another, so a mount point will do as data directory; how far
# it came is told by the folders alone, and a second run goes on from there.
#
# Wants DIRECTION (forward or back), SWAP_ID, SYSTEM_IDENTIFIER and DATA_DIRECTORY; no server may use the directory.
#
#   <data>.next-ID            the recovered data, whole, waits to come in
#   <data>.before-ID.partial  the patient's entries are going out        <data>.before-ID   all of them are out
#   <data>.undone-ID.partial  the recovered entries are going out again  <data>.undone-ID   all of them are out
#
# Where we may not write beside the directory they lie in it, named pgsql_tmp.*: PostgreSQL and its base backups pass over
# such names. Where PLAYBOOK_PATIENT is set, the recovered data goes to a server of its own: PLAYBOOK_DATA is that one's
# directory, which may be empty or hold anything that has ended, and the patient's directory is only looked at.
#
# pg_control goes out first and comes in last: in between nobody can start a mixture.
set -euo pipefail
export LC_ALL=C
umask 077
# shellcheck source=src/main/resources/playbook/platform/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

[[ $DIRECTION =~ ^(forward|back)$ ]] || fail "DIRECTION is '$DIRECTION'." 'it is forward or back.'
[[ $SWAP_ID =~ ^[a-z0-9-]{1,40}$ ]] || fail "SWAP_ID is '$SWAP_ID'." 'small letters, digits and hyphens.'
own=${PLAYBOOK_PATIENT:+true}
patient=${PLAYBOOK_PATIENT:-$PLAYBOOK_DATA}
if [ -n "$own" ]; then (umask 027 && mkdir -p "$PLAYBOOK_DATA"); fi
data=$(realpath "$PLAYBOOK_DATA")
[ -n "$own" ] || [ "$data" = "$(realpath -m "$DATA_DIRECTORY")" ] ||
    fail "the server uses $DATA_DIRECTORY, the configuration names $PLAYBOOK_DATA." 'correct the data directory of this target.'
lock_side

parent=$(dirname "$data")
if [ -w "$parent" ] && [ "$(stat -c %d "$parent")" = "$(stat -c %d "$data")" ]; then
    beside=$data.
else
    beside=$data/pgsql_tmp.
    parent=$data
fi
next=${beside}next-$SWAP_ID
before=${beside}before-$SWAP_ID
undone=${beside}undone-$SWAP_ID

# Who has it as working folder owns it; postmaster.pid alone outlives a crash.
owners() {
    local process
    for process in /proc/[0-9]*; do
        if [ "$(cat "$process/comm" 2>/dev/null)" = postgres ] && [ "$(readlink "$process/cwd" 2>/dev/null)" = "$data" ]; then
            printf '%s ' "${process#/proc/}"
        fi
    done
}
[ -z "$(owners)" ] || fail "a server uses $data: $(owners)" 'stop it first.'
mounted=$(find "$data" -mindepth 1 -maxdepth 1 \( -type l -o -type d \) -exec sh -c '[ -L "$1" ] || mountpoint -q "$1"' _ {} \; -print)
[ -z "$mounted" ] || fail "in $data are links or mount points: $mounted" 'exchange the servers by hand.'

# The entries of a folder, without what an exchange itself keeps there.
entries() { find "$1" -mindepth 1 -maxdepth 1 ! -name 'pgsql_tmp.*' ! -name lost+found -printf '%f\n' | sort; }
move() {
    if [ -e "$1/$3" ]; then mv -T -- "$1/$3" "$2/$3"; fi
}

# Everything in the data directory goes to a folder, whose name becomes final with the last entry.
take_out() {
    local to=$1 name
    if [ ! -d "$to.partial" ]; then mkdir "$to.partial"; fi
    chown --reference="$data" "$to.partial" 2>/dev/null || true
    sync "$parent"
    move "$data" "$to.partial" global
    sync "$data" "$to.partial"
    while IFS= read -r name; do move "$data" "$to.partial" "$name"; done < <(entries "$data")
    sync "$data" "$to.partial"
    mv -T -- "$to.partial" "$to"
    sync "$parent"
}

bring_in() {
    local from=$1 name
    while IFS= read -r name; do
        if [ "$name" != global ]; then move "$from" "$data" "$name"; fi
    done < <(entries "$from")
    sync "$data" "$from"
    move "$from" "$data" global
    sync "$data"
    rmdir "$from"
    sync "$parent"
}

# The recovered data comes to the patient's own storage before anything of the patient is touched.
bring() {
    local side=${PLAYBOOK_SIDE:-$PLAYBOOK_WORK/side} available needed
    [ -f "$side/side.stopped" ] || fail "$side is not a finished server." 'promote the side instance first.'
    # Two claims may be one file system: between mounts a move would be a copy that looks whole before it is.
    if [ "$(stat -c '%d %m' "$side")" = "$(stat -c '%d %m' "$data")" ] && [ -w "$(dirname "$side")" ]; then
        mv -T -- "$side" "$next"
    else
        needed=$(du -sb "$side" | cut -f1)
        available=$(df -B1 --output=avail "$data" | tail -n 1)
        [ "$((available))" -ge "$needed" ] ||
            fail "the recovered data needs $needed bytes beside $data, there are $((available))." 'make room: nothing was changed yet.'
        rm -rf -- "$next.partial"
        cp -a -- "$side" "$next.partial"
        sync -f "$next.partial"
        mv -T -- "$next.partial" "$next"
    fi
    sync "$parent"
}

forward() {
    if [ -d "$before" ] && [ ! -d "$next" ]; then return; fi
    if [ ! -d "$next" ]; then
        [ "$(control "$patient" 'Database system identifier')" = "$SYSTEM_IDENTIFIER" ] ||
            fail "$patient is of another cluster than $SYSTEM_IDENTIFIER." 'look which target this is.'
        [ "$(control "$patient" 'Database cluster state')" = 'shut down' ] ||
            fail "$patient was not shut down cleanly: $(control "$patient" 'Database cluster state')." 'start the server and stop it again.'
        if [ -f "$data/PG_VERSION" ] && [ "$(control "$data" 'Database cluster state')" != 'shut down' ]; then
            fail "in $data lies a cluster which is '$(control "$data" 'Database cluster state')'." 'is a server running on it? Stop it, or empty the directory.'
        fi
        bring
    fi
    [ -f "$next/side.stopped" ] || [ -d "$before" ] || fail "$next is not a finished server." 'look what it is.'
    [ -d "$before" ] || take_out "$before"
    bring_in "$next"
}

# The recovered data stays where it is, with a server that does not run.
back() {
    if [ -n "$own" ]; then return; fi
    if [ -d "$before.partial" ]; then
        bring_in "$before.partial"
    elif [ -d "$before" ]; then
        [ -d "$undone" ] || take_out "$undone"
        bring_in "$before"
    fi
}

"$DIRECTION"
rm -f -- "$data/side.stopped" "$data/side.fenced" "$data/side.end"
place=$data
if [ -n "$own" ] && [ "$DIRECTION" = back ]; then place=$patient; fi
[ "$(control "$place" 'Database system identifier')" = "$SYSTEM_IDENTIFIER" ] || fail "$place is not of cluster $SYSTEM_IDENTIFIER." 'look what it is.'
aside=$before
if [ "$DIRECTION" = back ]; then aside=$([ -d "$undone" ] && echo "$undone" || echo "$next"); fi
if [ -n "$own" ] && [ "$DIRECTION" = back ]; then
    aside="$data of the other server, which stays stopped"
elif [ -n "$own" ]; then
    chmod --reference="$patient" "$data"
    earlier=$([ -z "$(entries "$before")" ] || echo " (what lay in that one's claim before is in $before)")
    aside="$DATA_DIRECTORY of the former server, which stays stopped while the Service leads to the other one$earlier,"
fi
result '{"direction":%s,"dataDirectory":%s,"aside":%s,"systemIdentifier":%s,"timeline":%s,"state":%s}\n' \
    "$(json "$DIRECTION")" "$(json "$place")" "$(json "$aside")" "$(json "$SYSTEM_IDENTIFIER")" \
    "$(control "$place" "Latest checkpoint's TimeLineID")" "$(json "$(control "$place" 'Database cluster state')")"
