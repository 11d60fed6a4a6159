#!/usr/bin/env bash
# PostgreSQL (here Debian's 18): recovery_target_lsn inside a record, with recovery_target_inclusive = off, applies that record. What
# stops "before" a commit must name the commit record's own first byte.
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh sets and uses what looks unset and unused here
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
bin=$(unpacked 18)
archived_server
xid=$(sql -c "BEGIN; INSERT INTO t VALUES (1); SELECT pg_current_xact_id(); COMMIT")
segment=$(sql -c "SELECT pg_walfile_name(pg_current_wal_lsn() - 1)")
sql -c "INSERT INTO t VALUES (2)" -c "SELECT pg_switch_wal()" >/dev/null
until [ -e "$work/archive/$segment" ]; do sleep 0.2; done
sleep 1
stop "$work/data"
commit=$("$bin/pg_waldump" -x "$xid" -r Transaction "$work/archive/$segment" 2>/dev/null | grep -oE 'lsn: [0-9A-F/]+' | head -n 1 | cut -c 6-)
inside=$(printf '%s/%X' "${commit%/*}" $((0x${commit#*/} + 8)))
seen "$("$bin/postgres" --version); the commit record begins at $commit"
rows() { # LSN
  cp -r "$work/copy" "$work/at"
  touch "$work/at/recovery.signal"
  start "$work/at" "'restore_command=cp $work/archive/%f %p'" "recovery_target_lsn=$1" recovery_target_inclusive=off recovery_target_action=pause
  until [ "$(sql -c "SELECT pg_get_wal_replay_pause_state()")" = paused ]; do sleep 0.2; done
  sql -c "SELECT count(*) FROM t"
  "$bin/pg_ctl" -D "$work/at" -m immediate stop >/dev/null
  rm -rf "$work/at"
}
servers=()
expect "rows with the target at the commit record's first byte" "$(rows "$commit")" 0
expect "rows with the target eight bytes behind it" "$(rows "$inside")" 1
