-- Why: exact counts and digests need one reading per table; the server itself quotes every name in the statement.
-- One row per table, partition, partitioned table and materialized view: schema, name, kind, bytes, root of its
-- partition tree (null without), and the statement that reads it once: rows, digest, newest created_at, newest updated_at.
select n.nspname as schema,
       c.relname as name,
       c.relkind::pg_catalog.text as kind,
       case when c.relkind = 'p' then 0 else pg_catalog.pg_table_size(c.oid) end as bytes,
       c.oid::pg_catalog.int8 as oid,
       coalesce(
           (select pg_catalog.array_agg(a.relid::pg_catalog.oid::pg_catalog.int8)
            from pg_catalog.pg_partition_ancestors(c.oid) a
            where a.relid <> c.oid),
           '{}') as ancestors,
       pg_catalog.format(
           'select pg_catalog.count(*), '
           'coalesce(pg_catalog.sum(pg_catalog.hashtextextended((%s)::pg_catalog.text, 0)::pg_catalog.numeric), 0)::pg_catalog.text, '
           '%s, %s from only %I.%I as playbook_row',
           -- A virtual column (since version 18) is no data, and one that cannot be computed for a row hides no row.
           coalesce(
               (select pg_catalog.format(
                           'row(%s)',
                           pg_catalog.string_agg(pg_catalog.format('playbook_row.%I', a.attname), ', ' order by a.attnum)
                               filter (where a.attgenerated <> 'v'))
                from pg_catalog.pg_attribute a
                where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                having pg_catalog.bool_or(a.attgenerated = 'v')),
               'playbook_row.*'),
           coalesce(
               (select pg_catalog.format('pg_catalog.max(playbook_row.%I)::pg_catalog.timestamptz', a.attname)
                from pg_catalog.pg_attribute a
                where a.attrelid = c.oid and a.attname = 'created_at' and not a.attisdropped and a.attgenerated <> 'v'
                  and a.atttypid in ('pg_catalog.timestamp'::pg_catalog.regtype, 'pg_catalog.timestamptz'::pg_catalog.regtype,
                                     'pg_catalog.date'::pg_catalog.regtype)),
               'null::pg_catalog.timestamptz'), coalesce(
               (select pg_catalog.format('pg_catalog.max(playbook_row.%I)::pg_catalog.timestamptz', a.attname)
                from pg_catalog.pg_attribute a
                where a.attrelid = c.oid and a.attname = 'updated_at' and not a.attisdropped and a.attgenerated <> 'v'
                  and a.atttypid in ('pg_catalog.timestamp'::pg_catalog.regtype, 'pg_catalog.timestamptz'::pg_catalog.regtype,
                                     'pg_catalog.date'::pg_catalog.regtype)),
               'null::pg_catalog.timestamptz'),
           n.nspname,
           c.relname) as reading
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'm')
  and c.relpersistence <> 't'
  and n.nspname !~ '^pg_'
  and n.nspname !~ '^playbook_'
  and n.nspname <> 'information_schema'
order by n.nspname, c.relname
