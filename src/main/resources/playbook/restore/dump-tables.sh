#!/usr/bin/env bash
# Writes into $PLAYBOOK_WORK/tables what dropped tables are made anew from: from the server beside the patient, which stands
# just before the culprit, all definitions of the database and the rows of the tables that are named.
#
# Wants SIDE_AT_HOST and SIDE_AT_PORT (that server), and TABLES: OIDs of the tables whose rows are wanted, separated by spaces;
# none where only views went. Only that server is read.
# Texts that may hold any character are written in base64, a line each:
#   tables.txt       OID, qualified name, the name of its schema as a literal
#   sequences.txt    OID, the statement that sets it to where it stood
#   keys.txt         OID of a foreign key, a query for how many of that name its table has and whether it holds for all rows, its words,
#                    its quoted name, and whether it held for all rows (t or f, not encoded)
#   attached.txt     catalog and OID of each partition's index or constraint that belongs to one of the partitioned table
#   views.txt        OID of a materialized view that has rows, the statement that fills it
#
# Out: result.json with the folder, its bytes, the archives' digests, and how many tables have their rows in it.
set -euo pipefail
export LC_ALL=C
umask 077
# shellcheck source=src/main/resources/playbook/platform/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
folder=$PLAYBOOK_WORK/tables

lock_folder "$folder" "$PLAYBOOK_WORK/tables.lock"
rm -rf -- "$folder"
mkdir -p "$folder"
side_password "$folder/.pgpass"

read_side() { at_side psql -XAtq -v ON_ERROR_STOP=1 -c "$1"; }

# encoded EXPRESSION: as base64 in one line.
encoded() { printf "pg_catalog.translate(pg_catalog.encode(pg_catalog.convert_to(%s, 'UTF8'), 'base64'), E'\\\\n', '')" "$1"; }

# shellcheck disable=SC2153 # no misspelling
list=${TABLES// /,}
[[ $list =~ ^([0-9]+(,[0-9]+)*)?$ ]] || fail "TABLES is '$TABLES'." 'it is a list of numbers, separated by spaces.'

qualified="pg_catalog.format('%I.%I', n.nspname, c.relname)"
relations='pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace'
read_side "SELECT c.oid || ' ' || $(encoded "$qualified") || ' ' || $(encoded "pg_catalog.quote_literal(n.nspname)") FROM $relations WHERE c.oid = ANY ('{$list}'::pg_catalog.oid[]) ORDER BY c.oid" >"$folder/tables.txt"

# Each sequence tells its own number, so each is asked: the first query writes the second ones.
at_side psql -XAtq -v ON_ERROR_STOP=1 >"$folder/sequences.txt" <<SQL
SELECT pg_catalog.format(
         \$\$SELECT %s || ' ' || $(encoded "pg_catalog.format('SELECT pg_catalog.setval(%%L, %%s, %%L);', %L, last_value, is_called)") FROM %s\$\$,
         c.oid, $qualified, $qualified)
  FROM $relations WHERE c.relkind = 'S' AND c.relpersistence = 'p'
\gexec
SQL

key="pg_catalog.format('SELECT pg_catalog.count(*), coalesce(pg_catalog.bool_and(convalidated), false) AS valid FROM pg_catalog.pg_constraint WHERE conname = %L AND conrelid = pg_catalog.to_regclass(%L)', k.conname, $qualified)"
words="pg_catalog.format('%I of %s', k.conname, $qualified)"
read_side "SELECT k.oid || ' ' || $(encoded "$key") || ' ' || $(encoded "$words") || ' ' || $(encoded "'\"' || k.conname || '\"'") || CASE WHEN k.convalidated THEN ' t' ELSE ' f' END FROM $relations JOIN pg_catalog.pg_constraint k ON k.conrelid = c.oid WHERE k.contype = 'f'" >"$folder/keys.txt"
read_side "SELECT '1259 ' || i.inhrelid FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_index x ON x.indexrelid = i.inhrelid
    UNION ALL SELECT '2606 ' || k.oid FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_constraint k ON k.conindid = i.inhrelid AND k.contype IN ('p', 'u')" >"$folder/attached.txt"
read_side "SELECT c.oid || ' ' || $(encoded "pg_catalog.format('REFRESH MATERIALIZED VIEW %I.%I;', n.nspname, c.relname)") FROM $relations WHERE c.relkind = 'm' AND c.relispopulated" >"$folder/views.txt"

echo 'progress 1 3 archives'
at_side pg_dump -Fc -s --no-subscriptions --lock-wait-timeout=60s >"$folder/before.dump" ||
    fail 'the definitions on the side instance cannot be dumped.' 'the lines above tell why.'

# In double quotes nothing in a name is a pattern.
tables=()
while IFS= read -r encoded_name; do
    tables+=(-t "$(printf '%s' "$encoded_name" | base64 -d)")
done < <(read_side "SELECT $(encoded "'\"' || pg_catalog.replace(n.nspname, '\"', '\"\"') || '\".\"' || pg_catalog.replace(c.relname, '\"', '\"\"') || '\"'") FROM $relations WHERE c.oid = ANY ('{$list}'::pg_catalog.oid[])")
echo 'progress 2 3 archives'
if [ ${#tables[@]} -gt 0 ]; then
    at_side pg_dump -Fc -a --no-subscriptions --lock-wait-timeout=60s "${tables[@]}" >"$folder/rows.dump" ||
        fail 'the rows of the dropped tables cannot be dumped.' 'the lines above tell why.'
    "$PLAYBOOK_BIN/pg_restore" -l "$folder/rows.dump" | grep -E '^[0-9]+; [0-9]+ [0-9]+ TABLE DATA ' >"$folder/rows.list" || true
else
    : >"$folder/rows.dump"
    : >"$folder/rows.list"
fi
echo 'progress 3 3 archives'

found=$(awk '{ print $3 }' "$folder/rows.list" | sort -n | tr '\n' ' ')
wanted=$(tr ' ' '\n' <<<"$TABLES" | sed '/^$/d' | sort -n | tr '\n' ' ')
[ "$found" = "$wanted" ] ||
    fail "the archive has the rows of the tables ${found:-(none)}, wanted are ${wanted:-(none)}." \
        'are these tables, and in this database?'
result '{"folder":%s,"bytes":%s,"definitionsSha256":%s,"rowsSha256":%s,"tables":%s}\n' \
    "$(json "$folder")" "$(size "$folder")" "$(json "$(sha256sum <"$folder/before.dump" | cut -d ' ' -f 1)")" \
    "$(json "$(sha256sum <"$folder/rows.dump" | cut -d ' ' -f 1)")" "$(wc -l <"$folder/rows.list")"
