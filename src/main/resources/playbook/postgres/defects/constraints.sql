-- Why: a CHECK or NOT NULL that is NOT VALID holds for rows written since, not for older ones; the others are held by the
-- server for each row. One row per such constraint: its name, its state, and the statement that counts the rows against it.
select n.nspname || '.' || r.relname || '.' || c.conname as name,
       'is NOT VALID' as state,
       pg_catalog.format(
           'select pg_catalog.count(*), pg_catalog.format(''has %%s rows against it'', pg_catalog.count(*)) from %s %I.%I where %s',
           case when r.relkind = 'p' then '' else 'only' end, n.nspname, r.relname,
           case c.contype
               when 'c' then pg_catalog.format('(%s) is false', pg_catalog.pg_get_expr(c.conbin, c.conrelid))
               else (select pg_catalog.format('%I is null', a.attname)
                     from pg_catalog.pg_attribute a
                     where a.attrelid = c.conrelid and a.attnum = c.conkey[1])
           end) as reading
from pg_catalog.pg_constraint c
join pg_catalog.pg_class r on r.oid = c.conrelid
join pg_catalog.pg_namespace n on n.oid = r.relnamespace
where c.contype in ('c', 'n') and not c.convalidated
  and n.nspname !~ '^(pg|playbook)_'
  -- NOT ENFORCED exists since version 18, and is not valid by nature.
  and coalesce((pg_catalog.to_jsonb(c) ->> 'conenforced')::pg_catalog.bool, true)
order by 1
