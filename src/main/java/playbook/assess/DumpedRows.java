package playbook.assess;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import playbook.evidence.Json;
import playbook.incident.LogicalBackup;

/** How many rows the tables had when the database was dumped. */
final class DumpedRows {

    private DumpedRows() {}

    /** Rows per table in the newest dump before a moment; a dump made later may show the loss. */
    static Map<String, Long> before(Path backups, String database, Instant moment) throws IOException {
        Path folder = backups.resolve("logical");
        if (!Files.isDirectory(folder)) {
            return Map.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .map(DumpedRows::sidecar)
                    .filter(backup -> backup.database().equals(database))
                    .max(Comparator.comparing((LogicalBackup backup) ->
                                    backup.snapshotAt().isBefore(moment))
                            .thenComparing(LogicalBackup::snapshotAt))
                    .map(LogicalBackup::rows)
                    .orElse(Map.of());
        }
    }

    private static LogicalBackup sidecar(Path file) {
        try {
            return Json.read(Files.readString(file), LogicalBackup.class);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
