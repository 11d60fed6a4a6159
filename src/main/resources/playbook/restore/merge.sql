-- Why: what a merge does to the patient, to be read by whoever answers for it. One row per statement: of which table (OID), by
-- which reference (its number, null without), the statement's name (as MergeSql.java asks for it) and its text.
-- The query begins in merge-parts.sql, which says what stands between braces.
, statement as (
    select tab.oid, null::pg_catalog.int8 as number, s.name, s.text
    from tab cross join lateral (values

    -- The rows of before and after come in.
    ('stage', true, $$
        CREATE TEMPORARY TABLE {staged} (n pg_catalog.int8 GENERATED ALWAYS AS IDENTITY, op "char",
        {typed b}, {typed a}, act pg_catalog.text, why pg_catalog.text)$$),
    ('load', true, $$COPY {staged} (op, {b}, {a}) FROM STDIN$$),
    ('lock', true, $$LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE$$),

    -- What is replaced and removed is kept, and what shall be there instead.
    ('keep', true, $$CREATE TABLE {kept} (n pg_catalog.int8, act pg_catalog.text, {typed p}, {typed q})$$),
    ('keep updated', not keyless, $$
        INSERT INTO {kept} SELECT s.n, CASE WHEN {stiff} THEN 'rewrite' ELSE 'update' END, {columns l}, {merged}
        FROM {staged} s JOIN ONLY {table} l ON {equal l s.b} WHERE s.act = 'update'$$),
    ('keep inserted', true, $$
        INSERT INTO {kept} SELECT s.n, 'insert', {nulls}, {s.b} FROM {staged} s WHERE s.act = 'insert'$$),
    ('keep removed', true, $$
        INSERT INTO {kept} SELECT s.n, 'remove', {s.a}, {nulls} FROM {staged} s WHERE s.act = 'remove'$$),
    ('analyze kept', true, $$ANALYZE {kept}$$),
    ('count by act', true, $$
        SELECT act, pg_catalog.count(*), pg_catalog.min(n), pg_catalog.max(n) FROM {kept} GROUP BY 1$$),
    -- So that single rows are found quickly, when some were refused.
    ('find kept', true, $$CREATE INDEX ON {kept} (n)$$),

    -- The merge. Update, put in and insert end with a condition on r: a range of numbers is appended to them.
    ('remove', not keyless, $$
        DELETE FROM ONLY {table} l USING {kept} r WHERE r.act = 'remove' AND {equal l r.p} AND {same l r.p}$$),
    -- Rows with the same values stand for each other: it does not matter which of them goes.
    ('remove', keyless, $$
        DELETE FROM ONLY {table} WHERE ctid IN (SELECT l.place
        FROM (SELECT ctid AS place, {live row t} AS values,
        pg_catalog.row_number() OVER (PARTITION BY {live row t}) AS number FROM ONLY {table} t) l
        JOIN (SELECT {row p} AS values, pg_catalog.count(*) AS number FROM {kept} WHERE act = 'remove' GROUP BY 1) r
        ON l.values = r.values AND l.number <= r.number)$$),
    ('update', not keyless, $$
        UPDATE ONLY {table} l SET {set wanted} FROM {kept} r WHERE r.act = 'update' AND {equal l r.p}$$),
    -- A row that changes where it must be unique goes out and comes in again: so rows may exchange such values.
    ('move out', not keyless, $$
        CREATE TEMPORARY TABLE {moved} AS SELECT r.n, r.act, {wanted as v}{others l}
        FROM {kept} r JOIN ONLY {table} l ON {equal l r.p} WHERE r.act = 'rewrite'$$),
    ('delete moved', not keyless, $$
        DELETE FROM ONLY {table} l USING {kept} r WHERE r.act = 'rewrite' AND {equal l r.p}$$),
    ('put in', true, $$
        INSERT INTO {table} ({columns}{others}) OVERRIDING SYSTEM VALUE
        SELECT {r.v}{others r} FROM {moved} r WHERE r.act = 'rewrite'$$),
    ('insert', true, $$
        INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE SELECT {r.q} FROM {kept} r WHERE r.act = 'insert'$$),

    -- Its undo: what was changed after the merge stays.
    ('undo insert', not keyless, $$
        DELETE FROM ONLY {table} l USING {kept} r WHERE r.act = 'insert' AND {equal l r.q} AND {same l r.q}$$),
    ('undo insert', keyless, $$
        DELETE FROM ONLY {table} WHERE ctid IN (SELECT l.place
        FROM (SELECT ctid AS place, {live row t} AS values,
        pg_catalog.row_number() OVER (PARTITION BY {live row t}) AS number FROM ONLY {table} t) l
        JOIN (SELECT {row q} AS values, pg_catalog.count(*) AS number FROM {kept} WHERE act = 'insert' GROUP BY 1) r
        ON l.values = r.values AND l.number <= r.number)$$),
    ('undo update', not keyless, $$
        UPDATE ONLY {table} l SET {set given back} FROM {kept} r WHERE r.act = 'update' AND {equal l r.q}$$),
    ('undo move out', not keyless, $$
        CREATE TEMPORARY TABLE {moved} AS SELECT r.n, r.act, {given back as v}{others l}
        FROM {kept} r JOIN ONLY {table} l ON {equal l r.q} WHERE r.act = 'rewrite'$$),
    ('undo delete moved', not keyless, $$
        DELETE FROM ONLY {table} l USING {kept} r WHERE r.act = 'rewrite' AND {equal l r.q}$$),
    ('undo remove', not keyless, $$
        INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE SELECT {r.p} FROM {kept} r WHERE r.act = 'remove'
        AND NOT EXISTS (SELECT FROM {root} l WHERE {equal l r.p})$$),
    ('undo remove', keyless, $$
        INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE SELECT {r.p} FROM {kept} r WHERE r.act = 'remove'$$),
    ('count kept', true, $$
        SELECT pg_catalog.count(*) FILTER (WHERE act = 'insert'), pg_catalog.count(*) FILTER (WHERE act <> 'insert')
        FROM {kept}$$),

    -- The proof: rows that are not there as they should be, value by value.
    ('count other', not keyless, $$
        SELECT pg_catalog.count(*) FROM {kept} r LEFT JOIN ONLY {table} l ON {equal l r.q} AND {same l r.q}
        WHERE r.act <> 'remove' AND l.ctid IS NULL$$),
    ('count other', keyless, $$
        SELECT coalesce(pg_catalog.sum(greatest(r.number - coalesce(l.number, 0), 0)), 0)::pg_catalog.int8
        FROM (SELECT {row q} AS values, pg_catalog.count(*) AS number FROM {kept} WHERE act = 'insert' GROUP BY 1) r
        LEFT JOIN (SELECT {live row t} AS values, pg_catalog.count(*) AS number FROM ONLY {table} t GROUP BY 1) l
        ON l.values = r.values$$),
    -- No statements, but the words for rows that were written.
    ('kept', true, $${kept}$$),
    ('is written', not keyless, $${equal l r.q}$$),
    ('is written', keyless, $${live row l} = {row r.q}$$)

    ) as s(name, wanted, text)
    where s.wanted
      -- A table of key columns only has nothing to set.
      and not (s.name in ('update', 'undo update')
               and not exists (select from col where col.oid = tab.oid and not col.in_key and not col.identity_always))
    union all
    -- Rows put back, or moved to another parent, whose parent is nowhere.
    select distinct oid, number, 'count lost children', $$
        SELECT pg_catalog.count(*) FROM {kept} r WHERE (r.act = 'insert' OR {moved to another parent}){refers by r.q}{no parent now for r.q}$$
    from child where itself
    union all
    -- Rows that referred to a value which an update has replaced, and that is nowhere else.
    select distinct oid, number, 'count lost parents', $$
        SELECT pg_catalog.count(*) FROM {kept} r JOIN {child} c ON {a child refers to r.p}
        WHERE (r.act = 'remove' OR {no longer referred to}){no parent now for c}$$
    from parent
    union all
    -- Rows whose parent is nowhere; a row with a null in the reference has none.
    select null, number, 'count orphans', $$
        SELECT pg_catalog.count(*) FROM {child} c WHERE {child refers}{no parent now for c}$$
    from reference
)
