-- Why: an index that is not valid is not used, and a unique one that is not valid protects nothing. One row per index: its
-- name, and what the catalog says against it.
select n.nspname || '.' || c.relname as name,
       case when not (i.indisvalid and i.indisready and i.indislive) then 'is not valid' end as state,
       null::pg_catalog.text as reading
from pg_catalog.pg_index i
join pg_catalog.pg_class c on c.oid = i.indexrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname !~ '^pg_(temp|catalog)' and n.nspname !~ '^playbook_' and n.nspname <> 'information_schema'
  and (n.nspname <> 'pg_toast' or not (i.indisvalid and i.indisready and i.indislive))
order by 1
