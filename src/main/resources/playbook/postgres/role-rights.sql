-- The fence's rule: of every role whether the fence shuts it out, and what it could write that would otherwise stay. Exempt is
-- who may not write, whatever the role is a member of. Asked of the damaged server by RoleRights, of the recovered one by
-- promote-server.sh. Before it: set_config('playbook.application_roles', a text array, false).
WITH wanted AS (
    SELECT COALESCE(NULLIF(pg_catalog.current_setting('playbook.application_roles', true), ''), '{}')::pg_catalog.text[] AS roles
), login AS (
    SELECT r.oid, r.rolname, r.rolcanlogin, r.rolsuper, r.rolreplication, r.rolconnlimit,
           r.rolcanlogin AND r.rolname <> CURRENT_USER AS enters,
           r.rolname::pg_catalog.text = ANY (wanted.roles) AS application,
           NOT r.rolsuper AND pg_catalog.pg_has_role(r.oid, 'pg_monitor', 'MEMBER') AS watches,
           -- A standby that streams now is needed; nobody else is let stay for its attribute.
           EXISTS (SELECT FROM pg_catalog.pg_stat_replication s WHERE s.usesysid = r.oid) AS streams
      FROM pg_catalog.pg_roles r, wanted
), may AS (
    -- SET ROLE reaches what NOINHERIT does not.
    SELECT l.oid AS login, m.oid, m.rolname, m.rolsuper, m.rolcreaterole, m.rolcreatedb
      FROM login l JOIN pg_catalog.pg_roles m ON m.oid = l.oid OR pg_catalog.pg_has_role(l.oid, m.oid, 'MEMBER')
     WHERE l.enters AND NOT l.rolsuper AND (l.watches OR l.rolreplication)
), here AS (
    SELECT n.oid, n.nspname, n.nspowner, n.nspacl
      FROM pg_catalog.pg_namespace n
     WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
), writes AS (
    SELECT may.login, pg_catalog.format('can become role %s with its attributes', may.rolname) AS what
      FROM may WHERE may.rolsuper OR may.rolcreaterole OR may.rolcreatedb
    UNION ALL
    SELECT may.login, pg_catalog.format('is a member of %s', may.rolname)
      FROM may WHERE may.rolname IN ('pg_write_all_data', 'pg_write_server_files', 'pg_execute_server_program', 'pg_maintain')
    UNION ALL
    SELECT may.login, pg_catalog.format('%s %I.%I', CASE WHEN c.relowner = may.oid THEN 'owns' ELSE 'may write' END, here.nspname, c.relname)
      FROM may, here JOIN pg_catalog.pg_class c ON c.relnamespace = here.oid AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
     WHERE c.relowner = may.oid
        OR CASE c.relkind
               WHEN 'S' THEN pg_catalog.has_sequence_privilege(may.oid, c.oid, 'USAGE, UPDATE')
               ELSE pg_catalog.has_table_privilege(may.oid, c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
                    OR pg_catalog.has_any_column_privilege(may.oid, c.oid, 'INSERT, UPDATE')
           END
    UNION ALL
    -- Before 15 everybody may make tables in public; that alone touches nobody's data.
    SELECT may.login, pg_catalog.format('may make tables in schema %I', here.nspname)
      FROM may, here
     WHERE here.nspowner = may.oid
        OR EXISTS (SELECT FROM pg_catalog.aclexplode(here.nspacl) a WHERE a.grantee = may.oid AND a.privilege_type = 'CREATE')
    UNION ALL
    SELECT may.login, pg_catalog.format('owns database %I, or may make schemas in it', d.datname)
      FROM may, pg_catalog.pg_database d
     WHERE d.datdba = may.oid
        OR EXISTS (SELECT FROM pg_catalog.aclexplode(d.datacl) a WHERE a.grantee = may.oid AND a.privilege_type = 'CREATE')
    UNION ALL
    SELECT may.login, pg_catalog.format('may run %I.%I with the rights of %s', here.nspname, p.proname, p.proowner::pg_catalog.regrole)
      FROM may, here JOIN pg_catalog.pg_proc p ON p.pronamespace = here.oid
     WHERE p.prosecdef AND p.provolatile = 'v' AND p.proowner <> may.oid
       AND pg_catalog.has_function_privilege(may.oid, p.oid, 'EXECUTE')
       AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend x WHERE x.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
                                                            AND x.objid = p.oid AND x.deptype = 'e')
    UNION ALL
    -- Shared by all databases: large objects (writable also under a read-only default before 17), and what lies elsewhere.
    SELECT may.login,
           CASE WHEN s.classid = 'pg_catalog.pg_largeobject'::pg_catalog.regclass THEN 'has rights on large objects'
                ELSE pg_catalog.format('has rights on tables in database %s',
                                       (SELECT d.datname FROM pg_catalog.pg_database d WHERE d.oid = s.dbid))
           END
      FROM may JOIN pg_catalog.pg_shdepend s ON s.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass AND s.refobjid = may.oid
     WHERE s.deptype IN ('o', 'a')
       AND (s.classid = 'pg_catalog.pg_largeobject'::pg_catalog.regclass
            OR (s.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                AND s.dbid <> (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())))
), judged AS (
    SELECT l.*, CASE WHEN l.enters THEN (SELECT pg_catalog.min(w.what) FROM writes w WHERE w.login = l.oid) END AS writes
      FROM login l
)
SELECT j.rolname, j.rolcanlogin AS can_login, j.rolconnlimit,
       (SELECT pg_catalog.split_part(c, '=', 2)
          FROM pg_catalog.pg_db_role_setting s, pg_catalog.unnest(s.setconfig) c
         WHERE s.setrole = j.oid AND c LIKE 'default\_transaction\_read\_only=%'
           AND s.setdatabase = (SELECT oid FROM pg_catalog.pg_database
                                 WHERE datname = pg_catalog.current_database())) AS read_only,
       j.enters AND (j.application OR NOT (j.rolsuper
                                           OR (j.rolreplication AND (j.writes IS NULL OR j.streams))
                                           OR (j.watches AND j.writes IS NULL))) AS shut_out,
       j.watches, j.rolreplication AS replicates, j.rolsuper AS superuser,
       COALESCE(j.writes, '') AS writes, j.enters
  FROM judged j
 ORDER BY j.rolname
