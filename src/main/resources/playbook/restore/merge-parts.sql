-- Why: from table to table the statements of a merge differ only by lists of columns. Here PostgreSQL makes these lists, with every
-- name of the database through %I or quote_ident, and gives each a name of its own: merge.sql and judge.sql put {that name} where
-- the list belongs. This is the first part of a query, merge.sql or judge.sql is the second, statements.sql is the last.
--
-- Given is one document: {"tables": [...], "references": [...], "rescueSchema": "...", "keepAdded": false}; the first two as
-- TableShape.java and ForeignKey.java describe them. Rows have these names in all statements:
--
--   l  live        s  staged: b1, b2 ... before the loss, a1, a2 ... after it; o  another staged row
--   t  live, too   r  kept:   p1, p2 ... live before the merge, q1, q2 ... after it; v1, v2 ... what is put in instead
--   c  a child's   p  a parent's
with given as (
    select document, (document ->> 'keepAdded')::pg_catalog.bool as keep_added
    from (select ?::pg_catalog.jsonb as document) d
), tab as (
    select (d ->> 'oid')::pg_catalog.int8 as oid, (d ->> 'rootOid')::pg_catalog.int8 as root_oid, position, d,
           pg_catalog.jsonb_array_length(d -> 'key') = 0 as keyless,
           pg_catalog.format('%I.%I', d ->> 'schema', d ->> 'name') as name,
           -- Names of our own are always quoted: so they are in the plans that former versions made.
           pg_catalog.format('pg_temp."staged_%s"', d ->> 'oid') as staged,
           pg_catalog.format('pg_temp."moved_%s"', d ->> 'oid') as moved,
           pg_catalog.format('"%s"."rows_%s"', document ->> 'rescueSchema', d ->> 'oid') as kept
    from given, pg_catalog.jsonb_array_elements(document -> 'tables') with ordinality as t(d, position)
), col as (
    select tab.oid, n, c ->> 'name' as name, pg_catalog.quote_ident(c ->> 'name') as sql, c ->> 'stagedType' as type,
           (c ->> 'identityAlways')::pg_catalog.bool as identity_always, (c ->> 'stiff')::pg_catalog.bool as stiff,
           tab.d -> 'key' @> pg_catalog.jsonb_build_array(pg_catalog.jsonb_build_object('column', n - 1)) as in_key
    from tab, pg_catalog.jsonb_array_elements(tab.d -> 'columns') with ordinality as t(c, n)
), idx as (
    -- Number 0 is the key, from 1 the other unique indexes.
    select tab.oid, 0 as number, tab.d -> 'key' as matches from tab where not keyless
    union all
    select tab.oid, number, matches from tab, pg_catalog.jsonb_array_elements(tab.d -> 'unique') with ordinality as t(matches, number)
), match as (
    select idx.oid, idx.number, position, col.n, col.sql, m ->> 'operator' as operator
    from idx, pg_catalog.jsonb_array_elements(idx.matches) with ordinality as t(m, position), col
    where col.oid = idx.oid and col.n = (m ->> 'column')::pg_catalog.int8 + 1
), equal as (
    -- The row of the same key, or of the same values of a unique index.
    select oid, number, live, staged,
           pg_catalog.string_agg(pg_catalog.format('%s.%s %s %s%s', live, sql, operator, staged, n), ' AND ' order by position) as text
    from match, (values ('l', 's.b'), ('l', 's.a'), ('l', 't.b'), ('l', 'o.a'), ('l', 'r.p'), ('l', 'r.q'), ('c', 'o.a'), ('p', 'o.a'))
         as names(live, staged)
    group by oid, number, live, staged
), one_row as (
    -- A row as one text: which is all that tells it where there is no key.
    select oid, prefix,
           pg_catalog.format('ROW(%s)::pg_catalog.text', pg_catalog.string_agg(prefix || n, ', ' order by n)) as text
    from col, pg_catalog.unnest('{p,q,a,b,s.a,s.b,o.a,r.q}'::pg_catalog.text[]) as prefix
    group by oid, prefix
), live_row as (
    select oid, prefix,
           pg_catalog.format('ROW(%s)::pg_catalog.text', pg_catalog.string_agg(prefix || '.' || sql, ', ' order by n)) as text
    from col, pg_catalog.unnest('{l,t,c,p}'::pg_catalog.text[]) as prefix
    group by oid, prefix
), changed as (
    -- The loss changed this column.
    select oid, n, pg_catalog.format('s.b%s::pg_catalog.text IS DISTINCT FROM s.a%s::pg_catalog.text', n, n) as text
    from col
), merged as (
    -- A column gets its value of before only if it still holds what the loss wrote.
    select oid, n, live, staged,
           pg_catalog.format('CASE WHEN %1$s.%2$s::pg_catalog.text IS NOT DISTINCT FROM %3$s.a%4$s::pg_catalog.text'
                             ' THEN %3$s.b%4$s ELSE %1$s.%2$s END', live, sql, staged, n) as text
    from col, (values ('l', 's'), ('p', 'o')) as names(live, staged)
), given_back as (
    -- What an undo gives a column: its value before the merge, only if it still holds what the merge wrote.
    select oid, n,
           pg_catalog.format('CASE WHEN l.%1$s::pg_catalog.text IS NOT DISTINCT FROM r.q%2$s::pg_catalog.text'
                             ' THEN r.p%2$s ELSE l.%1$s END', sql, n) as text
    from col
), gone as (
    -- AND the live row is not one that the loss had added, and that goes.
    select tab.oid, alias as live,
           pg_catalog.format(' AND NOT (%s.tableoid = %s AND EXISTS (SELECT FROM %s o WHERE o.act = ''remove'' AND %s))',
                             alias, tab.oid, tab.staged, coalesce(equal.text, live_row.text || ' = ' || one_row.text)) as text
    from tab
    cross join pg_catalog.unnest('{l,c,p}'::pg_catalog.text[]) as alias
    left join equal on equal.oid = tab.oid and equal.number = 0 and equal.live = alias and equal.staged = 'o.a'
    left join live_row on live_row.oid = tab.oid and live_row.prefix = alias
    left join one_row on one_row.oid = tab.oid and one_row.prefix = 'o.a'
), reference as (
    select number - 1 as number, f, (f ->> 'childOid')::pg_catalog.int8 as child_oid, (f ->> 'parentOid')::pg_catalog.int8 as parent_oid,
           f ->> 'child' as child, f ->> 'parent' as parent, (f ->> 'period')::pg_catalog.bool as period
    from given, pg_catalog.jsonb_array_elements(document -> 'references') with ordinality as t(f, number)
), pair as (
    -- A period (since version 18) is the last pair.
    select number, position, p ->> 'child' as child, p ->> 'childSql' as child_sql, p ->> 'parent' as parent,
           p ->> 'parentSql' as parent_sql, p ->> 'operator' as operator,
           reference.period and position = pg_catalog.jsonb_array_length(f -> 'columns') as period
    from reference, pg_catalog.jsonb_array_elements(f -> 'columns') with ordinality as t(p, position)
), child as (
    -- A table whose rows refer by a reference, with the numbers of the columns; a generated one has none.
    select tab.oid, reference.number, pair.position, coalesce(col.n, 0) as n, tab.oid = reference.child_oid as itself
    from tab join reference on reference.child_oid in (tab.oid, tab.root_oid)
    join pair using (number) left join col on col.oid = tab.oid and col.name = pair.child
), parent as (
    select tab.oid, reference.number, pair.position, coalesce(col.n, 0) as n, coalesce(col.in_key, false) as in_key
    from tab join reference on reference.parent_oid in (tab.oid, tab.root_oid)
    join pair using (number) left join col on col.oid = tab.oid and col.name = pair.parent
), keeps as (
    -- An update never changes what is referred to: it is the row's key, or no row is updated.
    select oid, number, tab.keyless or pg_catalog.bool_and(parent.in_key) as keeps
    from parent join tab using (oid)
    group by oid, number, tab.keyless
), place as (
    -- Where a parent may be. Now: among the live rows. Afterwards: among those that stay, come back, or get their values back.
    select number, 'now' as moment, 0 as position, 0 as part, parent || ' p' as source, '' as filter, null::pg_catalog.int8 as oid
    from reference
    union all
    select reference.number, 'afterwards', 0, 0, reference.parent || ' p',
           coalesce(pg_catalog.string_agg(gone.text || case when keeps.keeps then '' else
               pg_catalog.format(' AND NOT (p.tableoid = %s AND EXISTS (SELECT FROM %s o WHERE o.act = ''update'' AND %s))',
                                 tab.oid, tab.staged, equal.text) end, '' order by tab.position), ''),
           null
    from reference
    left join (keeps join tab using (oid) join gone on gone.oid = tab.oid and gone.live = 'p'
               left join equal on equal.oid = tab.oid and equal.number = 0 and equal.live = 'p' and equal.staged = 'o.a')
        on keeps.number = reference.number
    group by reference.number, reference.parent
    union all
    select keeps.number, 'afterwards', tab.position, 1, tab.staged || ' p', ' AND p.act = ''insert''', tab.oid
    from keeps join tab using (oid)
    union all
    select keeps.number, 'afterwards', tab.position, 2,
           pg_catalog.format('%s o JOIN ONLY %s p ON %s', tab.staged, tab.name, equal.text), ' AND o.act = ''update''', tab.oid
    from keeps join tab using (oid) join equal on equal.oid = tab.oid and equal.number = 0 and equal.live = 'p' and equal.staged = 'o.a'
    where not keeps.keeps
), place_pair as (
    select place.number, place.moment, place.position, place.part, pair.position as pair, pair.operator, pair.period, pair.child_sql,
           case place.part when 0 then 'p.' || pair.parent_sql
                           when 1 then 'p.b' || parent.n
                           else pg_catalog.format('(%s)', merged.text) end as value
    from place join pair using (number)
    left join parent on parent.oid = place.oid and parent.number = place.number and parent.position = pair.position
    left join merged on merged.oid = place.oid and merged.n = parent.n and merged.live = 'p'
), refers as (
    -- How a statement names what a child's row refers to. Staged and kept rows are told by the numbers of a table's columns.
    select null::pg_catalog.int8 as oid, number, 'c' as whose, position, 'c.' || child_sql as value from pair
    union all
    select oid, number, whose, position, whose || n
    from child, pg_catalog.unnest('{s.b,r.q}'::pg_catalog.text[]) as whose where itself
), found as (
    select place.number, place.moment, place.position, place.part, refers.oid, refers.whose,
           pg_catalog.format(' %s WHERE %s%s', place.source,
                             pg_catalog.string_agg(pg_catalog.format('%s %s %s', place_pair.value, place_pair.operator, refers.value),
                                                   ' AND ' order by place_pair.pair) filter (where not place_pair.period),
                             place.filter) as text,
           pg_catalog.max(place_pair.value) filter (where place_pair.period) as period,
           pg_catalog.max(refers.value) filter (where place_pair.period) as wanted
    from place
    join place_pair on (place_pair.number, place_pair.moment, place_pair.position, place_pair.part)
                     = (place.number, place.moment, place.position, place.part)
    join refers on refers.number = place.number and refers.position = place_pair.pair
    group by place.number, place.moment, place.position, place.part, place.source, place.filter, refers.oid, refers.whose
), missing as (
    -- AND no parent is there; of a period: all parents together do not cover it.
    select number, moment, oid, whose,
           case when pg_catalog.max(wanted) is null
                then pg_catalog.string_agg(' AND NOT EXISTS (SELECT FROM' || text || ')', '' order by position, part)
                else pg_catalog.format(
                    ' AND (%s OPERATOR(pg_catalog.<@) (SELECT pg_catalog.range_agg(parents.period) FROM (%s) parents)) IS NOT TRUE',
                    pg_catalog.max(wanted),
                    pg_catalog.string_agg('SELECT ' || period || ' AS period FROM' || text, ' UNION ALL ' order by position, part))
           end as text
    from found group by number, moment, oid, whose
), piece as (
    select oid, null::pg_catalog.int8 as number, p.name, p.text
    from tab
    cross join lateral (
        -- Columns that were added since, with names of ours where theirs are also in the table of the moved rows.
        select coalesce(pg_catalog.string_agg(', ' || x, '' order by i), '') as names,
               coalesce(pg_catalog.string_agg(pg_catalog.format(', l.%s%s', x, ' AS o' || case when ours.it then i end), '' order by i), '') as live,
               coalesce(pg_catalog.string_agg(', r.' || case when ours.it then 'o' || i else x end, '' order by i), '') as moved
        from pg_catalog.jsonb_array_elements_text(d -> 'others') with ordinality as o(x, i)
        cross join (select exists (select from pg_catalog.jsonb_array_elements_text(d -> 'others') n
                                   where n ~ '^(n|act|v[0-9]+)$') as it) as ours
    ) as others
    cross join lateral (
        -- Whether a column of the live table has a name that the statements use for one of their own.
        select coalesce(pg_catalog.bool_or(a.attname = 'act'), false) as act, coalesce(pg_catalog.bool_or(a.attname = 'number'), false) as number
        from pg_catalog.pg_attribute a where a.attrelid = tab.oid::pg_catalog.oid and a.attnum > 0 and not a.attisdropped
    ) as named
    cross join lateral (values
             ('table', tab.name), ('root', d ->> 'root'), ('staged', staged), ('moved', tab.moved), ('kept', kept),
             ('oid', tab.oid::pg_catalog.text),
             ('act', case when named.act then 's.act' else 'act' end),
             ('number', case when named.number then 'playbook_number' else 'number' end),
             ('others', others.names), ('others l', others.live), ('others r', others.moved))
         as p(name, text)
    union all
    -- {typed b}: b1 and its type, b2 and its type ...
    select oid, null, 'typed ' || prefix, pg_catalog.string_agg(prefix || n || ' ' || type, ', ' order by n)
    from col, pg_catalog.unnest('{a,b,p,q}'::pg_catalog.text[]) as prefix group by oid, prefix
    union all
    -- {b}: b1, b2 ...
    select oid, null, prefix, pg_catalog.string_agg(prefix || n, ', ' order by n)
    from col, pg_catalog.unnest('{a,b,s.a,s.b,r.p,r.q,r.v}'::pg_catalog.text[]) as prefix group by oid, prefix
    union all
    select oid, null, 'columns', pg_catalog.string_agg(sql, ', ' order by n) from col group by oid
    union all
    select oid, null, 'columns l', pg_catalog.string_agg('l.' || sql, ', ' order by n) from col group by oid
    union all
    select oid, null, 'nulls', pg_catalog.string_agg('NULL', ', ') from col group by oid
    union all
    select oid, null, 'row ' || prefix, text from one_row
    union all
    select oid, null, 'live row ' || prefix, text from live_row
    union all
    -- {equal l s.b}: the live row has the key of the staged one.
    select oid, null, pg_catalog.format('equal %s %s', live, staged), text from equal where number = 0
    union all
    -- {same l s.b}: exactly the same text in every column.
    select oid, null, 'same l ' || whose,
           pg_catalog.string_agg(pg_catalog.format('l.%s::pg_catalog.text IS NOT DISTINCT FROM %s%s::pg_catalog.text', sql, whose, n),
                                 ' AND ' order by n)
    from col, pg_catalog.unnest('{s.a,s.b,r.p,r.q}'::pg_catalog.text[]) as whose group by oid, whose
    union all
    select oid, null, 'merged', pg_catalog.string_agg(text, ', ' order by n) from merged where live = 'l' group by oid
    union all
    -- {stiff}: the row changes in a column that cannot be changed where it is.
    select oid, null, 'stiff',
           pg_catalog.format('(false%s)', pg_catalog.string_agg(
               pg_catalog.format(' OR l.%s::pg_catalog.text IS DISTINCT FROM (%s)::pg_catalog.text', sql, merged.text), '' order by n)
               filter (where stiff))
    from col join merged using (oid, n) where merged.live = 'l' group by oid
    union all
    select oid, null, 'wanted as v', pg_catalog.string_agg(pg_catalog.format('r.q%s AS v%s', n, n), ', ' order by n) from col group by oid
    union all
    select oid, null, 'given back as v', pg_catalog.string_agg(pg_catalog.format('%s AS v%s', text, n), ', ' order by n)
    from given_back group by oid
    union all
    -- {set wanted}: is missing where no column can be set.
    select oid, null, 'set wanted', pg_catalog.string_agg(pg_catalog.format('%s = r.q%s', sql, n), ', ' order by n)
    from col where not in_key and not identity_always group by oid
    union all
    select oid, null, 'set given back', pg_catalog.string_agg(pg_catalog.format('%s = %s', sql, text), ', ' order by n)
    from col join given_back using (oid, n) where not in_key and not identity_always group by oid
    union all
    -- {key}: as people read and write it.
    select oid, null, 'key', pg_catalog.string_agg(pg_catalog.format('coalesce(b%s, a%s)::pg_catalog.text', n, n), ' || '', '' || '
                                                   order by position)
    from match where number = 0 group by oid
    union all
    select b.oid, null, 'key', pg_catalog.format('CASE op WHEN ''I'' THEN %s ELSE %s END', a.text, b.text)
    from tab join one_row a on a.oid = tab.oid and a.prefix = 'a' join one_row b on b.oid = tab.oid and b.prefix = 'b' where tab.keyless
    union all
    -- {but for the key s.b}: as one text, so that many rows are joined by hash.
    select oid, null, 'but for the key ' || prefix,
           pg_catalog.format('ROW(%s)::pg_catalog.text', pg_catalog.string_agg(prefix || n || '::pg_catalog.text', ', ' order by n))
    from col, pg_catalog.unnest('{o.a,o.b,s.b}'::pg_catalog.text[]) as prefix where not in_key group by oid, prefix
    union all
    -- {some column is as the loss left it}: and the loss changed it.
    select oid, null, 'some column is as the loss left it',
           pg_catalog.format('(%s)', pg_catalog.string_agg(pg_catalog.format(
               '%s AND l.%s::pg_catalog.text IS NOT DISTINCT FROM s.a%s::pg_catalog.text', changed.text, sql, n), ' OR ' order by n))
    from col join changed using (oid, n) group by oid
    union all
    -- {some column has a later value}: neither what the loss wrote, nor what was there before.
    select oid, null, 'some column has a later value',
           pg_catalog.format('(%s)', pg_catalog.string_agg(pg_catalog.format(
               '%1$s AND l.%2$s::pg_catalog.text IS DISTINCT FROM s.a%3$s::pg_catalog.text'
               ' AND l.%2$s::pg_catalog.text IS DISTINCT FROM s.b%3$s::pg_catalog.text', changed.text, sql, n), ' OR ' order by n))
    from col join changed using (oid, n) group by oid
    union all
    -- Of one table and one unique index.
    select oid, number, 'equal by index l t.b', text from equal where number > 0 and live = 'l' and staged = 't.b'
    union all
    select oid, number, 'index changed', pg_catalog.string_agg(changed.text, ' OR ' order by position)
    from match join changed using (oid, n) where number > 0 group by oid, number
    union all
    -- {leaving}: not one of the rows which the loss had added to any part of the table, and that go.
    select tab.oid, null, 'leaving', pg_catalog.string_agg(gone.text, '' order by part.position)
    from tab join tab part on part.root_oid = tab.root_oid and not part.keyless join gone on gone.oid = part.oid and gone.live = 'l'
    group by tab.oid
    union all
    -- From here on of one table and one reference. {refers by r.q}: the row has a value in each of the reference's columns.
    select child.oid, child.number, 'refers by r.q', pg_catalog.string_agg(pg_catalog.format(' AND r.q%s IS NOT NULL', n), '' order by position)
    from child group by oid, number
    union all
    select child.oid, child.number, 'refers by s.b', pg_catalog.string_agg(pg_catalog.format(' AND s.b%s IS NOT NULL', n), '' order by position)
    from child group by oid, number
    union all
    -- {moved to another parent}: of kept rows; {to move to another parent}: of staged ones.
    select oid, number, 'moved to another parent', pg_catalog.string_agg(pg_catalog.format(
               'r.act IN (''update'', ''rewrite'') AND r.p%s::pg_catalog.text IS DISTINCT FROM r.q%s::pg_catalog.text', n, n), ' OR ' order by position)
    from child group by oid, number
    union all
    select child.oid, child.number, 'to move to another parent', pg_catalog.string_agg(changed.text, ' OR ' order by position)
    from child join changed using (oid, n) group by child.oid, child.number
    union all
    -- {no longer referred to}: the value that children refer to was replaced.
    select oid, number, 'no longer referred to', pg_catalog.string_agg(pg_catalog.format(
               'r.act IN (''update'', ''rewrite'') AND r.p%s::pg_catalog.text IS DISTINCT FROM r.q%s::pg_catalog.text', n, n), ' OR ' order by position)
    from parent group by oid, number
    union all
    select parent.oid, parent.number, 'or its values go',
           case when keeps.keeps then ''
                else pg_catalog.format(' OR act = ''update'' AND (%s)', pg_catalog.string_agg(changed.text, ' OR ' order by position)) end
    from parent join changed using (oid, n) join keeps using (oid, number) group by parent.oid, parent.number, keeps.keeps
    union all
    -- {a child refers to r.p}: c is that child.
    select oid, number, 'a child refers to ' || whose,
           pg_catalog.string_agg(pg_catalog.format('%s%s %s c.%s', whose, n, operator, child_sql), ' AND ' order by position)
    from parent join pair using (number, position), pg_catalog.unnest('{r.p,s.a}'::pg_catalog.text[]) as whose
    group by oid, number, whose
    union all
    select null, number, 'child', child from reference
    union all
    select null, number, 'parent', parent from reference
    union all
    select null, number, 'child refers', pg_catalog.string_agg(pg_catalog.format('c.%s IS NOT NULL', child_sql), ' AND ' order by position)
    from pair group by number
    union all
    -- {and the child stays}: it does not go, nor does an update lead it to another parent.
    select null, reference.number, 'and the child stays',
           coalesce(pg_catalog.string_agg(gone.text || case when tab.keyless then '' else pg_catalog.format(
               ' AND NOT (c.tableoid = %s AND EXISTS (SELECT FROM %s o WHERE o.act = ''update'' AND %s AND (%s)))',
               tab.oid, tab.staged, equal.text, leads.text) end, '' order by tab.position), '')
    from reference
    left join ((select child.oid, child.number, pg_catalog.string_agg(pg_catalog.format(
                           'o.b%1$s::pg_catalog.text IS DISTINCT FROM o.a%1$s::pg_catalog.text'
                           ' AND o.a%1$s::pg_catalog.text IS NOT DISTINCT FROM c.%2$s::pg_catalog.text', child.n, pair.child_sql),
                       ' OR ' order by position) as text
                from child join pair using (number, position) group by child.oid, child.number) leads
               join tab using (oid) join gone on gone.oid = tab.oid and gone.live = 'c'
               left join equal on equal.oid = tab.oid and equal.number = 0 and equal.live = 'c' and equal.staged = 'o.a')
        on leads.number = reference.number
    group by reference.number
    union all
    -- {no parent now for c}, {no parent afterwards for s.b} ...
    select oid, number, pg_catalog.format('no parent %s for %s', moment, whose), text from missing
)
