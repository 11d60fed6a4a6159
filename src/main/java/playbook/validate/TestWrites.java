package playbook.validate;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import playbook.incident.Lsn;
import playbook.incident.TableChange;

/**
 * What was committed to the user tables while the fence was open for the test replica's roles alone, read from the WAL.
 *
 * @param from where the WAL stood before the fence was opened
 * @param until where it stood when the fence was shut again, null when not known
 * @param transactions how many changed rows
 * @param changes of all of them together
 * @param known false when the WAL could not be read
 * @param inWords the changes for people, or why they are not known
 */
public record TestWrites(
        @Nullable Lsn from,
        @Nullable Lsn until,
        int transactions,
        List<TableChange> changes,
        boolean known,
        String inWords) {

    static TestWrites of(Lsn from, Lsn until, int transactions, List<TableChange> changes) {
        String rows = changes.stream()
                .map(change -> change.table() + ": " + change.operation() + " "
                        + (change.rows() < 0 ? "of unknown extent" : change.rows() + " rows"))
                .collect(Collectors.joining(", "));
        String inWords = changes.isEmpty()
                ? "none, as read from the WAL"
                : rows + "; in " + transactions + " transactions, as read from the WAL";
        return new TestWrites(from, until, transactions, changes, true, inWords);
    }

    /** @param why the fence was not opened */
    static TestWrites none(String why) {
        return new TestWrites(null, null, 0, List.of(), true, "none: " + why);
    }

    static TestWrites unknown(@Nullable Lsn from, String why) {
        return new TestWrites(from, null, 0, List.of(), false, "not known: " + why);
    }
}
