package playbook.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import playbook.evidence.Json;
import playbook.incident.Culprit;
import playbook.incident.DataChecks;
import playbook.incident.Incident;
import playbook.incident.Lsn;
import playbook.incident.MergeResult;
import playbook.incident.Method;
import playbook.incident.RestoredRows;
import playbook.incident.RowCounts;
import playbook.incident.RowCounts.TableCount;
import playbook.incident.SchemaFingerprint;
import playbook.incident.StrategyChoice;
import playbook.incident.TableChange;
import playbook.incident.TableChange.Operation;
import playbook.incident.TableName;
import playbook.incident.Target;
import playbook.operation.TestEvidence;
import playbook.platform.JobStatus;
import playbook.postgres.TableRead;
import playbook.wayback.Expectations;
import playbook.wayback.Expectations.ExpectedTable;
import playbook.wayback.TestWays;

class ExpectedRowsTest {

    private static final TableName USERS = new TableName("public", "users");
    private static final TableName AUDIT = new TableName("public", "audit");

    private static final Incident INCIDENT = new Incident(
            "DL-2026-0001",
            new Target("noa", "noa_db", "127.0.0.1", 1, "noa_db", "recovery", Path.of("none"), List.of("api"), true),
            Instant.EPOCH,
            "olivia",
            Instant.EPOCH);

    @Test
    void deletedRowsAreExpectedBackAndWrittenOnesStay() {
        assertThat(changed(null)).containsExactly(new ExpectedTable(AUDIT, 7), new ExpectedTable(USERS, 100));
    }

    @Test
    void theMergeSaysHowManyCameBack() {
        MergeResult merged = new MergeResult(
                "hash", "playbook_rescue_1", List.of(new MergeResult.Merged(USERS, 1, 38, 0)), Instant.EPOCH, false);

        assertThat(changed(merged)).containsExactly(new ExpectedTable(AUDIT, 7), new ExpectedTable(USERS, 98));
    }

    /** It was unreadable when it was counted: what it holds now is compared with nothing, and not with that. */
    @Test
    void aTableThatCouldNotBeCountedBeforeIsNotComparedWithThat() {
        RowCounts before = new RowCounts(
                List.of(
                        new TableCount(USERS, false, 60, "1", null, null, null, null),
                        new TableCount(AUDIT, false, -1, "", null, null, null, "invalid page")),
                null,
                null,
                Instant.EPOCH);
        TableChecks checks = new TableChecks(
                List.of(
                        new TableRead(USERS, 'r', 60, "1", null, null, null),
                        new TableRead(AUDIT, 'r', 7, "2", null, null, null)),
                new Expectations(before, List.of(), null, null, null, null));

        assertThat(checks.counts()).isEqualTo(Verdict.passed("1 tables have the rows of the plan"));
        assertThat(checks.digests()).isEqualTo(Verdict.passed("1 tables that the plan does not change are unchanged"));
    }

    @Test
    void aTableThatWasMadeAnewMustHaveItsFormerContent() {
        RowCounts before = new RowCounts(
                List.of(new TableCount(USERS, false, 60, "1", null, null, null, null)), null, null, Instant.EPOCH);
        Expectations wanted =
                new Expectations(before, List.of(new ExpectedTable(AUDIT, 7, "2")), null, null, null, null);
        List<TableRead> right = List.of(
                new TableRead(USERS, 'r', 60, "1", null, null, null),
                new TableRead(AUDIT, 'r', 7, "2", null, null, null));
        List<TableRead> wrong = List.of(right.get(0), new TableRead(AUDIT, 'r', 7, "3", null, null, null));

        assertThat(new TableChecks(right, wanted).madeAnew()).isTrue();
        assertThat(new TableChecks(right, wanted).asBeforeTheLoss())
                .isEqualTo(Verdict.passed("1 tables have the content that they had just before the loss"));
        assertThat(new TableChecks(wrong, wanted).asBeforeTheLoss())
                .isEqualTo(Verdict.failed(AUDIT + " has not the content that it had just before the loss"));
        assertThat(new TableChecks(right.subList(0, 1), wanted)
                        .asBeforeTheLoss()
                        .passed())
                .isFalse();
    }

    /** After a cut-over rows that were written later are gone, as approved: behind the fence there were more. */
    @Test
    void anExchangedServerIsJudgedByWhatItHadBesideThePatient() {
        SchemaFingerprint schema = new SchemaFingerprint(Map.of("table public.users", "1"), Instant.EPOCH);
        RowCounts restored = new RowCounts(
                List.of(new TableCount(USERS, false, 100, "3", null, null, null, null)), null, null, Instant.EPOCH);
        TestEvidence evidence = new TestEvidence();
        evidence.found(INCIDENT, "countRows", counts());
        evidence.found(INCIDENT, "findCulprit", culprit());
        evidence.found(INCIDENT, "countRestored", new RestoredRows(restored, schema, null));

        evidence.found(
                INCIDENT, "chooseStrategy", new StrategyChoice(Method.POINT_IN_TIME_RECOVERY.word(), "", "dora"));
        assertThat(wanted(evidence)).isEqualTo(new Expectations(restored, List.of(), schema, null, null, null));

        evidence.found(INCIDENT, "chooseStrategy", new StrategyChoice("another", "", "dora"));
        assertThat(wanted(evidence).before()).isEqualTo(counts());
    }

    private static Expectations wanted(TestEvidence evidence) {
        return Json.read(
                new CheckData(evidence, TestWays.all()).job(INCIDENT, "check").input(), Expectations.class);
    }

    @Test
    void aResultWithFewerChecksIsNoResult() {
        String one = Json.write(new DataChecks(List.of(new DataChecks.Check("no invalid index", true, false, "", 1))));
        JobStatus ended =
                new JobStatus(JobStatus.State.SUCCEEDED, 0, Instant.EPOCH, Instant.EPOCH, -1, -1, "", one, "");

        CheckData step = new CheckData(new TestEvidence(), TestWays.all());
        assertThatThrownBy(() -> step.prove(INCIDENT, step.claimed(ended)))
                .hasMessageStartingWith("only 1 of 9 checks ended: ");
    }

    private static List<ExpectedTable> changed(@Nullable MergeResult merged) {
        TestEvidence evidence = new TestEvidence();
        evidence.found(INCIDENT, "countRows", counts());
        evidence.found(INCIDENT, "findCulprit", culprit());
        if (merged != null) {
            evidence.found(INCIDENT, "mergeRows", merged);
        }
        return wanted(evidence).changed();
    }

    private static RowCounts counts() {
        return new RowCounts(
                List.of(
                        new TableCount(USERS, false, 60, "1", null, null, null, null),
                        new TableCount(AUDIT, false, 7, "1", null, null, null, null)),
                null,
                null,
                Instant.EPOCH);
    }

    private static Culprit culprit() {
        return new Culprit(
                700,
                List.of(),
                Lsn.ZERO,
                Lsn.ZERO,
                Lsn.ZERO,
                1,
                Instant.EPOCH,
                List.of(
                        new TableChange(USERS, 1, Operation.DELETE, 40),
                        new TableChange(USERS, 1, Operation.UPDATE, 3),
                        new TableChange(AUDIT, 2, Operation.INSERT, 43)));
    }
}
