-- Why: each of these changes what a way back can do in this database; better known before the incident than in it. From the
-- catalog alone, no user table is read. One row per finding that is there: its name, how many, and the first names.
-- The playbook's own schemas are left out.
with tables as (
    select c.oid, c.relkind, c.relpersistence, c.relispartition, n.nspname || '.' || c.relname as name
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and n.nspname !~ '^(pg|playbook)_' and n.nspname <> 'information_schema'
), findings as (
    select 'unlogged tables' as what, name from tables where relpersistence = 'u'
    union all
    select 'tables without a key', t.name
    from tables t
    where not t.relispartition and t.relpersistence = 'p'
      and not exists (select from pg_catalog.pg_index i
                      where i.indrelid = t.oid and i.indisunique and i.indisvalid and i.indimmediate
                        and i.indpred is null and i.indexprs is null
                        and not exists (select from pg_catalog.pg_attribute a
                                        where a.attrelid = t.oid and a.attnum = any (i.indkey)
                                          and (not a.attnotnull
                                               -- NOT NULL NOT VALID exists since version 18: older rows may be against it.
                                               or exists (select from pg_catalog.pg_constraint v
                                                          where v.conrelid = t.oid and v.contype = 'n' and not v.convalidated
                                                            and v.conkey[1] = a.attnum))))
    union all
    select 'NOT VALID constraints', t.name || '.' || c.conname
    from pg_catalog.pg_constraint c
    join tables t on t.oid = c.conrelid
    -- NOT ENFORCED exists since version 18, and is not valid by nature.
    where not c.convalidated and coalesce((pg_catalog.to_jsonb(c) ->> 'conenforced')::pg_catalog.bool, true)
    union all
    select 'invalid indexes', n.nspname || '.' || c.relname
    from pg_catalog.pg_index i
    join tables t on t.oid = i.indrelid
    join pg_catalog.pg_class c on c.oid = i.indexrelid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where not (i.indisvalid and i.indisready and i.indislive)
    union all
    select 'materialized views without data', n.nspname || '.' || c.relname
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'm' and not c.relispopulated
    union all
    select 'large objects', oid::pg_catalog.text from pg_catalog.pg_largeobject_metadata
)
select what, pg_catalog.count(*) as number,
       pg_catalog.array_to_string((pg_catalog.array_agg(name order by name))[1:5], ', ')
           || case when pg_catalog.count(*) > 5 then ', …' else '' end as names
from findings
group by what
order by what
