-- Of a reference over two columns only one is emptied (since version 15); or both get their defaults.
CREATE TABLE tenants (id int PRIMARY KEY);
CREATE TABLE users (tenant int REFERENCES tenants ON DELETE CASCADE, id int, name text, PRIMARY KEY (tenant, id));
CREATE TABLE posts (tenant int NOT NULL, id int, author int DEFAULT 0, editor int DEFAULT 0, what text, PRIMARY KEY (tenant, id), FOREIGN KEY (tenant, author) REFERENCES users ON DELETE SET NULL (author), FOREIGN KEY (tenant, editor) REFERENCES users ON DELETE SET DEFAULT (editor));
INSERT INTO tenants SELECT generate_series(1, 3);
INSERT INTO users SELECT t, i, 'u' FROM generate_series(1, 3) t, generate_series(0, 20) i;
INSERT INTO posts SELECT t, i, 1 + i % 20, 1 + (i + 7) % 20, 'p' FROM generate_series(1, 3) t, generate_series(1, 100) i
-- LOSS
DELETE FROM users WHERE id BETWEEN 5 AND 9
-- LATER
UPDATE posts SET author = 1 WHERE id = 4;
UPDATE posts SET what = 'later' WHERE id IN (5, 6, 70);
INSERT INTO posts VALUES (1, 1000, 2, 3, 'new')
