package playbook.assess;

import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import playbook.backup.Dumps;
import playbook.incident.LogicalBackup;

/** How many rows the tables had when the database was dumped. */
final class DumpedRows {

    private DumpedRows() {}

    /** Rows per table in the newest dump before a moment; a later dump may already lack the lost rows. */
    static Map<String, Long> before(Dumps dumps, String database, Instant moment) throws IOException {
        return dumps.described().stream()
                .filter(backup -> backup.database().equals(database))
                .max(Comparator.comparing(
                                (LogicalBackup backup) -> backup.snapshotAt().isBefore(moment))
                        .thenComparing(LogicalBackup::snapshotAt))
                .map(LogicalBackup::rows)
                .orElse(Map.of());
    }
}
