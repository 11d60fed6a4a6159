package playbook.assess;

import java.util.Map;
import playbook.incident.TableName;

/**
 * Rows and transactions, added up to just before one commit and to just after it.
 *
 * @param before for each table that the commit wrote to: the sum before it
 * @param after for each of these tables: the sum including it
 * @param written for each of these tables: the previous write to it
 * @param earlier sum of all earlier commits, on any table
 * @param own what this commit itself adds to such a sum
 */
record CommitSums(
        Map<TableName, Sum> before, Map<TableName, Sum> after, Map<TableName, Write> written, Sum earlier, Sum own) {

    /**
     * One commit's write to one table.
     *
     * @param commit number of commits before it, on any table
     * @param before the table's sum before it
     */
    record Write(long commit, Sum before) {}

    /**
     * The table's sum when a run began, where this commit is the first of the run that writes to the table. If
     * transactions outside the run wrote to the table in between, the sum is an upper bound.
     *
     * @param first the sums of the run's first commit
     */
    Sum atBeginning(CommitSums first, TableName table) {
        Write last = written.get(table);
        return last == null || last.commit() < first.earlier().transactions()
                ? before.getOrDefault(table, Sum.NONE)
                : last.before();
    }
}
