package playbook.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import playbook.incident.Incident;
import playbook.incident.Target;

/** The recipe of docs/evidence.md, run as it stands there, proves a true file and names the row that is not. */
class EvidenceExportTest {

    record Finding(String text) {}

    private static final Target TARGET =
            new Target("noa", "noa_db", "127.0.0.1", 1, "noa_db", "recovery", Path.of("none"), List.of("api"), true);

    @TempDir
    Path folder;

    private JdbcClient database;
    private EvidenceExport export;

    @BeforeEach
    void fill() {
        var source = new DriverManagerDataSource(
                "jdbc:h2:mem:export" + System.nanoTime()
                        + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;DB_CLOSE_DELAY=-1",
                "sa",
                "");
        Flyway.configure().dataSource(source).load().migrate();
        database = JdbcClient.create(source);
        var transactions = new JdbcTransactionManager(source);
        export = new EvidenceExport(database, new Sealer(database, transactions));
        EvidenceStore evidence = new EvidenceStore(database, transactions);
        for (int i = 1; i <= 3; i++) {
            evidence.found(incident("DL-2026-0001"), "pin", new Finding("first “" + i + "”\n\u2028"));
            evidence.found(incident("DL-2026-0002"), "pin", new Finding("second " + i));
        }
        evidence.refused(incident("DL-2026-0001"), "approve-recovery", "dave", "chose it himself");
    }

    @Test
    void theRecipeProvesATrueFile() throws Exception {
        String file = file();

        assertThat(file).hasLineCount(7).contains("first “2”").doesNotContain("second");
        Ended ended = verify(file);
        assertThat(ended.output()).startsWith("4 rows of this incident, 7 in the chain, last hash ");
        assertThat(ended.status()).isZero();
    }

    @Test
    void aRowThatWasChangedInTheDatabaseIsNamed() throws Exception {
        file();
        database.sql("update playbook_evidence set content = '{}' where chain_position = 3")
                .update();

        assertThat(verify(file())).isEqualTo(new Ended(1, "row 3 is not as it was sealed\n"));
    }

    @Test
    void soIsOneOfAnotherIncident() throws Exception {
        file();
        database.sql("update playbook_evidence set who = 'eve' where chain_position = 2")
                .update();

        assertThat(verify(file())).isEqualTo(new Ended(1, "row 2 is not as it was sealed\n"));
    }

    @Test
    void aLineThatIsMissingIsNamed() throws Exception {
        List<String> lines = file().lines().toList();

        assertThat(verify(String.join("\n", lines.subList(0, 4)) + "\n" + lines.get(5) + "\n"))
                .isEqualTo(new Ended(1, "row 5 is not as it was sealed\n"));
    }

    private String file() {
        StringWriter out = new StringWriter();
        export.write("DL-2026-0001", out);
        return out.toString();
    }

    private record Ended(int status, String output) {}

    private Ended verify(String file) throws Exception {
        Matcher recipe = Pattern.compile("```python\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("docs/evidence.md")));
        assertThat(recipe.find()).isTrue();
        Path script = Files.writeString(folder.resolve("verify.py"), recipe.group(1));
        Path input = Files.writeString(folder.resolve("evidence.jsonl"), file);
        Process python = new ProcessBuilder("python3", script.toString())
                .redirectInput(input.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(python.waitFor(), output);
    }

    private static Incident incident(String key) {
        return new Incident(key, TARGET, Instant.EPOCH, "olivia", Instant.EPOCH);
    }
}
