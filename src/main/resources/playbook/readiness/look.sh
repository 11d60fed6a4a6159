#!/usr/bin/env bash
# Reads free space and tool versions where a response would work; changes nothing outside its own folder.
set -euo pipefail

free() { df --output=avail -B1 "$1" 2>/dev/null | tail -n 1 | tr -d ' ' || echo -1; }
# The nearest folder that is there: a work folder is made by the first incident only.
nearest() {
  local folder="$1"
  while [ ! -d "$folder" ]; do folder="$(dirname "$folder")"; done
  printf '%s' "$folder"
}
writable() { if [ -w "$(nearest "$1")" ]; then echo true; else echo false; fi; }
version() { "$PLAYBOOK_BIN/$1" --version 2>/dev/null | sed -n '1s/.* \([0-9][0-9]*\).*/\1/p' || true; }

missing=""
for tool in postgres pg_ctl pg_basebackup pg_verifybackup pg_dump pg_dumpall pg_restore pg_controldata; do
  [ -x "$PLAYBOOK_BIN/$tool" ] || missing="$missing $tool"
done

cat >"$PLAYBOOK_JOB/result.json.new" <<JSON
{"major": $(version postgres | grep . || echo 0), "missingTools": "${missing# }",
 "workFree": $(free "$(nearest "$PLAYBOOK_WORK")"), "workWritable": $(writable "$PLAYBOOK_WORK"),
 "backupsFree": $(free "$(nearest "$PLAYBOOK_BACKUPS")"), "backupsWritable": $(writable "$PLAYBOOK_BACKUPS"),
 "archiveReadable": $(if [ -r "$PLAYBOOK_ARCHIVE" ]; then echo true; else echo false; fi),
 "dataReadable": $(if [ -r "$PLAYBOOK_DATA/PG_VERSION" ]; then echo true; else echo false; fi)}
JSON
mv "$PLAYBOOK_JOB/result.json.new" "$PLAYBOOK_JOB/result.json"
