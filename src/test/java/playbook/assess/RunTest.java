package playbook.assess;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import playbook.incident.Culprit;
import playbook.incident.Lsn;
import playbook.incident.TableChange;
import playbook.incident.TableChange.Operation;
import playbook.incident.TableName;

/** What others wrote to the tables of a series, between its first commit and its last: no more, no less. */
class RunTest {

    private final Totals totals = new Totals();
    private final List<Run> runs = new ArrayList<>();
    private int commits;

    @Test
    void aloneNobodyElseWrote() {
        others("a", 1000);
        loop(Map.of("a", 100L), 5);
        others("a", 7);
        assertThat(foreign()).isZero();
    }

    @Test
    void whatOthersWroteBetweenItsCommitsCounts() {
        loop(Map.of("a", 100L), 2);
        others("a", 7);
        loop(Map.of("a", 100L), 1);
        others("a", 2);
        loop(Map.of("a", 90L), 2);
        assertThat(foreign()).isEqualTo(9);
    }

    @Test
    void anotherTableDoesNotCount() {
        loop(Map.of("a", 100L), 2);
        others("b", 7);
        loop(Map.of("a", 100L), 2);
        assertThat(foreign()).isZero();
    }

    @Test
    void aPartitionThatIsReachedLaterWasLoadedLongBefore() {
        others("p1", 500);
        others("p2", 500);
        loop(Map.of("p1", 100L), 3);
        loop(Map.of("p2", 100L), 3);
        assertThat(foreign()).isZero();
    }

    @Test
    void whatOthersWroteToAPartitionBeforeItWasReachedCounts() {
        others("p2", 500);
        loop(Map.of("p1", 100L), 2);
        others("p2", 3);
        loop(Map.of("p2", 100L), 2);
        assertThat(foreign()).isEqualTo(3);
    }

    /** At least: of several writes before it was reached, only what came since the last of them is known for sure. */
    @Test
    void ofSeveralWritesToAPartitionBeforeItWasReachedTheLastAtLeastCounts() {
        others("p2", 500);
        loop(Map.of("p1", 100L), 2);
        others("p2", 3);
        others("p2", 4);
        loop(Map.of("p2", 100L), 2);
        assertThat(foreign()).isBetween(4L, 7L);
    }

    @Test
    void whatOthersWroteToAPartitionThatIsLeftAlreadyCounts() {
        loop(Map.of("p1", 100L), 3);
        others("p1", 5);
        loop(Map.of("p2", 100L), 3);
        others("p1", 6);
        assertThat(foreign()).isEqualTo(5);
    }

    @Test
    void twoTablesInEachCommitAreCountedTogether() {
        others("parents", 40);
        loop(Map.of("parents", 10L, "children", 60L), 2);
        others("children", 8);
        others("parents", 1);
        loop(Map.of("parents", 10L, "children", 60L), 2);
        assertThat(foreign()).isEqualTo(9);
    }

    /** Another loop over the same table, of another shape: to each of the two it is somebody else. */
    @Test
    void twoSeriesOfOneTableAreForeignToEachOther() {
        loop(Map.of("a", 100L), 2);
        List<Run> first = List.copyOf(runs);
        runs.clear();
        loop(Map.of("a", 50L), 3);
        List<Run> second = List.copyOf(runs);
        runs.clear();
        runs.addAll(first);
        loop(Map.of("a", 100L), 2);
        assertThat(foreign()).isEqualTo(150);
        runs.clear();
        runs.addAll(second);
        assertThat(foreign()).isZero();

        Culprit inner = told(second.get(0)).culprit();
        Culprit outer = told(first.get(0)).culprit();
        for (List<Culprit> order : List.of(List.of(inner, outer), List.of(outer, inner))) {
            Culprit both = Culprit.together(order);
            assertThat(both.commits()).isEqualTo(7);
            assertThat(both.destroyedRows()).isEqualTo(550);
            assertThat(both.commitLsn()).isEqualTo(new Lsn(100));
            assertThat(both.lastCommit()).isEqualTo(new Lsn(700));
            assertThat(both.subtransactions()).containsExactlyInAnyOrder(2L, 3L, 4L, 5L, 6L, 7L);
            assertThat(both.comparable())
                    .as("between the one's commits was the other alone")
                    .isTrue();
        }
    }

    @Test
    void twoSeriesWithOthersBetweenThemAreNotToldApart() {
        loop(Map.of("a", 100L), 2);
        List<Run> first = List.copyOf(runs);
        runs.clear();
        loop(Map.of("a", 50L), 3);
        Culprit inner = told(runs.get(0)).culprit();
        others("a", 3);
        runs.clear();
        runs.addAll(first);
        loop(Map.of("a", 100L), 2);
        Culprit outer = told(runs.get(0)).culprit();
        Culprit both = Culprit.together(List.of(outer, inner));
        assertThat(Objects.requireNonNull(both.following()).foreignRows()).isEqualTo(3);
        runs.clear();
        loop(Map.of("a", 10L), 3);
        Culprit later = told(runs.get(0)).culprit();
        assertThat(Objects.requireNonNull(
                                Culprit.together(List.of(outer, inner, later)).following())
                        .foreignRows())
                .as("nobody counted between the one's end and the other's beginning")
                .isEqualTo(-1);
        runs.clear();
        loop(Map.of("b", 10L), 3);
        assertThat(Culprit.together(List.of(outer, told(runs.get(0)).culprit())).comparable())
                .isFalse();
    }

    private void loop(Map<String, Long> rows, int times) {
        for (int i = 0; i < times; i++) {
            commit(rows, true);
        }
    }

    private void others(String table, long rows) {
        commit(Map.of(table, rows), false);
    }

    /** As the search counts each commit. */
    private void commit(Map<String, Long> rows, boolean ours) {
        commits++;
        Instant at = Instant.EPOCH.plusMillis(commits * 10L);
        List<TableChange> changes = rows.entrySet().stream()
                .map(row -> {
                    TableName table = new TableName("public", row.getKey());
                    return new TableChange(table, table.hashCode(), Operation.DELETE, row.getValue());
                })
                .toList();
        CommitSums sums = totals.add(at, changes);
        if (ours) {
            Run.One one = new Run.One(culprit(at, changes), sums);
            if (runs.isEmpty()) {
                runs.add(new Run(one, totals));
            } else {
                assertThat(runs.get(0).goesOnWith(one)).isTrue();
                runs.get(0).add(one, totals);
            }
        }
    }

    private Culprit culprit(Instant at, List<TableChange> changes) {
        return new Culprit(
                commits,
                List.of(),
                new Lsn(commits * 100L - 10),
                new Lsn(commits * 100L),
                new Lsn(commits * 100L + 10),
                1,
                at,
                changes);
    }

    private Run.One told(Run run) {
        assertThat(run.told()).hasSize(1);
        return run.told().get(0);
    }

    private long foreign() {
        return Objects.requireNonNull(told(runs.get(0)).culprit().following()).foreignRows();
    }
}
