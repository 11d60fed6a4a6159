-- Why: an index that is not valid is not used, and a unique one that is not valid protects nothing.
select n.nspname || '.' || c.relname as name
from pg_catalog.pg_index i
join pg_catalog.pg_class c on c.oid = i.indexrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where not (i.indisvalid and i.indisready and i.indislive) and n.nspname !~ '^pg_temp'
order by 1
