#!/usr/bin/env bash
# Runs the application's own command and records its exit status: a failed test is a finding, not a failure of the job.
set -uo pipefail
# shellcheck source=src/main/resources/playbook/platform/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

code=0
"$@" || code=$?
result '{"exitCode":%d}\n' "$code"
