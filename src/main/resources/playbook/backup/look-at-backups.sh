#!/usr/bin/env bash
# Checks that the backups in a job's result exist, each with its sidecar and with the size that the job reported. Fast:
# the job itself has read their contents.
#
# In:  LOOK_BACKUPS, one line for each backup: bytes, a file that must be in it, and its folder below PLAYBOOK_BACKUPS.
# Out: result.json {"troubles": in words, empty for none}.
set -euo pipefail
export LC_ALL=C
# shellcheck source=src/main/resources/playbook/platform/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

troubles=
while read -r bytes mark folder; do
    place=$PLAYBOOK_BACKUPS/$folder
    if [ ! -f "$place.json" ]; then
        trouble="no sidecar describes it"
    elif [ ! -f "$place/$mark" ]; then
        trouble="there is no $mark in it"
    else
        found=$(du -sb "$place" | cut -f 1)
        [ "$found" != "$bytes" ] || continue
        trouble="it has $found bytes, not $bytes"
    fi
    troubles="${troubles:+$troubles; }$folder: $trouble"
done <<<"$LOOK_BACKUPS"
result '{"troubles":%s}\n' "$(json "$troubles")"
