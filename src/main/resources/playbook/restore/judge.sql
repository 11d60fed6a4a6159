-- Why: what becomes of each staged row is decided here, to be read by whoever answers for it. In the end act is what is done with a
-- row: insert, update, remove; or why nothing is: present, kept, gone, absent, conflict.
-- One row per statement: of which table (OID), by which reference (its number, null without), the statement's name (as JudgeSql.java
-- asks for it) and its text. The query begins in merge-parts.sql, which says what stands between braces.
, statement as (
    select tab.oid, null::pg_catalog.int8 as number, s.name, s.text
    from given cross join tab cross join lateral (values

    -- What each row is by itself.
    ('begin', true, $$
        UPDATE {staged} s SET act = CASE op WHEN 'D' THEN 'insert' WHEN 'U' THEN 'gone' ELSE 'added' END$$),
    -- Not earlier: while act is null everywhere, every join on it is planned for one row, row by row.
    ('analyze', true, $$ANALYZE {staged}$$),
    -- Rows that the loss had added go, unless somebody changed them since or wants them to stay.
    ('added', not keyless and not keep_added, $$
        UPDATE {staged} s SET act = CASE WHEN {same l s.a} THEN 'remove' ELSE 'conflict' END,
        why = CASE WHEN {same l s.a} THEN NULL ELSE 'CHANGED_LATER' END
        FROM ONLY {table} l WHERE {act} = 'added' AND {equal l s.a}$$),
    ('added', not keyless and keep_added, $$
        UPDATE {staged} s SET act = 'conflict', why = 'ADDED_KEPT' FROM ONLY {table} l WHERE {act} = 'added' AND {equal l s.a}$$),
    -- Rows with the same values stand for each other: it does not matter which of them is removed.
    ('added', keyless and not keep_added, $$
        UPDATE {staged} s SET act = CASE WHEN coalesce(l.number, 0) >= g.number THEN 'remove' ELSE 'conflict' END,
        why = CASE WHEN coalesce(l.number, 0) >= g.number THEN NULL ELSE 'CHANGED_LATER' END
        FROM (SELECT {row a} AS values, pg_catalog.count(*) AS number FROM {staged} WHERE act = 'added' GROUP BY 1) g
        LEFT JOIN (SELECT {live row t} AS values, pg_catalog.count(*) AS number FROM ONLY {table} t GROUP BY 1) l
        ON l.values = g.values WHERE s.act = 'added' AND {row s.a} = g.values$$),
    ('added', keyless and keep_added, $$
        UPDATE {staged} s SET act = 'conflict', why = 'ADDED_KEPT' WHERE act = 'added'$$),
    ('absent', true, $$UPDATE {staged} s SET act = 'absent' WHERE act = 'added'$$),
    ('present', not keyless, $$
        UPDATE {staged} s SET act = 'present' WHERE act = 'insert'
        AND EXISTS (SELECT FROM ONLY {table} l WHERE {equal l s.b} AND {same l s.b})$$),
    ('changed', not keyless, $$
        UPDATE {staged} s SET act = CASE WHEN {some column is as the loss left it} THEN 'update'
        WHEN {same l s.b} THEN 'present' ELSE 'kept' END,
        why = CASE WHEN {some column has a later value} THEN 'KEPT_LATER' END
        FROM ONLY {table} l WHERE {act} = 'gone' AND {equal l s.b}$$),
    -- A person named the row. Asked first, and once: without names no row is looked at.
    ('left out', true, $$
        UPDATE {staged} s SET act = 'conflict', why = 'LEFT_OUT' WHERE act IN ('insert', 'update', 'remove')
        AND EXISTS (SELECT FROM pg_temp."left_out" WHERE oid = {oid})
        AND {key} IN (SELECT key FROM pg_temp."left_out" WHERE oid = {oid})$$),

    -- What stands in their way, after all tables' rows were judged alone.
    ('no key', keyless, $$
        UPDATE {staged} s SET act = 'conflict', why = 'NO_KEY' WHERE act = 'insert'
        AND (EXISTS (SELECT FROM {staged} o WHERE o.op <> 'D' AND o.act NOT IN ('remove', 'absent'))
        OR EXISTS (SELECT FROM ONLY {table} l WHERE {live row l} = {row s.b}))$$),
    -- Large objects (2995 their list, 2613 their pages). Somebody made another of that number: pages of both would be mixed.
    ('another object', not keyless and tab.oid = 2613 and exists (select from tab objects where objects.oid = 2995), $$
        UPDATE {staged} s SET act = 'conflict', why = 'KEY_EXISTS' WHERE act = 'insert'
        AND EXISTS (SELECT FROM pg_temp."staged_2995" o JOIN pg_catalog.pg_largeobject_metadata l ON l.oid = o.b1
        WHERE o.op = 'D' AND o.b1 = s.b1)$$),
    ('owner gone', not keyless and tab.oid = 2995, pg_catalog.format($$
        UPDATE {staged} s SET act = 'conflict', why = 'OWNER_GONE' WHERE act = 'insert'
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_authid a WHERE a.oid = s.b%s)$$,
        (select col.n from col where col.oid = tab.oid and col.name = 'lomowner'))),
    ('key exists', not keyless, $$
        UPDATE {staged} s SET act = 'conflict', why = 'KEY_EXISTS' WHERE act = 'insert'
        AND EXISTS (SELECT FROM {root} l WHERE {equal l s.b}{leaving})$$),
    -- The row that only got another key is still there, and stays: both together would be twins.
    ('key changed later', not keyless and exists (select from col where col.oid = tab.oid and not col.in_key), $$
        UPDATE {staged} s SET act = 'conflict', why = 'KEY_CHANGED_LATER' WHERE act = 'insert'
        AND EXISTS (SELECT FROM {staged} o WHERE o.op = 'I' AND o.act = 'conflict'
        AND {but for the key o.a} = {but for the key s.b})
        AND NOT EXISTS (SELECT FROM {staged} o WHERE o.op = 'D' AND o.n <> s.n
        AND {but for the key o.b} = {but for the key s.b})$$),
    -- The database itself refused these rows.
    ('refused', true, $$
        UPDATE {staged} s SET act = 'conflict', why = ? WHERE n = ANY (?::pg_catalog.int8[]) RETURNING n$$),

    -- What people are told.
    ('counts', true, $$
        SELECT act, coalesce(why, ''), pg_catalog.count(*) FROM {staged} GROUP BY 1, 2 ORDER BY 1, 2$$),
    ('keys', true, $$
        SELECT {key} FROM {staged} WHERE act = ? AND coalesce(why, '') = ? ORDER BY 1 LIMIT 100$$),
    -- Named keys that no staged row has; and the first three keys, to show how they are written.
    ('unknown', true, $$
        SELECT key FROM pg_temp."left_out" WHERE oid = {oid}
        EXCEPT SELECT {key} FROM {staged} WHERE EXISTS (SELECT FROM pg_temp."left_out" WHERE oid = {oid}) ORDER BY 1$$),
    ('some keys', true, $$SELECT {key} FROM {staged} ORDER BY n LIMIT 3$$)

    ) as s(name, wanted, text)
    where s.wanted
    union all
    -- Live rows that get an older value back, or go, do not stand in the way; whether they make room, the database itself says
    -- later. A plain join comes first, so that few staged rows are looked up in the index of a large table.
    select oid, number, 'unique taken', $$
        UPDATE {staged} s SET act = 'conflict', why = 'UNIQUE_TAKEN'
        FROM (SELECT t.n AS {number}, l.* FROM {staged} t JOIN ONLY {table} l ON {equal by index l t.b} AND NOT ({equal l t.b})) l
        WHERE s.n = l.{number} AND (s.act = 'insert' OR s.act = 'update' AND ({index changed}))
        AND NOT EXISTS (SELECT FROM {staged} o WHERE o.act IN ('update', 'remove') AND {equal l o.a})$$
    from idx where number > 0
    union all
    -- Rows to come back whose parent neither lives nor comes back; to be repeated until it finds no more.
    select distinct oid, number, 'parent gone', $$
        UPDATE {staged} s SET act = 'conflict', why = 'PARENT_GONE'
        WHERE (act = 'insert' OR act = 'update' AND ({to move to another parent})){refers by s.b}{no parent afterwards for s.b}$$
    from child where itself
    union all
    -- Added rows to which others refer that stay, and values that go although others refer to them; likewise.
    select distinct oid, number, 'still referenced', $$
        UPDATE {staged} s SET act = 'conflict', why = 'REFERENCED' WHERE (act = 'remove'{or its values go})
        AND EXISTS (SELECT FROM {child} c WHERE {a child refers to s.a}{and the child stays}{no parent afterwards for c})$$
    from parent
)
