-- Why: a trigger that is ENABLE ALWAYS, a rule or a default can change what the merge wrote; numbers of rows do not show it.
-- Parameters: the rescue schema, the table's OID, its columns in the plan's order, and the columns of its key. Gives one
-- statement: rows that came back, rows of them that are not there, and for each column how many rows have another value.
-- Values are compared as text, as the merge itself compares them; without a key, rows are counted by all their values.
with asked as (
    select ?::pg_catalog.text as rescue, ?::pg_catalog.oid as oid, ?::pg_catalog.text[] as columns, ?::pg_catalog.text[] as keys
), named as (
    select asked.*, n.nspname, c.relname, pg_catalog.format('%I.%I', rescue, 'rows_' || asked.oid) as kept
    from asked
    join pg_catalog.pg_class c on c.oid = asked.oid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
), listed as (
    select pg_catalog.string_agg(pg_catalog.format('l.%I', name), ', ' order by number) as live,
           pg_catalog.string_agg(pg_catalog.format('r.q%s', number), ', ' order by number) as planned,
           pg_catalog.string_agg(
               pg_catalog.format('l.%I::pg_catalog.text = r.q%s::pg_catalog.text', name, number),
               ' and ' order by number) filter (where name = any (keys)) as found,
           pg_catalog.string_agg(
               pg_catalog.format(
                   'pg_catalog.count(*) filter (where l.ctid is not null and l.%I::pg_catalog.text is distinct from r.q%s::pg_catalog.text)',
                   name, number),
               ', ' order by number) as differing
    from asked, pg_catalog.unnest(asked.columns) with ordinality as u(name, number)
)
select case
    when pg_catalog.cardinality(keys) > 0 then pg_catalog.format(
        'select pg_catalog.count(*), pg_catalog.count(*) filter (where l.ctid is null), array[%s] '
        'from %s r left join only %I.%I l on %s where r.act in (''insert'', ''update'', ''rewrite'')',
        differing, kept, nspname, relname, found)
    else pg_catalog.format(
        'select coalesce(pg_catalog.sum(r.n), 0), coalesce(pg_catalog.sum(greatest(0, r.n - coalesce(l.n, 0))), 0), array[]::pg_catalog.int8[] '
        'from (select row(%1$s)::pg_catalog.text as all, pg_catalog.count(*) as n from %2$s r where r.act = ''insert'' group by 1) r '
        'left join (select row(%3$s)::pg_catalog.text as all, pg_catalog.count(*) as n from only %4$I.%5$I l group by 1) l on l.all = r.all',
        planned, kept, live, nspname, relname)
    end
from named, listed
