-- From and to partitioned tables, and to one partition alone; rows move between partitions and take their children along.
CREATE TABLE customers (id int, region text, name text, PRIMARY KEY (region, id)) PARTITION BY LIST (region);
CREATE TABLE customers_eu PARTITION OF customers FOR VALUES IN ('eu');
CREATE TABLE customers_us PARTITION OF customers FOR VALUES IN ('us');
CREATE TABLE customers_else PARTITION OF customers DEFAULT;
CREATE TABLE orders (id int, region text, customer int, at date, PRIMARY KEY (id, at), FOREIGN KEY (region, customer) REFERENCES customers ON DELETE CASCADE ON UPDATE CASCADE) PARTITION BY RANGE (at);
CREATE TABLE orders_1 PARTITION OF orders FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE TABLE orders_2 PARTITION OF orders FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
CREATE TABLE items (id int PRIMARY KEY, o int, at date, FOREIGN KEY (o, at) REFERENCES orders ON DELETE CASCADE);
CREATE TABLE notes (id int PRIMARY KEY, region text, customer int, FOREIGN KEY (region, customer) REFERENCES customers_eu ON DELETE SET NULL);
INSERT INTO customers SELECT i, CASE i % 3 WHEN 0 THEN 'eu' WHEN 1 THEN 'us' ELSE 'x' || i % 2 END, 'c' || i FROM generate_series(1, 120) i;
INSERT INTO orders SELECT c.id * 10 + i, c.region, c.id, date '2026-01-01' + (c.id + i * 13) % 59 FROM customers c, generate_series(1, 3) i;
INSERT INTO items SELECT row_number() OVER (ORDER BY o.id, i), o.id, o.at FROM orders o, generate_series(1, 2) i;
INSERT INTO notes SELECT id, region, id FROM customers WHERE region = 'eu'
-- LOSS
DELETE FROM customers WHERE id BETWEEN 10 AND 30;
UPDATE customers SET region = 'us' WHERE region LIKE 'x%' AND id > 90;
DELETE FROM orders WHERE id % 17 = 0
-- LATER
INSERT INTO customers VALUES (1000, 'eu', 'new');
INSERT INTO orders VALUES (99991, 'eu', 1000, '2026-01-02');
UPDATE customers SET name = 'later' WHERE id = 5
