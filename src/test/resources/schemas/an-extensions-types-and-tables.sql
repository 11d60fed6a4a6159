CREATE EXTENSION hstore;
CREATE TABLE settings (id int PRIMARY KEY, v hstore);
ALTER EXTENSION hstore ADD TABLE settings;
CREATE TABLE goods (id int PRIMARY KEY, features hstore UNIQUE);
INSERT INTO settings SELECT i, hstore('a', i::text) FROM generate_series(1, 50) i;
INSERT INTO goods SELECT i, hstore(ARRAY['k', i::text, 'q', NULL, 'say "x"', 'a=>b']) FROM generate_series(1, 50) i
-- LOSS
UPDATE settings SET v = v || '"a" => NULL' WHERE id < 20;
DELETE FROM settings WHERE id > 40;
DELETE FROM goods WHERE id > 25;
UPDATE goods SET features = features || hstore('lost', id::text) WHERE id < 10
-- LATER
INSERT INTO goods VALUES (1000, 'new => 1')
