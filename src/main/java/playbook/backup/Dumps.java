package playbook.backup;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import playbook.incident.LogicalBackup;
import playbook.incident.Sha256;

/**
 * The dumps in {@code logical/} of the backup folder: The playbook keeps dumps there itself, for every kind of
 * repository.
 */
public final class Dumps {

    private final Path folder;

    /** @param backups the backup folder, which holds {@code logical/} */
    public Dumps(Path backups) {
        this.folder = backups.resolve("logical");
    }

    /** Reads the sidecars and checks that the folders exist; does not read the dumps themselves. */
    public Catalogue<LogicalBackup> read() throws IOException {
        return shelf().read();
    }

    /** All readable sidecars, in any order. A sidecar without its dump counts too: its row counts are still true. */
    public List<LogicalBackup> described() throws IOException {
        return shelf().described();
    }

    /** Reads every dump completely; a dump whose digest differs from its sidecar's is listed as unusable. */
    public Catalogue<LogicalBackup> readWithDigests() throws IOException {
        Catalogue<LogicalBackup> found = read();
        List<LogicalBackup> good = new ArrayList<>();
        List<String> bad = new ArrayList<>(found.unusable());
        for (LogicalBackup backup : found.usable()) {
            Path dump = folder.resolve(backup.id());
            String digest = Sha256.ofFolder(dump);
            if (digest.equals(backup.sha256())) {
                good.add(backup);
            } else {
                bad.add(dump + ": digest " + digest + ", its sidecar says " + backup.sha256());
            }
        }
        return new Catalogue<>(good, bad);
    }

    private Shelf<LogicalBackup, Instant> shelf() {
        return new Shelf<>(folder, LogicalBackup.class, LogicalBackup::id, LogicalBackup::snapshotAt, "toc.dat");
    }
}
