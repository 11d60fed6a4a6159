#!/usr/bin/env bash
# Runs one job in a pod: claims its folder once, keeps the deadline, and reports its end by marked lines, because only
# the log can be read from outside the pod. Arguments: the command.
#
# In:  PLAYBOOK_CONFIG (input.json; cancelled when it must not begin), PLAYBOOK_PRIVATE (memory of this pod),
#      PLAYBOOK_PASSFILE_FROM, PLAYBOOK_DEADLINE_SECONDS, and what every job has.
# Out: "::playbook:: started TIME", "result LINES SHA256", "data BASE64" for each line, "exit CODE TIME".
set -euo pipefail
umask 077
# shellcheck source=src/main/resources/playbook/platform/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

say() { printf '::playbook:: %s\n' "$1"; }
moment() { date -u +%Y-%m-%dT%H:%M:%S.%NZ; }

say "started $(moment)"
if [ -e "$PLAYBOOK_CONFIG/cancelled" ]; then
    echo 'it was cancelled before it began'
    say "exit 125 $(moment)"
    exit 125
fi
mkdir -p "$PLAYBOOK_WORK" "${PLAYBOOK_JOB%/*}"
# Kubernetes may start the pod of a job twice, for example when a node comes back: whoever makes the folder runs.
if ! mkdir "$PLAYBOOK_JOB"; then
    echo "it was begun before, and is not begun twice by itself; its log is $PLAYBOOK_JOB/log"
    echo "HINT: look what the first one did; 'try again' starts it under a new name"
    say "exit 125 $(moment)"
    exit 125
fi
cp "$PLAYBOOK_CONFIG/input.json" "$PLAYBOOK_JOB/input.json"
export HOME=$PLAYBOOK_JOB TMPDIR=$PLAYBOOK_PRIVATE PGPASSFILE=$PLAYBOOK_PRIVATE/pgpass
# libpq takes a password file only when nobody else can read it; a mounted secret cannot be so.
cp "$PLAYBOOK_PASSFILE_FROM" "$PGPASSFILE"
chmod 0600 "$PGPASSFILE"
# Of several majors in an image the server's own.
if [ -z "${PLAYBOOK_BIN:-}" ]; then
    PLAYBOOK_BIN=/usr/lib/postgresql/$(cat "$PLAYBOOK_DATA/PG_VERSION" 2>/dev/null || true)/bin
    if [ ! -x "$PLAYBOOK_BIN/postgres" ]; then
        postgres=$(command -v postgres || printf '%s\n' /usr/lib/postgresql/*/bin/postgres | tail -n 1)
        PLAYBOOK_BIN=$(dirname "$(readlink -f "$postgres")")
    fi
    export PLAYBOOK_BIN
fi

# The log lies beside the result too, whole: the node keeps only the end of a long one.
mkfifo "$PLAYBOOK_PRIVATE/output"
tee -a "$PLAYBOOK_JOB/log" <"$PLAYBOOK_PRIVATE/output" &
copier=$!
SECONDS=0
timeout --kill-after=10s "$PLAYBOOK_DEADLINE_SECONDS" "$@" >"$PLAYBOOK_PRIVATE/output" 2>&1 </dev/null &
command=$!
trap 'kill -TERM "$command" 2>/dev/null || true' TERM INT
await "$command"
if ((code != 0 && SECONDS >= PLAYBOOK_DEADLINE_SECONDS)); then
    echo "ended by its deadline of $PLAYBOOK_DEADLINE_SECONDS s; HINT: read the log above for what it was waiting for"
fi
# A server that was left running has a log of its own; whatever else keeps the output open is not waited for.
for _ in 1 2 3 4 5 6 7 8 9 10; do
    kill -0 "$copier" 2>/dev/null || break
    sleep 0.1
done

if [ -f "$PLAYBOOK_JOB/result.json" ]; then
    base64 -w 4000 "$PLAYBOOK_JOB/result.json" >"$PLAYBOOK_PRIVATE/result"
    say "result $(wc -l <"$PLAYBOOK_PRIVATE/result") $(sha256sum "$PLAYBOOK_JOB/result.json" | cut -d ' ' -f 1)"
    while IFS= read -r line || [ -n "$line" ]; do say "data $line"; done <"$PLAYBOOK_PRIVATE/result"
fi
say "exit $code $(moment)"

# The pod stays as long as the server that the script left, and ends it when it has to go.
if [ "$code" = 0 ] && [ -f "$PLAYBOOK_JOB/serving" ]; then
    server=$(<"$PLAYBOOK_JOB/serving")
    trap 'kill -INT "$server" 2>/dev/null || true' TERM INT
    while kill -0 "$server" 2>/dev/null; do
        sleep 1 &
        wait $! || true
    done
fi
exit "$code"
