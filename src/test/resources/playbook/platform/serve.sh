#!/usr/bin/env bash
# Leaves a process running, as a server would be left: SIGINT ends it.
set -euo pipefail
# shellcheck disable=SC2016 # perl's variable, not the shell's
setsid perl -e '$SIG{INT} = sub { exit 0 }; sleep 600' >/dev/null 2>&1 </dev/null &
echo $! >"$PLAYBOOK_JOB/serving"
printf '%s' "$SIDE_HOST" >"$PLAYBOOK_JOB/result.json"
