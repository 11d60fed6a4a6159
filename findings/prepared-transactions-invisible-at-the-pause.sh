#!/usr/bin/env bash
# PostgreSQL 15 to 18 (here Debian's 18): a server that pauses at a recovery target shows no prepared transaction of the WAL it has
# replayed; pg_prepared_xacts, pg_locks and pg_twophase are empty. After the promotion they are there, with their locks.
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh sets and uses what looks unset and unused here
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
bin=$(unpacked 18)
archived_server
sql -c "BEGIN; INSERT INTO t VALUES (1); PREPARE TRANSACTION 'forgotten';" -c "SELECT pg_create_restore_point('here')" -c "SELECT pg_switch_wal()" >/dev/null
until [ "$(sql -c "SELECT count(*) FROM pg_stat_archiver WHERE last_archived_wal >= pg_walfile_name(pg_current_wal_lsn() - 1)")" = 1 ]; do sleep 0.2; done
stop "$work/data"
touch "$work/copy/recovery.signal"
start "$work/copy" "'restore_command=cp $work/archive/%f %p'" recovery_target_name=here recovery_target_action=pause
until [ "$(sql -c "SELECT pg_get_wal_replay_pause_state()")" = paused ]; do sleep 0.2; done
seen "$("$bin/postgres" --version)"
expect "prepared transactions at the pause" "$(sql -c "SELECT count(*) FROM pg_prepared_xacts")" 0
expect "locks on t at the pause" "$(sql -c "SELECT count(*) FROM pg_locks WHERE relation = 't'::regclass AND mode = 'RowExclusiveLock'")" 0
expect "files in pg_twophase at the pause" "$(find "$work/copy/pg_twophase" -type f | wc -l)" 0
sql -c "SELECT pg_promote()" >/dev/null
expect "prepared transactions after the promotion" "$(sql -c "SELECT string_agg(gid, ',') FROM pg_prepared_xacts")" forgotten
expect "locks on t after the promotion" "$(sql -c "SELECT count(*) FROM pg_locks WHERE relation = 't'::regclass AND mode = 'RowExclusiveLock'")" 1
