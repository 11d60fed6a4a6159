-- Why: a cascade reaches unlogged tables, too, and what it removed there is in no WAL and in no base backup.
-- Parameter: OIDs of the tables in which rows were deleted or changed. Gives each unlogged table to which an action of a
-- foreign key leads from there, directly or through others, and the table that it refers to.
with recursive reached as (
    select t.oid, ''::pg_catalog.text as refers_to from pg_catalog.pg_class t where t.oid = any (?::pg_catalog.oid[])
    union
    select k.conrelid, k.confrelid::pg_catalog.regclass::pg_catalog.text
    from reached r
    join pg_catalog.pg_constraint k on k.contype = 'f'
        and (k.confrelid = r.oid or k.confrelid in (select a.relid from pg_catalog.pg_partition_ancestors(r.oid) a))
        and (k.confdeltype in ('c', 'n', 'd') or k.confupdtype in ('c', 'n', 'd'))
)
select pg_catalog.format('%I.%I', n.nspname, c.relname), pg_catalog.min(r.refers_to)
from reached r
join pg_catalog.pg_class c on c.oid = r.oid and c.relpersistence = 'u'
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
group by 1
order by 1
