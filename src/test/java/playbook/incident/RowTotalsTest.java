package playbook.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import playbook.incident.TableChange.Operation;

class RowTotalsTest {

    private static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");

    /** A report that says 0 would call a loss that nobody could name no loss. */
    @Test
    void ofALossThatNobodyIsKnownForItIsNotKnownHowManyRowsWereDestroyed() {
        RowTotals nobody = RowTotals.of(Culprit.nobody(new Lsn(500), 1, AT), null, null);
        assertThat(nobody.destroyed()).isEqualTo(-1);
        assertThat(nobody.notRecovered()).isEqualTo(-1);
    }

    @Test
    void whatATransactionDestroyedIsCountedUnlessATableCouldNotBe() {
        assertThat(RowTotals.of(culprit(40), null, null).destroyed()).isEqualTo(40);
        assertThat(RowTotals.of(culprit(-1), null, null).destroyed()).isEqualTo(-1);
    }

    private static Culprit culprit(long rows) {
        return new Culprit(
                700,
                List.of(),
                new Lsn(100),
                new Lsn(200),
                new Lsn(240),
                1,
                AT,
                List.of(new TableChange(new TableName("public", "users"), 16400, Operation.DELETE, rows)));
    }
}
