package playbook.assess;

import java.util.Map;
import playbook.incident.TableName;

/**
 * The sums before one commit and with it.
 *
 * @param before of its tables before it
 * @param after of its tables with it
 * @param written the write before it to each of its tables
 * @param earlier of all commits before it, on any table
 * @param own its own share of such a sum
 */
record CommitSums(
        Map<TableName, Sum> before, Map<TableName, Sum> after, Map<TableName, Write> written, Sum earlier, Sum own) {

    /**
     * To one table.
     *
     * @param commit how many commits there were before
     * @param before the table's sum before it
     */
    record Write(long commit, Sum before) {}

    /**
     * The table's sum when a run began, to which this commit is the first to write; at most, if others wrote meanwhile.
     *
     * @param first of the run's first commit
     */
    Sum atBeginning(CommitSums first, TableName table) {
        Write last = written.get(table);
        return last == null || last.commit() < first.earlier().transactions()
                ? before.getOrDefault(table, Sum.NONE)
                : last.before();
    }
}
