package playbook.assess;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import playbook.evidence.Json;
import playbook.incident.BackupList;
import playbook.incident.BaseBackup;
import playbook.incident.Culprit;
import playbook.incident.CulpritSearch;
import playbook.incident.DataLossReport;
import playbook.incident.Impacts;
import playbook.incident.Incident;
import playbook.incident.Lsn;
import playbook.incident.RowCounts;
import playbook.incident.RowCounts.TableCount;
import playbook.incident.SchemaFingerprint;
import playbook.incident.Sha256;
import playbook.incident.TableChange;
import playbook.incident.TableChange.Operation;
import playbook.incident.TableName;
import playbook.incident.Target;
import playbook.operation.TestEvidence;
import playbook.operation.TestFiles;

class ReportLossTest {

    private static final TableName USERS = new TableName("public", "us|ers");

    @TempDir
    private Path folder;

    private final TestEvidence evidence = new TestEvidence();
    private final Incident incident = new Incident(
            "DL-2026-0001",
            new Target("noa", "noa_db", "127.0.0.1", 5432, "noa_db", "recovery", Path.of("none"), List.of(), true),
            Instant.parse("2026-11-22T10:00:00Z"),
            "olivia",
            Instant.parse("2026-11-22T09:58:00Z"));

    @Test
    void whatNobodyMeasuredIsUnknown() throws Exception {
        var result = new ReportLoss(evidence, new TestFiles(folder)).run(incident);

        assertThat(result.outcome()).hasToString("CULPRIT_UNKNOWN");
        assertThat(Files.readString(folder.resolve("data-loss-report.md")))
                .contains("**This is a drill on a practice range.**")
                .contains("- Estimated records lost: unknown (unknown: there is neither a culprit nor a baseline)")
                .contains("- Time window: unknown to 2026-11-22 09:58:00 UTC (noticed)")
                .contains("- Last good backup: none: no backup is verified")
                .contains("Unknown: no transaction was found that destroyed rows.")
                .contains("- Customers: unknown");
    }

    @Test
    void theCulpritsRowsAreTheLoss() throws Exception {
        evidence.found(incident, "countRows", counts());
        evidence.found(incident, "findCulprit", culprit(TableChange.Operation.DELETE, 40));
        evidence.found(incident, "listBackups", backups());
        evidence.found(incident, "report", new Impacts("40 users", null, null, "cannot log in", null));

        var result = new ReportLoss(evidence, new TestFiles(folder)).run(incident);

        String text = Files.readString(folder.resolve("data-loss-report.md"));
        DataLossReport report =
                Json.read(Files.readString(folder.resolve("data-loss-report.json")), DataLossReport.class);
        assertThat(result.outcome()).hasToString("CULPRIT_KNOWN");
        assertThat(result.finding()).isEqualTo(report);
        assertThat(report.estimatedLost()).isEqualTo(40);
        assertThat(report.markdownSha256()).isEqualTo(Sha256.of(text));
        assertThat(text)
                .contains("- Estimated records lost: 40 (counted in the WAL of transaction 700)")
                .contains("- Last good backup: base backup b1 of 2026-11-22 06:00:00 UTC")
                .contains("- Time window: 2026-11-22 09:50:00 UTC to 2026-11-22 09:58:00 UTC (noticed)")
                .contains("deleted 40 rows from public.us\\|ers")
                .contains("| public.us\\|ers | 60 | 90 | 40 | DELETE |")
                .contains("Rows now were counted at 2026-11-22 10:01:00 UTC.")
                .contains("- Customers: cannot log in")
                .contains("- Compliance: unknown");
    }

    @Test
    void anUncountedDropIsNotCalledZero() {
        evidence.found(incident, "findCulprit", culprit(TableChange.Operation.DROP, -1));

        var report = (DataLossReport)
                new ReportLoss(evidence, new TestFiles(folder)).run(incident).finding();

        assertThat(report.estimatedLost()).isEqualTo(-1);
        assertThat(report.culprits().get(0)).endsWith("dropped public.us|ers (an unknown number of rows)");
    }

    @Test
    void withoutACulpritTheBaselineTells() {
        evidence.found(incident, "countRows", counts());

        var report = (DataLossReport)
                new ReportLoss(evidence, new TestFiles(folder)).run(incident).finding();

        assertThat(report.estimatedLost()).isEqualTo(30);
        assertThat(report.estimateFrom())
                .isEqualTo("rows missing against the backup d1; this includes rows that were deleted on purpose"
                        + " since that backup");
    }

    /** BR-09: 150 of 300 rows of the unlogged table. */
    @Test
    void anUnloggedTableThatACascadeReachedStandsThereWithWhatItLost() throws Exception {
        TableName carts = new TableName("public", "carts");
        evidence.found(
                incident,
                "countRows",
                new RowCounts(
                        List.of(new TableCount(carts, false, 150, "", 300L, null, null, null)),
                        "d1",
                        Instant.parse("2026-11-22T06:00:00Z"),
                        Instant.parse("2026-11-22T10:01:00Z")));
        evidence.found(
                incident,
                "countRows",
                new SchemaFingerprint(
                        Map.of(
                                "table public.carts",
                                "kind r, persistence u, partition none of none",
                                "constraint public.public.carts.k",
                                "FOREIGN KEY (u) REFERENCES public.users(id) ON DELETE CASCADE"),
                        Instant.parse("2026-11-22T10:01:00Z")));
        evidence.found(
                incident,
                "findCulprit",
                culprit(new TableChange(new TableName("public", "users"), 1, Operation.DELETE, 50)));

        new ReportLoss(evidence, new TestFiles(folder)).run(incident);

        assertThat(Files.readString(folder.resolve("data-loss-report.md")))
                .contains(
                        "| public.carts | 150 | 300 | 150 | public.carts is unlogged and refers to public.users: what was"
                                + " removed from it is in no WAL and in no base backup; only a dump can have it: 150 rows (300"
                                + " there, 150 now). |");
    }

    @Test
    void whatNothingNamesAndWhatWasNotReadIsInTheReport() throws Exception {
        evidence.found(
                incident,
                "findCulprit",
                new CulpritSearch(
                        new Lsn(1),
                        new Lsn(2),
                        Instant.EPOCH,
                        null,
                        null,
                        0,
                        0,
                        0,
                        0,
                        List.of(new CulpritSearch.Gap(new Lsn(16), new Lsn(32), "segment 7 is missing")),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(new CulpritSearch.Unnamed("file 16386", 1, 2000, 3, 0, List.of(771L))),
                        0,
                        1));

        new ReportLoss(evidence, new TestFiles(folder)).run(incident);

        assertThat(Files.readString(folder.resolve("data-loss-report.md")))
                .contains("- Not seen: 0/10 to 0/20, segment 7 is missing")
                .contains(
                        "- Not named: 2\u202f000 rows deleted and 3 changed in a table that no catalog names (file 16386)");
    }

    /** HC-8. */
    @Test
    void aDroppedTableIsInTheReportWithItsRowsAndWhatWentWithIt() throws Exception {
        Culprit drop = culprit(new TableChange(new TableName("public", "film"), 1, Operation.DROP, 5462));
        evidence.found(
                incident,
                "findCulprit",
                new Culprit(
                        drop.xid(),
                        List.of(),
                        drop.firstLsn(),
                        drop.commitLsn(),
                        drop.endLsn(),
                        1,
                        drop.committedAt(),
                        drop.tables(),
                        List.of("index public.i", "view public.a", "view public.b", "view public.c"),
                        null));

        new ReportLoss(evidence, new TestFiles(folder)).run(incident);

        assertThat(Files.readString(folder.resolve("data-loss-report.md")))
                .contains(
                        "dropped public.film (5462 rows); dropped with it: index public.i, view public.a, view public.b,"
                                + " view public.c")
                .contains("- Estimated records lost: 5\u202f462 ");
    }

    private static RowCounts counts() {
        return new RowCounts(
                List.of(new TableCount(USERS, false, 60, "1", 90L, null, null, null)),
                "d1",
                Instant.parse("2026-11-22T06:00:00Z"),
                Instant.parse("2026-11-22T10:01:00Z"));
    }

    private static Culprit culprit(TableChange.Operation operation, long rows) {
        return culprit(new TableChange(USERS, 16400, operation, rows));
    }

    private static Culprit culprit(TableChange change) {
        return new Culprit(
                700,
                List.of(),
                new Lsn(100),
                new Lsn(200),
                new Lsn(240),
                1,
                Instant.parse("2026-11-22T09:50:00Z"),
                List.of(change));
    }

    private static BackupList backups() {
        Instant at = Instant.parse("2026-11-22T06:00:00Z");
        return new BackupList(
                List.of(new BaseBackup("b1", "7", 1, new Lsn(10), new Lsn(20), at, 1, 15, at)),
                List.of(),
                List.of(),
                new Lsn(1000),
                at);
    }
}
