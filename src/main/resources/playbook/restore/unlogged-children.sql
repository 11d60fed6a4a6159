-- Why: a cascade reaches unlogged tables, too, as does a statement that names the whole of which one is a part; and what is
-- removed there is in no WAL and in no base backup.
-- Parameter: OIDs of the tables in which rows were deleted or changed. Gives each unlogged table to which an action of a
-- foreign key leads from there, directly or through others, or that is a part of one of them: schema, name, both quoted, and why
-- it is reached.
with recursive reached as (
    select t.oid, ''::pg_catalog.text as why, t.relpersistence from pg_catalog.pg_class t where t.oid = any (?::pg_catalog.oid[])
    union
    select n.oid, n.why, c.relpersistence
    from reached r
    cross join lateral (
        select k.conrelid as oid, ' and refers to ' || k.confrelid::pg_catalog.regclass::pg_catalog.text as why
        from pg_catalog.pg_constraint k
        where k.contype = 'f' and k.confrelid = r.oid
          and (k.confdeltype in ('c', 'n', 'd') or k.confupdtype in ('c', 'n', 'd'))
        union all
        select h.inhparent, '' from pg_catalog.pg_inherits h where h.inhrelid = r.oid
        union all
        select h.inhrelid, ' and a part of ' || h.inhparent::pg_catalog.regclass::pg_catalog.text
        from pg_catalog.pg_inherits h join pg_catalog.pg_class p on p.oid = h.inhrelid and p.relpersistence = 'u'
        where h.inhparent = r.oid
    ) n
    join pg_catalog.pg_class c on c.oid = n.oid
)
select n.nspname, c.relname, pg_catalog.format('%I.%I', n.nspname, c.relname), pg_catalog.min(r.why)
from reached r
join pg_catalog.pg_class c on c.oid = r.oid and c.relpersistence = 'u'
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
group by 1, 2
order by 3
