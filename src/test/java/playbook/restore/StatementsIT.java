package playbook.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What a merge says to the patient, for tables with every peculiarity: {@code statements-of-a-merge.sql} has it, made by the
 * version before the statements stood in files. Their digest is part of a plan: a plan that was approved before an upgrade holds
 * after it as long as they stay to the letter.
 */
class StatementsIT {

    private static RowRecovery recovery;

    @BeforeAll
    static void start() {
        recovery = new RowRecovery();
    }

    @AfterAll
    static void stop() {
        recovery.close();
    }

    @Test
    void aPlanThatWasApprovedBeforeAnUpgradeHoldsAfterIt() throws Exception {
        recovery.tables(
                "CREATE DOMAIN grade AS int NOT NULL CHECK (VALUE > 0)",
                "CREATE TABLE \"Kunden {1}\" (id int PRIMARY KEY, \"E-Mail\" text UNIQUE, \"it's 100%\" numeric(10,2),"
                        + " grade grade, nr int GENERATED ALWAYS AS IDENTITY)",
                "CREATE TABLE orders (a int, b int, kunde int REFERENCES \"Kunden {1}\", mail text REFERENCES"
                        + " \"Kunden {1}\" (\"E-Mail\"), total int GENERATED ALWAYS AS (a * b) STORED, PRIMARY KEY (a, b))",
                "CREATE TABLE lines (id int PRIMARY KEY, a int, b int, what text, FOREIGN KEY (a, b) REFERENCES orders)"
                        + " PARTITION BY RANGE (id)",
                "CREATE TABLE lines_1 PARTITION OF lines FOR VALUES FROM (0) TO (10)",
                "CREATE TABLE lines_2 PARTITION OF lines FOR VALUES FROM (10) TO (20)",
                "CREATE TABLE notes (line int REFERENCES lines, note text)",
                "CREATE TABLE node (id int PRIMARY KEY, parent int REFERENCES node, UNIQUE (parent, id))",
                "CREATE TABLE flag (k int PRIMARY KEY)",
                "INSERT INTO \"Kunden {1}\" SELECT i, 'm' || i, i, i FROM generate_series(1, 9) i",
                "INSERT INTO orders SELECT i, i, i, 'm' || i FROM generate_series(1, 9) i",
                "INSERT INTO lines SELECT i, i % 9 + 1, i % 9 + 1, 'x' FROM generate_series(1, 19) i",
                "INSERT INTO notes SELECT i, 'x' FROM generate_series(1, 19) i",
                "INSERT INTO node SELECT i, nullif(i / 2, 0) FROM generate_series(1, 9) i",
                "INSERT INTO flag SELECT i FROM generate_series(1, 9) i",
                "CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
                "CREATE TRIGGER always AFTER INSERT ON flag FOR EACH ROW EXECUTE FUNCTION nothing()",
                "ALTER TABLE flag ENABLE ALWAYS TRIGGER always");
        recovery.destroys(
                "DELETE FROM notes",
                "UPDATE lines SET what = 'y'",
                "UPDATE orders SET mail = NULL",
                "UPDATE \"Kunden {1}\" SET \"it's 100%\" = 0",
                "DELETE FROM node WHERE id > 4",
                "DELETE FROM flag");
        recovery.execute("ALTER TABLE orders ADD COLUMN later int DEFAULT 5");

        try (Connection connection = recovery.patient.server.connect()) {
            connection.setAutoCommit(false);
            Merge merge = new Merge(connection, RowRecovery.INCIDENT, recovery.difference);
            String said = String.join(";\n", merge.statements()) + "\n";
            for (TableShape shape : merge.references().inOrder()) {
                said = said.replaceAll(
                        "\\b(staged_|rows_|moved_|tableoid = |oid = )" + shape.oid() + "\\b",
                        "$1{" + shape.name() + "}");
            }
            assertThat(said.lines())
                    .containsExactlyElementsOf(recorded().lines().toList());
        }
    }

    private static String recorded() throws Exception {
        try (InputStream file = StatementsIT.class.getResourceAsStream("statements-of-a-merge.sql")) {
            return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
