-- Why: a restore that loses an index, a grant or a trigger looks well until somebody needs it; so every object is named
-- with its definition. Values of sequences and statistics are no part of it. One row: object, definition.
with namespace as (
    select oid, nspname, nspowner, nspacl from pg_catalog.pg_namespace
    where nspname !~ '^pg_' and nspname !~ '^playbook_' and nspname <> 'information_schema'
), relation as (
    select c.*, n.nspname from pg_catalog.pg_class c join namespace n on n.oid = c.relnamespace
    where c.relpersistence <> 't'
)
select 'extension ' || e.extname as object,
       pg_catalog.format('version %s in %s', e.extversion, n.nspname) as definition
from pg_catalog.pg_extension e join pg_catalog.pg_namespace n on n.oid = e.extnamespace
union all
select 'schema ' || nspname,
       pg_catalog.format('owner %s, grants %s', pg_catalog.pg_get_userbyid(nspowner), coalesce(nspacl::pg_catalog.text, 'default'))
from namespace
union all
select case relkind when 'r' then 'table' when 'p' then 'partitioned table' when 'v' then 'view'
           when 'm' then 'materialized view' when 'f' then 'foreign table' when 'S' then 'sequence'
           when 'c' then 'composite type' else relkind::pg_catalog.text end
           || ' ' || nspname || '.' || relname,
       pg_catalog.format('owner %s, grants %s, persistence %s, row security %s/%s, replica identity %s, options %s, partition %s of %s%s',
           pg_catalog.pg_get_userbyid(relowner), coalesce(relacl::pg_catalog.text, 'default'), relpersistence,
           relrowsecurity, relforcerowsecurity, relreplident, coalesce(reloptions::pg_catalog.text, 'none'),
           coalesce(pg_catalog.pg_get_expr(relpartbound, oid), 'none'),
           coalesce((select pg_catalog.string_agg(inhparent::pg_catalog.regclass::pg_catalog.text, ', ' order by inhseqno)
                     from pg_catalog.pg_inherits where inhrelid = relation.oid), 'none'),
           case when relkind = 'p' then ', by ' || pg_catalog.pg_get_partkeydef(oid) else '' end)
from relation
where relkind in ('r', 'p', 'v', 'm', 'f', 'S', 'c')
union all
select 'column ' || r.nspname || '.' || r.relname || '.' || a.attname,
       pg_catalog.format('%s%s%s%s%s%s, grants %s', pg_catalog.format_type(a.atttypid, a.atttypmod),
           case when a.attcollation <> 0 and a.attcollation <> (select typcollation from pg_catalog.pg_type where oid = a.atttypid)
               then ' collate ' || a.attcollation::pg_catalog.regcollation::pg_catalog.text else '' end,
           case when a.attnotnull then ' not null' else '' end,
           case when a.attidentity <> '' then ' identity ' || a.attidentity::pg_catalog.text else '' end,
           case when a.attgenerated <> '' then ' generated ' || a.attgenerated::pg_catalog.text else '' end,
           coalesce(' default ' || pg_catalog.pg_get_expr(d.adbin, d.adrelid), ''),
           coalesce(a.attacl::pg_catalog.text, 'default'))
from pg_catalog.pg_attribute a
join relation r on r.oid = a.attrelid and r.relkind in ('r', 'p', 'v', 'm', 'f', 'c')
left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
where a.attnum > 0 and not a.attisdropped
union all
select 'constraint ' || n.nspname || '.' || coalesce(nullif(c.conrelid, 0)::pg_catalog.regclass::pg_catalog.text, c.contypid::pg_catalog.regtype::pg_catalog.text)
           || '.' || c.conname,
       pg_catalog.format('%s, validated %s', pg_catalog.pg_get_constraintdef(c.oid), c.convalidated)
from pg_catalog.pg_constraint c join namespace n on n.oid = c.connamespace
union all
select 'index ' || r.nspname || '.' || r.relname,
       pg_catalog.format('%s, owner %s, valid %s, ready %s, replica identity %s, clustered %s', pg_catalog.pg_get_indexdef(i.indexrelid),
           pg_catalog.pg_get_userbyid(r.relowner), i.indisvalid, i.indisready, i.indisreplident, i.indisclustered)
from pg_catalog.pg_index i join relation r on r.oid = i.indexrelid
union all
select case relkind when 'v' then 'query of view ' else 'query of materialized view ' end || nspname || '.' || relname,
       pg_catalog.pg_get_viewdef(oid)
from relation where relkind in ('v', 'm')
union all
select 'function ' || n.nspname || '.' || p.proname || '(' || pg_catalog.pg_get_function_identity_arguments(p.oid) || ')',
       pg_catalog.format('owner %s, grants %s, %s', pg_catalog.pg_get_userbyid(p.proowner), coalesce(p.proacl::pg_catalog.text, 'default'),
           case when p.prokind = 'a' then 'aggregate of ' || pg_catalog.pg_get_function_result(p.oid)
               else pg_catalog.pg_get_functiondef(p.oid) end)
from pg_catalog.pg_proc p join namespace n on n.oid = p.pronamespace
union all
select 'trigger ' || r.nspname || '.' || r.relname || '.' || t.tgname,
       pg_catalog.format('%s, enabled %s', pg_catalog.pg_get_triggerdef(t.oid), t.tgenabled)
from pg_catalog.pg_trigger t join relation r on r.oid = t.tgrelid
where not t.tgisinternal
union all
-- The triggers behind foreign keys have names with numbers that a restore changes; what matters is that they fire.
select 'enforcement of ' || r.nspname || '.' || r.relname || '.' || c.conname || ' (' || f.proname || ')',
       'enabled ' || pg_catalog.string_agg(distinct t.tgenabled::pg_catalog.text, ', ')
from pg_catalog.pg_trigger t
join relation r on r.oid = t.tgrelid
join pg_catalog.pg_constraint c on c.oid = t.tgconstraint
join pg_catalog.pg_proc f on f.oid = t.tgfoid
where t.tgisinternal
group by r.nspname, r.relname, c.conname, f.proname
union all
select 'numbers of ' || r.nspname || '.' || r.relname,
       pg_catalog.format('%s from %s by %s, %s to %s, cycle %s, cache %s, owned by %s', pg_catalog.format_type(s.seqtypid, null),
           s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcycle, s.seqcache,
           coalesce((select pg_catalog.string_agg(d.refobjid::pg_catalog.regclass::pg_catalog.text || '.' || a.attname, ', ')
                     from pg_catalog.pg_depend d
                     join pg_catalog.pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
                     where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = r.oid and d.deptype in ('a', 'i')),
                    'nothing'))
from pg_catalog.pg_sequence s join relation r on r.oid = s.seqrelid
union all
select 'policy ' || r.nspname || '.' || r.relname || '.' || p.polname,
       pg_catalog.format('for %s, permissive %s, to %s, using %s, check %s', p.polcmd, p.polpermissive,
           (select pg_catalog.string_agg(case when role = 0 then 'public' else pg_catalog.pg_get_userbyid(role)::pg_catalog.text end, ', ' order by role)
            from pg_catalog.unnest(p.polroles) role),
           coalesce(pg_catalog.pg_get_expr(p.polqual, p.polrelid), 'none'),
           coalesce(pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid), 'none'))
from pg_catalog.pg_policy p join relation r on r.oid = p.polrelid
union all
select 'type ' || n.nspname || '.' || t.typname,
       pg_catalog.format('%s, owner %s, grants %s, labels %s, of %s', t.typtype, pg_catalog.pg_get_userbyid(t.typowner),
           coalesce(t.typacl::pg_catalog.text, 'default'),
           coalesce((select pg_catalog.string_agg(enumlabel, ', ' order by enumsortorder) from pg_catalog.pg_enum where enumtypid = t.oid), 'none'),
           case when t.typtype = 'd' then pg_catalog.format_type(t.typbasetype, t.typtypmod) || coalesce(' default ' || t.typdefault, '')
               || case when t.typnotnull then ' not null' else '' end else 'itself' end)
from pg_catalog.pg_type t join namespace n on n.oid = t.typnamespace
where t.typtype in ('d', 'e', 'r')
union all
select 'rule ' || r.nspname || '.' || r.relname || '.' || w.rulename,
       pg_catalog.format('%s, enabled %s', pg_catalog.pg_get_ruledef(w.oid), w.ev_enabled)
from pg_catalog.pg_rewrite w join relation r on r.oid = w.ev_class
where w.rulename <> '_RETURN'
union all
select 'event trigger ' || evtname,
       pg_catalog.format('on %s, calls %s, enabled %s', evtevent, evtfoid::pg_catalog.regproc, evtenabled)
from pg_catalog.pg_event_trigger
union all
-- What newer versions know (19: tables left out, all sequences) is asked by name, and said only where it is so.
select 'publication ' || p.pubname,
       pg_catalog.format('all tables %s, insert %s, update %s, delete %s, truncate %s, tables %s%s%s', p.puballtables, p.pubinsert, p.pubupdate, p.pubdelete,
           p.pubtruncate,
           (select pg_catalog.string_agg(prrelid::pg_catalog.regclass::pg_catalog.text, ', ' order by prrelid::pg_catalog.regclass::pg_catalog.text)
            from pg_catalog.pg_publication_rel t
            where prpubid = p.oid and not coalesce((pg_catalog.to_jsonb(t) ->> 'prexcept')::pg_catalog.bool, false)),
           (select ', all tables except ' || pg_catalog.string_agg(prrelid::pg_catalog.regclass::pg_catalog.text, ', ' order by prrelid::pg_catalog.regclass::pg_catalog.text)
            from pg_catalog.pg_publication_rel t
            where prpubid = p.oid and (pg_catalog.to_jsonb(t) ->> 'prexcept')::pg_catalog.bool),
           case when (pg_catalog.to_jsonb(p) ->> 'puballsequences')::pg_catalog.bool then ', all sequences' else '' end)
from pg_catalog.pg_publication p
union all
select 'publication ' || p.pubname, 'through the root of partitions'
from pg_catalog.pg_publication p where p.pubviaroot
union all
select 'publication ' || p.pubname, 'generated columns ' || (pg_catalog.to_jsonb(p) ->> 'pubgencols')
from pg_catalog.pg_publication p where pg_catalog.to_jsonb(p) ->> 'pubgencols' <> 'n'
order by 1
