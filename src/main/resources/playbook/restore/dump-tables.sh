#!/usr/bin/env bash
# Writes into $PLAYBOOK_WORK/tables what dropped tables are made anew from: from the server beside the patient, which stands
# just before the culprit, all definitions of the database and the rows of the tables that are named.
#
# Wants SIDE_AT_HOST and SIDE_AT_PORT (that server), and TABLES: OIDs of the tables whose rows are wanted, separated by spaces;
# none where only views went. COLUMNS: OIDs of tables that lost columns. The live database is only asked which columns these tables
# have now.
# Texts that may hold any character are written in base64, a line each:
#   tables.txt       OID, qualified name, the name of its schema as a literal
#   sequences.txt    OID, the statement that sets it to where it stood
#   keys.txt         OID of a foreign key, a query for how many of that name its table has and whether it holds for all rows, its words,
#                    its quoted name, and whether it held for all rows (t or f, not encoded)
#   attached.txt     catalog and OID of each partition's index or constraint that belongs to one of the partitioned table
#   views.txt        OID of a materialized view that has rows, the statement that fills it
#   identities.txt   OID of each sequence of an identity column
#   extensions.txt   quoted name of each extension and, after a tab, of its owner, which no archive has
#   public.txt       OID of the schema public; public.sql makes it with its owner, grants and comment, which pg_dump takes for given
#   columns.txt      OID and number of a lost column, t or f for NOT NULL, qualified name of its table, its quoted name, its words
#   altered.txt      OID of a table that lost columns, its qualified name, JSON of its key's columns and of its lost columns, and SQL: a
#                    table for the values, its columns, their condition, what is set, and the columns that both servers have
#   columns-OID.copy for each of these, each row's key and lost values
#   columns/*.sql    what makes the columns, and what completes them when they have their values
#
# Out: result.json with the folder, its bytes, the archives' digests, and how many tables have their rows in it.
set -euo pipefail
export LC_ALL=C
umask 077
# shellcheck source=src/main/resources/playbook/platform/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
folder=$PLAYBOOK_WORK/tables
# Amounts of money are written as this locale has them, here and in restore-tables.sh.
PGOPTIONS+=' -c lc_monetary=C'

lock_folder "$folder" "$PLAYBOOK_WORK/tables.lock"
rm -rf -- "$folder"
mkdir -p "$folder"
side_password "$folder/.pgpass"
speak_utf8 at_side psql -XAtq -v ON_ERROR_STOP=1

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
read_side "SELECT DISTINCT objid FROM pg_catalog.pg_depend WHERE classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND deptype = 'i' AND refobjsubid > 0" >"$folder/identities.txt"
read_side "SELECT c.oid || ' ' || $(encoded "pg_catalog.format('REFRESH MATERIALIZED VIEW %I.%I;', n.nspname, c.relname)") FROM $relations WHERE c.relkind = 'm' AND c.relispopulated" >"$folder/views.txt"
read_side "SELECT pg_catalog.format(E'%I\t%I', extname, pg_catalog.pg_get_userbyid(extowner)) FROM pg_catalog.pg_extension" >"$folder/extensions.txt"
read_side "SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = 'public'" >"$folder/public.txt"
read_side "SELECT pg_catalog.format('CREATE SCHEMA IF NOT EXISTS public; ALTER SCHEMA public OWNER TO %I; COMMENT ON SCHEMA public IS %L;',
           pg_catalog.pg_get_userbyid(n.nspowner), pg_catalog.obj_description(n.oid, 'pg_namespace'))
       || coalesce((SELECT pg_catalog.string_agg(pg_catalog.format(' GRANT %s ON SCHEMA public TO %s%s;', a.privilege_type,
                               CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(a.grantee)) END,
                               CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' END), '' ORDER BY a.number)
                      FROM pg_catalog.aclexplode(n.nspacl) WITH ORDINALITY AS a(grantor, grantee, privilege_type, is_grantable, number)), '')
    FROM pg_catalog.pg_namespace n WHERE n.nspname = 'public'" >"$folder/public.sql"

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

# --- lost columns ---

columns=${COLUMNS:-}
columns=${columns// /,}
[[ $columns =~ ^([0-9]+(,[0-9]+)*)?$ ]] || fail "COLUMNS is '$columns'." 'it is a list of numbers, separated by spaces.'
mkdir -p "$folder/columns"
: >"$folder/columns.txt"
: >"$folder/altered.txt"
# As COPY writes them and a digest sees them, on both servers.
same_text="SET datestyle = 'ISO, YMD'; SET intervalstyle = 'postgres'; SET timezone = 'UTC'; SET extra_float_digits = 3; SET bytea_output = 'hex'; SET row_security = off"

# For queries that name every column of many tables: an argument of a program has a limit.
ask_side() { at_side psql -XAtq -v ON_ERROR_STOP=1 -f - <<<"$1"; }

# The columns that the tables have in the live database, and the indexes by which it tells their rows apart, as SQL.
keys="SELECT x.indexrelid FROM pg_catalog.pg_index x WHERE x.indrelid = ANY ('{$columns}'::pg_catalog.oid[]) AND x.indisunique AND x.indimmediate
    AND x.indnatts = x.indnkeyatts AND x.indisvalid AND x.indpred IS NULL AND x.indexprs IS NULL AND NOT EXISTS (SELECT FROM pg_catalog.pg_attribute a
        WHERE a.attrelid = x.indrelid AND a.attnum = ANY (x.indkey) AND NOT a.attnotnull)"
if [ -n "$columns" ]; then
    present=$(ask_patient "SELECT coalesce(pg_catalog.string_agg(pg_catalog.format('(%s::pg_catalog.oid,%s,%L::pg_catalog.text,%L::pg_catalog.text)', a.attrelid, a.attnum, a.attname, $qualified), ','), '')
        FROM $relations JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid WHERE c.oid = ANY ('{$columns}'::pg_catalog.oid[]) AND a.attnum > 0 AND NOT a.attisdropped")
    unique=$(ask_patient "SELECT coalesce(pg_catalog.string_agg(indexrelid::pg_catalog.text, ','), '') FROM ($keys) k")
    [ -n "$present" ] || fail "the tables with the OIDs $columns are not in the live database any more." 'choose another way back.'
    told="WITH present(oid, num, name, qualified) AS (VALUES $present),
        altered AS (SELECT c.*, $qualified AS qualified FROM $relations WHERE c.oid = ANY ('{$columns}'::pg_catalog.oid[])),
        lost AS (SELECT a.*, t.qualified FROM altered t JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid
            WHERE a.attnum > 0 AND NOT a.attisdropped AND NOT EXISTS (SELECT FROM present p WHERE p.oid = t.oid AND p.num = a.attnum)),
        kept AS (SELECT a.*, t.qualified FROM altered t JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid
            JOIN present p ON p.oid = a.attrelid AND p.num = a.attnum AND p.name = a.attname
            WHERE a.attnum > 0 AND NOT a.attisdropped),
        key AS (SELECT DISTINCT ON (x.indrelid) x.indrelid, x.indkey::pg_catalog.int2[] AS nums FROM ($keys) l JOIN pg_catalog.pg_index x USING (indexrelid)
            WHERE x.indexrelid = ANY ('{$unique}'::pg_catalog.oid[])
              AND NOT EXISTS (SELECT FROM pg_catalog.unnest(x.indkey::pg_catalog.int2[]) n
                  WHERE NOT EXISTS (SELECT FROM kept k WHERE k.attrelid = x.indrelid AND k.attnum = n))
            ORDER BY x.indrelid, x.indisprimary DESC, x.indexrelid)"

    # What this way does not do is told before anything is read.
    refused=$(ask_side "$told SELECT pg_catalog.concat_ws('; ',
            (SELECT pg_catalog.string_agg(t.qualified || ' is not there under its name', '; ') FROM altered t WHERE NOT EXISTS (SELECT FROM present p WHERE p.oid = t.oid AND p.qualified = t.qualified)),
            (SELECT pg_catalog.string_agg(t.qualified || ' is no ordinary table, or has partitions or children', '; ') FROM altered t WHERE t.relkind <> 'r' OR t.relhassubclass OR t.relispartition
                OR EXISTS (SELECT FROM pg_catalog.pg_inherits WHERE inhrelid = t.oid)),
            (SELECT pg_catalog.string_agg(t.qualified || ' has no lost column', '; ') FROM altered t WHERE NOT EXISTS (SELECT FROM lost WHERE attrelid = t.oid)),
            (SELECT pg_catalog.string_agg(t.qualified || ' has no key by which its rows are told apart before and after', '; ') FROM altered t WHERE NOT EXISTS (SELECT FROM key WHERE indrelid = t.oid)))")
    [ -z "$refused" ] || fail "the columns do not come back by themselves: $refused." 'choose another way back.'

    ask_side "$told SELECT attrelid || ' ' || attnum || CASE WHEN attnotnull THEN ' t ' ELSE ' f ' END || $(encoded qualified) || ' ' || $(encoded "pg_catalog.quote_ident(attname)") || ' ' || $(encoded "attname || ' of ' || qualified")
        FROM lost ORDER BY attrelid, attnum" >"$folder/columns.txt"
    ask_side "$told SELECT pg_catalog.format('ALTER TABLE %s ADD COLUMN %I %s%s%s;', l.qualified, l.attname, pg_catalog.format_type(l.atttypid, l.atttypmod),
            CASE WHEN l.attcollation <> y.typcollation THEN pg_catalog.format(' COLLATE %I.%I', n.nspname, o.collname) ELSE '' END,
            CASE l.attgenerated WHEN '' THEN '' ELSE pg_catalog.format(' GENERATED ALWAYS AS (%s) %s', pg_catalog.pg_get_expr(d.adbin, d.adrelid), CASE l.attgenerated WHEN 's' THEN 'STORED' ELSE 'VIRTUAL' END) END)
        FROM lost l JOIN pg_catalog.pg_type y ON y.oid = l.atttypid LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = l.attrelid AND d.adnum = l.attnum
        LEFT JOIN pg_catalog.pg_collation o ON o.oid = l.attcollation LEFT JOIN pg_catalog.pg_namespace n ON n.oid = o.collnamespace
        ORDER BY l.attrelid, l.attgenerated <> '', l.attnum" >"$folder/columns/1-add.sql"
    # A later row without a value can forbid NOT NULL, so each is tried alone; identity columns need it. Since 18 it is a constraint with a
    # name, which need not be the column's.
    ask_side "$told SELECT CASE WHEN k.oid IS NULL THEN pg_catalog.format('ALTER TABLE %s ALTER COLUMN %I SET NOT NULL;', l.qualified, l.attname)
            ELSE pg_catalog.format('ALTER TABLE %s ADD CONSTRAINT %I %s;', l.qualified, k.conname, pg_catalog.pg_get_constraintdef(k.oid)) END
        FROM lost l LEFT JOIN pg_catalog.pg_constraint k ON k.contype = 'n' AND k.conrelid = l.attrelid AND k.conkey = ARRAY[l.attnum]
        WHERE l.attnotnull ORDER BY l.attrelid, l.attnum" >"$folder/columns/3-not-null.sql"
    ask_side "$told SELECT pg_catalog.format('ALTER TABLE %s ALTER COLUMN %I SET DEFAULT %s;', l.qualified, l.attname, pg_catalog.pg_get_expr(d.adbin, d.adrelid))
            FROM lost l JOIN pg_catalog.pg_attrdef d ON d.adrelid = l.attrelid AND d.adnum = l.attnum WHERE l.attgenerated = ''
        UNION ALL SELECT pg_catalog.format('ALTER TABLE %s ALTER COLUMN %I SET STORAGE %s;', l.qualified, l.attname, CASE l.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END)
            FROM lost l JOIN pg_catalog.pg_type y ON y.oid = l.atttypid WHERE l.attstorage <> y.typstorage
        UNION ALL SELECT pg_catalog.format('ALTER TABLE %s ALTER COLUMN %I SET STATISTICS %s;', qualified, attname, attstattarget) FROM lost WHERE attstattarget >= 0
        UNION ALL SELECT pg_catalog.format('ALTER TABLE %s ALTER COLUMN %I SET (%s);', qualified, attname, pg_catalog.array_to_string(attoptions, ', ')) FROM lost WHERE attoptions IS NOT NULL" >"$folder/columns/4-complete.sql"
    # With its OID first: what the culprit did not take is left out later. One that holds not for all rows is in the archive by itself.
    read_side "SELECT k.oid || ' ' || $(encoded "pg_catalog.format('ALTER TABLE %s ADD CONSTRAINT %I %s;', $qualified, k.conname, pg_catalog.pg_get_constraintdef(k.oid))")
        FROM $relations JOIN pg_catalog.pg_constraint k ON k.conrelid = c.oid WHERE c.oid = ANY ('{$columns}'::pg_catalog.oid[]) AND k.contype = 'c' AND k.convalidated" >"$folder/checks.txt"

    type_of='pg_catalog.format_type(a.atttypid, a.atttypmod)'
    ask_side "$told, valued AS (
            SELECT a.attrelid, a.attname, $type_of AS type, true AS of_key, pg_catalog.array_position(k.nums, a.attnum) AS place FROM key k JOIN kept a ON a.attrelid = k.indrelid AND a.attnum = ANY (k.nums)
            UNION ALL SELECT a.attrelid, a.attname, $type_of, false, 100 + a.attnum FROM lost a WHERE a.attgenerated = ''
        ), placed AS (SELECT v.*, pg_catalog.row_number() OVER (PARTITION BY attrelid ORDER BY place) AS q FROM valued v)
        SELECT t.oid || ' ' || $(encoded t.qualified)
            || ' ' || $(encoded "(SELECT pg_catalog.jsonb_agg(attname ORDER BY q)::pg_catalog.text FROM placed WHERE attrelid = t.oid AND of_key)")
            || ' ' || $(encoded "(SELECT coalesce(pg_catalog.jsonb_agg(attname ORDER BY q), '[]')::pg_catalog.text FROM placed WHERE attrelid = t.oid AND NOT of_key)")
            || ' ' || $(encoded "(SELECT pg_catalog.string_agg(pg_catalog.format('q%s %s', q, type), ', ' ORDER BY q) FROM placed WHERE attrelid = t.oid)")
            || ' ' || $(encoded "(SELECT pg_catalog.string_agg(pg_catalog.quote_ident(attname), ', ' ORDER BY q) FROM placed WHERE attrelid = t.oid)")
            || ' ' || $(encoded "(SELECT pg_catalog.string_agg(pg_catalog.format('l.%I = r.q%s', attname, q), ' AND ' ORDER BY q) FROM placed WHERE attrelid = t.oid AND of_key)")
            || ' ' || $(encoded "(SELECT coalesce(pg_catalog.string_agg(pg_catalog.format('%I = r.q%s', attname, q), ', ' ORDER BY q), '') FROM placed WHERE attrelid = t.oid AND NOT of_key)")
            || ' ' || $(encoded "(SELECT pg_catalog.string_agg(pg_catalog.format('l.%I', attname), ', ' ORDER BY attnum) FROM kept WHERE attrelid = t.oid)")
        FROM altered t ORDER BY t.oid" >"$folder/altered.txt"
    while read -r oid name _ _ _ values _ _ common; do
        at_side psql -XAtq -v ON_ERROR_STOP=1 -c "$same_text" \
            -c "COPY (SELECT 'update', pg_catalog.md5(ROW($(printf '%s' "$common" | base64 -d))::pg_catalog.text), $(printf '%s' "$values" | base64 -d) FROM ONLY $(printf '%s' "$name" | base64 -d) l) TO STDOUT" >"$folder/columns-$oid.copy" ||
            fail "the lost columns' values cannot be read on the side instance." 'the lines above tell why.'
    done <"$folder/altered.txt"
fi

found=$(awk '{ print $3 }' "$folder/rows.list" | sort -n | tr '\n' ' ')
wanted=$(tr ' ' '\n' <<<"$TABLES" | sed '/^$/d' | sort -n | tr '\n' ' ')
[ "$found" = "$wanted" ] ||
    fail "the archive has the rows of the tables ${found:-(none)}, wanted are ${wanted:-(none)}." \
        'are these tables, and in this database?'
result '{"folder":%s,"bytes":%s,"definitionsSha256":%s,"rowsSha256":%s,"tables":%s,"altered":%s}\n' \
    "$(json "$folder")" "$(size "$folder")" "$(json "$(sha256sum <"$folder/before.dump" | cut -d ' ' -f 1)")" \
    "$(json "$(sha256sum <"$folder/rows.dump" | cut -d ' ' -f 1)")" "$(wc -l <"$folder/rows.list")" "$(wc -l <"$folder/altered.txt")"
