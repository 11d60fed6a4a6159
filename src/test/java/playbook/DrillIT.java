package playbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import playbook.postgres.Majors;

/**
 * Two drills side by side, because much of their time is waiting; the one to be disturbed is watched first. The other one's
 * response is begun by the former version, so that what an upgrade needs costs no drill of its own. They run on 18 and 17
 * with their own client programs where those are there (a landing has them); KillIT and BrowserIT drill on 15.
 */
@TestMethodOrder(OrderAnnotation.class)
class DrillIT {

    private static final Duration PATIENCE = Duration.ofMinutes(8);

    private static LauncherRun sabotaged;
    private static Process toBeSabotaged;
    private static LauncherRun undisturbed;
    private static CompletableFuture<Process> begun;

    @BeforeAll
    static void start() throws Exception {
        sabotaged = new LauncherRun();
        toBeSabotaged = sabotaged.drill(on(18));
        undisturbed = new LauncherRun();
        begun = CompletableFuture.supplyAsync(DrillIT::begin);
    }

    /** Beside the first test, which waits for its own drill meanwhile. */
    private static Process begin() {
        try {
            Optional<String> missing = FormerVersion.missing();
            if (missing.isPresent()) {
                System.out.println(missing.get());
                return undisturbed.drill(on(17));
            }
            undisturbed.useFormerVersion();
            Process drill = undisturbed.drill(on(17, "--kill-during", ProgramExchange.KILLED_DURING));
            new ProgramExchange(undisturbed, drill).whileTheApprovalIsOpen();
            return drill;
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }

    private static String[] on(int major, String... more) {
        List<String> options = new ArrayList<>(List.of("--size", "30MB"));
        options.addAll(List.of(more));
        if (Majors.isPresent(major)) {
            options.addAll(List.of("--postgres", Majors.bin(major).toString()));
        } else {
            System.out.println("no PostgreSQL " + major + " here: this drill runs on the one that is installed");
        }
        return options.toArray(String[]::new);
    }

    @AfterAll
    static void end() {
        sabotaged.close();
        undisturbed.close();
    }

    @Test
    @Order(1)
    void aDrillThatLosesARowAfterTheMergeIsNotProven() throws Exception {
        sabotaged.awaitJobFile(toBeSabotaged, "backupAfter", "pid", PATIENCE);
        loseARecoveredRow(sabotaged.drill().resolve("range"));

        assertThat(sabotaged.exitOf(toBeSabotaged, PATIENCE))
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

    @Test
    @Order(2)
    void aDrillProvesThatEveryRowIsBackAndLeavesNothing() throws Exception {
        Process drill = begun.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(undisturbed.exitOf(drill, PATIENCE)).as(undisturbed.said()).isZero();
        DrillDocument.assertProven(undisturbed.document());
        assertThat(undisturbed.said())
                .contains("THE DRILL SUCCEEDED, AND THAT IS PROVEN", "tried to approve it and was refused");
        undisturbed.assertNothingLeft();
    }

    /** All that the drill proves, it proved of this response; it was begun by the former version as its models tell. */
    @Test
    @Order(3)
    void thatResponseWasBegunByTheFormerVersionAndFinishedByThisOne() {
        assumeTrue(
                FormerVersion.missing().isEmpty(), () -> FormerVersion.missing().orElse(""));
        assertThat(begun).isCompleted();
        assertThat(undisturbed.said())
                .containsSubsequence(
                        "dave answered 'choose-strategy'",
                        "!! killed the playbook (-9) while " + ProgramExchange.KILLED_DURING + " ran",
                        "!! The playbook answers after",
                        "maria answered 'approve-recovery'",
                        "THE DRILL SUCCEEDED, AND THAT IS PROVEN");
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
