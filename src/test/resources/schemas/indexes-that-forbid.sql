-- Partial, on expressions, on ranges that must not overlap; deferrable ones beside others.
CREATE EXTENSION btree_gist;
CREATE TABLE bookings (id int PRIMARY KEY, room int, during tsrange, state text, code text, EXCLUDE USING gist (room WITH =, during WITH &&) WHERE (state <> 'void') DEFERRABLE INITIALLY DEFERRED);
CREATE UNIQUE INDEX ON bookings (lower(code)) WHERE state = 'live';
CREATE UNIQUE INDEX ON bookings ((id % 1000), room);
INSERT INTO bookings SELECT i, i % 10, tsrange('2026-01-01'::timestamp + make_interval(hours => i), '2026-01-01'::timestamp + make_interval(hours => i + 5)), CASE i % 3 WHEN 0 THEN 'void' ELSE 'live' END, 'C' || i FROM generate_series(1, 300) i
-- LOSS
UPDATE bookings SET during = tsrange(lower(during) + interval '100 days', upper(during) + interval '100 days') WHERE id <= 100;
UPDATE bookings SET state = 'void' WHERE id BETWEEN 50 AND 150;
DELETE FROM bookings WHERE id > 200
-- LATER
INSERT INTO bookings VALUES (5555, 3, '[2030-01-01, 2030-01-02)', 'live', 'later');
UPDATE bookings SET code = 'Later' WHERE id = 120
