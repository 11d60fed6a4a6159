#!/usr/bin/env bash
# There is no data test to run; the step goes the way of every step, and says so.
set -euo pipefail
printf '{"exitCode":null}\n' >"$PLAYBOOK_JOB/result.json.partial"
mv "$PLAYBOOK_JOB/result.json.partial" "$PLAYBOOK_JOB/result.json"
