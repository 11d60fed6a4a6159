#!/usr/bin/env bash
# Copies one file of an archive of plain segments for the side instance; arguments: its name and the destination. Exits
# with 0 when it was copied, 1 when it is not in the archive, 200 after an error. Without arguments it says where it
# looks.
set -uo pipefail
archive=$PLAYBOOK_ARCHIVE
if [ $# = 0 ]; then
    printf '%s\n' "$archive"
    exit 0
fi
if [ ! -r "$archive" ] || [ ! -x "$archive" ]; then
    echo "the WAL archive $archive cannot be read" >&2
    exit 200
fi
[ -e "$archive/$1" ] || exit 1
cp --reflink=auto -- "$archive/$1" "$2" || exit 200
