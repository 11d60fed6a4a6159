#!/usr/bin/env bash
# A job for tests: reads a file of a snapshot's volume, tries to write beside it, and tells both.
set -euo pipefail
folder=${PLAYBOOK_SIDE:-$PLAYBOOK_COPY}
found=$(cat "$folder/marker")
wrote=no
if touch "$folder/written" 2>/dev/null; then wrote=yes; fi
before=no
if [ -e "$folder/earlier" ]; then before=yes; fi
touch "$folder/earlier" 2>/dev/null || true
echo "found $found, wrote $wrote, earlier $before"
