#!/usr/bin/env bash
# A job for tests: tells progress, counts its starts, leaves a result.
set -euo pipefail
# shellcheck source=src/main/resources/playbook/platform/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
echo "started as $(id -un)" | tee -a "$PLAYBOOK_JOB/starts"
echo "progress 3 7 rows"
printf '%s' "$WHAT"
result '{"ok":true}\n'
exit "${CODE:-0}"
