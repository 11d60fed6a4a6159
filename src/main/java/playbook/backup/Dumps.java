package playbook.backup;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import playbook.incident.LogicalBackup;
import playbook.incident.Sha256;

/** The dumps in {@code logical/} of the backup folder: the playbook's own, whatever repository the base backups are in. */
public final class Dumps {

    private final Path folder;

    /** @param backups holds {@code logical/} */
    public Dumps(Path backups) {
        this.folder = backups.resolve("logical");
    }

    /** Reads sidecars and looks at the folders; never at their content. */
    public Catalogue<LogicalBackup> read() throws IOException {
        return shelf().read();
    }

    /** What the sidecars say, in any order; also of dumps whose files are gone, whose numbers of rows are still true. */
    public List<LogicalBackup> described() throws IOException {
        return shelf().described();
    }

    /** Reads every dump completely; one whose digest is another than its sidecar says goes to the unusable. */
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
