-- Processes of extensions that are connected to a database and could write there; PostgreSQL's own are none of them.
SELECT a.backend_type, a.pid, COALESCE(a.datname, '')
  FROM pg_catalog.pg_stat_activity a
 WHERE a.datid IS NOT NULL
   AND a.backend_type NOT IN ('client backend', 'walsender', 'autovacuum worker', 'autovacuum launcher', 'parallel worker',
                              'logical replication launcher', 'slotsync worker', 'background writer', 'checkpointer',
                              'walwriter', 'walreceiver', 'walsummarizer', 'archiver', 'startup', 'io worker',
                              'standalone backend')
   AND a.backend_type NOT LIKE 'logical replication%worker'
   AND a.backend_type NOT LIKE 'autoprewarm%'
 ORDER BY a.pid
