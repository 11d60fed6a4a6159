package playbook.practice;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import playbook.evidence.Json;
import playbook.postgres.TestServer;

/**
 * From the report to the last row back, people answering at once, on the work of a folder: schema.sql, load.sql, a base
 * backup, traffic.sql, culprit.sql, later.sql. The folder is BENCH_WORK; BENCH_OUT gets one line of JSON with the seconds.
 * What belongs to accounts with {@code id % 10 = 3} is the loss.
 */
class RowsBackBench {

    @Test
    void rowsBack() throws Exception {
        Path work = Path.of(System.getenv("BENCH_WORK"));
        TestServer patient = TestServer.with()
                .archive()
                .set("shared_buffers", "512MB")
                .set("max_wal_size", "4GB")
                .set("log_min_duration_statement", "300")
                .start();
        try (ForeignRange range = new ForeignRange(patient, TestServer.start())) {
            patient.applicationRole("desk");
            patient.execute(sql(work, "schema"), sql(work, "load").replace("VACUUM ANALYZE;", ""), "VACUUM ANALYZE");
            range.baseBackup();
            patient.execute(sql(work, "traffic"), "CREATE TABLE truth AS SELECT * FROM accounts WHERE id % 10 = 3");
            Product product = range.start(List.of());
            patient.execute(sql(work, "culprit"), sql(work, "later"));
            long bytes = Long.parseLong(patient.query("SELECT pg_database_size(current_database())"));
            ForeignResponse response = new ForeignResponse(product)
                    .answer("confirm-loss", form -> Map.of("lossDecision", "loss", "culpritXid", first(form)))
                    .answer("choose-strategy", form -> Map.of("strategy", "row-recovery", "strategyReason", ""));
            Instant reported = Instant.now();

            String end = response.run("accounts are gone", List.of("missing-records"));

            assertThat(end).as(String.join("\n", response.told())).startsWith("ended");
            String wrong = patient.query("SELECT count(*) FROM (TABLE truth EXCEPT SELECT * FROM accounts) x");
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("tool", "playbook");
            line.put("bytes", bytes);
            line.put("rowsWrong", Long.parseLong(wrong));
            line.put("everythingDone", seconds(reported, Instant.now()));
            steps(range, reported, line);
            Files.writeString(
                    Path.of(System.getenv("BENCH_OUT")),
                    Json.write(line) + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
            Files.copy(
                    patient.root().resolve("server.log"),
                    Path.of(System.getenv("BENCH_OUT") + ".log"),
                    StandardCopyOption.REPLACE_EXISTING);
            assertThat(wrong).isEqualTo("0");
        }
    }

    /** Each step's begin and end, in seconds since the report. */
    private static void steps(ForeignRange range, Instant reported, Map<String, Object> line) throws SQLException {
        Map<String, List<Double>> steps = new LinkedHashMap<>();
        try (var engine = range.engine();
                var statement = engine.createStatement();
                var rows = statement.executeQuery(
                        "SELECT step, started_at, ended_at FROM playbook_operation ORDER BY started_at, name")) {
            while (rows.next()) {
                double from = seconds(reported, rows.getTimestamp(2).toInstant());
                double to = rows.getTimestamp(3) == null
                        ? -1
                        : seconds(reported, rows.getTimestamp(3).toInstant());
                steps.put(rows.getString(1), List.of(from, to));
                if (rows.getString(1).equals("mergeRows")) {
                    line.put("lastRowBack", to);
                }
            }
        }
        line.put("steps", steps);
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / 1000.0;
    }

    private static String first(JsonNode form) {
        return ForeignResponsesIT.first(form);
    }

    private static String sql(Path work, String name) throws IOException {
        return Files.readString(work.resolve(name + ".sql"));
    }
}
