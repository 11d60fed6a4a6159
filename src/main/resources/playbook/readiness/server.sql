-- Everything a response needs of the server, in one row; read-only, and no user table is touched.
SELECT pg_catalog.current_setting('server_version_num')::int / 10000 AS major,
       (SELECT r.rolsuper FROM pg_catalog.pg_roles r WHERE r.rolname = CURRENT_USER) AS superuser,
       pg_catalog.pg_is_in_recovery() AS in_recovery,
       pg_catalog.current_setting('wal_level') AS wal_level,
       pg_catalog.current_setting('archive_mode') AS archive_mode,
       pg_catalog.current_setting('full_page_writes') AS full_page_writes,
       pg_catalog.current_setting('data_checksums') AS data_checksums,
       a.archived_count,
       a.last_archived_wal,
       a.failed_count,
       a.last_failed_time > a.last_archived_time AS archive_failing,
       pg_catalog.current_setting('max_replication_slots')::int
         - (SELECT pg_catalog.count(*) FROM pg_catalog.pg_replication_slots) AS free_slots,
       pg_catalog.current_setting('max_wal_senders')::int
         - (SELECT pg_catalog.count(*) FROM pg_catalog.pg_stat_replication) AS free_senders,
       (SELECT pg_catalog.count(*) FROM pg_catalog.pg_prepared_xacts) AS prepared,
       (SELECT pg_catalog.min(prepared)::pg_catalog.timestamptz(0)::text FROM pg_catalog.pg_prepared_xacts) AS oldest_prepared,
       pg_catalog.current_setting('hot_standby') AS hot_standby,
       pg_catalog.pg_database_size(pg_catalog.current_database()) AS database_bytes,
       (SELECT pg_catalog.count(*) FROM pg_catalog.pg_tablespace
         WHERE spcname NOT IN ('pg_default', 'pg_global')) AS tablespaces,
       EXISTS (SELECT FROM pg_catalog.pg_available_extensions e WHERE e.name = 'amcheck') AS amcheck,
       EXISTS (SELECT FROM pg_catalog.pg_extension e WHERE e.extname = 'pg_stat_statements') AS statements
  FROM pg_catalog.pg_stat_archiver a
