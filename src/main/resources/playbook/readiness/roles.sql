-- Roles that can log in: the fence shuts out every one that is neither superuser nor ours.
SELECT r.rolname, r.rolsuper, r.rolreplication
  FROM pg_catalog.pg_roles r
 WHERE r.rolcanlogin
   AND r.rolname <> CURRENT_USER
 ORDER BY r.rolname
