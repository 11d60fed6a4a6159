package playbook.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import playbook.incident.RowCounts.TableCount;
import playbook.incident.TableChange.Operation;

/** Each kind follows from what was measured; none needs a person to name it. */
class LossKindTest {

    private static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");
    private static final String DAMAGED = "ERROR: invalid page in block 3 of relation base/5/16400 (SQLSTATE XX001)";
    private static final String GONE = "ERROR: could not open file \"base/5/16400\" (SQLSTATE 58P01)";
    private static final String FORBIDDEN = "ERROR: permission denied for table users (SQLSTATE 42501)";

    @Test
    void aServerThatDoesNotAnswerIsLostWhateverElseIsKnown() {
        assertThat(LossKind.of(false, did(Operation.DELETE), counts(DAMAGED, null), true))
                .isEqualTo(LossKind.COMPLETE_LOSS);
    }

    @Test
    void aTransactionThatIsNamedDecidesByTheWorstItDid() {
        assertThat(named(Operation.DELETE)).isEqualTo(LossKind.ACCIDENTAL_DELETE);
        assertThat(named(Operation.UPDATE, Operation.DELETE)).isEqualTo(LossKind.ACCIDENTAL_DELETE);
        assertThat(named(Operation.UPDATE)).isEqualTo(LossKind.MASS_UPDATE);
        assertThat(named(Operation.INSERT)).isEqualTo(LossKind.MASS_UPDATE);
        assertThat(named(Operation.DELETE, Operation.TRUNCATE)).isEqualTo(LossKind.TRUNCATE);
        assertThat(named(Operation.TRUNCATE, Operation.DROP)).isEqualTo(LossKind.TABLE_DROP);
        assertThat(named(Operation.ALTER)).isEqualTo(LossKind.TABLE_DROP);
        assertThat(LossKind.of(true, did(Operation.DELETE), counts(DAMAGED, null), true))
                .as("damage that is older than the loss")
                .isEqualTo(LossKind.ACCIDENTAL_DELETE);
    }

    @Test
    void withoutATransactionDamagedFilesDecide() {
        for (Culprit nobody : new Culprit[] {null, Culprit.nobody(Lsn.ZERO, 1, AT)}) {
            assertThat(LossKind.of(true, nobody, counts(null, null), false)).isEqualTo(LossKind.UNKNOWN);
            assertThat(LossKind.of(true, nobody, null, false)).isEqualTo(LossKind.UNKNOWN);
            assertThat(LossKind.of(true, nobody, counts(FORBIDDEN, null), false))
                    .isEqualTo(LossKind.UNKNOWN);
            assertThat(LossKind.of(true, nobody, counts(DAMAGED, null), false)).isEqualTo(LossKind.PARTIAL_CORRUPTION);
            assertThat(LossKind.of(true, nobody, counts(GONE, null), true)).isEqualTo(LossKind.PARTIAL_CORRUPTION);
            assertThat(LossKind.of(true, nobody, counts(DAMAGED, GONE), false)).isEqualTo(LossKind.DATABASE_CORRUPTION);
            assertThat(LossKind.of(true, nobody, counts(null, null), true)).isEqualTo(LossKind.DATABASE_CORRUPTION);
        }
    }

    private static LossKind named(Operation... operations) {
        return LossKind.of(true, did(operations), null, false);
    }

    private static Culprit did(Operation... operations) {
        return new Culprit(
                700,
                List.of(),
                new Lsn(100),
                new Lsn(200),
                new Lsn(240),
                1,
                AT,
                Stream.of(operations)
                        .map(operation -> new TableChange(new TableName("public", "users"), 16400, operation, 40))
                        .toList());
    }

    /** Of two tables, and a partitioned one that has no rows of its own. */
    private static RowCounts counts(@Nullable String first, @Nullable String second) {
        return new RowCounts(
                List.of(table("users", false, first), table("orders", false, second), table("parts", true, first)),
                null,
                null,
                AT);
    }

    private static TableCount table(String name, boolean partitioned, @Nullable String trouble) {
        return new TableCount(
                new TableName("public", name), partitioned, trouble == null ? 7 : -1, "", null, null, null, trouble);
    }
}
