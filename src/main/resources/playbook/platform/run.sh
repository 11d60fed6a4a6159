#!/usr/bin/env bash
# Runs one job detached from the process that started it: claims its folder once, keeps the deadline, writes the exit
# code atomically.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
umask 077
# shellcheck source=src/main/resources/playbook/platform/lib.sh
source ./lib.sh

# Claim: of two starters one finds the other's pid. Who cancels holds the same lock.
exec 9>>lock
flock 9
if [[ -e pid || -e cancelled ]]; then exit 0; fi
date -u +%Y-%m-%dT%H:%M:%S.%NZ >started
# A pid alone can be another process tomorrow: kept with its start time (field 22 of stat) and the boot it belongs to.
stat=$(<"/proc/$$/stat")
read -r -a fields <<<"${stat##*) }"
printf '%s %s %s\n' "$$" "${fields[19]}" "$(</proc/sys/kernel/random/boot_id)" >pid.new
mv pid.new pid
exec 9>&-

# The command gets the signal too; this shell stays to write down how it ended.
trap : TERM INT HUP
# shellcheck source=/dev/null
source ./environment
if [[ -n ${PGPASSFILE:-} && ! -r $PGPASSFILE ]]; then
  echo "$(id -un) cannot read $PGPASSFILE; HINT: its owner must be $(id -un), mode 0600, in folders that can be entered" >>log
fi
SECONDS=0
timeout --kill-after=10s "$PLAYBOOK_DEADLINE_SECONDS" bash ./command >>log 2>&1 </dev/null &
command=$!
await "$command"
if ((code != 0 && SECONDS >= PLAYBOOK_DEADLINE_SECONDS)); then
  # What the command started and did not listen to the first signal is still in the group that timeout made.
  kill -KILL -- "-$command" 2>/dev/null || true
  echo "ended by its deadline of $PLAYBOOK_DEADLINE_SECONDS s; HINT: read the log above for what it was waiting for" >>log
fi
date -u +%Y-%m-%dT%H:%M:%S.%NZ >ended
echo "$code" >exit.new
sync exit.new
mv exit.new exit
