#!/usr/bin/env bash
# Gives the side instance one file of an archive of plain segments; its name and where to put it are the arguments. Ends with 0
# when it is there, 1 when it is not, 200 when something is wrong. Without arguments it says where it looks.
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
