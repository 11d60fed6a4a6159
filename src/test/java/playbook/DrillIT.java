package playbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import playbook.postgres.Majors;

/**
 * Two drills side by side, because much of their time is waiting; the one to be disturbed is watched first. They run on 17
 * and 18 with their own client programs where those are there (a landing has them); KillIT and BrowserIT drill on 15.
 */
@TestMethodOrder(OrderAnnotation.class)
class DrillIT {

    private static final Duration PATIENCE = Duration.ofMinutes(8);

    private static LauncherRun undisturbed;
    private static LauncherRun sabotaged;
    private static Process first;
    private static Process second;

    @BeforeAll
    static void start() throws Exception {
        undisturbed = new LauncherRun();
        sabotaged = new LauncherRun();
        first = undisturbed.drill(on(18));
        second = sabotaged.drill(on(17));
    }

    private static String[] on(int major) {
        String size = "30MB";
        if (Majors.isPresent(major)) {
            return new String[] {"--size", size, "--postgres", Majors.bin(major).toString()};
        }
        System.out.println("no PostgreSQL " + major + " here: this drill runs on the one that is installed");
        return new String[] {"--size", size};
    }

    @AfterAll
    static void end() {
        undisturbed.close();
        sabotaged.close();
    }

    @Test
    @Order(1)
    void aDrillThatLosesARowAfterTheMergeIsNotProven() throws Exception {
        sabotaged.awaitJobFile(second, "backupAfter", "pid", PATIENCE);
        loseARecoveredRow(sabotaged.drill().resolve("range"));

        assertThat(sabotaged.exitOf(second, PATIENCE)).as(sabotaged.said()).isEqualTo(1);
        JsonNode document = sabotaged.document();
        assertThat(document.path("proven").booleanValue()).isFalse();
        JsonNode rows = document.path("rows");
        assertThat(rows.path("recovered").longValue())
                .isEqualTo(rows.path("destroyed").longValue() - 1);
        assertThat(rows.path("wrong").longValue()).isZero();
        assertThat(rows.path("laterWritesLost").longValue()).isZero();
        assertThat(document.path("checks"))
                .filteredOn(check -> !check.path("passed").booleanValue())
                .extracting(check -> check.path("name").asText())
                .containsExactly("every destroyed row is back");
        assertThat(sabotaged.said())
                .contains("THE DRILL DID NOT SUCCEED", "Kept for you to look at: " + sabotaged.drill());
        assertThat(sabotaged.drill().resolve("app.log")).isNotEmptyFile();
    }

    @Test
    @Order(2)
    void aDrillProvesThatEveryRowIsBackAndLeavesNothing() throws Exception {
        assertThat(undisturbed.exitOf(first, PATIENCE)).as(undisturbed.said()).isZero();
        DrillDocument.assertProven(undisturbed.document());
        assertThat(undisturbed.said())
                .contains("THE DRILL SUCCEEDED, AND THAT IS PROVEN", "tried to approve it and was refused");
        undisturbed.assertNothingLeft();
    }

    /** Seeded rows of customers who are not active were all destroyed; the lowest number is a seeded one. */
    private static void loseARecoveredRow(Path range) throws Exception {
        int port = new ObjectMapper()
                .readTree(range.resolve("range.json").toFile())
                .path("port")
                .intValue();
        String passfile = LauncherRun.read(range.resolve("pgpass")).strip();
        Properties login = new Properties();
        login.setProperty("user", "recovery");
        login.setProperty("password", passfile.substring(passfile.lastIndexOf(':') + 1));
        try (Connection connection =
                        DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/noa_db", login);
                Statement statement = connection.createStatement()) {
            // Without triggers: an entry in the audit would be one more thing that is wrong.
            statement.execute("SET session_replication_role = replica");
            int gone = statement.executeUpdate("DELETE FROM public.support_notes WHERE id = (SELECT min(n.id)"
                    + " FROM public.support_notes AS n JOIN public.users AS u ON u.id = n.user_id"
                    + " WHERE u.status <> 'active')");
            assertThat(gone).isEqualTo(1);
        }
    }
}
