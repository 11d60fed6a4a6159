-- Why: a hint which statements changed many rows. Texts are normalised and old entries are evicted, so it is no
-- evidence. The extension's own schema takes the place of the name between percent signs, quoted by the driver.
select pg_catalog.pg_get_userbyid(userid) as "user", calls, rows, pg_catalog.left(pg_catalog.regexp_replace(query, '\s+', ' ', 'g'), 300) as statement
from %extension_schema%.pg_stat_statements
where dbid = (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database())
  and query ~* '^\s*(with\s.*)?(delete|drop|truncate|update|alter)\M'
order by rows desc, calls
limit 20
