-- Of three levels, one with its columns in another order; afterwards one is detached, and another is made.
CREATE TABLE events (at date, id int, kind text, what text, PRIMARY KEY (at, id, kind)) PARTITION BY RANGE (at);
CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2026-02-01') PARTITION BY LIST (kind);
CREATE TABLE events_1a PARTITION OF events_1 FOR VALUES IN ('a') PARTITION BY HASH (id);
CREATE TABLE events_1a0 PARTITION OF events_1a FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE events_1a1 PARTITION OF events_1a FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE events_1z PARTITION OF events_1 DEFAULT;
CREATE TABLE events_2 (what text, kind text NOT NULL, id int NOT NULL, gone int, at date NOT NULL);
ALTER TABLE events_2 DROP COLUMN gone;
ALTER TABLE events ATTACH PARTITION events_2 FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
CREATE TABLE events_d PARTITION OF events DEFAULT;
INSERT INTO events SELECT date '2026-01-01' + i % 59, i, chr(97 + i % 3), 'w' || i FROM generate_series(1, 600) i
-- LOSS
UPDATE events SET at = at + 31, kind = 'b' WHERE id % 7 = 0 AND at < '2026-01-20';
UPDATE events SET what = 'lost' WHERE id % 11 = 0;
DELETE FROM events WHERE id % 5 = 0
-- LATER
ALTER TABLE events DETACH PARTITION events_2;
CREATE TABLE events_4 PARTITION OF events FOR VALUES FROM ('2026-04-01') TO ('2026-05-01');
INSERT INTO events VALUES ('2026-04-02', 1000, 'a', 'new'), ('2026-01-01', 1001, 'a', 'new');
INSERT INTO events_2 VALUES ('new', 'z', 1002, '2027-01-01')
