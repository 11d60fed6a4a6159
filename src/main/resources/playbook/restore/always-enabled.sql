-- Why: session_replication_role does not hold back these triggers and rules. Parameter: the table's OID, twice. Gives a
-- warning, what stops each of them, and what sets it again.
SELECT pg_catalog.format('the trigger %I on %s is ENABLE %s: it is switched off while the rows come back, so that they come back as they were',
                         t.tgname, t.tgrelid::pg_catalog.regclass, e.word),
       pg_catalog.format('ALTER TABLE ONLY %s DISABLE TRIGGER %I', t.tgrelid::pg_catalog.regclass, t.tgname),
       pg_catalog.format('ALTER TABLE ONLY %s ENABLE %s TRIGGER %I',
                         t.tgrelid::pg_catalog.regclass, e.word, t.tgname)
  FROM pg_catalog.pg_trigger t
  JOIN (VALUES ('A', 'ALWAYS'), ('R', 'REPLICA')) e(enabled, word) ON e.enabled = t.tgenabled::pg_catalog.text
 WHERE t.tgrelid = ?::pg_catalog.oid AND NOT t.tgisinternal
UNION ALL
SELECT pg_catalog.format('the rule %I on %s is ENABLE %s: it is switched off while the rows come back, so that they come back as they were',
                         r.rulename, r.ev_class::pg_catalog.regclass, e.word),
       pg_catalog.format('ALTER TABLE %s DISABLE RULE %I', r.ev_class::pg_catalog.regclass, r.rulename),
       pg_catalog.format('ALTER TABLE %s ENABLE %s RULE %I',
                         r.ev_class::pg_catalog.regclass, e.word, r.rulename)
  FROM pg_catalog.pg_rewrite r
  JOIN (VALUES ('A', 'ALWAYS'), ('R', 'REPLICA')) e(enabled, word) ON e.enabled = r.ev_enabled::pg_catalog.text
 WHERE r.ev_class = ?::pg_catalog.oid AND r.rulename <> '_RETURN'
 ORDER BY 1
