#!/usr/bin/env bash
# Keeps one finished WAL file for ever: whole or not at all, and never in place of a different one.
# Usage: archive-wal.sh FROM TO (PostgreSQL's %p and the archive's %f)
set -euo pipefail
umask 077
from=$1
to=$2
if [ -e "$to" ]; then
    # The server asks again when it crashed after the rename; the same content is then a success.
    cmp -s "$from" "$to" && exit 0
    echo "refused to archive $from: $to exists with different content" >&2
    echo "HINT: does another server archive to $(dirname "$to")?" >&2
    exit 1
fi
partial=$to.partial
dd if="$from" of="$partial" bs=1M conv=fsync status=none
cmp -s "$from" "$partial"
mv -n "$partial" "$to"
if [ -e "$partial" ]; then
    echo "refused to archive $from: $to appeared meanwhile" >&2
    exit 1
fi
# The name is durable only when the folder is.
sync "$(dirname "$to")"
