#!/usr/bin/env bash
# PostgreSQL 19~rc1 (Debian experimental) writes positions in the WAL with eight digits after the slash, in its log, in pg_lsn and in
# backup_label; 18 and older write as few as possible. Two texts of one position are not equal.
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh sets and uses what looks unset and unused here
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
for major in 18 19; do
  bin=$(unpacked "$major")
  new_cluster "$work/$major"
  start "$work/$major" log_checkpoints=on
  sql -c "CHECKPOINT"
  seen "$("$bin/postgres" --version), pg_lsn: $(sql -c "SELECT '0/1A2B3C'::pg_lsn"), log: $(grep -oE 'lsn=[0-9A-F/]+' "$work/$major.log" | tail -n 1)"
  found=$(sql -c "SELECT '0/1A2B3C'::pg_lsn")
  stop "$work/$major"
  servers=()
  case "$major" in
    18) expect "pg_lsn on 18" "$found" 0/1A2B3C ;;
    19) expect "pg_lsn on 19" "$found" 0/001A2B3C ;;
  esac
done
