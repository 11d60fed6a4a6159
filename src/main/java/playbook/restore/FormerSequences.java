package playbook.restore;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import playbook.incident.Culprit;
import playbook.incident.Resource;
import playbook.postgres.SequencesSetBack;
import playbook.postgres.WalFile;

/**
 * Where the sequences stood before the culprit, without a server that stands there: as now, except for those that were
 * set back since, by it or by others.
 *
 * @param numbers by quoted name, up to 32 numbers further than given; none for a sequence that never gave one, or of which
 *     it is not known
 * @param remarks for people: sequences that the culprit may have set back, no WAL telling from where
 */
record FormerSequences(Map<String, Long> numbers, List<String> remarks) {

    private static final String NOW = Resource.text("playbook/restore/sequences-now.sql");

    static FormerSequences of(Connection patient, Culprit culprit, SequencesSetBack setBack) throws SQLException {
        Map<String, Long> numbers = new LinkedHashMap<>();
        List<String> remarks = new ArrayList<>();
        for (List<String> row : Catalog.rows(patient, NOW)) {
            WalFile file = new WalFile(Long.parseLong(row.get(2)), Long.parseLong(row.get(3)));
            Long former = setBack.stood().get(file);
            if (setBack.mayHaveBeen(file)) {
                if (!setBack.theirs(file)) {
                    continue;
                }
                remarks.add(
                        "Transaction " + culprit.xid() + " wrote to the sequence " + row.get(0)
                                + ", and no WAL tells where it had stood: it may have been set back. Look at it after the recovery.");
            } else if (former != null) {
                numbers.put(row.get(0), former);
            } else if (!row.get(1).equals("null")) {
                numbers.put(row.get(0), Long.parseLong(row.get(1)));
            }
        }
        return new FormerSequences(numbers, remarks);
    }
}
