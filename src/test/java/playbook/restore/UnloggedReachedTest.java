package playbook.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import playbook.incident.TableName;
import playbook.incident.UnloggedLoss;

/** The number beside an unlogged table is that table's, whatever its name looks like in the warning. */
class UnloggedReachedTest {

    private static final String WHAT =
            ": what was removed from it is in no WAL and in no base backup; only a dump can have it";

    private final UnloggedReached carts = new UnloggedReached(
            new TableName("public", "a \"b\" is unlogged"), "public.\"a \"\"b\"\" is unlogged\"", "");

    @Test
    void aTableThatWasCountedIsToldWithItsNumbers() {
        assertThat(carts.warning(List.of(counted("other", 9), counted("a \"b\" is unlogged", 150))))
                .isEqualTo("public.a \"b\" is unlogged is unlogged" + WHAT + ": 150 rows (300 there, 150 now).");
    }

    /** Two names that read alike with their quotes away, or where one begins like the other, are two tables. */
    @Test
    void anothersNumbersAreNotTaken() {
        assertThat(carts.warning(List.of(counted("a b is unlogged", 9), counted("a \"b\"", 9))))
                .isEqualTo("public.\"a \"\"b\"\" is unlogged\" is unlogged" + WHAT + ".");
    }

    private static UnloggedLoss counted(String table, long now) {
        return new UnloggedLoss(new TableName("public", table), "", now, 300L);
    }
}
