#!/usr/bin/env bash
# A job for tests: works until somebody ends it, together with a child that does not listen.
set -euo pipefail
echo "$$" >"$PLAYBOOK_JOB/script-pid"
echo start >>"$PLAYBOOK_JOB/starts"
bash -c 'trap "" TERM; echo $$ >"$PLAYBOOK_JOB/deaf-pid"; while :; do sleep 0.2; done' &
wait
