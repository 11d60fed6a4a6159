#!/usr/bin/env bash
# Since PostgreSQL 18 (here Debian's 18) a client that has not logged in yet is a row of pg_stat_activity: backend_type "client
# backend", state "starting", no user and no database. On 17 it is no row at all. Whoever counts client backends counts it.
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh sets and uses what looks unset and unused here
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
for major in 17 18; do
  bin=$(unpacked "$major")
  new_cluster "$work/$major" --auth-host=scram-sha-256
  port=$((20000 + RANDOM % 20000))
  start "$work/$major" listen_addresses=127.0.0.1 "port=$port"
  # The startup packet of a client that never answers the question for its password.
  exec 3<>"/dev/tcp/127.0.0.1/$port"
  printf '\000\000\000\027\000\003\000\000user\000postgres\000\000' >&3
  sleep 1
  found=$(sql -p "$port" -c "SELECT format('%s/%s/%s', count(*), min(state), count(usename)) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()")
  exec 3>&-
  stop "$work/$major"
  servers=()
  case "$major" in
    17) expect "other client backends/state/with a user on 17" "$found" "0//0" ;;
    18) expect "other client backends/state/with a user on 18" "$found" "1/starting/0" ;;
  esac
done
