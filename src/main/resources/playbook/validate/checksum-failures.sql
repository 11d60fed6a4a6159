-- Why: the server counts each page whose checksum did not fit; one is too many. checksum_failures is null when off.
select pg_catalog.current_setting('data_checksums') as checksums,
       coalesce(pg_catalog.sum(checksum_failures), 0)::pg_catalog.int8 as failures,
       pg_catalog.max(checksum_last_failure)::pg_catalog.text as newest
from pg_catalog.pg_stat_database
where datname = pg_catalog.current_database() or datid = 0
