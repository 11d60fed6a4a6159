-- What tells rows apart is read as text on one server and compared on another.
CREATE TABLE k_float (k float8 PRIMARY KEY, v text);
INSERT INTO k_float SELECT k, 'v' FROM unnest(ARRAY['NaN', 'Infinity', '-Infinity', '-0', '1e-300', '0.1', '123456789.123456789']::float8[]) k;
CREATE TABLE k_real (k float4 PRIMARY KEY, v text);
INSERT INTO k_real SELECT k, 'v' FROM unnest(ARRAY['NaN', '0.1', '16777217', '-1e-30']::float4[]) k;
CREATE TABLE k_numeric (k numeric PRIMARY KEY, v text);
INSERT INTO k_numeric SELECT k, 'v' FROM unnest(ARRAY['NaN', '1.0', '0.10', '-5', '1e40', '123.4567890123456789']::numeric[]) k;
CREATE TABLE k_date (k date PRIMARY KEY, v text);
INSERT INTO k_date SELECT k, 'v' FROM unnest(ARRAY['infinity', '-infinity', '0044-03-15 BC', '2026-02-28', '9999-12-31']::date[]) k;
CREATE TABLE k_moment (k timestamptz PRIMARY KEY, v text);
INSERT INTO k_moment SELECT k, 'v' FROM unnest(ARRAY['-infinity', '2026-10-25 01:30+00', '2026-10-25 00:30+00', '0001-01-01 BC', '2026-01-01 12:00:00.000001+05:45']::timestamptz[]) k;
CREATE TABLE k_time (k timetz PRIMARY KEY, v text);
INSERT INTO k_time SELECT k, 'v' FROM unnest(ARRAY['12:00+02', '24:00:00', '00:00-15:59']::timetz[]) k;
CREATE TABLE k_interval (k interval PRIMARY KEY, v text);
INSERT INTO k_interval SELECT k, 'v' FROM unnest(ARRAY['1 mon -1 day', '-00:00:01', '3 years', '0']::interval[]) k;
CREATE TABLE k_bytes (k bytea PRIMARY KEY, v text);
INSERT INTO k_bytes SELECT k, 'v' FROM unnest(ARRAY['\x00', '\xff5c', '\x']::bytea[]) k;
CREATE TABLE k_bits (k varbit PRIMARY KEY, v text);
INSERT INTO k_bits SELECT k, 'v' FROM unnest(ARRAY['101', '1', '']::varbit[]) k;
CREATE TABLE k_net (k cidr PRIMARY KEY, v text);
INSERT INTO k_net SELECT k, 'v' FROM unnest(ARRAY['10.0.0.0/8', '::1/128', '10.0.0.0/9']::cidr[]) k;
CREATE TABLE k_mac (k macaddr8 PRIMARY KEY, v text);
INSERT INTO k_mac SELECT k, 'v' FROM unnest(ARRAY['08:00:2b:01:02:03:04:05', '08:00:2b:01:02:03:04:06']::macaddr8[]) k;
CREATE TABLE k_uuid (k uuid PRIMARY KEY, v text);
INSERT INTO k_uuid SELECT k, 'v' FROM unnest(ARRAY['a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', '00000000-0000-0000-0000-000000000000']::uuid[]) k;
CREATE TABLE k_range (k int4range PRIMARY KEY, v text);
INSERT INTO k_range SELECT k, 'v' FROM unnest(ARRAY['[1,5)', 'empty', '(,3)', '[7,)']::int4range[]) k;
CREATE TABLE k_ranges (k int4multirange PRIMARY KEY, v text);
INSERT INTO k_ranges SELECT k, 'v' FROM unnest(ARRAY['{[1,5), [7,9)}', '{}']::int4multirange[]) k;
CREATE TABLE k_json (k jsonb PRIMARY KEY, v text);
INSERT INTO k_json SELECT k, 'v' FROM unnest(ARRAY['{"a": [1, null]}', '"x\ty"', 'null', '1.10']::jsonb[]) k;
CREATE TABLE k_char (k "char" PRIMARY KEY, v text);
INSERT INTO k_char SELECT k, 'v' FROM unnest(ARRAY['a', ' ', '\001']::"char"[]) k;
CREATE TABLE k_fixed (k char(5) PRIMARY KEY, v text);
INSERT INTO k_fixed SELECT k, 'v' FROM unnest(ARRAY['ab', 'ab c', '']::char(5)[]) k;
CREATE TABLE k_name (k name PRIMARY KEY, v text);
INSERT INTO k_name SELECT k, 'v' FROM unnest(ARRAY['pg_x', 'Ü']::name[]) k;
CREATE TABLE k_oid (k oid PRIMARY KEY, v text);
INSERT INTO k_oid SELECT k, 'v' FROM unnest(ARRAY['1', '4294967295']::oid[]) k;
CREATE TABLE k_lsn (k pg_lsn PRIMARY KEY, v text);
INSERT INTO k_lsn SELECT k, 'v' FROM unnest(ARRAY['0/1', 'FFFFFFFF/0']::pg_lsn[]) k;
CREATE TABLE k_words (k tsvector PRIMARY KEY, v text);
INSERT INTO k_words SELECT k, 'v' FROM unnest(ARRAY['fat:1A cat:2', '']::tsvector[]) k;
CREATE TABLE k_bool (k bool PRIMARY KEY, v text);
INSERT INTO k_bool SELECT k, 'v' FROM unnest(ARRAY['t', 'f']::bool[]) k;
CREATE TABLE k_money (k money PRIMARY KEY, v text);
INSERT INTO k_money SELECT k, 'v' FROM unnest(ARRAY['1234.56', '-0.05']::money[]) k;
CREATE TABLE k_text (k text PRIMARY KEY, v text);
INSERT INTO k_text SELECT k, 'v' FROM unnest(ARRAY[E'tab\t', E'line\nend', 'back\slash', '\N', '\.', '', ' ', E'cr\r', 'ß😀', 'null', 'NULL']::text[]) k;
CREATE TYPE grade AS ENUM ('low', 'high', 'a "b", c');
CREATE TYPE spot AS (x int, label text);
CREATE DOMAIN even AS int CHECK (value % 2 = 0);
CREATE TABLE k_enum (k grade PRIMARY KEY, v text);
INSERT INTO k_enum VALUES ('low', 'v'), ('high', 'v'), ('a "b", c', 'v');
CREATE TABLE k_row (k spot PRIMARY KEY, v text);
INSERT INTO k_row VALUES ((1, 'a,b'), 'v'), ((1, 'say "x"'), 'v'), ((2, NULL), 'v');
CREATE TABLE k_domain (k even PRIMARY KEY, v text);
INSERT INTO k_domain VALUES (2, 'v'), (4, 'v');
CREATE TABLE k_array (k text[] PRIMARY KEY, v text);
INSERT INTO k_array VALUES ('{a,NULL,"NULL","b,c"}', 'v'), ('{}', 'v'), ('{{a,b},{c,d}}', 'v')
-- LOSS
DO $$DECLARE t text; BEGIN FOR t IN SELECT relname FROM pg_class WHERE relname LIKE 'k\_%' AND relkind = 'r' LOOP EXECUTE format('WITH one AS (SELECT k FROM %I LIMIT 1) DELETE FROM %I t USING one WHERE t.k = one.k', t, t); EXECUTE format('UPDATE %I SET v = ''lost''', t); END LOOP; END$$
-- LATER
CREATE TABLE other (id int)
