-- With columns of their own, in another order, from two parents.
CREATE TABLE things (id int PRIMARY KEY, name text);
CREATE TABLE priced (price numeric, id int);
CREATE TABLE goods (weight int, name text, price numeric, id int PRIMARY KEY);
ALTER TABLE goods INHERIT things;
ALTER TABLE goods INHERIT priced;
CREATE TABLE boxes (size int) INHERITS (goods);
INSERT INTO things SELECT i, 't' || i FROM generate_series(1, 50) i;
INSERT INTO goods SELECT i, 'g' || i, i / 3.0, i FROM generate_series(51, 100) i;
INSERT INTO boxes SELECT i, 'b' || i, i / 3.0, i, i FROM generate_series(101, 150) i;
INSERT INTO priced SELECT i, i FROM generate_series(1, 50) i
-- LOSS
UPDATE things SET name = 'lost' WHERE id % 2 = 0;
DELETE FROM things WHERE id % 10 = 1;
DELETE FROM ONLY priced WHERE id > 40
-- LATER
UPDATE goods SET weight = -1 WHERE id = 62;
INSERT INTO boxes VALUES (1, 'new', 1, 1000, 1)
