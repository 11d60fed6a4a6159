package playbook.practice;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import playbook.practice.KeyedRows.Row;
import playbook.practice.OracleLine.Write;
import playbook.practice.OracleRecord.Destruction;
import playbook.practice.OracleRecord.Transaction;

class ComparisonTest {

    private static final Instant LOSS = Instant.parse("2026-03-01T10:00:00Z");
    private static final Instant JUDGED = LOSS.plusSeconds(100);

    private final List<Transaction> transactions = new ArrayList<>();
    /** Row 4 had changed from 40 to 44 when it was destroyed. */
    private final List<Row> seed = List.of(new Row(1, 11), new Row(2, 22), new Row(3, 33), new Row(4, 40));

    @Test
    void aDatabaseAsItWasIsClean() {
        assertThat(judge(new Row(1, 11), new Row(2, 22), new Row(3, 33), new Row(4, 44)))
                .satisfies(verdict -> assertThat(verdict.clean()).isTrue())
                .returns(2L, OracleVerdict::destroyed)
                .returns(2L, OracleVerdict::recovered)
                .returns(4L, OracleVerdict::rowsCompared);
    }

    @Test
    void aDestroyedRowThatIsMissingIsNotRecovered() {
        assertThat(judge(new Row(1, 11), new Row(2, 22), new Row(4, 44)))
                .returns(1L, OracleVerdict::recovered)
                .returns(0L, OracleVerdict::wrong)
                .returns(false, OracleVerdict::clean)
                .returns(List.of("users 3 is missing (the loss took it)"), OracleVerdict::problems);
    }

    @Test
    void aDestroyedRowThatCameBackAlteredIsWrong() {
        assertThat(judge(new Row(1, 11), new Row(2, 22), new Row(3, 99), new Row(4, 44)))
                .returns(1L, OracleVerdict::recovered)
                .returns(1L, OracleVerdict::wrong)
                .returns(List.of("users 3 is altered (the loss took it)"), OracleVerdict::problems);
    }

    @Test
    void anUntouchedRowThatIsAlteredMissingOrMadeUpIsWrong() {
        assertThat(judge(new Row(1, 99), new Row(3, 33), new Row(4, 44), new Row(5, 55)))
                .returns(3L, OracleVerdict::wrong)
                .returns(
                        List.of("users 1 is altered", "users 2 is missing", "users 5 should not be there"),
                        OracleVerdict::problems);
    }

    @Test
    void aLaterWriteThatIsUndoneIsLost() {
        wrote("later", 10, 10, new Write("users", 1, 2, false, 12), new Write("users", 5, 1, false, 55));

        assertThat(judge(new Row(1, 11), new Row(2, 22), new Row(3, 33), new Row(4, 44)))
                .returns(1L, OracleVerdict::laterWrites)
                .returns(1L, OracleVerdict::laterWritesOnDamagedTables)
                .returns(1L, OracleVerdict::laterWritesLost)
                .returns(0L, OracleVerdict::wrong);
    }

    @Test
    void onlyTheWritesAfterTheContentThatIsThereAreLost() {
        wrote("first", 10, 10, new Write("users", 1, 2, false, 12));
        wrote("second", 20, 20, new Write("users", 1, 3, false, 13));
        wrote("third", 30, 30, new Write("users", 1, 4, false, 14));

        assertThat(judge(new Row(1, 12), new Row(2, 22), new Row(3, 33), new Row(4, 44)))
                .returns(3L, OracleVerdict::laterWrites)
                .returns(2L, OracleVerdict::laterWritesLost);
    }

    @Test
    void aRecoveredRowMayHaveBeenChangedSince() {
        wrote("later", 50, 50, new Write("users", 3, 7, false, 37));

        assertThat(judge(new Row(1, 11), new Row(2, 22), new Row(3, 37), new Row(4, 44)))
                .returns(2L, OracleVerdict::recovered)
                .returns(0L, OracleVerdict::conflicts)
                .returns(true, OracleVerdict::clean);
    }

    @Test
    void aWriteBeforeTheLossIsNoExcuseForADestroyedRow() {
        wrote("earlier", -10, -10, new Write("users", 3, 2, false, 99));

        assertThat(judge(new Row(1, 11), new Row(2, 22), new Row(3, 99), new Row(4, 44)))
                .returns(1L, OracleVerdict::wrong);
    }

    @Test
    void anUnacknowledgedWriteMayBeThereOrNot() {
        wrote("cut off", 10, null, new Write("users", 1, 2, false, 12), new Write("users", 5, 1, false, 55));

        assertThat(judge(new Row(1, 11), new Row(2, 22), new Row(3, 33), new Row(4, 44)))
                .returns(true, OracleVerdict::clean)
                .returns(0L, OracleVerdict::laterWrites);
        assertThat(judge(new Row(1, 12), new Row(2, 22), new Row(3, 33), new Row(4, 44), new Row(5, 55)))
                .returns(true, OracleVerdict::clean);
        assertThat(judge(new Row(1, 98), new Row(2, 22), new Row(3, 33), new Row(4, 44)))
                .returns(1L, OracleVerdict::wrong);
    }

    @Test
    void anUnacknowledgedWriteIsNoExcuseForLosingAnAcknowledgedOneAfterIt() {
        wrote("cut off", 10, null, new Write("users", 1, 2, false, 12));
        wrote("acknowledged", 20, 20, new Write("users", 1, 3, false, 13));

        assertThat(judge(new Row(1, 12), new Row(2, 22), new Row(3, 33), new Row(4, 44)))
                .returns(1L, OracleVerdict::laterWritesLost);
    }

    @Test
    void aWriteAcknowledgedAfterTheSnapshotMayBeThereOrNot() {
        wrote("during", 101, 102, new Write("users", 1, 2, false, 12));

        assertThat(judge(new Row(1, 11), new Row(2, 22), new Row(3, 33), new Row(4, 44))
                        .clean())
                .isTrue();
        assertThat(judge(new Row(1, 12), new Row(2, 22), new Row(3, 33), new Row(4, 44))
                        .clean())
                .isTrue();
    }

    @Test
    void aLaterDeleteMustStayDeleted() {
        wrote("left", 10, 10, new Write("users", 1, 2, true, 0));

        assertThat(judge(new Row(2, 22), new Row(3, 33), new Row(4, 44)).clean())
                .isTrue();
        assertThat(judge(new Row(1, 11), new Row(2, 22), new Row(3, 33), new Row(4, 44)))
                .returns(1L, OracleVerdict::laterWritesLost);
    }

    @Test
    void aDestroyedRowsKeyThatWasUsedAgainIsAConflict() {
        wrote("again", 10, 10, new Write("users", 4, 1, false, 45));

        assertThat(judge(new Row(1, 11), new Row(2, 22), new Row(3, 33), new Row(4, 45)))
                .returns(1L, OracleVerdict::conflicts)
                .returns(true, OracleVerdict::clean);
        assertThat(judge(new Row(1, 11), new Row(2, 22), new Row(3, 33), new Row(4, 44)))
                .returns(1L, OracleVerdict::laterWritesLost);
    }

    @Test
    void theLongestSilenceAfterTheLossIsTheTimeWithoutWrites() {
        wrote("a", -500, -500);
        wrote("b", 3, 3);
        wrote("c", 63, 63);
        wrote("d", 64, 64);

        assertThat(judge(new Row(1, 11), new Row(2, 22), new Row(3, 33), new Row(4, 44)))
                .returns(LOSS.plusSeconds(3), OracleVerdict::lastWriteBefore)
                .returns(LOSS.plusSeconds(63), OracleVerdict::firstWriteAfter)
                .returns(60.0, OracleVerdict::secondsWithoutWrites);
    }

    /** Where everything is gone, nobody writes from the loss on. */
    @Test
    void aLossAfterWhichNobodyCanWriteBeginsTheSilence() {
        wrote("a", -500, -500);
        wrote("b", 90, 90);
        wrote("c", 91, 91);

        assertThat(judge(new Row(1, 11), new Row(2, 22), new Row(3, 33), new Row(4, 44)))
                .returns(LOSS, OracleVerdict::lastWriteBefore)
                .returns(LOSS.plusSeconds(90), OracleVerdict::firstWriteAfter);
    }

    @Test
    void aSilenceThatLastsHasNoEnd() {
        wrote("a", 3, 3);

        assertThat(judge(new Row(1, 11), new Row(2, 22), new Row(3, 33), new Row(4, 44)))
                .returns(LOSS.plusSeconds(3), OracleVerdict::lastWriteBefore)
                .returns(null, OracleVerdict::firstWriteAfter)
                .returns(null, OracleVerdict::secondsWithoutWrites);
    }

    private void wrote(String id, long intended, @Nullable Integer acknowledged, Write... writes) {
        transactions.add(new Transaction(
                id,
                LOSS.plusSeconds(intended),
                acknowledged == null ? null : LOSS.plusSeconds(acknowledged),
                List.of(writes)));
    }

    /** Rows 3 and 4 were destroyed. */
    @Test
    void aServerThatWentBackInTimeShowsNothingThatCameAfterTheLossAndAllThatCameAfterTheExchange() {
        wrote("before", -10, -10, new Write("users", 2, 2, false, 23));
        wrote("lost", 10, 10, new Write("users", 1, 2, false, 12), new Write("users", 5, 1, false, 55));
        wrote("cut off", 20, null, new Write("users", 2, 3, false, 24));
        wrote("after", 60, 60, new Write("users", 2, 3, false, 25), new Write("users", 5, 1, false, 56));

        assertThat(judgeExchanged(new Row(1, 11), new Row(2, 25), new Row(3, 33), new Row(4, 44), new Row(5, 56)))
                .returns(2L, OracleVerdict::recovered)
                .returns(0L, OracleVerdict::wrong)
                .returns(1L, OracleVerdict::laterWrites)
                .returns(1L, OracleVerdict::laterWritesLost)
                .returns(1L, OracleVerdict::unknownWrites);
    }

    @Test
    void aLostWriteThatIsStillThereAndAKeptWriteThatIsNotAreWrong() {
        wrote("before", -10, -10, new Write("users", 2, 2, false, 23));
        wrote("lost", 10, 10, new Write("users", 1, 2, false, 12));

        assertThat(judgeExchanged(new Row(1, 12), new Row(2, 22), new Row(3, 33), new Row(4, 44)))
                .returns(2L, OracleVerdict::wrong)
                .returns(1L, OracleVerdict::laterWrites)
                .returns(0L, OracleVerdict::laterWritesLost);
    }

    @Test
    void whatWasUnderWayAtTheStopMayBeThereOrNot() {
        wrote("under way", -1, 1, new Write("users", 2, 2, false, 23));

        assertThat(judgeExchanged(new Row(1, 11), new Row(2, 22), new Row(3, 33), new Row(4, 44)))
                .returns(0L, OracleVerdict::wrong)
                .returns(1L, OracleVerdict::unknownWrites);
        assertThat(judgeExchanged(new Row(1, 11), new Row(2, 23), new Row(3, 33), new Row(4, 44)))
                .returns(0L, OracleVerdict::wrong);
        assertThat(judgeExchanged(new Row(1, 11), new Row(2, 29), new Row(3, 33), new Row(4, 44)))
                .returns(1L, OracleVerdict::wrong);
    }

    private OracleVerdict judge(Row... live) {
        return judge(null, live);
    }

    private OracleVerdict judgeExchanged(Row... live) {
        return judge(LOSS.plusSeconds(50), live);
    }

    private OracleVerdict judge(@Nullable Instant exchangedAt, Row... live) {
        Loss loss = new Loss("accidental-delete", 777, "DELETE", Map.of("users", 2L), LOSS, LOSS);
        Destruction destruction = new Destruction(
                loss, LOSS, List.of(new LossFile.Row("users", 3, 33, false), new LossFile.Row("users", 4, 44, false)));
        Comparison comparison =
                new Comparison(new OracleRecord(List.copyOf(transactions), List.of(destruction)), JUDGED, exchangedAt);
        try {
            comparison.table("users", rows(seed), rows(List.of(live)));
        } catch (SQLException | IOException e) {
            throw new AssertionError(e);
        }
        return comparison.verdict();
    }

    private static KeyedRows rows(List<Row> rows) {
        Iterator<Row> iterator = rows.iterator();
        return () -> iterator.hasNext() ? iterator.next() : null;
    }
}
