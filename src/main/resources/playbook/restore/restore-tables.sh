#!/usr/bin/env bash
# Makes dropped tables and columns anew in the live database, with all that went with them, from what dump-tables.sh wrote.
#
# Wants MODE:
#   plan     finds out what the culprit took: the definitions that the server just after it (SIDE_AT_HOST, SIDE_AT_PORT) does not
#            have any more; writes the statements that make these anew, and tries them in a transaction that is rolled back
#   restore  runs exactly these statements, whose digest is STATEMENTS_SHA256, in one transaction
#   undo     removes again what that transaction made
# And RESCUE_SCHEMA: a schema of the playbook's own in the live database, in which the transaction leaves its mark.
#
# Out: result.json; for a plan with each object that comes back, each table's rows, the rows whose columns get their values, and what
# cannot come back.
set -euo pipefail
export LC_ALL=C
umask 077
# shellcheck source=src/main/resources/playbook/platform/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
folder=$PLAYBOOK_WORK/tables
[[ $RESCUE_SCHEMA =~ ^playbook_rescue_[a-z0-9_]+$ ]] || fail "RESCUE_SCHEMA is '$RESCUE_SCHEMA'." 'it is a name of the playbook.'
[ -s "$folder/before.dump" ] || fail "$folder has no archive of the definitions." 'run the step before this one again.'
lock_folder "$folder" "$PLAYBOOK_WORK/tables.lock"

# Amounts of money are written as this locale has them, here and in dump-tables.sh.
PGOPTIONS+=' -c lc_monetary=C'
live() { PGOPTIONS="$PGOPTIONS -c default_transaction_read_only=off -c search_path=pg_catalog -c client_min_messages=warning" "$PLAYBOOK_BIN/psql" -XAtqw -v ON_ERROR_STOP=1 "$@"; }
speak_utf8 live
decoded() { printf '%s' "$1" | base64 -d; }
objects() { "$PLAYBOOK_BIN/pg_restore" -l "$1" | awk '/^[0-9]+; / && !/^[0-9]+; [0-9]+ [0-9]+ (STATISTICS DATA|ENCODING|STDSTRINGS|SEARCHPATH) /'; }
script() { "$PLAYBOOK_BIN/pg_restore" -f - "$@" "$folder/before.dump"; }

# --- what went ---

# An object has the OID of its catalog row on both servers; what has none (a grant, a comment) is known by its whole line.
find_lost() {
    side_password "$folder/.pgpass"
    at_side pg_dump -Fc -s --no-subscriptions --lock-wait-timeout=60s >"$folder/after.dump" ||
        fail 'the definitions after the loss cannot be dumped.' 'the lines above tell why.'
    objects "$folder/before.dump" >"$folder/before.list"
    objects "$folder/after.dump" >"$folder/after.list"
    awk '
        { line = $0; sub(/^[0-9]+; /, ""); key = $1 == 0 ? $0 : $1 " " $2 }
        after { there[key] = 1; next }
        !(key in there) { print line }
    ' after=1 "$folder/after.list" after=0 "$folder/before.list" >"$folder/lost.list"
    live -c "SELECT pg_catalog.quote_ident(nspname) FROM pg_catalog.pg_namespace" >"$folder/schemas.txt"
    find_public
    if [ -s "$folder/columns.txt" ]; then columns_must_be_lost; fi
    if [ -s "$folder/altered.txt" ]; then
        at_side psql -XAtq -v ON_ERROR_STOP=1 -c "SELECT oid FROM pg_catalog.pg_constraint WHERE contype = 'c'" >"$folder/checks-after.txt"
    fi
    [ -s "$folder/lost.list" ] || [ -s "$folder/columns.txt" ] || [ -e "$folder/public.lost" ] ||
        fail 'no definition is missing just after the culprit that was there just before it.' 'was it this transaction? Choose another way back.'
}

# pg_dump takes the schema public for one that every database has, so that no archive makes it.
find_public() {
    local after
    after=$(at_side psql -XAtq -v ON_ERROR_STOP=1 -c "SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = 'public'")
    rm -f -- "$folder/public.lost" "$folder/public.absent"
    if [ -s "$folder/public.txt" ] && [ "$after" != "$(cat "$folder/public.txt")" ]; then
        touch "$folder/public.lost"
        grep -qx public "$folder/schemas.txt" || touch "$folder/public.absent"
    fi
}

# A schema that somebody made again since is taken as it is, gets its owner and grants, and stays when all is taken back.
with_their_schemas() { sed -E 's/^CREATE SCHEMA (.*);$/CREATE SCHEMA IF NOT EXISTS \1;/'; }
but_for_their_schemas() {
    awk '
        theirs { there["DROP SCHEMA IF EXISTS " $0 ";"] = 1; next }
        !($0 in there)
    ' theirs=1 "$folder/schemas.txt" theirs=0 -
}

# A column that is missing in the live database, and was there just after the culprit, is another transaction's work.
columns_must_be_lost() {
    local places there
    places=$(awk '{ printf "%s(%s, %s)", (NR > 1 ? ", " : ""), $1, $2 }' "$folder/columns.txt")
    there=$(at_side psql -XAtq -v ON_ERROR_STOP=1 -c "SELECT pg_catalog.string_agg(pg_catalog.format('%I of %s', attname, attrelid::pg_catalog.regclass), ', ')
        FROM pg_catalog.pg_attribute WHERE (attrelid, attnum) IN ($places) AND NOT attisdropped")
    [ -z "$there" ] ||
        fail "just after the culprit these columns were still there: $there. Somebody else dropped them later." \
            'look for the transaction that did that; or choose another way back.'
}

# --- the statements ---

# Nothing of a preamble may make a statement wait for ever.
with_patience() { sed "s/^SET lock_timeout = 0;\$/SET lock_timeout = '30s';/"; }

# Extensions, and all that is in them, belong to who makes them: an archive makes no difference.
by_their_owners() {
    awk -F '\t' '
        owners { owner[$1] = $2; next }
        /^CREATE EXTENSION IF NOT EXISTS .* WITH SCHEMA .*;$/ {
            name = $0
            sub(/^CREATE EXTENSION IF NOT EXISTS /, "", name)
            sub(/ WITH SCHEMA .*$/, "", name)
            if (name in owner) {
                print "SET SESSION AUTHORIZATION " owner[name] ";"
                print
                print "RESET SESSION AUTHORIZATION;"
                next
            }
        }
        { print }
    ' owners=1 "$folder/extensions.txt" owners=0 -
}

write_statements() {
    local oid query number=0
    rm -rf -- "$folder/sql"
    mkdir -p "$folder/sql"
    listed() { grep -E "$1" "^[0-9]+; [0-9]+ [0-9]+ ($2) " "$folder/lost.list" || true; }
    listed -v 'FK CONSTRAINT|TABLE ATTACH|INDEX ATTACH|COMMENT .*|ACL|SECURITY LABEL' >"$folder/others.list"
    if [ -e "$folder/public.lost" ]; then cat "$folder/public.sql"; fi >"$folder/sql/0-public.sql"
    # What a lost column needs comes before it, what needs the column after it.
    if [ -s "$folder/columns.txt" ]; then
        needed='^[0-9]+; [0-9]+ [0-9]+ (SCHEMA|EXTENSION|TYPE|SHELL TYPE|DOMAIN|COLLATION|SEQUENCE) '
        identities=$(awk '{ printf "%s%s", (NR > 1 ? "|" : ""), $1 }' "$folder/identities.txt")
        { grep -E "$needed" "$folder/others.list" || true; } |
            { grep -vE "^[0-9]+; (1259 (${identities:-none}) |[0-9]+ [0-9]+ SEQUENCE OWNED BY )" || true; } >"$folder/first.list"
        { grep -vxFf "$folder/first.list" "$folder/others.list" || true; } >"$folder/rest.list"
        {
            script -L "$folder/first.list"
            cat "$folder/columns/1-add.sql"
            fill_columns
            softly "$folder/columns/3-not-null.sql"
            script --section=pre-data -L "$folder/rest.list"
            cat "$folder/columns/4-complete.sql"
            lost_checks
        } | with_patience | with_their_schemas | by_their_owners >"$folder/sql/1-before-rows.sql"
    else
        script --section=pre-data -L "$folder/others.list" | with_patience | with_their_schemas | by_their_owners >"$folder/sql/1-before-rows.sql"
    fi
    while read -r oid query; do
        if grep -qE "^[0-9]+; 1259 $oid SEQUENCE " "$folder/lost.list"; then decoded "$query"; echo; fi
    done <"$folder/sequences.txt" >"$folder/sql/2-sequences.sql"
    script --section=post-data -L "$folder/others.list" | with_patience >"$folder/sql/3-after-rows.sql"
    # A partition is attached when it has its own indexes: attached before, it would get those of a parent that is still there, and
    # its own primary key would be a second one.
    listed -e 'TABLE ATTACH' >"$folder/attach.list"
    listed -e 'INDEX ATTACH' >"$folder/attach-indexes.list"
    { script -L "$folder/attach.list"; script -L "$folder/attach-indexes.list"; } | with_patience >"$folder/sql/3-partitions.sql"
    # A later row may refer to one that never came: then the key is made anew NOT VALID, which holds for new rows.
    while read -r entry; do
        oid=$(cut -d ' ' -f 3 <<<"$entry")
        number=$((number + 1))
        printf '%s\n' "$entry" >"$folder/key.list"
        script --section=post-data -L "$folder/key.list" | with_patience >"$folder/sql/key-$number.sql"
        sed -E '/^ *ADD CONSTRAINT .*;$/ s/( NOT VALID)?;$/ NOT VALID;/' "$folder/sql/key-$number.sql" >"$folder/sql/key-$number.not-valid"
        query=$(awk -v oid="$oid" '$1 == oid { print $2 }' "$folder/keys.txt")
        # As it is; then, if it is missing, not valid: psql goes on after each of these statements alone.
        printf '\\set ON_ERROR_STOP 0\n\\set ON_ERROR_ROLLBACK on\n\\i %s\n' "'${folder//\'/\'\'}/sql/key-$number.sql'"
        printf '%s \\gset key_\n\\if :key_count\n\\else\n\\i %s\n\\endif\n' "$(decoded "$query")" "'${folder//\'/\'\'}/sql/key-$number.not-valid'"
        printf '\\set ON_ERROR_ROLLBACK off\n\\set ON_ERROR_STOP 1\n'
    done < <(grep -E '^[0-9]+; [0-9]+ [0-9]+ FK CONSTRAINT ' "$folder/lost.list" || true) >"$folder/sql/4-keys.sql"
    # Grants and the like are of no section of the archive: pg_restore takes them for one of the entry that happens to stand before.
    listed -e 'ACL|SECURITY LABEL' >"$folder/grants.list"
    script -L "$folder/grants.list" | with_patience >"$folder/sql/7-grants.sql"
    # Comments come last, and each alone: one may be of a foreign key that could not be made.
    listed -e 'COMMENT .*' >"$folder/comments.list"
    { printf '\\set ON_ERROR_STOP 0\n\\set ON_ERROR_ROLLBACK on\n'; script -L "$folder/comments.list" | with_patience
        printf '\\set ON_ERROR_ROLLBACK off\n\\set ON_ERROR_STOP 1\n'; } >"$folder/sql/6-comments.sql"
    while read -r oid query; do
        if grep -qE "^[0-9]+; 1259 $oid MATERIALIZED VIEW " "$folder/lost.list"; then
            printf '%s %s\n' "$(grep -nE "^[0-9]+; 1259 $oid MATERIALIZED VIEW " "$folder/lost.list" | cut -d : -f 1)" "$query"
        fi
    done <"$folder/views.txt" | sort -n | while read -r _ query; do decoded "$query"; echo; done >"$folder/sql/5-views.sql"
    # What removes it all again, dependents first; pg_restore writes that before everything else. Read to its end: a pipe that
    # closes early would end this script.
    # What belongs to an index of the partitioned table goes with its partition, and cannot go alone.
    awk '
        attached { there[$1 " " $2] = 1; next }
        !($2 " " $3 in there)
    ' attached=1 "$folder/attached.txt" attached=0 "$folder/lost.list" >"$folder/undo.list"
    # What a column needs goes after it.
    : >"$folder/needed.list"
    if [ -s "$folder/columns.txt" ]; then
        { grep -xFf "$folder/first.list" "$folder/undo.list" || true; } >"$folder/needed.list"
        { grep -vxFf "$folder/first.list" "$folder/undo.list" || true; } >"$folder/undo-rest.list"
        mv "$folder/undo-rest.list" "$folder/undo.list"
    fi
    {
        removal "$folder/undo.list"
        drop_columns
        removal "$folder/needed.list"
        if [ -e "$folder/public.absent" ]; then echo 'DROP SCHEMA public;'; fi
    } | but_for_their_schemas >"$folder/sql/undo.sql"
}

# removal LIST: the statements that drop what stands there.
removal() {
    if [ -s "$1" ]; then
        # Without the end that is cut off, psql would take no command of its own any more.
        script --clean --if-exists -L "$1" | awk '/^-- Name: /{ past = 1 } !past && !/^\\restrict / { print }' | with_patience
    fi
}

drop_columns() {
    local table name oid
    while read -r _ _ _ table name _; do
        printf 'ALTER TABLE %s DROP COLUMN %s;\n' "$(decoded "$table")" "$(decoded "$name")"
    done < <(tac "$folder/columns.txt")
    while read -r oid _; do
        printf 'DROP TABLE %s.rows_%s;\n' "$RESCUE_SCHEMA" "$oid"
    done <"$folder/altered.txt"
}

# No subscriber has the playbook's own tables, and one that is sent a row of them stops, where a publication is of all tables: nothing
# is sent of an unlogged table, nor of what is written when it becomes a logged one.

# A table of the playbook's own keeps the values, by which they are compared afterwards; then each row gets those of its key.
fill_columns() {
    local oid name types condition sets common kept
    while read -r oid name _ _ types _ condition sets common; do
        name=$(decoded "$name")
        condition=$(decoded "$condition")
        sets=$(decoded "$sets")
        kept=$RESCUE_SCHEMA.rows_$oid
        printf "SET LOCAL row_security = off; SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL intervalstyle = 'postgres'; SET LOCAL timezone = 'UTC'; SET LOCAL extra_float_digits = 3; SET LOCAL bytea_output = 'hex';\n"
        printf 'CREATE UNLOGGED TABLE %s (act text, common text, %s);\n' "$kept" "$(decoded "$types")"
        printf 'COPY %s FROM stdin;\n' "$kept"
        cat "$folder/columns-$oid.copy"
        printf '\\.\n\nANALYZE %s;\n' "$kept"
        printf "SELECT 'column %s ' || pg_catalog.count(*) FILTER (WHERE r.act IS NOT NULL AND l.ctid IS NOT NULL)
            || ' ' || pg_catalog.count(*) FILTER (WHERE l.ctid IS NOT NULL AND r.common <> pg_catalog.md5(ROW(%s)::pg_catalog.text))
            || ' ' || pg_catalog.count(*) FILTER (WHERE l.ctid IS NULL) || ' ' || pg_catalog.count(*) FILTER (WHERE r.act IS NULL)
            FROM %s r FULL JOIN ONLY %s l ON %s;\n" "$oid" "$(decoded "$common")" "$kept" "$name" "$condition"
        if [ -n "$sets" ]; then
            silence "$oid" "$name"
            printf 'UPDATE ONLY %s l SET %s FROM %s r WHERE %s;\n' "$name" "$sets" "$kept" "$condition"
            speak_again "$oid" "$name"
        fi
        printf 'DELETE FROM %s r WHERE NOT EXISTS (SELECT FROM ONLY %s l WHERE %s);\n' "$kept" "$name" "$condition"
        printf 'ALTER TABLE %s SET LOGGED;\n' "$kept"
    done <"$folder/altered.txt"
}

# silence OID TABLE: triggers and rules that fire always, or just in this mode, are off until speak_again.
silence() {
    local table
    table=$(literal "$2")
    printf "CREATE UNLOGGED TABLE %s.enabled_%s AS
        SELECT pg_catalog.format('TRIGGER %%I', tgname) AS what, tgenabled AS state FROM pg_catalog.pg_trigger
         WHERE tgrelid = pg_catalog.to_regclass(%s) AND NOT tgisinternal AND tgenabled IN ('A', 'R')
        UNION ALL SELECT pg_catalog.format('RULE %%I', rulename), ev_enabled FROM pg_catalog.pg_rewrite
         WHERE ev_class = pg_catalog.to_regclass(%s) AND ev_enabled IN ('A', 'R');\n" "$RESCUE_SCHEMA" "$1" "$table" "$table"
    printf "SELECT pg_catalog.format('ALTER TABLE %%s DISABLE %%s', %s, what) FROM %s.enabled_%s \\\\gexec\n" "$table" "$RESCUE_SCHEMA" "$1"
}

speak_again() {
    printf "SELECT pg_catalog.format('ALTER TABLE %%s ENABLE %%s %%s', %s, CASE state WHEN 'A' THEN 'ALWAYS' ELSE 'REPLICA' END, what) FROM %s.enabled_%s \\\\gexec\n" \
        "$(literal "$2")" "$RESCUE_SCHEMA" "$1"
    printf 'DROP TABLE %s.enabled_%s;\n' "$RESCUE_SCHEMA" "$1"
}

# softly FILE: each of its statements alone; one that the server refuses leaves the others as they are.
softly() {
    printf '\\set ON_ERROR_STOP 0\n\\set ON_ERROR_ROLLBACK on\n'
    cat "$1"
    printf '\\set ON_ERROR_ROLLBACK off\n\\set ON_ERROR_STOP 1\n'
}

# Constraints of the altered tables that went with a column; the archive has them only as a part of the table.
lost_checks() {
    local oid statement
    while read -r oid statement; do
        if ! grep -qx "$oid" "$folder/checks-after.txt"; then decoded "$statement"; echo; fi
    done <"$folder/checks.txt"
}

statements_sha256() {
    { sha256sum <"$folder/rows.dump"; cat "$folder/lost.list" "$folder/rows.list" "$folder/sql/"*; } | sha256sum | cut -d ' ' -f 1
}

# What each table has now, and what is there: lines of "rows OID NUMBER", "empty OID COLUMN NOT-NULL" and "key OID NUMBER VALID".
write_questions() {
    local oid name query number held table
    while read -r oid name _; do
        printf "SELECT 'rows %s ' || pg_catalog.count(*) FROM ONLY %s;\n" "$oid" "$(decoded "$name")"
        printf 'ANALYZE %s;\n' "$(decoded "$name")"
    done <"$folder/tables.txt"
    while read -r oid number held table name _; do
        if [ "$held" = t ]; then
            printf "SELECT 'empty %s %s ' || attnotnull FROM pg_catalog.pg_attribute WHERE attrelid = pg_catalog.to_regclass(%s) AND pg_catalog.quote_ident(attname) = %s;\n" \
                "$oid" "$number" "$(literal "$(decoded "$table")")" "$(literal "$(decoded "$name")")"
        fi
    done <"$folder/columns.txt"
    while read -r oid query _; do
        if grep -qE "^[0-9]+; 2606 $oid FK CONSTRAINT " "$folder/lost.list"; then
            printf "SELECT 'key %s ' || q.count || ' ' || q.valid FROM (%s) q;\n" "$oid" "$(decoded "$query")"
        fi
    done <"$folder/keys.txt"
}

# --- running them ---

# transaction STATEMENTS END: everything in one transaction, which ends with that word. What cannot be written down to its end has no
# such end: the server then forgets all of it.
transaction() {
    printf 'BEGIN READ WRITE;\n'
    # Neither event triggers nor triggers act on what comes back; it happened once already.
    printf "SET LOCAL session_replication_role = replica;\n"
    # Since 17 also those that fire always can be kept still.
    printf "SELECT pg_catalog.set_config('event_triggers', 'off', true) WHERE pg_catalog.current_setting('server_version_num')::int >= 170000;\n"
    printf 'CREATE SCHEMA IF NOT EXISTS %s;\nCREATE UNLOGGED TABLE %s.restored_tables (statements text, at timestamptz DEFAULT pg_catalog.now());\n' \
        "$RESCUE_SCHEMA" "$RESCUE_SCHEMA"
    printf "INSERT INTO %s.restored_tables VALUES ('%s');\nALTER TABLE %s.restored_tables SET LOGGED;\n" "$RESCUE_SCHEMA" "$1" "$RESCUE_SCHEMA"
    cat "$folder/sql/0-public.sql" "$folder/sql/1-before-rows.sql" || return 1
    if [ -s "$folder/rows.list" ]; then
        "$PLAYBOOK_BIN/pg_restore" -a -f - -L "$folder/rows.list" "$folder/rows.dump" || return 1
    fi
    cat "$folder/sql/2-sequences.sql" "$folder/sql/3-after-rows.sql" "$folder/sql/3-partitions.sql" "$folder/sql/4-keys.sql" "$folder/sql/5-views.sql" \
        "$folder/sql/6-comments.sql" "$folder/sql/7-grants.sql" || return 1
    printf 'SET CONSTRAINTS ALL IMMEDIATE;\n'
    write_questions || return 1
    printf '%s;\n' "$2"
}

# run_transaction END: sets found to the answers.
run_transaction() {
    if ! { transaction "$statements" "$1" | live -f - >"$folder/said"; } 2>"$folder/errors"; then
        if [ "$1" = COMMIT ]; then must_not_be_committed; fi
        live -c 'SELECT 1' >/dev/null 2>&1 ||
            fail "the server gives no answer, and nothing was changed: $(refusal)" 'is it up? Then try again.'
        fail "the statements that make the tables anew were refused, and nothing was changed: $(refusal)" \
            'was one of them made again since? Rename it or drop it, and plan again; or choose another way back.'
    fi
    cat "$folder/errors"
    found=$(grep -E '^(rows|key|column|empty) ' "$folder/said" || true)
}

refusal() { awk 'NR <= 20' "$folder/errors"; }

# A connection may break when the server has committed already: then the mark is there.
must_not_be_committed() {
    local marked
    marked=$(live -c "SELECT pg_catalog.count(*) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = '$RESCUE_SCHEMA' AND c.relname = 'restored_tables'") ||
        fail "the transaction broke off and the server does not tell whether it was committed: $(refusal)" \
            'look whether the server is up, then choose "try again": what was committed is found by its mark.'
    [ "$marked" = 0 ] ||
        fail "the transaction broke off after it was committed: $(refusal)" 'choose "try again": it is found by its mark.'
}

# Objects that came back, as people read them: kind, schema and name, without the owner, whose name may have blanks.
lost_objects() {
    local separator='' text
    live -c 'SELECT rolname FROM pg_catalog.pg_roles' >"$folder/roles.txt"
    while IFS= read -r text; do
        printf '%s%s' "$separator" "$(json "$text")"
        separator=,
    done < <(awk '
        roles { role[$0] = 1; next }
        keys { if ($1 == "key" && $3 == 0) missing["2606 " $2] = 1; next }
        !($2 " " $3 in missing) {
            sub(/^[0-9]+; [0-9]+ [0-9]+ /, "")
            end = length($0) + 1
            for (at = 1; at < length($0); at++) {
                if (substr($0, at, 1) == " " && substr($0, at + 1) in role) { end = at; break }
            }
            text = substr($0, 1, end - 1); sub(/ +$/, "", text); print text
        }
    ' roles=1 "$folder/roles.txt" roles=0 keys=1 "$folder/said" keys=0 "$folder/lost.list")
    if [ -e "$folder/public.lost" ]; then
        printf '%s%s' "$separator" "$(json 'SCHEMA - public')"
        separator=,
    fi
    while read -r _ _ _ _ _ text; do
        printf '%s%s' "$separator" "$(json "COLUMN $(decoded "$text")")"
        separator=,
    done <"$folder/columns.txt"
}

rows_of_tables() {
    local separator='' oid number
    while read -r _ oid number; do
        printf '%s{"oid":%s,"rows":%s}' "$separator" "$oid" "$number"
        separator=,
    done < <(grep '^rows ' <<<"$found" || true)
}

# literal TEXT: as SQL writes it.
literal() { printf "E'%s'" "$(sed -e 's/\\/\\\\/g' -e "s/'/''/g" <<<"$1")"; }

# For each table that gets its columns back: its key's columns, the lost ones with values, and rows that got them, that were changed by
# others since, that are gone, and that came later.
columns_of_tables() {
    local separator='' oid filled changed gone later key names
    while read -r _ oid filled changed gone later; do
        read -r key names < <(awk -v oid="$oid" '$1 == oid { print $3, $4 }' "$folder/altered.txt")
        printf '%s{"oid":%s,"key":%s,"columns":%s,"rows":%s,"changedSince":%s,"goneSince":%s,"laterRows":%s}' \
            "$separator" "$oid" "$(decoded "$key")" "$(decoded "$names")" "$filled" "$changed" "$gone" "$later"
        separator=,
    done < <(grep '^column ' <<<"$found" || true)
}

# Columns that may stay empty now, each with the server's own words, which name it without the quotes of SQL.
may_be_empty() {
    local separator='' oid number held words said
    while read -r _ oid number held; do
        if [ "$held" != true ]; then
            words=$(decoded "$(awk -v oid="$oid" -v number="$number" '$1 == oid && $2 == number { print $6 }' "$folder/columns.txt")")
            said=$(said_of "column \"${words% of *}\" of relation")
            printf '%s%s' "$separator" "$(json "The column $words may be empty (NOT NULL is not made again). The server said: ${said:-nothing of it}.")"
            separator=,
        fi
    done < <(grep '^empty ' <<<"$found" || true)
}

# said_of TEXT: the server's first error that has it.
said_of() { grep -F -- "$1" "$folder/errors" | awk 'NR == 1 { sub(/^.*ERROR: */, ""); print }' || true; }

# Foreign keys that are not as they were, each with the server's own words.
weak_keys() {
    local separator='' oid number valid words name held what said
    while read -r _ oid number valid; do
        read -r words name held < <(awk -v oid="$oid" '$1 == oid { print $3, $4, $5 }' "$folder/keys.txt")
        case "$number $valid $held" in
            '0 '*) what='is not made again' ;;
            *' false t') what='is made again for new rows only (NOT VALID)' ;;
            *) continue ;;
        esac
        said=$(said_of "$(decoded "$name")")
        printf '%s%s' "$separator" "$(json "The foreign key $(decoded "$words") $what. The server said: ${said:-nothing of it}.")"
        separator=,
    done < <(grep '^key ' <<<"$found" || true)
}

# Publications that send the rows as new ones while they come back: their list of tables is not by name. Of one that names its tables
# the tables come back to the list after their rows, which are not sent then.
publications() {
    local schemas=''
    if [ "$(live -c 'SHOW server_version_num')" -ge 150000 ]; then
        schemas="UNION SELECT p.pubname FROM pg_catalog.pg_publication p JOIN pg_catalog.pg_publication_namespace s ON s.pnpubid = p.oid
            JOIN pg_catalog.pg_namespace n ON n.oid = s.pnnspid WHERE p.pubinsert AND n.nspname IN ($1)"
    fi
    live -c "SELECT pubname FROM pg_catalog.pg_publication WHERE puballtables AND pubinsert $schemas ORDER BY 1"
}

# What is told of them: subscribers still have the rows, since DROP TABLE is not replicated.
told_publications() {
    local name literal schemas='' separator=''
    [ -s "$folder/rows.list" ] || return 0
    while read -r _ _ literal; do
        schemas+=${schemas:+, }$(decoded "$literal")
    done <"$folder/tables.txt"
    while IFS= read -r name; do
        [ -n "$name" ] || continue
        printf '%s%s' "$separator" "$(json "The publication $name sends every row of the tables anew. Subscribers whose table was not dropped have these rows already, and stop at the first one: have their table emptied first, or their subscription disabled.")"
        separator=,
    done < <(publications "$schemas")
}

mark() { live -c "SELECT statements FROM $RESCUE_SCHEMA.restored_tables" 2>/dev/null || true; }

case $MODE in
    plan)
        find_lost
        echo 'progress 1 2 steps'
        write_statements
        statements=$(statements_sha256)
        run_transaction ROLLBACK
        echo 'progress 2 2 steps'
        weak=$(weak_keys)
        empty=$(may_be_empty)
        result '{"statementsSha256":%s,"objects":[%s],"rows":[%s],"columns":[%s],"notAsBefore":[%s],"publications":[%s]}\n' \
            "$(json "$statements")" "$(lost_objects)" "$(rows_of_tables)" "$(columns_of_tables)" "$weak${weak:+${empty:+,}}$empty" "$(told_publications)"
        ;;
    restore)
        statements=$(statements_sha256)
        [ "$statements" = "$STATEMENTS_SHA256" ] ||
            fail "the statements in $folder are $statements, the approved ones are $STATEMENTS_SHA256; nothing was changed." \
                'plan again and have the new plan approved.'
        if [ "$(mark)" = "$statements" ]; then
            result '{"statementsSha256":%s,"rows":[],"columns":[],"found":true}\n' "$(json "$statements")"
            exit 0
        fi
        run_transaction COMMIT
        result '{"statementsSha256":%s,"rows":[%s],"columns":[%s],"found":false}\n' \
            "$(json "$statements")" "$(rows_of_tables)" "$(columns_of_tables)"
        ;;
    undo)
        removed=0
        if [ -n "$(mark)" ]; then
            removed=$(cat "$folder/lost.list" "$folder/columns.txt" | wc -l)
            {
                printf 'BEGIN READ WRITE;\nSET LOCAL session_replication_role = replica;\n'
                cat "$folder/sql/undo.sql"
                printf 'DROP TABLE %s.restored_tables;\nCOMMIT;\n' "$RESCUE_SCHEMA"
            } | live -f - >/dev/null 2>"$folder/errors" ||
                fail "what was made anew was not removed: $(refusal)" \
                    'does something depend on it by now? Look at it, or leave the tables as they are.'
        fi
        result '{"objects":%s}\n' "$removed"
        ;;
    *) fail "MODE is '$MODE'." 'it is plan, restore or undo.' ;;
esac
