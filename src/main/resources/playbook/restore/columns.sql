-- Why: rows travel as text, without domains, whose constraints a missing value would break; generated columns are left out.
-- Parameter: the table's OID. Gives last whether the identity is always generated, and whether the column cannot be changed
-- where it is, row by row.
SELECT a.attname, pg_catalog.quote_ident(a.attname), pg_catalog.format_type(a.atttypid, a.atttypmod),
       (WITH RECURSIVE base(type, modifier) AS (
            SELECT a.atttypid, a.atttypmod
            UNION ALL
            SELECT t.typbasetype, t.typtypmod FROM base JOIN pg_catalog.pg_type t ON t.oid = base.type
             WHERE t.typtype = 'd')
        SELECT pg_catalog.format_type(base.type, base.modifier)
          FROM base JOIN pg_catalog.pg_type t ON t.oid = base.type WHERE t.typtype <> 'd'),
       a.attidentity = 'a',
       a.attidentity = 'a' OR EXISTS (
           SELECT FROM pg_catalog.pg_index i
            WHERE i.indrelid = a.attrelid AND (i.indisunique OR i.indisexclusion)
              AND (a.attnum = ANY (i.indkey) OR i.indexprs IS NOT NULL OR i.indpred IS NOT NULL
                   OR EXISTS (SELECT FROM pg_catalog.pg_attribute g
                               WHERE g.attrelid = i.indrelid AND g.attnum = ANY (i.indkey)
                                 AND g.attgenerated <> '')))
  FROM pg_catalog.pg_attribute a
 WHERE a.attrelid = ?::pg_catalog.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
 ORDER BY a.attnum
