-- Why: no row comes back without its parent, and none goes that is referred to. Parameter: the tables' OIDs, twice. Without
-- the entries which PostgreSQL adds for each partition of a referenced table. One that is NOT VALID counts: it is enforced for
-- every new row. A table that inherits is no part of one, unless it is a partition.
SELECT c.oid, c.conname, c.conrelid, c.confrelid,
       (SELECT CASE relkind WHEN 'r' THEN 'ONLY ' ELSE '' END FROM pg_catalog.pg_class WHERE oid = c.conrelid)
           || c.conrelid::pg_catalog.regclass::pg_catalog.text,
       (SELECT CASE relkind WHEN 'r' THEN 'ONLY ' ELSE '' END FROM pg_catalog.pg_class WHERE oid = c.confrelid)
           || c.confrelid::pg_catalog.regclass::pg_catalog.text,
       ca.attname, pg_catalog.quote_ident(ca.attname), pa.attname, pg_catalog.quote_ident(pa.attname),
       pg_catalog.format('OPERATOR(%I.%s)', n.nspname, o.oprname),
       coalesce((pg_catalog.to_jsonb(c) ->> 'conperiod')::pg_catalog.bool, false)
  FROM pg_catalog.pg_constraint c
  CROSS JOIN LATERAL ROWS FROM (pg_catalog.unnest(c.conkey), pg_catalog.unnest(c.confkey), pg_catalog.unnest(c.conpfeqop))
       WITH ORDINALITY AS k(child, parent, operator, position)
  JOIN pg_catalog.pg_attribute ca ON ca.attrelid = c.conrelid AND ca.attnum = k.child
  JOIN pg_catalog.pg_attribute pa ON pa.attrelid = c.confrelid AND pa.attnum = k.parent
  JOIN pg_catalog.pg_operator o ON o.oid = k.operator
  JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace
 WHERE c.contype = 'f' AND coalesce((pg_catalog.to_jsonb(c) ->> 'conenforced')::pg_catalog.bool, true)
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint p
                    WHERE p.oid = c.conparentid AND p.conrelid = c.conrelid)
   AND (c.conrelid = ANY (?::pg_catalog.oid[]) OR c.confrelid = ANY (?::pg_catalog.oid[]))
 ORDER BY c.oid, k.position
