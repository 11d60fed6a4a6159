#!/usr/bin/env bash
# pgBackRest 2.60 (Debian sid) with PostgreSQL 18: a WAL segment that the backup itself needs is missing from the repository; "info"
# says status ok, "verify" and "restore" end with 0, and the restored server does not start.
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh sets and uses what looks unset and unused here
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
bin=$(unpacked 18)
backrest=$(unpacked pgbackrest)/pgbackrest
new_cluster "$work/data"
mkdir "$work/repo" "$work/log" "$work/lock"
cat >"$work/backrest.conf" <<CONF
[global]
repo1-path=$work/repo
log-path=$work/log
lock-path=$work/lock
spool-path=$work
start-fast=y
log-level-console=off
log-level-file=off
[main]
pg1-path=$work/data
pg1-socket-path=$work
pg1-user=postgres
CONF
run() { "$backrest" --config="$work/backrest.conf" --stanza=main "$@"; }
start "$work/data" archive_mode=on "'archive_command=$backrest --config=$work/backrest.conf --stanza=main archive-push %p'"
sql -c "CREATE TABLE t AS SELECT generate_series(1, 1000) AS id"
run stanza-create
run backup
expect version "$("$backrest" version)" "pgBackRest 2.60.0"
stop "$work/data"
segment=$(run --output=json info | grep -oE '"archive":\{"start":"[0-9A-F]{24}"' | grep -oE '[0-9A-F]{24}' | head -n 1)
find "$work/repo/archive/main" -name "$segment-*" -delete
seen "removed segment $segment, which the backup begins in"
expect "info" "$(run info | grep -oE 'status: [a-z]+' | head -n 1)" "status: ok"
status=0
run verify >/dev/null || status=$?
expect "exit status of verify" "$status" 0
run --pg1-path="$work/restored" restore || status=$?
expect "exit status of restore" "$status" 0
status=0
start "$work/restored" "port=6543" 2>/dev/null || status=1
expect "exit status of the start" "$status" 1
seen "$(grep -oE '(FATAL|PANIC|LOG): .*(checkpoint|required|segment).*' "$work/restored.log" | tail -n 1)"
