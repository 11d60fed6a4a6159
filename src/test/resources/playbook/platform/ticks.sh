#!/usr/bin/env bash
# A job for tests: leaves a line twice a second, so many times.
set -euo pipefail
echo start >>"$PLAYBOOK_JOB/starts"
for ((i = 1; i <= TICKS; i++)); do
    echo "$i" >>"$PLAYBOOK_JOB/ticks"
    sleep 0.5
done
