#!/usr/bin/env bash
# Stops the promoted server cleanly, checks every page of it, gives it the patient's configuration as it is today and puts
# all of it on the disk: then it is ready to take the patient's place. The patient makes a checkpoint meanwhile, so that
# its own stop is short.
#
# Wants SYSTEM_IDENTIFIER and TIMELINE (of the promoted server). A second run goes on where the first one ended.
set -euo pipefail
export LC_ALL=C PGAPPNAME=playbook PGCONNECT_TIMEOUT=10
umask 077
# shellcheck source=src/main/resources/playbook/platform/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
take_side

if [ ! -f "$finished" ]; then
    [ -f "$fenced" ] || fail "$side was not promoted." 'promote the side instance first.'
    forget_other_pods_server
    # Where it did not end cleanly it is started once more, alone, for a clean end.
    if ! running && [ "$(control "$side" 'Database cluster state')" != 'shut down' ]; then
        as_server "$PLAYBOOK_BIN/pg_ctl" -D "$side" -w -t 3600 -l "$log" -o "-c listen_addresses= -c unix_socket_directories=" start >/dev/null 9>&- ||
            fail "the recovered server does not start again: $(tail -n 5 "$log")" "read $log."
    fi
    stop_cleanly
    # A slow or refused checkpoint does no harm.
    timeout 300 "$PLAYBOOK_BIN/psql" -XAtqw -c checkpoint >/dev/null 2>&1 || true
    : >"$finished"
fi

state=$(control "$side" 'Database cluster state')
[ "$state" = 'shut down' ] || fail "the recovered server is '$state', not shut down." "read $log."
[ "$(control "$side" "Latest checkpoint's TimeLineID")" = "$TIMELINE" ] ||
    fail "the recovered server is on timeline $(control "$side" "Latest checkpoint's TimeLineID"), not on $TIMELINE." 'restore again.'
pages=-1
if [ "$(control "$side" 'Data page checksum version')" != 0 ]; then
    said=$(as_server "$PLAYBOOK_BIN/pg_checksums" --check -D "$side" 2>&1) ||
        fail "the recovered server has damaged pages:"$'\n'"$said" 'choose an older base backup.'
    pages=$(sed -n 's/^Blocks scanned: *//p' <<<"$said")
fi

# --- the patient's configuration, as it is today ---

for name in postgresql.conf postgresql.auto.conf pg_hba.conf pg_ident.conf; do
    if [ -f "$PLAYBOOK_DATA/$name" ]; then
        cp --preserve=mode -- "$PLAYBOOK_DATA/$name" "$side/$name.new"
        give_to_server "$side/$name.new"
        mv -- "$side/$name.new" "$side/$name"
    else
        rm -f -- "$side/$name"
    fi
    rm -f -- "$side/$name.patient"
done
rm -f -- "$side/postmaster.opts" "$side/backup_manifest" "$side/backup_label.old" "$side/standby.signal"
as_server "$PLAYBOOK_BIN/initdb" --sync-only -D "$side" >/dev/null

result '{"dataDirectory":%s,"systemIdentifier":%s,"timeline":%s,"checkedPages":%s,"bytes":%s}\n' \
    "$(json "$side")" "$(json "$SYSTEM_IDENTIFIER")" "$TIMELINE" "$pages" "$(du -sb "$side" | cut -f1)"
