package playbook.wayback;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import playbook.incident.Culprit;
import playbook.incident.Incident;
import playbook.incident.Lsn;
import playbook.incident.RemovedTables;
import playbook.incident.RestoredTables;
import playbook.incident.TableChange;
import playbook.incident.TableName;
import playbook.incident.TablesPlan;
import playbook.incident.Target;
import playbook.operation.TestEvidence;

class SituationTest {

    private static final Instant AT = Instant.parse("2026-12-01T03:12:05Z");
    private static final Target TARGET = new Target(
            "noa", "noa", "127.0.0.1", 1, "noa_db", "recovery", Path.of("/none"), List.of(), List.of(), true);

    private final TestEvidence evidence = new TestEvidence();
    private final Incident incident = new Incident("DL-2026-0001", TARGET, AT, "olivia", AT);

    /** Sent back by the validation without undoing it: today's table is no stranger's. */
    @Test
    void tablesThatThisIncidentsRecoveryMadeAnewAreNotSomebodyElses() {
        dropped(771);
        restored("hash", AT);
        assertThat(reason()).startsWith("They were made anew by this incident's recovery at 2026-12-01 03:12:05");

        evidence.found(incident, "undoTables", new RemovedTables("hash", 3, AT.plusSeconds(60)));
        assertThat(reason()).startsWith("There is a table of that name again");

        restored("hash", AT.plusSeconds(120));
        assertThat(reason()).startsWith("They were made anew");
    }

    @Test
    void whatAnotherTransactionDroppedIsAnotherLoss() {
        dropped(771);
        restored("hash", AT);
        dropped(790);
        assertThat(reason()).startsWith("There is a table of that name again");
    }

    private void dropped(long xid) {
        evidence.found(
                incident,
                "confirmLoss",
                new Culprit(
                        xid,
                        List.of(),
                        new Lsn(10),
                        new Lsn(20),
                        new Lsn(30),
                        1,
                        AT,
                        List.of(new TableChange(new TableName("public", "t"), 16400, TableChange.Operation.DROP, -1))));
    }

    private void restored(String hash, Instant at) {
        evidence.found(
                incident,
                "planTables",
                new TablesPlan(
                        incident.key(),
                        "1",
                        "noa_db",
                        771,
                        new Lsn(20),
                        1,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        "",
                        AT,
                        hash));
        evidence.found(incident, "restoreTables", new RestoredTables(hash, "playbook", List.of(), 3, at, false));
    }

    private String reason() {
        return new TableRestore()
                .impossible(Situation.of(evidence, incident, 200, List.of("public.t")))
                .orElse("");
    }
}
