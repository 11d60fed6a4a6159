#!/usr/bin/env bash
# Functions shared by the scripts of jobs. A copy is beside each script, in a job's folder and in a pod; it is read by
#     source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# Functions, and what every session of PostgreSQL's programs is: reading it changes nothing else.

# Server, database and role may have settings of their own for every session; SessionSettings.java tells what each of these would do.
export PGOPTIONS='-c role=none -c statement_timeout=0 -c idle_in_transaction_session_timeout=0 -c default_transaction_isolation=read\ committed -c default_transaction_deferrable=off -c array_nulls=on -c standard_conforming_strings=on -c quote_all_identifiers=off -c transform_null_equals=off -c xmloption=content'
# The programs have the server's own version; since 17 it has this one, too.
if [[ $("${PLAYBOOK_BIN:-.}/psql" --version 2>/dev/null || true) =~ ^psql\ \(PostgreSQL\)\ ([0-9]+) ]] && ((BASH_REMATCH[1] >= 17)); then
    PGOPTIONS+=' -c transaction_timeout=0'
fi

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

# Whatever the database's encoding is, its answers become parts of a JSON document.
ask_patient() { PGCLIENTENCODING=UTF8 "$PLAYBOOK_BIN/psql" -XAtq -v ON_ERROR_STOP=1 -c "$1"; }

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
lock_side() { lock_folder "${PLAYBOOK_SIDE:-$PLAYBOOK_WORK/side}" "$PLAYBOOK_WORK/side.lock"; }

lock_folder() { # what is worked on, the file that is locked
    mkdir -p "$PLAYBOOK_WORK"
    exec 9>"$2"
    flock -n 9 || fail "another step works on $1." 'wait for its end, or cancel it first.'
}

# Sets where the side instance lies: its data, and beside it what belongs to one run of its server.
find_side() {
    side=${PLAYBOOK_SIDE:-$PLAYBOOK_WORK/side}
    run=$PLAYBOOK_WORK/side.run
    log=$run/server.log
}

# The same for the copy of the catalogs.
find_catalogs() {
    side=$PLAYBOOK_WORK/catalogs
    run=$PLAYBOOK_WORK/catalogs.run
    log=$run/server.log
}

# Ends that server, should it run here, and removes its folders; there may be none.
remove_catalogs() {
    local socket
    find_catalogs
    if [ "${PLAYBOOK_ALONE:-}" != true ] && running; then
        as_server "$PLAYBOOK_BIN/pg_ctl" -D "$side" -m immediate -w -t 10 stop >/dev/null ||
            fail "the server on the copied catalogs, $(head -n 1 "$side/postmaster.pid"), does not end." 'stop it by hand, then try again.'
    fi
    socket=$(cat "$run/socket" 2>/dev/null || true)
    case ${socket##*/} in
        playbook-side.*) rm -rf -- "$socket" ;;
    esac
    rm -rf -- "$side" "$run"
}

# shellcheck disable=SC2034 # the callers ask it
DATABASE_FOLDER="select pg_catalog.regexp_replace(pg_catalog.pg_relation_filepath('pg_catalog.pg_class'), '/[^/]*$', '')"
# Catalogs of that database, without what the cluster shares. 2613 and 2683 are large objects and their index, of any size.
# shellcheck disable=SC2034 # the callers ask it
CATALOGS_IN_IT="select distinct pg_catalog.pg_relation_filepath(oid) from pg_catalog.pg_class
    where oid < 16384 and oid not in (2613, 2683) and relkind in ('r', 'i', 't') and pg_catalog.pg_relation_filepath(oid) not like 'global/%'"

# with_wanted OIDS: the beginning of a query that knows as "kept" what the rows of these tables are read from: them, their partitions and
# children, their large values, and the indexes of all of these.
with_wanted() {
    printf "with recursive wanted(oid) as (
            select oid from pg_catalog.pg_class where oid = any ('{%s}'::pg_catalog.oid[])
            union select i.inhrelid from wanted w join pg_catalog.pg_inherits i on i.inhparent = w.oid
        ), filled(oid) as (
            select oid from wanted union select c.reltoastrelid from wanted w join pg_catalog.pg_class c on c.oid = w.oid
        ), kept(oid) as (
            select oid from filled union select x.indexrelid from filled f join pg_catalog.pg_index x on x.indrelid = f.oid
        )" "${1// /,}"
}

# find_files FROM <RELATIONS: sets relation_files to what the data directory has of the relations, in files of a gigabyte; maps of free space
# and of visible rows are not needed.
find_files() {
    local relation file
    relation_files=()
    while IFS= read -r relation; do
        for file in "$1/$relation" "$1/$relation".[0-9]*; do
            if [ -e "$file" ]; then relation_files+=("$file"); fi
        done
    done
}

# copy_catalogs FROM TO DATABASE <RELATIONS: what a server needs that shall know one database's definitions and no row of its tables.
copy_catalogs() {
    local folder
    for folder in pg_notify pg_replslot pg_serial pg_snapshots pg_stat pg_stat_tmp pg_subtrans pg_tblspc pg_twophase pg_dynshmem \
        pg_commit_ts pg_logical/mappings pg_logical/snapshots pg_wal/archive_status; do
        mkdir -p "$2/$folder"
    done
    cp -- "$1/PG_VERSION" "$2/"
    for folder in global pg_xact pg_multixact pg_commit_ts; do
        if [ -d "$1/$folder" ]; then cp -R -- "$1/$folder" "$2/"; fi
    done
    rm -f "$2/global/pg_internal.init"
    mkdir -p "$2/$3"
    cp -- "$1/$3/PG_VERSION" "$1/$3/pg_filenode.map" "$2/$3/"
    # One cp for all: hundreds of small files, and a process for each takes seconds. All lie in the database's folder.
    find_files "$1"
    cp --preserve=mode -t "$2/$3" -- "${relation_files[@]}"
}

# shellcheck disable=SC2034 # the caller reads them
# take_side: as find_side, for a step after the replay. What the steps remember lies in the data itself: another copy in the same
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

# side_password FILE: a password file for the server at SIDE_AT_HOST and SIDE_AT_PORT, which knows the patient's roles; it is
# gone when the script ends.
side_password() {
    side_passfile=$1
    trap 'rm -f -- "$side_passfile"' EXIT
    sed -E 's/^(\\.|[^:\\])*:(\\.|[^:\\])*:/*:*:/' "${PGPASSFILE:-/dev/null}" >"$side_passfile"
    chmod 0600 "$side_passfile"
}

# speak_utf8 PROGRAM [ARGUMENT...]: names and rows are UTF-8 in all files between two servers and in the results. Asked is the program
# that is given; a database that takes any bytes (SQL_ASCII) gets them as they are.
speak_utf8() {
    export PGCLIENTENCODING=UTF8
    if [ "$("$@" -c 'SHOW server_encoding')" = SQL_ASCII ]; then PGCLIENTENCODING=SQL_ASCII; fi
}

# at_side PROGRAM [ARGUMENT...]: one of PostgreSQL's programs on that server, wherever it runs.
at_side() {
    local program=$1
    shift
    PGPASSFILE=$side_passfile "$PLAYBOOK_BIN/$program" -w -h "${SIDE_AT_HOST:?}" -p "${SIDE_AT_PORT:?}" -U "$PGUSER" -d "$PGDATABASE" "$@"
}

running() { as_server "$PLAYBOOK_BIN/pg_ctl" -D "$side" status >/dev/null 2>&1; }

# A value in postgresql.conf.
setting() {
    local text=${1//\\/\\\\}
    printf "'%s'" "${text//\'/\'\'}"
}

# ask SQL: the side server, which lets in whoever reaches its socket.
ask() {
    as_server env -u PGPASSFILE -u PGHOST "$PLAYBOOK_BIN/psql" -XAtqw -v ON_ERROR_STOP=1 \
        -h "$(cat "$run/socket")" -p "$(cat "$run/port")" -U "$PGUSER" -d "$PGDATABASE" -c "$1" 2>/dev/null
}

# Where its socket lies, which $run/socket tells later steps. A socket's path may have 107 bytes.
choose_socket() {
    socket=$run
    if [ "${#socket}" -gt 85 ]; then
        if [ -d "$(cat "$run/socket" 2>/dev/null)" ]; then
            socket=$(cat "$run/socket")
        else
            socket=$(mktemp -d "${TMPDIR:-/tmp}/playbook-side.XXXXXXXX")
            give_to_server "$socket"
        fi
    fi
    printf '%s\n' "$socket" >"$run/socket"
}

# The lines in the postgresql.conf of every server that is only read and thrown away: nothing that the patient would do, too.
side_settings() {
    local segment_mb
    # Both sizes have to hold two segments, whatever size initdb was told; the defaults do up to 32 MB.
    segment_mb=$(($(control "$side" 'Bytes per WAL segment') / 1048576))
    cat <<CONF
listen_addresses = $(setting "${SIDE_LISTEN:-127.0.0.1}")
unix_socket_directories = $(setting "$socket")
unix_socket_permissions = 0700
cluster_name = 'playbook-side'
fsync = off
full_page_writes = off
synchronous_commit = off
autovacuum = off
archive_mode = off
shared_preload_libraries = ''
session_preload_libraries = ''
local_preload_libraries = ''
max_logical_replication_workers = 0
jit = off
ssl = off
lc_messages = 'C'
timezone = 'UTC'
log_timezone = 'UTC'
logging_collector = off
log_destination = 'stderr'
log_line_prefix = '%m [%p] '
log_min_messages = info
shared_buffers = ${SIDE_SHARED_BUFFERS:-256MB}
min_wal_size = $((segment_mb * 2 > 80 ? segment_mb * 2 : 80))MB
max_wal_size = $((segment_mb * 4 > 1024 ? segment_mb * 4 : 1024))MB
huge_pages = off
CONF
    # Since 17 a trigger may act on each login, and write to a table that is not here.
    if [ "$(cat "$side/PG_VERSION")" -ge 17 ]; then echo 'event_triggers = off'; fi
}

# The socket lies in a folder of the server's own user; "md5" takes SCRAM secrets as well as old ones.
let_us_in() {
    local role=\"${PGUSER//\"/\"\"}\" clients
    {
        printf 'local all %s trust\n' "$role"
        for clients in ${SIDE_CLIENTS:-127.0.0.1/32}; do
            printf 'host all %s %s md5\n' "$role" "$clients"
        done
    } >"$side/pg_hba.conf"
    : >"$side/pg_ident.conf"
}

# start_side WORDS: until its log has these words (a pattern), or tells that it lets somebody in, or cannot.
start_side() {
    local attempt
    for attempt in 1 2 3 4 5; do
        if [ -n "${SIDE_PORT:-}" ]; then printf '%s' "$SIDE_PORT" >"$run/port"; else free_port >"$run/port"; fi
        if [ -f "$log" ]; then mv "$log" "$log.before"; fi
        give_to_server "$run"
        as_server "$PLAYBOOK_BIN/pg_ctl" -D "$side" -W -l "$log" -o "-p $(cat "$run/port")" start >/dev/null 9>&- ||
            fail "the side instance does not start: $(words_of_the_server)" "read $log."
        for _ in $(seq 1 20); do
            if grep -qE "ready to accept|$1|FATAL" "$log" 2>/dev/null; then break; fi
            sleep 0.2
        done
        # Another process took the port, or what a killed server left is still ending: once more.
        if grep -qE 'could not bind|is still in use|pre-existing shared memory|lock file .* already exists' "$log"; then
            sleep 1
            continue
        fi
        return
    done
    fail "the side instance did not get a port after $attempt attempts: $(words_of_the_server)" "read $log."
}

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
