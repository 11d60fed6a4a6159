-- Why: after a restore with session_replication_role = replica a foreign key is still called validated with orphans in the
-- table; only an anti-join proves it. One row per foreign key: its name, what the catalog says against it, and the statement
-- that counts its orphans (with the constraint's own operators; MATCH SIMPLE lets rows with a NULL pass, MATCH FULL does not;
-- the period of a key WITH PERIOD must be covered by the periods of all its parents together).
select n.nspname || '.' || r.relname || '.' || c.conname as name,
       case when not c.convalidated then 'is NOT VALID' end as state,
       pg_catalog.format(
           'select pg_catalog.count(*), pg_catalog.format(''has %%s rows without their parent'', pg_catalog.count(*)) '
           'from %s %I.%I as child where %s and %s',
           case when r.relkind = 'p' then '' else 'only' end, n.nspname, r.relname,
           case when c.confmatchtype = 'f' then pg_catalog.format('(%s)', pairs.some_set) else pairs.all_set end,
           pg_catalog.format(
               case when pairs.child_period is null then 'not exists (select from %1$s %2$I.%3$I as parent where %4$s)'
                    else '(child.%5$I operator(pg_catalog.<@) (select pg_catalog.range_agg(parent.%6$I) '
                         'from %1$s %2$I.%3$I as parent where %4$s)) is not true'
               end,
               case when p.relkind = 'p' then '' else 'only' end, pn.nspname, p.relname, pairs.matches,
               pairs.child_period, pairs.parent_period)) as reading
from pg_catalog.pg_constraint c
join pg_catalog.pg_class r on r.oid = c.conrelid
join pg_catalog.pg_namespace n on n.oid = r.relnamespace
join pg_catalog.pg_class p on p.oid = c.confrelid
join pg_catalog.pg_namespace pn on pn.oid = p.relnamespace
cross join lateral (
    select pg_catalog.string_agg(pg_catalog.format('child.%I is not null', a.attname), ' and ' order by k.n) as all_set,
           pg_catalog.string_agg(pg_catalog.format('child.%I is not null', a.attname), ' or ' order by k.n) as some_set,
           pg_catalog.string_agg(
               pg_catalog.format('parent.%I operator(%I.%s) child.%I', pa.attname, opn.nspname, o.oprname, a.attname),
               ' and ' order by k.n) filter (where not k.period) as matches,
           pg_catalog.max(a.attname::pg_catalog.text) filter (where k.period) as child_period,
           pg_catalog.max(pa.attname::pg_catalog.text) filter (where k.period) as parent_period
    -- The period is the last column; conperiod exists since version 18.
    from (select u.*, coalesce((pg_catalog.to_jsonb(c) ->> 'conperiod')::pg_catalog.bool, false)
                      and u.n = pg_catalog.cardinality(c.conkey) as period
          from rows from (pg_catalog.unnest(c.conkey), pg_catalog.unnest(c.confkey), pg_catalog.unnest(c.conpfeqop))
               with ordinality as u(child, parent, operator, n)) as k
    join pg_catalog.pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.child
    join pg_catalog.pg_attribute pa on pa.attrelid = c.confrelid and pa.attnum = k.parent
    join pg_catalog.pg_operator o on o.oid = k.operator
    join pg_catalog.pg_namespace opn on opn.oid = o.oprnamespace
) as pairs
where c.contype = 'f'
  and c.conparentid = 0
  -- NOT ENFORCED exists since version 18.
  and coalesce((pg_catalog.to_jsonb(c) ->> 'conenforced')::pg_catalog.bool, true)
order by 1
