#!/usr/bin/env bash
# Makes the side instance, which stands at its proved stop, a primary on a timeline of its own: durable, and fenced from
# within before anybody could connect to it. The patient is only read.
#
# Wants REACHED_LSN (where the replay stopped), SYSTEM_IDENTIFIER and DATA_DIRECTORY (as the patient's server tells them).
# FENCE_RULE is the query that says whom the fence shuts out (role-rights.sql).
# Where others than this machine's processes read from it: SIDE_HOST, SIDE_PORT (see replay.sh).
# The server goes on running after this script's end; $PLAYBOOK_JOB/serving holds its pid. A second run goes on where the
# first one ended.
set -euo pipefail
export LC_ALL=C PGAPPNAME=playbook PGCONNECT_TIMEOUT=10
umask 077
# shellcheck source=src/main/resources/playbook/platform/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
take_side

found=$(control "$side" 'Database system identifier')
[ "$found" = "$SYSTEM_IDENTIFIER" ] ||
    fail "$side is a copy of cluster $found, the patient is $SYSTEM_IDENTIFIER." 'restore a base backup of this cluster.'
# A standby on this machine has the same identifier: the folder we would exchange must be the one that the server uses.
[ "$(realpath "$PLAYBOOK_DATA")" = "$(realpath -m "$DATA_DIRECTORY")" ] ||
    fail "the server uses $DATA_DIRECTORY, the configuration names $PLAYBOOK_DATA." 'correct the data directory of this target.'
[ ! -L "$PLAYBOOK_DATA/pg_wal" ] ||
    fail "$PLAYBOOK_DATA/pg_wal is a symbolic link: the recovered server would keep its WAL beside its data." \
        'exchange the servers by hand, or choose another strategy.'
# They lie beside the side instance, in the work folder, which is emptied at the end.
[ -z "$(find "$side/pg_tblspc" -mindepth 1 -maxdepth 1 -print -quit)" ] ||
    fail "the server has tablespaces: the exchange of its data directory would not bring them to their places." \
        'choose another strategy.'

# Such a server is not durable and archives nothing, whatever its configuration says later.
[ ! -f "$side/side.opened" ] || fail "$side was opened for reading." 'restore the base backup again, then replay it.'
[ ! -f "$side/side.left-out" ] || fail "$side has the rows of some tables only." 'restore the whole base backup, then replay it.'

[ ! -f "$finished" ] || fail "$side was finished already." 'go on with the exchange, or restore again.'

ask() { ask_in "$PGDATABASE" "$1"; }
ask_in() {
    as_server env -u PGPASSFILE -u PGHOST PGOPTIONS="$PGOPTIONS -c default_transaction_read_only=off" "$PLAYBOOK_BIN/psql" -XAtqw -v ON_ERROR_STOP=1 \
        -h "$(cat "$run/socket")" -p "$(cat "$run/port")" -U "$PGUSER" -d "$1" -c "$2"
}

# Archiving is on but to nowhere: PostgreSQL then marks the new timeline's history and segments as to be archived, and the
# patient's own archive_command takes them when the server is in its place (manual, 26.3.6 and 20.5.3).
durable() {
    if ! grep -q '^# From here on' "$side/postgresql.conf"; then
        cat >>"$side/postgresql.conf" <<'CONF'
# From here on it may become somebody's primary: durable.
fsync = on
full_page_writes = on
synchronous_commit = on
archive_mode = on
archive_command = ''
CONF
    fi
    sed -i "s/^recovery_target_action = .*/recovery_target_action = 'promote'/" "$side/postgresql.auto.conf"
    give_to_server "$side/postgresql.conf" "$side/postgresql.auto.conf"
}

start() {
    local port
    for _ in 1 2 3 4 5; do
        port=${SIDE_PORT:-$(free_port)}
        printf '%s\n' "$port" >"$run/port"
        give_to_server "$run"
        mkdir -p "$(cat "$run/socket")"
        give_to_server "$(cat "$run/socket")"
        if [ -f "$log" ]; then mv "$log" "$log.before"; fi
        if as_server "$PLAYBOOK_BIN/pg_ctl" -D "$side" -w -t 3600 -l "$log" -o "-p $port -c listen_addresses=${SIDE_LISTEN:-127.0.0.1}" start >/dev/null 9>&-; then return; fi
        # What a killed server left may still be ending, or the port was taken meanwhile: once more.
        sleep 1
    done
    fail "the recovered server does not start: $(words_of_the_server)" "read $log."
}

fence() {
    local roles
    # Remembered before it is changed: a second run would find everybody shut out.
    if [ ! -f "$fenced" ]; then
        ask "$(roles_to_fence "json_build_object('roles', coalesce(json_agg(json_build_object('name', r.rolname, 'canLogin', true, 'connectionLimit', r.rolconnlimit, 'readOnly', r.read_only)), '[]'), 'database', current_database(), 'readOnly',
                (select split_part(c, '=', 2) from pg_db_role_setting s, unnest(s.setconfig) c
                 where s.setrole = 0 and c like 'default\\_transaction\\_read\\_only=%'
                   and s.setdatabase = (select oid from pg_database where datname = current_database())),
                'subscriptions', (select coalesce(json_agg(json_build_object('database', d.datname, 'name', s.subname)), '[]')
                                  from pg_subscription s join pg_database d on d.oid = s.subdbid where s.subenabled),
                'jobs', '$(active_jobs | sed "s/'/''/g")'::json)")" >"$fenced.new"
        mv "$fenced.new" "$fenced"
    fi
    roles=$(ask "$(roles_to_fence "string_agg(format('ALTER ROLE %I NOLOGIN', r.rolname), '; ')")")
    ask "${roles:+$roles; }ALTER DATABASE \"${PGDATABASE//\"/\"\"}\" SET default_transaction_read_only = on"
    [ "$(ask "$(roles_to_fence 'count(*)')")" = 0 ] || fail 'a role can still log in on the recovered server.' 'look at its roles.'
    silence
}

databases() { ask "select datname from pg_catalog.pg_database where datallowconn order by datname"; }
has_jobs() { [ -n "$(ask_in "$1" "select pg_catalog.to_regclass('cron.job')")" ]; }

# Jobs that the server would start by itself (pg_cron), as JSON.
active_jobs() {
    local database found all=''
    while IFS= read -r database; do
        if has_jobs "$database"; then
            found=$(ask_in "$database" "select json_build_object('database', current_database(), 'ids', json_agg(jobid order by jobid)) from cron.job where active having count(*) > 0")
            if [ -n "$found" ]; then all=${all:+$all,}$found; fi
        fi
    done < <(databases)
    printf '[%s]' "$all"
}

# What needs no login: with the patient's configuration these would begin to write as soon as the server starts.
silence() {
    local database commands
    while IFS= read -r database; do
        commands=$(ask_in "$database" "select coalesce(string_agg(format('ALTER SUBSCRIPTION %I DISABLE', s.subname), '; '), '')
            from pg_catalog.pg_subscription s join pg_catalog.pg_database d on d.oid = s.subdbid
            where d.datname = current_database() and s.subenabled")
        if [ -n "$commands" ]; then ask_in "$database" "SET session_replication_role = replica; $commands"; fi
        if has_jobs "$database"; then ask_in "$database" 'update cron.job set active = false where active'; fi
    done < <(databases)
    [ "$(ask 'select count(*) from pg_catalog.pg_subscription where subenabled')" = 0 ] ||
        fail 'a subscription is still enabled on the recovered server.' 'look at pg_subscription, disable it there.'
}

# roles_to_fence WHAT: the query that tells WHAT of the roles that the fence shuts out, each of which is r.
roles_to_fence() {
    printf "set search_path = pg_catalog; select 1 from set_config('playbook.application_roles', string_to_array('%s', ',')::text, false) told where told is null;
        select %s from (%s) r where r.shut_out" "${PLAYBOOK_ROLES//\'/\'\'}" "$1" "$FENCE_RULE"
}

# --- promote ---

forget_other_pods_server
if [ -f "$side/recovery.signal" ]; then
    stop_cleanly
    durable
fi
running || start
for _ in $(seq 1 3600); do
    if [ "$(ask 'select pg_catalog.pg_is_in_recovery()')" = f ]; then break; fi
    sleep 0.5
done
[ "$(ask 'select pg_catalog.pg_is_in_recovery()')" = f ] ||
    fail "the recovered server is still in recovery: $(words_of_the_server)" "read $log."
fence
ask checkpoint

# --- prove ---

timeline=$(control "$side" "Latest checkpoint's TimeLineID")
history=$side/pg_wal/$(printf '%08X' "$timeline").history
[ -f "$history" ] || fail "the recovered server is on timeline $timeline and has no $history." 'it was not promoted: restore again.'
switched=$(awk 'NF && $1 !~ /^#/ { at = $2 } END { print at }' "$history")
[ "$(number "$switched")" = "$(number "$REACHED_LSN")" ] ||
    fail "timeline $timeline branches off at $switched, but the proved stop was $REACHED_LSN." 'do not use this copy: restore again.'

head -n 1 "$side/postmaster.pid" >"$PLAYBOOK_JOB/serving"
result '{"host":%s,"port":%s,"dataDirectory":%s,"systemIdentifier":%s,"timeline":%s,"reachedLsn":{"value":%s},"switchedAt":{"value":%s},"fenced":%s}\n' \
    "$(json "${SIDE_HOST:-127.0.0.1}")" "$(cat "$run/port")" "$(json "$side")" "$(json "$SYSTEM_IDENTIFIER")" "$timeline" \
    "$(number "$REACHED_LSN")" "$(number "$switched")" "$(cat "$fenced")"
