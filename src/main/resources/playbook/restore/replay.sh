#!/usr/bin/env bash
# Replays WAL on the side instance up to one exact stop, pauses there, and proves from the server's own words that the
# stop is the wished one: PostgreSQL can stop elsewhere without an error (manual, 26.3.4 and 20.5.6).
#
# Wants TARGET_KIND (xid, lsn or time), TARGET_VALUE, TARGET_INCLUSIVE (on or off), TARGET_TIMELINE (a number; xids mean
# nothing without it), and for an xid TARGET_FIRST_LSN (its first record), for a time BACKUP_FINISHED_AT. Optional:
# TARGET_COMMIT_LSN and TARGET_END_LSN (of the transaction), for progress and for a second proof. FETCH_WAL is the text of the
# backup repository's program that gives one WAL file (see Repository.java).
# Where others than this machine's processes read from it: SIDE_LISTEN, SIDE_HOST, SIDE_PORT, SIDE_CLIENTS (CIDRs).
# OPEN=on, for a stop before a transaction that holds locks on what shall be read: a replay that is paused keeps these locks, so the
# side instance is opened at its proved stop, as if the transaction had been rolled back, and goes no further. What the catalogs
# became is replayed on a copy of them (catalogs), which a later run with a stop after the transaction finds.
# The patient is only read. The server goes on running after this script's end; $PLAYBOOK_JOB/serving holds its pid.
set -euo pipefail
export LC_ALL=C
umask 077
# shellcheck source=src/main/resources/playbook/platform/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
find_side

# A word for the shell that runs restore_command.
word() {
    printf "'%s'" "${1//\'/\'\\\'\'}"
}

# --- what is wished, and whether this copy can get there ---

[[ $TARGET_TIMELINE =~ ^[1-9][0-9]*$ ]] ||
    fail "the timeline '$TARGET_TIMELINE' is not a number." 'take it from the WAL segment that holds the transaction.'
[[ $TARGET_INCLUSIVE =~ ^(on|off)$ ]] || fail "TARGET_INCLUSIVE is '$TARGET_INCLUSIVE'." 'it is on or off.'
if { [ ! -f "$side/backup_manifest" ] && [ ! -f "$side/side.end" ]; } || [ ! -f "$PLAYBOOK_WORK/side.backup" ]; then
    fail "$side is not a restored base backup." 'restore a base backup first.'
fi
lock_side
forget_other_pods_server
if [ "$TARGET_INCLUSIVE" = on ] && [ -f "$side/side.opened" ]; then
    stop_cleanly
    find_catalogs
    [ -f "$side/side.end" ] || fail 'the catalogs beside the opened side instance are gone.' 'restore the base backup again.'
    forget_other_pods_server
fi

# A snapshot's volume has no manifest: the end of the WAL in it was read when it became the side instance.
if [ -f "$side/side.end" ]; then
    backup_end=$(cat "$side/side.end")
else
    backup_end=$(sed -n 's/.*"End-LSN": "\([0-9A-F/]*\)".*/\1/p' "$side/backup_manifest" | tail -n 1)
fi
older='choose an older base backup, whose end lies before the target.'
case $TARGET_KIND in
    xid)
        [[ $TARGET_VALUE =~ ^[0-9]+$ ]] || fail "'$TARGET_VALUE' is not a transaction id." 'give its 32-bit number.'
        [ "$(number "$backup_end")" -lt "$(number "$TARGET_FIRST_LSN")" ] ||
            fail "transaction $TARGET_VALUE begins at $TARGET_FIRST_LSN, before the end of the base backup ($backup_end)." "$older"
        ;;
    lsn)
        [ "$(number "$backup_end")" -le "$(number "$TARGET_VALUE")" ] ||
            fail "the target $TARGET_VALUE lies before the end of the base backup ($backup_end)." "$older"
        ;;
    time)
        [[ $TARGET_VALUE =~ ^[0-9]{4}-[0-9]{2}-[0-9]{2}\ [0-9:.]{8,15}\+00$ ]] ||
            fail "the time '$TARGET_VALUE' lacks its zone or is no time." 'it looks like 2026-01-31 14:30:00.123456+00.'
        target_micros=$(date -u -d "$TARGET_VALUE" +%s%6N)
        # The sidecar's word, and the youngest file in the manifest: nothing else can tell afterwards (see prove_time).
        youngest=$BACKUP_FINISHED_AT
        if [ -f "$side/backup_manifest" ]; then
            youngest=$(grep -o '"Last-Modified": "[^"]*"' "$side/backup_manifest" | cut -d '"' -f 4 | sort | tail -n 1)
        fi
        for finished in "$BACKUP_FINISHED_AT" "$youngest"; do
            [ "$target_micros" -ge "$(date -u -d "$finished" +%s%6N)" ] ||
                fail "the target $TARGET_VALUE lies before the end of the base backup ($finished)." "$older"
        done
        ;;
    *) fail "TARGET_KIND is '$TARGET_KIND'." 'it is xid, lsn or time.' ;;
esac
wish="$TARGET_KIND=$TARGET_VALUE inclusive=$TARGET_INCLUSIVE timeline=$TARGET_TIMELINE"
archive=$(bash -c "${FETCH_WAL:?}")

# --- looking and asking ---

# A pause is the stop only where the server says that it has reached its target: it pauses for want of a setting, too, and
# anybody may have it pause.
at_the_stop() {
    paused && says_it_is_at_the_end
}

# The server says so before it pauses: ask for the pause first.
says_it_is_at_the_end() {
    grep -q 'pausing at the end of recovery' "$log" 2>/dev/null
}

paused() {
    if [ "$(cat "$side/PG_VERSION")" -ge 14 ]; then
        [ "$(ask "select pg_catalog.pg_get_wal_replay_pause_state()")" = paused ]
    else
        [ "$(ask "select pg_catalog.pg_is_wal_replay_paused()")" = t ]
    fi
}

stop() {
    if running; then
        as_server "$PLAYBOOK_BIN/pg_ctl" -D "$side" -m fast -w -t 600 stop >/dev/null ||
            as_server "$PLAYBOOK_BIN/pg_ctl" -D "$side" -m immediate -w stop >/dev/null
    fi
}

# --- configuration of the side instance: nothing of the patient's configuration is taken over ---

keep_the_patients() {
    local name
    for name in postgresql.conf postgresql.auto.conf pg_hba.conf pg_ident.conf; do
        if [ -f "$side/$name" ] && [ ! -f "$side/$name.patient" ]; then
            mv "$side/$name" "$side/$name.patient"
        fi
    done
}

write_restore_command() {
    printf '%s\n' "$FETCH_WAL" >"$run/fetch-wal.sh"
    {
        printf '#!/usr/bin/env bash\n'
        printf '# Gives the side instance one WAL file: 0 there, 1 not there, 200 something is wrong (the server then stops).\n'
        printf 'set -uo pipefail\n'
        # The server outlives this job, whose settings the repository's program needs.
        declare -p "${!PLAYBOOK_@}"
        printf 'fetch=%s\narchive=%s\npatient=%s\nsize=%s\n' \
            "$(word "$run/fetch-wal.sh")" "$(word "$archive")" "$(word "$PLAYBOOK_DATA/pg_wal")" \
            "$(control "$side" 'Bytes per WAL segment')"
        cat <<'SCRIPT'
name=$1
to=$2
is_segment() { [[ $name =~ ^[0-9A-F]{24}$ ]]; }
bash "$fetch" "$name" "$to"
case $? in
    0)
        if is_segment && [ "$(stat -c %s "$to")" != "$size" ]; then
            echo "$name from $archive has $(stat -c %s "$to") bytes, not $size" >&2
            rm -f -- "$to"
            exit 200
        fi
        exit 0
        ;;
    1) ;;
    *) exit 200 ;;
esac
# Not archived yet: read it from the patient, and take it only if it kept its name meanwhile (it is recycled by renaming).
before=$(stat -c %i "$patient/$name" 2>/dev/null) || {
    if is_segment; then echo "the WAL segment $name is neither in $archive nor in $patient" >&2; fi
    exit 1
}
cp -- "$patient/$name" "$to" || exit 1
[ "$(stat -c %i "$patient/$name" 2>/dev/null)" = "$before" ] || { rm -f "$to"; exit 1; }
if is_segment && [ "$(stat -c %s "$to")" != "$size" ]; then rm -f "$to"; exit 1; fi
exit 0
SCRIPT
    } >"$run/restore-wal.sh"
}

# Lower limits than the patient's make replay pause or die, so: the highest of the backup's, of today's, and of those that
# the server asked for on the way (learn_limits).
limit() {
    local highest=0 value
    for value in "$(control "$side" "$1 setting")" "$(control "$PLAYBOOK_DATA" "$1 setting" 2>/dev/null || true)" \
        "$(sed -n "s/^$2=//p" "$run/limits" 2>/dev/null || true)"; do
        if [ "${value:-0}" -gt "$highest" ]; then highest=$value; fi
    done
    keep_limit "$2" "$highest" || true
    printf '%s' "$highest"
}

# True when that is more than was known.
keep_limit() {
    local known
    known=$(sed -n "s/^$1=//p" "$run/limits" 2>/dev/null || true)
    if [ "$2" -le "${known:-0}" ]; then return 1; fi
    {
        grep -v "^$1=" "$run/limits" 2>/dev/null || true
        printf '%s=%s\n' "$1" "$2"
    } >"$run/limits.new"
    mv "$run/limits.new" "$run/limits"
}

# Between backup and target the patient may have run with more than before and after; the server then names setting and
# value and goes no further. True when something was learned that it did not have.
learn_limits() {
    local name value learned=1
    while read -r name value; do
        if keep_limit "$name" "$value"; then learned=0; fi
    done < <(sed -nE 's/.*(max_[a-z_]+) = [0-9]+ is a lower setting than on the primary server[^0-9]*([0-9]+).*/\1 \2/p' "$log")
    return "$learned"
}

without_rows() { [ "$side" = "$PLAYBOOK_WORK/catalogs" ] || [ -f "$side/side.left-out" ]; }

write_configuration() {
    local command
    command="bash $(word "$run/restore-wal.sh" | sed 's/%/%%/g') \"%f\" \"%p\""
    cat >"$side/postgresql.conf" <<CONF
# Side instance of an incident: read-only, disposable, nobody's primary.
$(side_settings)
hot_standby = on
max_connections = $(limit max_connections max_connections)
max_worker_processes = $(limit max_worker_processes max_worker_processes)
max_wal_senders = $(limit max_wal_senders max_wal_senders)
max_prepared_transactions = $(limit max_prepared_xacts max_prepared_transactions)
max_locks_per_transaction = $(limit max_locks_per_xact max_locks_per_transaction)
track_commit_timestamp = $(control "$side" 'track_commit_timestamp setting')
max_standby_archive_delay = -1
CONF
    cat >"$side/postgresql.auto.conf" <<CONF
restore_command = $(setting "$command")
recovery_target_$TARGET_KIND = $(setting "$TARGET_VALUE")
recovery_target_inclusive = $TARGET_INCLUSIVE
recovery_target_timeline = '$TARGET_TIMELINE'
recovery_target_action = 'pause'
CONF
    let_us_in
    : >"$side/recovery.signal"
    rm -f "$side/standby.signal"
    # Of other relations it has no files, or files of zeros; each page that the WAL wants of them is a warning.
    if without_rows; then
        echo 'ignore_invalid_pages = on' >>"$side/postgresql.conf"
        echo 'log_min_messages = error' >>"$side/postgresql.conf"
    fi
    give_to_server "$side/postgresql.conf" "$side/postgresql.auto.conf" "$side/pg_hba.conf" \
        "$side/pg_ident.conf" "$side/recovery.signal" "$run"
}

# --- wait ---

# What a person can do about the server's own words.
hint_for() {
    local missing
    missing=$(grep -oE 'the WAL segment [0-9A-F]{24} is neither in .*' "$log" | tail -n 1 || true)
    if grep -q 'is a lower setting than on the primary server' "$log"; then
        printf 'the patient ran with higher limits than this machine can give: %s.' "$(paste -sd ' ' "$run/limits" 2>/dev/null || true)"
    elif grep -q 'resource manager with ID' "$log"; then
        printf 'an extension wrote WAL of its own, which only its library can replay: choose the logical backup.'
    elif grep -q 'wal_level=minimal' "$log"; then
        printf 'the patient ran with wal_level = minimal for a while: choose a base backup from after that, or the logical backup.'
    elif [ -n "$missing" ]; then
        printf '%s: a recovery from this backup gets to there and no further. Look for it in other copies of the archive and in pg_wal of standbys and put it into the archive, then try again; or choose a moment before it, or the logical backup.' "$missing"
    else
        printf 'is a WAL segment missing or damaged in %s? Does the timeline hold the target? If the side instance was already replayed further, restore the base backup again.' "$archive"
    fi
}

# Once more with the limits that the server named; what was replayed already stays.
with_higher_limits() {
    learn_limits || return 1
    printf 'the patient ran with higher limits on the way (%s): starting again with these\n' "$(paste -sd ' ' "$run/limits")"
    stop
    write_configuration
    start_side 'starting (point-in-time recovery|backup recovery)|database system was'
}

await_stop() {
    local end=${TARGET_COMMIT_LSN:-} begin replayed unheard=0 resumed=0
    if [ "$TARGET_KIND" = lsn ]; then end=$TARGET_VALUE; fi
    begin=$(number "$backup_end")
    while ! at_the_stop; do
        if ! running; then
            if with_higher_limits; then continue; fi
            fail "the replay to $wish ended before its target: $(words_of_the_server)" "$(hint_for)"
        fi
        if paused; then
            if says_it_is_at_the_end; then continue; fi
            if with_higher_limits; then continue; fi
            resumed=$((resumed + 1))
            if [ "$resumed" -gt 3 ] || grep -q 'is a lower setting than on the primary server' "$log"; then
                fail "the replay to $wish is paused at $(ask 'select pg_catalog.pg_last_wal_replay_lsn()'), which is not its target: $(words_of_the_server)" "$(hint_for)"
            fi
            printf 'somebody paused the replay before its target: resuming it\n'
            ask 'select pg_catalog.pg_wal_replay_resume()' >/dev/null || true
        elif says_it_is_at_the_end; then
            # It has reached its stop and must let us in now; a locale that this machine lacks, for one, keeps us out.
            unheard=$((unheard + 1))
            [ "$unheard" -lt 40 ] ||
                fail "the side instance stands at its stop and lets nobody in: $(grep FATAL "$log" | tail -n 3)" "read $log."
        fi
        replayed=$(ask 'select pg_catalog.pg_last_wal_replay_lsn()' || true)
        if [ -n "$replayed" ] && [ -n "$end" ]; then
            printf 'progress %s %s bytes\n' $(($(number "$replayed") - begin)) $(($(number "$end") - begin))
        elif [ -n "$replayed" ]; then
            printf 'progress %s -1 bytes\n' $(($(number "$replayed") - begin))
        fi
        sleep 0.5
    done
}

# --- proof ---

prove_stop() {
    local other="the side instance stopped elsewhere than at $wish: $stopped; replayed up to $reached."
    local hint='do not use this copy: restore the base backup again, and look at timeline and target.'
    local word=before replayed
    replayed=$(number "$reached")
    [ -n "$stopped" ] || fail "the server's log does not say where it stopped; wished was $wish." "read $log."
    if [ "$TARGET_INCLUSIVE" = on ]; then word=after; fi
    case $TARGET_KIND in
        xid)
            [[ $stopped == "recovery stopping $word commit of transaction $TARGET_VALUE,"* ]] || fail "$other" "$hint"
            if [ $word = before ] && [ -n "${TARGET_COMMIT_LSN:-}" ]; then
                [ "$replayed" -le "$(number "$TARGET_COMMIT_LSN")" ] || fail "$other" "$hint"
            fi
            if [ $word = after ] && [ -n "${TARGET_END_LSN:-}" ]; then
                [ "$replayed" -ge "$(number "$TARGET_END_LSN")" ] || fail "$other" "$hint"
            fi
            ;;
        lsn)
            [[ $stopped =~ recovery\ stopping\ $word\ WAL\ location\ \(LSN\)\ \"([0-9A-F/]+)\" ]] || fail "$other" "$hint"
            [ "$(number "${BASH_REMATCH[1]}")" -ge "$(number "$TARGET_VALUE")" ] || fail "$other" "$hint"
            if [ $word = before ]; then
                [ "$replayed" -le "$(number "$TARGET_VALUE")" ] || fail "$other" "$hint"
            else
                [ "$replayed" -gt "$(number "$TARGET_VALUE")" ] || fail "$other" "$hint"
            fi
            ;;
        time)
            prove_time "$other" "$hint"
            ;;
    esac
}

# A target before consistency stops at the first later commit without a word: so the last replayed commit is looked at too.
prove_time() {
    local stop last
    [[ $stopped =~ recovery\ stopping\ before\ (commit|abort)\ of\ transaction\ [0-9]+,\ time\ (.*)$ ]] || fail "$1" "$2"
    stop=$(date -u -d "${BASH_REMATCH[2]/ UTC/+00}" +%s%6N)
    last=$(ask "select (pg_catalog.date_part('epoch', pg_catalog.pg_last_xact_replay_timestamp()) * 1000000)::bigint")
    if [ "$TARGET_INCLUSIVE" = on ]; then
        if [ "$stop" -le "$target_micros" ] || [ "${last:-0}" -gt "$target_micros" ]; then fail "$1" "$2"; fi
    else
        if [ "$stop" -lt "$target_micros" ] || [ "${last:-0}" -ge "$target_micros" ]; then fail "$1" "$2"; fi
    fi
}

# By the number that another table's file has now, a wanted one may have been left out.
must_have_the_wanted() {
    local missing
    [ -f "$side/side.tables" ] || return 0
    missing=$(ask "$(with_wanted "$(cat "$side/side.tables")") select pg_catalog.pg_relation_filepath(oid) from kept
        where oid <> 0 and pg_catalog.pg_relation_filepath(oid) is not null" | grep -Fx -f - "$side/side.left-out" || true)
    [ -z "$missing" ] || fail "the side instance lacks the files ${missing//$'\n'/, } of the lost tables." \
        'this backup has to be restored as a whole: choose point-in-time recovery, or take the rows from the logical backup.'
}

# --- opened, so that what the transaction locks can be read ---

# Only what tells of definitions, from the side instance. Without its links to tablespaces, whose files replay would write to.
keep_catalogs() {
    local database relations space copied=$PLAYBOOK_WORK/catalogs.partial
    database=$(ask "$DATABASE_FOLDER")
    relations=$(ask "$CATALOGS_IN_IT")
    stop_cleanly
    (remove_catalogs)
    rm -rf -- "$copied"
    mkdir -p "$copied/pg_tblspc"
    for space in "$side"/pg_tblspc/*; do
        if [ -e "$space" ]; then
            space=${space##*/}
            mkdir -p "$copied/side.tablespaces/$space"
            ln -sT "../side.tablespaces/$space" "$copied/pg_tblspc/$space"
        fi
    done
    copy_catalogs "$side" "$copied" "$database" <<<"$relations"
    printf '%s\n' "$backup_end" >"$copied/side.end"
    chmod 0700 "$copied"
    mv -T "$copied" "$PLAYBOOK_WORK/catalogs"
    give_to_server "$PLAYBOOK_WORK/catalogs"
}

# As if the transaction had been rolled back: all its locks are gone, and nothing that it did is seen.
open_side() {
    local history switched prepared
    if [ ! -f "$side/side.opened" ]; then
        keep_catalogs
        sed -i "s/^recovery_target_action = .*/recovery_target_action = 'promote'/" "$side/postgresql.auto.conf"
        echo 'default_transaction_read_only = on' >>"$side/postgresql.conf"
        give_to_server "$side/postgresql.conf" "$side/postgresql.auto.conf"
        printf '%s\n' "$wish" "$reached" "$stopped" >"$side/side.opened"
    fi
    running || start_side 'starting (point-in-time recovery|backup recovery)|database system was'
    until [ "$(ask 'select pg_catalog.pg_is_in_recovery()')" = f ]; do
        running || fail "the side instance was not opened at its stop: $(words_of_the_server)" "read $log."
        sleep 0.2
    done
    history=$(find "$side/pg_wal" -name '*.history' | sort | tail -n 1)
    switched=$(awk 'NF && $1 !~ /^#/ { at = $2 } END { print at }' "${history:-/dev/null}")
    [ "$(number "$switched")" = "$(number "$reached")" ] ||
        fail "the side instance was opened at $switched, but its proved stop was $reached." 'do not use this copy: restore again.'
    # A transaction that was prepared is not rolled back by itself.
    while IFS= read -r prepared; do
        [ -z "$prepared" ] || ask "ROLLBACK PREPARED $prepared"
    done < <(ask "select pg_catalog.quote_literal(gid) from pg_catalog.pg_prepared_xacts where transaction::pg_catalog.text = '$TARGET_VALUE'")
}

mkdir -p "$run"
chmod 0700 "$run"
if [ -f "$side/side.opened" ]; then
    { read -r opened && read -r reached && read -r stopped; } <"$side/side.opened"
    [ "${OPEN:-} $opened" = "on $wish" ] ||
        fail "the side instance was opened for reading at $opened; it is replayed to no stop any more." 'restore the base backup again.'
else
    if ! { running && [ "$(cat "$run/wish" 2>/dev/null)" = "$wish" ] && at_the_stop; }; then
        stop
        choose_socket
        printf '%s\n' "$wish" >"$run/wish"
        keep_the_patients
        write_restore_command
        write_configuration
        start_side 'starting (point-in-time recovery|backup recovery)|database system was'
        await_stop
    fi
    reached=$(ask 'select pg_catalog.pg_last_wal_replay_lsn()')
    stopped=$(grep -o 'recovery stopping .*' "$log" | tail -n 1 || true)
    prove_stop
    must_have_the_wanted
fi
if [ "${OPEN:-}" = on ]; then open_side; fi

head -n 1 "$side/postmaster.pid" >"$PLAYBOOK_JOB/serving"
result '{"host":%s,"port":%s,"socketDirectory":%s,"dataDirectory":%s,"pid":%s,"backup":%s,"backupEnd":{"value":%s},"wish":%s,"reachedLsn":{"value":%s},"stoppedAt":%s,"inclusive":%s}\n' \
    "$(json "${SIDE_HOST:-127.0.0.1}")" "$(cat "$run/port")" "$(json "$(cat "$run/socket")")" "$(json "$side")" "$(head -n 1 "$side/postmaster.pid")" \
    "$(json "$(cat "$PLAYBOOK_WORK/side.backup")")" "$(number "$backup_end")" "$(json "$wish")" \
    "$(number "$reached")" "$(json "$stopped")" "$([ "$TARGET_INCLUSIVE" = on ] && echo true || echo false)"
