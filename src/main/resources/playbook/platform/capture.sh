#!/usr/bin/env bash
# Runs the application's own command and writes down how it ended: a test that fails is a finding, not a failure of ours.
set -uo pipefail
# shellcheck source=src/main/resources/playbook/platform/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

code=0
"$@" || code=$?
result '{"exitCode":%d}\n' "$code"
