package playbook.process;

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
                List.of());
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
}
