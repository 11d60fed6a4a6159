-- Why: damaged pages need another way back. The counters cover only pages that somebody has read.
select 'page checksums' as sign, pg_catalog.current_setting('data_checksums') as value
union all
select 'pages with a wrong checksum, ' || coalesce(datname, 'shared tables'), checksum_failures::pg_catalog.text
from pg_catalog.pg_stat_database
where checksum_failures > 0
union all
select 'invalid index', n.nspname || '.' || c.relname || ' of ' || i.indrelid::pg_catalog.regclass::pg_catalog.text
from pg_catalog.pg_index i
join pg_catalog.pg_class c on c.oid = i.indexrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where not (i.indisvalid and i.indisready) and n.nspname !~ '^pg_temp'
