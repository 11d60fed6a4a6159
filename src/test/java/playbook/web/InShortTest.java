package playbook.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import playbook.evidence.EvidenceReading.Entry;
import playbook.evidence.EvidenceReading.Kind;
import playbook.evidence.Json;
import playbook.incident.Culprit;
import playbook.incident.Lsn;
import playbook.incident.TableChange;
import playbook.incident.TableChange.Operation;
import playbook.incident.TableName;
import playbook.process.history.IncidentTimings;
import playbook.wayback.TestWays;
import playbook.web.InShort.Sentence;

class InShortTest {

    @Test
    void theWallInTheNetworkIsToldAsItWasSeen() {
        assertThat(told("{\"network\":{\"state\":\"UP\",\"letIn\":[],\"why\":\"\"}}"))
                .containsExactly(new Sentence(
                        "Network",
                        "blocked together with the fence for all but the playbook, if the network enforces policies",
                        ""));
        assertThat(told("{\"network\":{\"state\":\"UP\",\"letIn\":[\"api-in\"],\"why\":\"\"}}"))
                .containsExactly(new Sentence(
                        "Network",
                        "other network policies, not the playbook's, still let clients reach the database: api-in",
                        "wait"));
        assertThat(told("{\"network\":{\"state\":\"NOT_UP\",\"letIn\":[],\"why\":\"no right\\nHINT: ask\"}}"))
                .containsExactly(new Sentence("Network", "not blocked: no right", "wait"));
        assertThat(told("{\"network\":{\"state\":\"NONE\",\"letIn\":[],\"why\":\"\"}}"))
                .isEmpty();
        assertThat(told("{}")).isEmpty();
    }

    /** It proves nothing, so it isn't counted as passed; and nobody has to explain it. */
    @Test
    void whatWasNotLookedAtIsNamedAndCountsAsNothing() {
        String passed = "{\"name\":\"row counts\",\"passed\":true,\"detail\":\"\",\"seconds\":1}";
        String unseen = "{\"name\":\"sequences\",\"passed\":false,\"notLookedAt\":true,\"detail\":\"\",\"seconds\":1}";
        String failed = "{\"name\":\"indexes\",\"passed\":false,\"detail\":\"\",\"seconds\":1}";
        assertThat(checked(passed)).containsExactly(new Sentence("Checked", "all 1 checks passed", "good"));
        assertThat(checked(passed, unseen))
                .containsExactly(new Sentence("Checked", "1 of 2 checks passed; not looked at: sequences", "wait"));
        assertThat(checked(passed, unseen, failed))
                .containsExactly(
                        new Sentence("Checked", "1 of 3 checks failed: indexes; not looked at: sequences", "bad"));
    }

    @Test
    void aDroppedColumnIsToldAsOneAndNotAsRowsThatWereLost() {
        Culprit culprit = new Culprit(
                729,
                List.of(),
                new Lsn(100),
                new Lsn(200),
                new Lsn(240),
                1,
                Instant.EPOCH,
                List.of(
                        new TableChange(
                                new TableName("clinic", "patients"), 7, Operation.ALTER, 4000, "drops column notes"),
                        new TableChange(new TableName("clinic", "invoices"), 8, Operation.DELETE, 20)));
        assertThat(told("Culprit", Json.write(culprit)))
                .containsExactly(new Sentence(
                        "Lost",
                        "drops column notes of clinic.patients, which has 4 000 rows; 20 rows: clinic.invoices 20; by"
                                + " transaction 729 at 1970-01-01 00:00:00 UTC",
                        ""));
    }

    @Test
    void whatAFalseAlarmFoundIsNoLoss() {
        Culprit loaded = new Culprit(
                728,
                List.of(),
                new Lsn(100),
                new Lsn(200),
                new Lsn(240),
                1,
                Instant.EPOCH,
                List.of(new TableChange(new TableName("clinic", "patients"), 7, Operation.INSERT, 40)));
        assertThat(told("Culprit", Json.write(loaded)))
                .containsExactly(new Sentence(
                        "Lost", "nothing; 40 rows were added; by transaction 728 at 1970-01-01 00:00:00 UTC", ""));
        List<Entry> entries = List.of(
                new Entry(1, Kind.FOUND, "findCulprit", "Culprit", "playbook", Json.write(loaded), Instant.EPOCH),
                new Entry(
                        2,
                        Kind.DECIDED,
                        "confirm-loss",
                        "",
                        "dave",
                        "{\"lossDecision\":\"false-alarm\"}",
                        Instant.EPOCH));
        assertThat(new InShort(new Words(), Map.of(), entries, TestWays.all())
                        .about(new IncidentTimings(null, null, null, null, null, null, null, null)))
                .contains(new Sentence("Lost", "nothing: it was called a false alarm", "good"));
    }

    private static List<Sentence> checked(String... checks) {
        return told("DataChecks", "{\"checks\":[" + String.join(",", checks) + "]}");
    }

    private static List<Sentence> told(String stopped) {
        return told("StopApplicationsResult", stopped);
    }

    private static List<Sentence> told(String type, String content) {
        Entry entry = new Entry(1, Kind.FOUND, "step", type, "playbook", content, Instant.EPOCH);
        return new InShort(new Words(), Map.of(), List.of(entry), TestWays.all())
                .about(new IncidentTimings(null, null, null, null, null, null, null, null));
    }
}
