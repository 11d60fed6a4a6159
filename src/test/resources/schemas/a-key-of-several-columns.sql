-- The key's columns stand in another order than the table's, and its index includes one that is no part of it.
CREATE TABLE prices (what text, price numeric(10, 2), region text, since date, PRIMARY KEY (since, region) INCLUDE (what));
INSERT INTO prices SELECT 'w' || i, i / 7.0, 'r' || i % 5, date '2026-01-01' + i / 5 FROM generate_series(0, 299) i
-- LOSS
DELETE FROM prices WHERE since > '2026-02-20';
UPDATE prices SET region = region || '!' WHERE since < '2026-01-03';
UPDATE prices SET price = 0 WHERE region = 'r1'
-- LATER
UPDATE prices SET what = 'later' WHERE region = 'r1' AND since BETWEEN '2026-01-05' AND '2026-02-01';
INSERT INTO prices VALUES ('new', 1, 'r9', '2026-05-05')
