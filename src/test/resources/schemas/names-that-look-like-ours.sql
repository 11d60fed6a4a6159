-- Columns with the names that our own statements give to theirs, some unique, one in the key; with and without a key.
CREATE TABLE acts ("act" int, "op" text, "why" text, "n" int, "number" int UNIQUE, "b1" int, "a1" text, "values" text, "place" int, "l" int, "s" int, "t" int, "r" int, "o" int, "q1" int, "p1" int, "v1" int, "key" text PRIMARY KEY, "oid" int, "xid" int, "count" int, "kept" int, "touched" int);
INSERT INTO acts SELECT i, 'op', 'why', i, i, i, 'a', 'v', i, i, i, i, i, i, i, i, i, 'k' || i, i, i, i, i, i FROM generate_series(1, 100) i;
CREATE TABLE "staged" (act text, op text, n int, number int, "values" text, place text);
INSERT INTO "staged" SELECT 'insert', 'D', i, i, 'v', 'p' FROM generate_series(1, 50) i;
CREATE TABLE "number" ("act" text REFERENCES acts ("key") ON DELETE CASCADE, "n" int, "oid" int, PRIMARY KEY ("n", "oid"), "number" int UNIQUE);
INSERT INTO "number" SELECT 'k' || i, i, i, i FROM generate_series(1, 100) i
-- LOSS
UPDATE acts SET act = 0, op = 'D', "values" = NULL, "n" = NULL, "number" = "number" + 1000 WHERE "key" < 'k3';
DELETE FROM acts WHERE "key" > 'k8';
DELETE FROM "staged" WHERE n > 20;
UPDATE "number" SET "number" = -n WHERE n < 50
-- LATER
UPDATE acts SET why = 'later' WHERE "key" IN ('k1', 'k20', 'k50');
ALTER TABLE acts ADD v2 int DEFAULT 7;
INSERT INTO acts ("key", "number") VALUES ('x', 5000)
