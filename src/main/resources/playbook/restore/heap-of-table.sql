-- Why: where the patient keeps a table's rows and its large values, and whether they are kept as the playbook can read them.
-- Parameter: the table's OID. Gives tablespace and number of its file as the WAL names it; large values have a table of their
-- own, OID 0 when there is none.
SELECT c.relkind::pg_catalog.text, c.relpersistence::pg_catalog.text, coalesce(a.amname, ''),
       coalesce(pg_catalog.pg_relation_filepath(c.oid), ''), pg_catalog.pg_relation_size(c.oid),
       coalesce(nullif(c.reltablespace, 0), d.dattablespace)::pg_catalog.int8, pg_catalog.pg_relation_filenode(c.oid)::pg_catalog.int8,
       c.reltoastrelid::pg_catalog.int8,
       coalesce(nullif(t.reltablespace, 0), d.dattablespace)::pg_catalog.int8,
       coalesce(pg_catalog.pg_relation_filenode(t.oid), 0)::pg_catalog.int8,
       coalesce(pg_catalog.pg_relation_filepath(t.oid), ''), coalesce(pg_catalog.pg_relation_size(t.oid), 0)
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_database AS d ON d.datname = pg_catalog.current_database()
  LEFT JOIN pg_catalog.pg_am AS a ON a.oid = c.relam
  LEFT JOIN pg_catalog.pg_class AS t ON t.oid = c.reltoastrelid
 WHERE c.oid = ?::pg_catalog.oid
