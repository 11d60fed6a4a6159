-- Why: a role that owns a large object, or has rights on it, must not be dropped; the server notes that in pg_shdepend when it
-- makes the object, and here its row is put back. First what is noted of these objects goes, then what is true is noted.
delete from pg_catalog.pg_shdepend d
using %kept% r
where d.classid = 2613 and d.dbid = (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database())
  and d.objid in (r.p1, r.q1);
insert into pg_catalog.pg_shdepend (dbid, classid, objid, objsubid, refclassid, refobjid, deptype)
select distinct (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database()),
       2613::pg_catalog.oid, m.oid, 0, 1260::pg_catalog.oid, n.role, n.type::"char"
from pg_catalog.pg_largeobject_metadata m
join %kept% r on m.oid in (r.p1, r.q1)
cross join lateral (
    select m.lomowner as role, 'o' as type
    union
    select a.grantee, 'a' from pg_catalog.aclexplode(m.lomacl) a where a.grantee not in (0, m.lomowner)
) n
where n.role >= 16384
