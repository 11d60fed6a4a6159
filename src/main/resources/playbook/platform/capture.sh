#!/usr/bin/env bash
# Runs the application's own command and writes down how it ended: a test that fails is a finding, not a failure of ours.
set -uo pipefail

code=0
"$@" || code=$?
printf '{"exitCode":%d}\n' "$code" >"$PLAYBOOK_JOB/result.json.partial"
mv "$PLAYBOOK_JOB/result.json.partial" "$PLAYBOOK_JOB/result.json"
