#!/usr/bin/env bash
# Checks again whether all files of a finished copy or dump exist. Fast, since it reads names and sizes, not contents.
#
# In:  LOOK_DIRECTORY, LOOK_LIST (backup_manifest or SHA256SUMS, in that folder) and LOOK_SHA256, the list's digest when it was made.
# Out: result.json {"troubles": number, "first": in words}.
set -euo pipefail
export LC_ALL=C
# shellcheck source=src/main/resources/playbook/platform/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# found TROUBLES FIRST: ends the script.
found() {
    result '{"troubles":%d,"first":%s}\n' "$1" "$(json "$2")"
    exit 0
}

list=$LOOK_DIRECTORY/$LOOK_LIST
[ -f "$list" ] || found 1 "there is no $list"
digest=$(sha256sum "$list" | cut -d ' ' -f 1)
[ "$digest" = "$LOOK_SHA256" ] || found 1 "$list has the digest $digest, it was made with $LOOK_SHA256"

# One line a file: size (- when the list does not tell it) and path.
expected() {
    case $LOOK_LIST in
        # A name that is no UTF-8 is written as Encoded-Path; pg_verifybackup has read those.
        backup_manifest) sed -n 's/.*"Path": "\(.*\)", "Size": \([0-9]*\),.*/\2 \1/p' "$list" ;;
        *) sed 's/^.\{66\}/- /' "$list" ;;
    esac
}

[ -n "$(expected | head -n 1)" ] || found 1 "$list names no file"
told=$(awk -v folder="$LOOK_DIRECTORY" '
    { size = $1; sub(/^[^ ]+ /, "") }
    NR == FNR { have[$0] = size; next }
    !($0 in have) { troubles++; if (troubles == 1) first = folder "/" $0 " is missing"; next }
    size != "-" && size != have[$0] {
        troubles++
        if (troubles == 1) first = folder "/" $0 " has " have[$0] " bytes, expected " size
    }
    END { print troubles + 0; print first }' <(cd "$LOOK_DIRECTORY" && find . -type f -printf '%s %P\n') <(expected))
found "$(head -n 1 <<<"$told")" "$(tail -n +2 <<<"$told")"
