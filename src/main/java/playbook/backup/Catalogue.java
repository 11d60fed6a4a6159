package playbook.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import playbook.evidence.Json;
import playbook.incident.BaseBackup;
import playbook.incident.LogicalBackup;

/**
 * The backup folder as it is: what its sidecars describe, and whether that is there.
 *
 * @param base usable base backups, oldest first
 * @param logical usable dumps, oldest first
 * @param unusable in words, each with its path
 */
public record Catalogue(List<BaseBackup> base, List<LogicalBackup> logical, List<String> unusable) {

    /** Reads sidecars and looks at the folders; never at their content. */
    public static Catalogue read(Path backups) throws IOException {
        List<String> unusable = new ArrayList<>();
        Shelf<BaseBackup> base = new Shelf<>(BaseBackup.class, BaseBackup::id, "backup_manifest");
        Shelf<LogicalBackup> logical = new Shelf<>(LogicalBackup.class, LogicalBackup::id, "toc.dat");
        return new Catalogue(
                sorted(base.read(backups.resolve("base"), unusable), Comparator.comparing(BaseBackup::finishedAt)),
                sorted(
                        logical.read(backups.resolve("logical"), unusable),
                        Comparator.comparing(LogicalBackup::snapshotAt)),
                unusable);
    }

    /** Reads every dump again; one whose digest is another than its sidecar says goes to the unusable. */
    public Catalogue withDigestsChecked(Path backups) throws IOException {
        List<LogicalBackup> good = new ArrayList<>();
        List<String> bad = new ArrayList<>(unusable);
        for (LogicalBackup backup : logical) {
            Path folder = backups.resolve("logical").resolve(backup.id());
            String found = Digests.ofFolder(folder);
            if (found.equals(backup.sha256())) {
                good.add(backup);
            } else {
                bad.add(folder + ": digest " + found + ", its sidecar says " + backup.sha256());
            }
        }
        return new Catalogue(base, good, bad);
    }

    private static <T> List<T> sorted(List<T> list, Comparator<T> order) {
        return list.stream().sorted(order).toList();
    }

    private record Shelf<T>(Class<T> type, Function<T, String> id, String mark) {

        List<T> read(Path folder, List<String> unusable) throws IOException {
            List<T> found = new ArrayList<>();
            if (!Files.isDirectory(folder)) {
                unusable.add(folder + ": there is no such folder");
                return found;
            }
            for (Path path : sortedList(folder)) {
                String name = path.getFileName().toString();
                if (name.endsWith(".partial")) {
                    unusable.add(path + ": a backup that was never finished");
                } else if (Files.isDirectory(path)
                        && !Files.exists(path.resolveSibling(path.getFileName() + ".json"))) {
                    unusable.add(path + ": no sidecar describes it");
                } else if (name.endsWith(".json")) {
                    readSidecar(path, found, unusable);
                }
            }
            return found;
        }

        private void readSidecar(Path sidecar, List<T> found, List<String> unusable) throws IOException {
            T backup;
            try {
                backup = Json.read(Files.readString(sidecar), type);
            } catch (IllegalArgumentException e) {
                unusable.add(sidecar + ": cannot be read: " + e.getMessage());
                return;
            }
            Path content = sidecar.resolveSibling(id.apply(backup));
            if (!sidecar.getFileName().toString().equals(id.apply(backup) + ".json")) {
                unusable.add(sidecar + ": describes '" + id.apply(backup) + "', another backup");
            } else if (!Files.isDirectory(content)) {
                unusable.add(sidecar + ": the folder " + content + " it describes is gone");
            } else if (!Files.isRegularFile(content.resolve(mark))) {
                unusable.add(content + ": there is no " + mark + " in it");
            } else {
                found.add(backup);
            }
        }

        private static List<Path> sortedList(Path folder) throws IOException {
            try (Stream<Path> list = Files.list(folder)) {
                return list.sorted().toList();
            }
        }
    }
}
