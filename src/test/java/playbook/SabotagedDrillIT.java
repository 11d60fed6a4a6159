package playbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** A drill's verdict is worth something: one row that is lost behind the playbook's back is found. It runs on 18. */
class SabotagedDrillIT {

    @Test
    @InTurn(3)
    void aDrillThatLosesARowAfterTheMergeIsNotProven() throws Exception {
        try (LauncherRun sabotaged = new LauncherRun()) {
            Process drill = sabotaged.drill(LauncherRun.on(18));
            sabotaged.awaitJobFile(drill, "backupAfter", "pid", LauncherRun.PATIENCE);
            loseARecoveredRow(sabotaged.drill().resolve("range"));

            assertThat(sabotaged.exitOf(drill, LauncherRun.PATIENCE))
                    .as(sabotaged.said())
                    .isEqualTo(1);
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
