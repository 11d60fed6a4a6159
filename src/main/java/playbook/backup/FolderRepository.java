package playbook.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import playbook.incident.BaseBackup;
import playbook.incident.HintedException;
import playbook.incident.Resource;
import playbook.postgres.Tablespaces;
import playbook.postgres.WalFolder;
import playbook.postgres.WalSource;

/**
 * Plain folders: base backups as {@code pg_basebackup} leaves them in {@code base/} of the backup folder, each with a
 * sidecar, and segments in the archive folder under their own names.
 */
public final class FolderRepository implements Repository {

    @Override
    public String kind() {
        return "folder";
    }

    @Override
    public Set<String> settings() {
        return Set.of();
    }

    @Override
    public String restoreScript() {
        return "playbook/restore/restore-base.sh";
    }

    @Override
    public String fetchWal() {
        return Resource.text("playbook/backup/fetch-wal.sh");
    }

    @Override
    public String backUpScript() {
        return "playbook/backup/make-backups.sh";
    }

    @Override
    public String find(Path backups, BaseBackup backup) {
        return backups.resolve("base").resolve(backup.id()).toString();
    }

    @Override
    public Optional<String> folder(BaseBackup backup) {
        return Optional.of("base/" + backup.id());
    }

    @Override
    public String removeOld() {
        return "delete a folder and its .json together, the .json first";
    }

    @Override
    public Content open(Map<String, String> environment) {
        return new Folders(
                path(environment, "PLAYBOOK_BACKUPS").resolve("base"), path(environment, "PLAYBOOK_ARCHIVE"));
    }

    private static Path path(Map<String, String> environment, String name) {
        String value = environment.get(name);
        if (value == null) {
            throw new HintedException(
                    "the environment has no " + name, "a repository of folders is opened in a job of its target.");
        }
        return Path.of(value);
    }

    private record Folders(Path backups, Path archive) implements Content {

        @Override
        public Catalogue<BaseBackup> base() throws IOException {
            return new Shelf<>(backups, BaseBackup.class, BaseBackup::id, BaseBackup::finishedAt, "backup_manifest")
                    .read();
        }

        @Override
        public List<String> tablespaces(BaseBackup backup) throws IOException {
            return Tablespaces.in(backups.resolve(backup.id()));
        }

        @Override
        public Optional<String> whyNoWal() {
            return Files.isDirectory(archive) ? Optional.empty() : Optional.of(archive + ": there is no such folder");
        }

        @Override
        public WalSource wal() {
            return new WalFolder(archive);
        }
    }
}
