#!/usr/bin/env bash
# A job for tests: tells progress, counts its starts, leaves a result.
set -euo pipefail
echo "started as $(id -un)" | tee -a "$PLAYBOOK_JOB/starts"
echo "progress 3 7 rows"
printf '%s' "$WHAT"
echo '{"ok":true}' >"$PLAYBOOK_JOB/result.json"
exit "${CODE:-0}"
