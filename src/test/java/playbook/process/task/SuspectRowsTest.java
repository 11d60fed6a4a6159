package playbook.process.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import playbook.incident.Culprit;
import playbook.incident.CulpritSearch;
import playbook.incident.CulpritSearch.Suspect;
import playbook.incident.Lsn;
import playbook.incident.RowCounts;
import playbook.incident.RowCounts.TableCount;
import playbook.incident.TableChange;
import playbook.incident.TableName;

/** What is said of a suspect beside the counts. */
class SuspectRowsTest {

    private static final TableName USERS = new TableName("public", "users");
    private static final Instant BASELINE = Instant.parse("2026-11-22T14:00:00Z");

    private static Map<String, Object> row(Instant committedAt) {
        Culprit culprit = new Culprit(
                771,
                List.of(),
                Lsn.ZERO,
                Lsn.ZERO,
                Lsn.ZERO,
                1,
                committedAt,
                List.of(new TableChange(USERS, 1, TableChange.Operation.DELETE, 40)));
        CulpritSearch search = new CulpritSearch(
                Lsn.ZERO,
                Lsn.ZERO,
                BASELINE,
                committedAt,
                committedAt,
                1,
                1,
                1,
                1,
                List.of(),
                List.of(new Suspect(culprit, 1, true)),
                List.of(),
                List.of(),
                List.of(),
                0,
                1);
        RowCounts counts = new RowCounts(
                List.of(new TableCount(USERS, false, 60, "", 100L, null, null, null)),
                "dump",
                BASELINE,
                BASELINE.plusSeconds(3600));
        return new SuspectRows(search, counts, null).rows().get(0);
    }

    @Test
    void whatCommittedBeforeTheBaselineExplainsNothingThatIsMissingAgainstIt() {
        Map<String, Object> row = row(BASELINE.minusSeconds(1));
        assertThat(row)
                .containsEntry("explains", "nothing: the baseline is younger")
                .containsEntry(
                        "remark",
                        "it committed before the baseline of 2026-11-22 14:00:00 UTC: the counts cannot show what it"
                                + " destroyed");
    }

    @Test
    void whatCommittedAfterTheBaselineExplainsWhatIsMissing() {
        assertThat(row(BASELINE.plusSeconds(1)))
                .containsEntry("explains", "all 40 rows that are missing")
                .containsEntry("remark", "–");
    }

    private static SuspectRows rows(
            RowCounts counts, List<CulpritSearch.Unnamed> unnamed, List<String> also, TableChange... changes) {
        Instant at = BASELINE.plusSeconds(60);
        Culprit culprit =
                new Culprit(771, List.of(), Lsn.ZERO, Lsn.ZERO, Lsn.ZERO, 1, at, List.of(changes), also, null);
        return new SuspectRows(
                new CulpritSearch(
                        Lsn.ZERO,
                        Lsn.ZERO,
                        BASELINE,
                        at,
                        at,
                        1,
                        1,
                        1,
                        1,
                        List.of(new CulpritSearch.Gap(new Lsn(16), new Lsn(32), "segment 7 is missing")),
                        List.of(new Suspect(culprit, 1, true)),
                        List.of(),
                        List.of(),
                        unnamed,
                        0,
                        1),
                counts,
                null);
    }

    private static RowCounts counts(TableCount... tables) {
        return new RowCounts(List.of(tables), "dump", BASELINE, BASELINE.plusSeconds(3600));
    }

    private static TableCount count(TableName table, long now, long then) {
        return new TableCount(table, false, now, "", then, null, null, null);
    }

    /** HC-8. */
    @Test
    void aDroppedTableIsShownWithItsRowsAndWhatWentWithIt() {
        SuspectRows rows = rows(
                counts(),
                List.of(),
                List.of("index public.users_pkey", "view public.a", "view public.b", "view public.c"),
                new TableChange(USERS, 1, TableChange.Operation.DROP, 5462));
        assertThat(rows.rows().get(0))
                .containsEntry(
                        "what",
                        "DROP 5\u202f462 rows: users 5\u202f462; with index public.users_pkey, view public.a, view public.b, view"
                                + " public.c");
    }

    /** HC-1. */
    @Test
    void aDroppedColumnIsShownWithTheRowsThatHadIt() {
        TableChange drop = new TableChange(USERS, 1, TableChange.Operation.ALTER, -1, "drops column email");
        assertThat(rows(counts(count(USERS, 599, 599)), List.of(), List.of(), drop)
                        .rows()
                        .get(0))
                .containsEntry("what", "drops column email of public.users, which has 599 rows");
        TableChange renamed =
                new TableChange(USERS, 1, TableChange.Operation.ALTER, 0, "changes the name (to users_old)");
        assertThat(rows(counts(), List.of(), List.of(), renamed).rows().get(0))
                .containsEntry("what", "changes the name (to users_old) of public.users");
    }

    @Test
    void whatNothingNamesAndWhatWasNotReadIsShownAsAGap() {
        CulpritSearch.Unnamed file = new CulpritSearch.Unnamed("file 16386", 2, 2000, 3, 0, List.of(771L, 772L));
        assertThat(rows(counts(), List.of(file), List.of(), new TableChange(USERS, 1, TableChange.Operation.DELETE, 1))
                        .seen(""))
                .extracting(line -> line.get("text"))
                .contains(
                        "NOT SEEN: 0/10 to 0/20, segment 7 is missing",
                        "NOT NAMED: 2\u202f000 rows deleted and 3 changed in a table that no catalog names (file 16386), by 2"
                                + " transactions, for example 771, 772");
    }

    @Test
    void theOrderByTheReportIsToldWhereItNamesTables() {
        SuspectRows all =
                rows(counts(), List.of(), List.of(), new TableChange(USERS, 1, TableChange.Operation.DELETE, 1));
        assertThat(all.seen("users "))
                .extracting(line -> line.get("text"))
                .contains(
                        "In this order: suspects that destroyed data of a table in the report (users), then those that did more"
                                + " harm, then harmless ones.");
        assertThat(all.seen(" "))
                .extracting(line -> String.valueOf(line.get("text")))
                .noneMatch(line -> line.startsWith("In this order"));
    }

    /** What is missing is shared: of each table at most what is missing there, and an UPDATE explains nothing. */
    @Test
    void aSuspectExplainsItsShareOfTheMissingRows() {
        TableName orders = new TableName("public", "orders");
        RowCounts counts = counts(count(USERS, 60, 100), count(orders, 90, 100));
        assertThat(explains(counts, new TableChange(USERS, 1, TableChange.Operation.DELETE, 25)))
                .isEqualTo("25 of 50 rows that are missing (25 of 40 in public.users)");
        assertThat(explains(counts, new TableChange(USERS, 1, TableChange.Operation.DELETE, 70)))
                .isEqualTo("40 of 50 rows that are missing (40 of 40 in public.users)");
        assertThat(explains(
                        counts,
                        new TableChange(USERS, 1, TableChange.Operation.DELETE, 40),
                        new TableChange(orders, 2, TableChange.Operation.TRUNCATE, -1)))
                .isEqualTo("all 50 rows that are missing");
        assertThat(explains(counts, new TableChange(USERS, 1, TableChange.Operation.UPDATE, 40)))
                .isEqualTo("0 of 50 rows that are missing");
        assertThat(explains(counts(count(USERS, 100, 100)), new TableChange(USERS, 1, TableChange.Operation.DELETE, 4)))
                .isEqualTo("no rows are missing against the baseline");
    }

    private static String explains(RowCounts counts, TableChange... changes) {
        return String.valueOf(
                rows(counts, List.of(), List.of(), changes).rows().get(0).get("explains"));
    }
}
