#!/usr/bin/env bash
# Reads free space and tool versions where a response would work; changes nothing outside its own folder.
set -euo pipefail
# shellcheck source=src/main/resources/playbook/platform/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

free() { df --output=avail -B1 "$1" 2>/dev/null | tail -n 1 | tr -d ' ' || echo -1; }
# The nearest folder that is there: a work folder is made by the first incident only.
nearest() {
  local folder="$1"
  while [ ! -d "$folder" ]; do folder="$(dirname "$folder")"; done
  printf '%s' "$folder"
}
readable() { if [ -r "$1" ]; then echo true; else echo false; fi; }
writable() { if [ -w "$(nearest "$1")" ]; then echo true; else echo false; fi; }
version() { "$PLAYBOOK_BIN/$1" --version 2>/dev/null | sed -n '1s/.* \([0-9][0-9]*\).*/\1/p' || true; }

missing=""
for tool in postgres pg_ctl pg_basebackup pg_verifybackup pg_dump pg_dumpall pg_restore pg_controldata; do
  [ -x "$PLAYBOOK_BIN/$tool" ] || missing="$missing $tool"
done

result '{"major":%s,"missingTools":%s,"workFree":%s,"workWritable":%s,"backupsFree":%s,"backupsWritable":%s,"archiveReadable":%s,"dataReadable":%s}\n' \
  "$(version postgres | grep . || echo 0)" "$(json "${missing# }")" \
  "$(free "$(nearest "$PLAYBOOK_WORK")")" "$(writable "$PLAYBOOK_WORK")" \
  "$(free "$(nearest "$PLAYBOOK_BACKUPS")")" "$(writable "$PLAYBOOK_BACKUPS")" \
  "$(readable "$PLAYBOOK_ARCHIVE")" "$(readable "$PLAYBOOK_DATA/PG_VERSION")"
