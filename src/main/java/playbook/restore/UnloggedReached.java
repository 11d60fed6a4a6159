package playbook.restore;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import playbook.incident.Resource;
import playbook.incident.TableName;
import playbook.incident.UnloggedLoss;

/**
 * An unlogged table to which a cascade from the merge's tables leads, or that is a part of one of them.
 *
 * @param quoted its name as SQL spells it
 * @param why how it is reached, as {@code unlogged-children.sql} says it
 */
record UnloggedReached(TableName table, String quoted, String why) {

    static List<UnloggedReached> from(Connection connection, List<Long> tables) throws SQLException {
        String asked = Resource.text("playbook/restore/unlogged-children.sql");
        return Catalog.rows(connection, asked, Catalog.oids(tables)).stream()
                .map(row -> new UnloggedReached(new TableName(row.get(0), row.get(1)), row.get(2), row.get(3)))
                .toList();
    }

    /** With the numbers, where the assessment counted this table. */
    String warning(List<UnloggedLoss> counted) {
        return counted.stream()
                .filter(loss -> loss.table().equals(table))
                .map(UnloggedLoss::words)
                .findFirst()
                .orElseGet(() -> quoted + " is unlogged" + why
                        + ": what was removed from it is in no WAL and in no base backup; only a dump can have it.");
    }
}
