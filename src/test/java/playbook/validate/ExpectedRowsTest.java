package playbook.validate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import playbook.incident.Culprit;
import playbook.incident.Lsn;
import playbook.incident.MergeResult;
import playbook.incident.RowCounts;
import playbook.incident.RowCounts.TableCount;
import playbook.incident.TableChange;
import playbook.incident.TableChange.Operation;
import playbook.incident.TableName;
import playbook.validate.CheckData.ExpectedTable;

class ExpectedRowsTest {

    private static final TableName USERS = new TableName("public", "users");
    private static final TableName AUDIT = new TableName("public", "audit");

    @Test
    void deletedRowsAreExpectedBackAndWrittenOnesStay() {
        assertThat(CheckData.expected(counts(), culprit(), null))
                .containsExactly(new ExpectedTable(AUDIT, 7), new ExpectedTable(USERS, 100));
    }

    @Test
    void theMergeSaysHowManyCameBack() {
        MergeResult merged = new MergeResult(
                "hash", "playbook_rescue_1", List.of(new MergeResult.Merged(USERS, 1, 38, 0)), Instant.EPOCH, false);

        assertThat(CheckData.expected(counts(), culprit(), merged))
                .containsExactly(new ExpectedTable(AUDIT, 7), new ExpectedTable(USERS, 98));
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
