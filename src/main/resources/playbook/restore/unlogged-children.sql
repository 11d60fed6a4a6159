-- Why: a cascade reaches unlogged tables, too, and what it removed there is in no WAL and in no base backup.
-- Parameter: OIDs of the tables in which rows were deleted or changed. Gives each unlogged table that refers to them, directly
-- or through others, with an action that changes it, or that inherits a trigger of theirs.
with recursive reached as (
    select t.oid from pg_catalog.pg_class t where t.oid = any (?::pg_catalog.oid[])
    union
    select k.conrelid
    from reached r
    join lateral (
        select r.oid as table union select a.relid from pg_catalog.pg_partition_ancestors(r.oid) a
    ) p on true
    join pg_catalog.pg_constraint k on k.confrelid = p.table and k.contype = 'f'
        and (k.confdeltype in ('c', 'n', 'd') or k.confupdtype in ('c', 'n', 'd'))
)
select distinct pg_catalog.format('%I.%I', n.nspname, c.relname), c.oid
from reached r
join pg_catalog.pg_class c on c.oid = r.oid and c.relpersistence = 'u'
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
order by 1
