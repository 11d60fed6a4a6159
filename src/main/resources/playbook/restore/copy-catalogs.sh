#!/usr/bin/env bash
# Starts a server beside the patient on a copy of its catalogs alone, without any user's table. A later step lays rows into it
# that the patient holds as dead, so that they can be read there by SQL: no base backup is needed for that.
#
# Copied as a backup is (pg_backup_start, files, pg_backup_stop, WAL between), but only: what the cluster shares, the catalogs of
# the target's database, transaction states. Large objects are left out. The patient is only read; it makes a checkpoint, after
# which the files of its tables hold what was written before the fence.
# Out: $PLAYBOOK_WORK/catalogs and catalogs.run; $PLAYBOOK_JOB/serving has the pid of the server, which stays. A second run keeps a
# server that answers. Where others than this machine's processes read: SIDE_LISTEN, SIDE_HOST, SIDE_PORT, SIDE_CLIENTS.
set -euo pipefail
export LC_ALL=C
umask 077
# shellcheck source=src/main/resources/playbook/platform/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
find_catalogs
partial=$PLAYBOOK_WORK/catalogs.partial
by_backup='rows can be given back from a base backup instead.'

# The segments from the one where the backup's replay begins to the one where it ends.
copy_wal() {
    local from=$1 to=$2 segment
    for segment in "$PLAYBOOK_DATA"/pg_wal/[0-9A-F]*; do
        segment=${segment##*/}
        if [ "${#segment}" = 24 ] && [[ ! $segment < $from && ! $segment > $to ]]; then
            cp --preserve=mode -- "$PLAYBOOK_DATA/pg_wal/$segment" "$partial/pg_wal/"
        fi
    done
    [ -f "$partial/pg_wal/$from" ] ||
        fail "the WAL segment $from, where the copy of the catalogs begins, is no longer in pg_wal of the patient." "$by_backup"
}

# Between the begin and the end of the backup.
if [ "${1:-}" = copy ]; then
    copy_catalogs "$PLAYBOOK_DATA" "$partial" "$2" <"$run/relations"
    : >"$run/copied"
    exit 0
fi

lock_folder "$side" "$PLAYBOOK_WORK/catalogs.lock"
mkdir -p "$run"
chmod 0700 "$run"
forget_other_pods_server

if ! { [ -f "$run/ready" ] && running && [ "$(ask 'select 1')" = 1 ]; }; then
    remove_catalogs
    rm -rf -- "$partial"
    mkdir -p "$run" "$partial"
    chmod 0700 "$run" "$partial"

    database=$(ask_patient "$DATABASE_FOLDER")
    [[ $database == base/* ]] ||
        fail "the database lies in the tablespace $database, whose catalogs are not copied." "$by_backup"
    ask_patient "$CATALOGS_IN_IT" >"$run/relations"

    find_files "$PLAYBOOK_DATA" <"$run/relations"
    needed=$(size "${relation_files[@]}" "$PLAYBOOK_DATA"/{global,pg_xact,pg_multixact,pg_commit_ts})
    # Two segments of WAL and what the server makes itself; 256 MB stay free: a full disk could stop the patient.
    needed=$((needed + 2 * $(control "$PLAYBOOK_DATA" 'Bytes per WAL segment') + 33554432 + 268435456))
    available=$(df -B1 --output=avail "$PLAYBOOK_WORK" | tail -n 1)
    [ "$((available))" -ge "$needed" ] ||
        fail "the copy of the catalogs needs $needed bytes in $PLAYBOOK_WORK (256 MB of it stay free), there are $((available))." \
            "give the work folder more space, then try again; or $by_backup"

    if [ "$(cat "$PLAYBOOK_DATA/PG_VERSION")" -ge 15 ]; then
        begin="pg_catalog.pg_backup_start('playbook: catalogs', true)"
        end="pg_catalog.pg_backup_stop(false)"
    else
        begin="pg_catalog.pg_start_backup('playbook: catalogs', true, false)"
        end="pg_catalog.pg_stop_backup(false, false)"
    fi
    rm -f "$run/copied"
    # One session: the backup ends with it.
    PLAYBOOK_COPY_SELF=$(realpath "${BASH_SOURCE[0]}")
    export PLAYBOOK_COPY_SELF PLAYBOOK_COPY_DATABASE=$database
    said=$("$PLAYBOOK_BIN/psql" -XAtq -v ON_ERROR_STOP=1 2>&1 <<SQL
set statement_timeout = 0;
select $begin;
\! bash "\$PLAYBOOK_COPY_SELF" copy "\$PLAYBOOK_COPY_DATABASE"
\o '$run/end'
select pg_catalog.pg_walfile_name(lsn) || E'\n' || labelfile from $end;
SQL
) || fail "the patient did not let its catalogs be copied: $said" "$by_backup"
    [ -f "$run/copied" ] || fail "the catalogs could not be copied: $said" "$by_backup"
    sed -e 1d -e '/^$/d' "$run/end" >"$partial/backup_label"
    from=$(sed -n 's/^START WAL LOCATION: .*(file \([0-9A-F]\{24\}\))$/\1/p' "$partial/backup_label")
    [ -n "$from" ] || fail "the patient's backup has no begin: $said $(cat "$run/end")" "$by_backup"
    copy_wal "$from" "$(head -n 1 "$run/end")"
    mv -T "$partial" "$side"

    choose_socket
    {
        echo '# A copy of the catalogs, for reading dead rows: disposable, nobody'"'"'s primary.'
        side_settings
        # The tables whose files were left out are in the WAL between.
        echo 'ignore_invalid_pages = on'
        echo 'wal_level = minimal'
        echo 'max_wal_senders = 0'
        echo 'max_connections = 20'
        echo "max_prepared_transactions = $(control "$side" 'max_prepared_xacts setting')"
        echo "track_commit_timestamp = $(control "$side" 'track_commit_timestamp setting')"
    } >"$side/postgresql.conf"
    : >"$side/postgresql.auto.conf"
    let_us_in
    chmod 0700 "$side"
    give_to_server "$side" "$run"
    start_side 'redo (starts|is not required)'
    for _ in $(seq 1 600); do
        if [ "$(ask 'select pg_catalog.pg_is_in_recovery()')" = f ]; then
            : >"$run/ready"
            break
        fi
        running || break
        sleep 0.1
    done
    [ -f "$run/ready" ] || fail "the server on the copied catalogs does not answer: $(words_of_the_server)" "read $log; $by_backup"
fi

pid=$(head -n 1 "$side/postmaster.pid")
printf '%s\n' "$pid" >"$PLAYBOOK_JOB/serving"
result '{"host":%s,"port":%s,"dataDirectory":%s,"database":%s,"bytes":%s,"systemIdentifier":%s}\n' \
    "$(json "${SIDE_HOST:-127.0.0.1}")" "$(cat "$run/port")" "$(json "$side")" \
    "$(json "$(ask "$DATABASE_FOLDER")")" \
    "$(size "$side")" "$(json "$(control "$side" 'Database system identifier')")"
