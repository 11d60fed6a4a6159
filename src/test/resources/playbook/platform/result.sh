#!/usr/bin/env bash
# Says much and leaves a long result.
set -euo pipefail
seq 1 5000
head -c 3000000 /dev/zero | tr '\0' x >"$PLAYBOOK_JOB/result.json"
echo >>"$PLAYBOOK_JOB/result.json"
