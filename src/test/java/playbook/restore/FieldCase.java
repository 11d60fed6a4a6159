package playbook.restore;

import java.util.List;

/**
 * A small database, how it loses data, and what others write afterwards; in a schema of its own, which is the search path.
 *
 * @param name the case's letters and number in the list of cases from the field, and its fact
 * @param commits each its own transaction
 * @param later what others do afterwards, each its own transaction
 * @param conflicts destroyed rows that can't come back as things are now
 * @param notByRows begin of the reason why rows can't be given back, empty when they can
 */
record FieldCase(
        String name,
        List<String> tables,
        List<String> setUp,
        List<List<String>> commits,
        List<String> later,
        int conflicts,
        String notByRows) {

    private static final String WHOLE_TABLES = "The culprit dropped or altered whole tables";

    static final List<FieldCase> ALL = List.of(
            rows("BR-02 the table is rewritten afterwards", "customers")
                    .given(
                            "CREATE TABLE customers (id int PRIMARY KEY, name text)",
                            "INSERT INTO customers SELECT i, 'c' || i FROM generate_series(1, 5000) i")
                    .lost("DELETE FROM customers WHERE id > 3000")
                    .later("VACUUM FULL customers", "VACUUM pg_catalog.pg_class", "CHECKPOINT"),
            rows("BR-03 rows are changed twice, and a trigger counts", "users", "posts")
                    .given(
                            "CREATE TABLE users (id int PRIMARY KEY, posts int DEFAULT 0, seen timestamptz)",
                            "CREATE TABLE posts (id int PRIMARY KEY, user_id int)",
                            "INSERT INTO users SELECT generate_series(1, 10)",
                            "CREATE FUNCTION counted() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS"
                                    + " 'BEGIN UPDATE users SET posts = posts - 1 WHERE id = OLD.user_id; RETURN NULL; END'",
                            "INSERT INTO posts SELECT i, 1 + i % 10 FROM generate_series(1, 100) i",
                            "CREATE TRIGGER counted AFTER DELETE ON posts FOR EACH ROW EXECUTE FUNCTION counted()")
                    .lost("DELETE FROM posts WHERE id > 50", "UPDATE users SET seen = now()"),
            rows("BR-05 rows move to another partition", "events")
                    .given(
                            "CREATE TABLE events (id int, day date, note text, PRIMARY KEY (id, day)) PARTITION BY RANGE (day)",
                            "CREATE TABLE events_25 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')",
                            "CREATE TABLE events_26 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
                            "INSERT INTO events SELECT i, '2025-01-01'::date + i % 300, 'e' FROM generate_series(1, 1000) i")
                    .lost("UPDATE events SET day = '2026-03-01' WHERE id <= 400"),
            rows("BR-06 a customer signs up again under a partial index", "users")
                    .given(
                            "CREATE TABLE users (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL,"
                                    + " deleted_at timestamptz)",
                            "CREATE UNIQUE INDEX users_email ON users (lower(email)) WHERE deleted_at IS NULL",
                            "INSERT INTO users (email) SELECT 'User' || i || '@Example.com' FROM generate_series(1, 1000) i")
                    .lost("DELETE FROM users WHERE id > 500")
                    .later("INSERT INTO users (email) VALUES ('user700@example.com')")
                    .conflicts(1),
            rows("BR-06 a room is booked again under an exclusion constraint", "bookings")
                    .given(
                            "CREATE TABLE bookings (id int PRIMARY KEY, room int, during int4range,"
                                    + " EXCLUDE USING gist (room WITH =, during WITH &&))",
                            "INSERT INTO bookings SELECT i, i % 5, int4range(i * 10, i * 10 + 9) FROM generate_series(1, 100) i")
                    .lost("DELETE FROM bookings WHERE id > 40")
                    .later("INSERT INTO bookings VALUES (1001, 0, int4range(502, 503))")
                    .conflicts(1),
            rows("BR-08 large objects go with their rows", "docs")
                    .given(
                            "CREATE TABLE docs (id int PRIMARY KEY, body lo)",
                            "CREATE TRIGGER body BEFORE UPDATE OR DELETE ON docs FOR EACH ROW EXECUTE FUNCTION lo_manage(body)",
                            "INSERT INTO docs SELECT i, lo_from_bytea(0, convert_to('text ' || i, 'UTF8'))"
                                    + " FROM generate_series(1, 50) i")
                    .lost("DELETE FROM docs WHERE id > 20"),
            rows("BR-09 a cascade reaches an unlogged table", "users")
                    .given(
                            "CREATE TABLE users (id int PRIMARY KEY)",
                            "CREATE UNLOGGED TABLE carts (id int PRIMARY KEY, user_id int REFERENCES users ON DELETE CASCADE)",
                            "INSERT INTO users SELECT generate_series(1, 100)",
                            "INSERT INTO carts SELECT i, 1 + i % 100 FROM generate_series(1, 300) i")
                    .lost("DELETE FROM users WHERE id > 50"),
            rows("BR-13 the loss is a loop of commits", "orders")
                    .given(
                            "CREATE TABLE orders (id int PRIMARY KEY, note text)",
                            "INSERT INTO orders SELECT i, 'o' FROM generate_series(1, 5000) i")
                    .lost(30, "DELETE FROM orders WHERE id IN (SELECT id FROM orders ORDER BY id LIMIT 100)"),
            rows("BR-21 parents go on purpose under a key that is NOT VALID", "kids")
                    .given(
                            "CREATE TABLE parents (id int PRIMARY KEY)",
                            "INSERT INTO parents SELECT generate_series(1, 20)",
                            "CREATE TABLE kids (id int PRIMARY KEY, parent int)",
                            "INSERT INTO kids SELECT i, i FROM generate_series(1, 20) i",
                            "ALTER TABLE kids ADD CONSTRAINT kids_parent FOREIGN KEY (parent) REFERENCES parents NOT VALID")
                    .lost("DELETE FROM kids WHERE id > 10")
                    .later("DELETE FROM parents WHERE id IN (15, 16)")
                    .conflicts(2),
            rows("BR-22 an ENABLE ALWAYS trigger would change what comes back", "t")
                    .given(
                            "CREATE TABLE t (id int PRIMARY KEY, updated_at timestamptz DEFAULT '2020-01-01')",
                            "INSERT INTO t SELECT generate_series(1, 100)",
                            "CREATE FUNCTION touched() RETURNS trigger LANGUAGE plpgsql AS"
                                    + " 'BEGIN NEW.updated_at := now(); RETURN NEW; END'",
                            "CREATE TRIGGER touched BEFORE INSERT OR UPDATE ON t FOR EACH ROW EXECUTE FUNCTION touched()",
                            "ALTER TABLE t ENABLE ALWAYS TRIGGER touched")
                    .lost("DELETE FROM t WHERE id > 50"),
            rows("HC-3 keys are shifted and a cascade follows", "actor", "film_actor")
                    .given(
                            "CREATE TABLE actor (actor_id int PRIMARY KEY, name text)",
                            "CREATE TABLE film_actor (actor_id int REFERENCES actor ON UPDATE CASCADE, film_id int,"
                                    + " PRIMARY KEY (actor_id, film_id))",
                            "INSERT INTO actor SELECT i, 'a' || i FROM generate_series(1, 200) i",
                            "INSERT INTO film_actor SELECT i, f FROM generate_series(1, 200) i, generate_series(1, 5) f")
                    .lost("UPDATE actor SET actor_id = actor_id + 1000"),
            rows("HC-4 rows go and wrong ones come", "film")
                    .given(
                            "CREATE TABLE film (id int PRIMARY KEY, title text)",
                            "INSERT INTO film SELECT i, 'f' || i FROM generate_series(1, 1000) i")
                    .lost(
                            "DELETE FROM film WHERE id <= 138",
                            "INSERT INTO film SELECT 5000 + i, 'wrong' FROM generate_series(1, 659) i"),
            rows("HC-7 inheritance, no key, a deferred key to itself, triggers elsewhere", "logs", "tree", "audit")
                    .given(
                            "CREATE TABLE logs (what text, n int)",
                            "CREATE TABLE old_logs (closed date) INHERITS (logs)",
                            "CREATE TABLE tree (id int PRIMARY KEY, up int REFERENCES tree DEFERRABLE INITIALLY DEFERRED)",
                            "CREATE TABLE audit (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, gone int)",
                            "INSERT INTO logs SELECT 'x', i % 10 FROM generate_series(1, 100) i",
                            "INSERT INTO old_logs SELECT 'y', i % 10, '2020-01-01' FROM generate_series(1, 100) i",
                            "INSERT INTO tree SELECT i, nullif(i / 2, 0) FROM generate_series(1, 100) i",
                            "CREATE FUNCTION audited() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS"
                                    + " 'BEGIN INSERT INTO audit (gone) VALUES (OLD.id); RETURN NULL; END'",
                            "CREATE TRIGGER audited AFTER DELETE ON tree FOR EACH ROW EXECUTE FUNCTION audited()")
                    .lost("DELETE FROM logs WHERE n = 3", "DELETE FROM tree WHERE id > 40"),
            rows("HC-1 a column is dropped", "customer")
                    .given(
                            "CREATE TABLE customer (id int PRIMARY KEY, email text)",
                            "INSERT INTO customer SELECT i, i || '@example.org' FROM generate_series(1, 599) i")
                    .lost("ALTER TABLE customer DROP COLUMN email")
                    .notByRows(WHOLE_TABLES),
            rows("HC-8 a table is dropped with the views on it", "film_actor")
                    .given(
                            "CREATE TABLE film_actor (actor_id int, film_id int, PRIMARY KEY (actor_id, film_id))",
                            "CREATE VIEW actors AS SELECT DISTINCT actor_id FROM film_actor",
                            "INSERT INTO film_actor SELECT i, i FROM generate_series(1, 300) i")
                    .lost("DROP TABLE film_actor CASCADE")
                    .notByRows(WHOLE_TABLES),
            rows("a table is emptied and filled again", "prices")
                    .given(
                            "CREATE TABLE prices (id int PRIMARY KEY, price int)",
                            "INSERT INTO prices SELECT i, i FROM generate_series(1, 300) i")
                    .lost("TRUNCATE prices")
                    .later("INSERT INTO prices VALUES (1, 2)")
                    .conflicts(1),
            rows(
                            "a partitioned table is emptied with what refers to it, and rows of another go with them",
                            "logs",
                            "days",
                            "notes")
                    .given(
                            "CREATE TABLE days (day date PRIMARY KEY, closed bool) PARTITION BY RANGE (day)",
                            "CREATE TABLE days_25 PARTITION OF days FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')",
                            "CREATE TABLE days_26 PARTITION OF days FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
                            "CREATE TABLE notes (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, day date REFERENCES days)",
                            "CREATE TABLE logs (what text)",
                            "INSERT INTO days SELECT '2025-06-01'::date + i, false FROM generate_series(1, 400) i",
                            "INSERT INTO notes (day) SELECT '2025-06-01'::date + i FROM generate_series(1, 400) i",
                            "INSERT INTO logs SELECT 'l' || i FROM generate_series(1, 100) i")
                    .lost("DELETE FROM logs WHERE what LIKE 'l1%'", "TRUNCATE days RESTART IDENTITY CASCADE")
                    .later(
                            "INSERT INTO days VALUES ('2026-12-24', true)",
                            "INSERT INTO notes (day) VALUES ('2026-12-24')")
                    .conflicts(1));

    private static FieldCase rows(String name, String... tables) {
        return new FieldCase(name, List.of(tables), List.of(), List.of(), List.of(), 0, "");
    }

    private FieldCase given(String... statements) {
        return new FieldCase(name, tables, List.of(statements), commits, later, conflicts, notByRows);
    }

    private FieldCase lost(String... statements) {
        return new FieldCase(name, tables, setUp, List.of(List.of(statements)), later, conflicts, notByRows);
    }

    private FieldCase lost(int times, String statement) {
        return new FieldCase(
                name,
                tables,
                setUp,
                java.util.Collections.nCopies(times, List.of(statement)),
                later,
                conflicts,
                notByRows);
    }

    private FieldCase later(String... statements) {
        return new FieldCase(name, tables, setUp, commits, List.of(statements), conflicts, notByRows);
    }

    private FieldCase conflicts(int rows) {
        return new FieldCase(name, tables, setUp, commits, later, rows, notByRows);
    }

    private FieldCase notByRows(String reason) {
        return new FieldCase(name, tables, setUp, commits, later, conflicts, reason);
    }
}
