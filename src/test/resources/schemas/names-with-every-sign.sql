CREATE SCHEMA "Sch""e'ma.1 %s \ $$";
CREATE TABLE "Sch""e'ma.1 %s \ $$"."T a\b%I$1;--" ("Ключ {key}" int PRIMARY KEY, "col ""q"" 'x' {s.b}" text, "table" int, "ORDER" int, "%" text, "a
b" text);
CREATE SCHEMA "a";
CREATE SCHEMA "A";
CREATE TABLE "a".orders (id int PRIMARY KEY, v text);
CREATE TABLE "A".orders (id int PRIMARY KEY, v text);
CREATE TABLE orders (id int PRIMARY KEY, v text);
CREATE TABLE "a.orders" (id int PRIMARY KEY, v text);
CREATE TABLE xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx (id int PRIMARY KEY, yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy text UNIQUE);
INSERT INTO "Sch""e'ma.1 %s \ $$"."T a\b%I$1;--" SELECT i, 'v', i, i, '%s', 'v' FROM generate_series(1, 50) i;
INSERT INTO "a".orders SELECT i, 'a' FROM generate_series(1, 30) i;
INSERT INTO "A".orders SELECT i, 'A' FROM generate_series(1, 30) i;
INSERT INTO orders SELECT i, 'public' FROM generate_series(1, 30) i;
INSERT INTO "a.orders" SELECT i, 'dot' FROM generate_series(1, 30) i;
INSERT INTO xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx SELECT i, i FROM generate_series(1, 30) i
-- LOSS
UPDATE "Sch""e'ma.1 %s \ $$"."T a\b%I$1;--" SET "ORDER" = 0, "a
b" = NULL WHERE "Ключ {key}" < 20;
DELETE FROM "Sch""e'ma.1 %s \ $$"."T a\b%I$1;--" WHERE "Ключ {key}" > 40;
DELETE FROM "a".orders WHERE id > 20;
UPDATE "A".orders SET v = 'lost' WHERE id > 20;
DELETE FROM orders WHERE id <= 10;
DELETE FROM "a.orders" WHERE id % 2 = 0;
DELETE FROM xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx WHERE id > 10
-- LATER
UPDATE "A".orders SET v = 'later' WHERE id = 5;
INSERT INTO orders VALUES (1000, 'new')
