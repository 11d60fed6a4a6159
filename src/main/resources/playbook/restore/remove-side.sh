#!/usr/bin/env bash
# Ends the servers beside the patient, should they run here, and removes the folders that a restore, a copy of the catalogs or an
# archive of tables made; nothing else.
#
# Out: result.json with the folder that is gone.
set -euo pipefail
export LC_ALL=C
# shellcheck source=src/main/resources/playbook/platform/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

remove_catalogs
rm -rf -- "$PLAYBOOK_WORK/catalogs.partial" "$PLAYBOOK_WORK/catalogs.lock"
# Archives from which dropped tables were made anew: full of rows, and of no use any more.
rm -rf -- "$PLAYBOOK_WORK/tables" "$PLAYBOOK_WORK/tables.lock"

side=$PLAYBOOK_WORK/side
run=$PLAYBOOK_WORK/side.run

if [ -e "$PLAYBOOK_WORK/side.backup" ]; then
    if [ "${PLAYBOOK_ALONE:-}" != true ] && running; then
        # Nothing on it is worth a clean end.
        as_server "$PLAYBOOK_BIN/pg_ctl" -D "$side" -m fast -w -t 5 stop >/dev/null ||
            as_server "$PLAYBOOK_BIN/pg_ctl" -D "$side" -m immediate -w -t 10 stop >/dev/null ||
            fail "the side server $(head -n 1 "$side/postmaster.pid") does not end." 'stop it by hand, then try again.'
    fi
    socket=$(cat "$run/socket" 2>/dev/null || true)
    case ${socket##*/} in
        playbook-side.*) rm -rf -- "$socket" ;;
    esac
    # The mark of a restore goes last, so that a removal which was cut off can be done again.
    rm -rf -- "$side" "$side.partial" "$side.tablespaces" "$run" "$side.lock"
    rm -f -- "$PLAYBOOK_WORK/side.left-out" "$PLAYBOOK_WORK/side.manifest" "$PLAYBOOK_WORK/side.backup"
elif [ -e "$side" ]; then
    fail "$side was not made by a restore." 'look what it is, and move it away by hand.'
fi
result '{"dataDirectory":%s}\n' "$(json "$side")"
