#!/usr/bin/env bash
# One WAL file of a packed repository, see PackedRepository.java.
set -uo pipefail
wal=$PLAYBOOK_REPOSITORY_PATH/$PLAYBOOK_REPOSITORY_STANZA/wal
if [ $# = 0 ]; then
    printf '%s\n' "$wal"
    exit 0
fi
file=$wal/${1:0:16}/$1.gz
[ -e "$file" ] || exit 1
gzip -dc "$file" >"$2" || exit 200
