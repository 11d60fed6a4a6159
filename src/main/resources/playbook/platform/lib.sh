#!/usr/bin/env bash
# Functions shared by the scripts of jobs. A copy is beside each script, in a job's folder and in a pod; it is read by
#     source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# Functions only: reading it changes nothing.

# --- how a script ends ---

# fail WHAT HINT
fail() {
    printf '%s\nHINT: %s\n' "$1" "$2" >&2
    exit 1
}

# result FORMAT [VALUE...]: what the script found, as printf writes it; whole or not at all.
result() {
    # shellcheck disable=SC2059 # the format is the caller's
    printf "$@" >"$PLAYBOOK_JOB/result.json.partial"
    mv "$PLAYBOOK_JOB/result.json.partial" "$PLAYBOOK_JOB/result.json"
}

# --- values ---

# Quotes a text for JSON: paths and programs' messages may contain any characters.
json() {
    local text=${1//\\/\\\\}
    text=${text//\"/\\\"}
    text=${text//$'\n'/\\n}
    text=${text//$'\t'/\\t}
    printf '"%s"' "${text//[[:cntrl:]]/?}"
}

now() { date -u +%Y-%m-%dT%H:%M:%SZ; }

# A WAL position as a number.
number() {
    [[ $1 =~ ^[0-9A-Fa-f]{1,8}/[0-9A-Fa-f]{1,8}$ ]] ||
        fail "'$1' is not a WAL position." 'it looks like 0/16B3748.'
    printf '%s' $(((16#${1%/*} << 32) | 16#${1#*/}))
}

# Bytes below these paths, some of which may vanish meanwhile.
size() { { du -sb "$@" 2>/dev/null || true; } | awk '{ sum += $1 } END { printf "%.0f", sum }'; }

# control DIRECTORY LABEL: a line of a server's pg_control.
control() { "$PLAYBOOK_BIN/pg_controldata" "$1" | sed -n "s/^$2: *//p"; }

# shellcheck disable=SC2034 # the caller reads it
# await PID: until it has ended, whatever signals come meanwhile; sets code to how it ended.
await() {
    while :; do
        code=0
        wait "$1" || code=$?
        kill -0 "$1" 2>/dev/null || return 0
    done
}

# --- copies of the patient ---

ask_patient() { "$PLAYBOOK_BIN/psql" -XAtq -v ON_ERROR_STOP=1 -c "$1"; }

# give_to_owner_of_backups [-R] PATH...: what root wrote there.
give_to_owner_of_backups() { if [ "$(id -u)" = 0 ]; then chown --reference="$PLAYBOOK_BACKUPS" "$@"; fi; }

# watch PID TOTAL PATH...: tells how much of TOTAL bytes is in these paths while PID fills them, and ends as it ends.
watch() {
    watched=$1
    local total=$2
    shift 2
    trap 'kill "$watched" 2>/dev/null || true' EXIT
    while kill -0 "$watched" 2>/dev/null; do
        echo "progress $(size "$@") $total bytes"
        sleep 1
    done
    wait "$watched"
    trap - EXIT
}

# shellcheck disable=SC2034 # the caller reads it
# map_tablespaces FOLDER: sets mapping to pg_basebackup's options that bring each tablespace to a folder of its own in FOLDER.
map_tablespaces() {
    local oid location
    mapping=()
    while IFS='|' read -r oid location; do
        if [ -n "$location" ]; then
            mkdir -p "$1/$oid"
            # An equals sign would end the first of the two places.
            mapping+=(-T "${location//=/\\=}=$1/$oid")
        fi
    done < <(ask_patient "select oid, pg_catalog.pg_tablespace_location(oid) from pg_catalog.pg_tablespace where pg_catalog.pg_tablespace_location(oid) <> ''")
}

# --- the side instance ---

# PostgreSQL's tools refuse to run as root, and its server wants to own its directory.
as_server() {
    if [ "$(id -u)" = 0 ]; then
        setpriv --reuid=postgres --regid=postgres --clear-groups "$@"
    else
        "$@"
    fi
}

give_to_server() { if [ "$(id -u)" = 0 ]; then chown -R postgres:postgres -- "$@"; fi; }

# One step at a time; the lock ends with the script, and a server that stays is started with 9>&-.
lock_side() {
    mkdir -p "$PLAYBOOK_WORK"
    exec 9>"$PLAYBOOK_WORK/side.lock"
    flock -n 9 || fail "another step works on ${PLAYBOOK_SIDE:-$PLAYBOOK_WORK/side}." 'wait for its end, or cancel it first.'
}

# Sets where the side instance lies: its data, and beside it what belongs to one run of its server.
find_side() {
    side=${PLAYBOOK_SIDE:-$PLAYBOOK_WORK/side}
    run=$PLAYBOOK_WORK/side.run
    log=$run/server.log
}

# shellcheck disable=SC2034 # the caller reads them
# take_side: the same, for a step after the replay. What the steps remember lies in the data itself: another copy in the same
# place has none of it.
take_side() {
    find_side
    finished=$side/side.stopped
    fenced=$side/side.fenced
    lock_side
    if [ ! -f "$side/PG_VERSION" ] || [ ! -d "$run" ]; then
        fail "$side is not a side instance." 'restore the base backup and replay it first.'
    fi
}

running() { as_server "$PLAYBOOK_BIN/pg_ctl" -D "$side" status >/dev/null 2>&1; }

# In a pod of its own a number in postmaster.pid is another pod's, and would name one of our processes.
forget_other_pods_server() { if [ "${PLAYBOOK_ALONE:-}" = true ]; then rm -f "$side/postmaster.pid"; fi; }

stop_cleanly() {
    if running; then
        as_server "$PLAYBOOK_BIN/pg_ctl" -D "$side" -m fast -w -t 3600 stop >/dev/null
    fi
}

free_port() {
    local port
    while :; do
        port=$((20000 + RANDOM % 12000))
        if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
            printf '%s' "$port"
            return
        fi
    done
}

# What its log says of why it does not do what it should.
words_of_the_server() {
    grep -E 'FATAL|PANIC|ERROR|has [0-9]+ bytes|cannot be read|HINT' "$log" | tail -n 12 || true
    tail -n 5 "$log" || true
}
