-- Renamed, moved to another schema, with a column more and another rule.
CREATE SCHEMA archive;
CREATE TYPE state AS ENUM ('open', 'done');
CREATE DOMAIN score AS int;
CREATE TABLE orders (id int PRIMARY KEY, no text NOT NULL UNIQUE, state state, score score, v text);
CREATE TABLE items (id int PRIMARY KEY, o int REFERENCES orders, v text);
INSERT INTO orders SELECT i, 'no' || i, 'open', i, 'v' FROM generate_series(1, 100) i;
INSERT INTO items SELECT i, 1 + i % 100, 'i' FROM generate_series(1, 200) i
-- LOSS
UPDATE orders SET state = 'done', score = 0 WHERE id <= 50;
DELETE FROM items WHERE id > 100 OR o BETWEEN 60 AND 90;
DELETE FROM orders WHERE id BETWEEN 60 AND 90
-- LATER
ALTER TYPE state ADD VALUE 'lost' BEFORE 'done';
ALTER DOMAIN score ADD CHECK (value >= 0);
ALTER TABLE orders ADD COLUMN note text NOT NULL DEFAULT 'none';
ALTER TABLE orders ADD COLUMN at int;
ALTER TABLE orders RENAME TO orders_of_2026;
ALTER TABLE items SET SCHEMA archive;
ALTER TABLE archive.items ADD CHECK (v <> '') NOT VALID;
UPDATE orders_of_2026 SET note = 'later', at = 1 WHERE id IN (7, 95);
INSERT INTO archive.items VALUES (1000, 7, 'new')
