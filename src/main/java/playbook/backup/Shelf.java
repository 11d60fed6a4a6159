package playbook.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import playbook.evidence.Json;

/**
 * A folder with backups. Each backup is a folder with a sidecar {@code <id>.json} beside it.
 *
 * @param type class of the sidecar
 * @param id reads the folder's name from a sidecar
 * @param at reads from a sidecar when the backup was made
 * @param mark file that must be in a backup's folder
 */
record Shelf<T, C extends Comparable<C>>(
        Path folder, Class<T> type, Function<T, String> id, Function<T, C> at, String mark) {

    /** Reads the sidecars and checks that the folders exist; does not read the backups themselves. */
    Catalogue<T> read() throws IOException {
        Catalogue<T> found = new Catalogue<>(new ArrayList<>(), new ArrayList<>());
        if (!Files.isDirectory(folder)) {
            found.unusable().add(folder + ": there is no such folder");
            return found;
        }
        for (Path path : sortedList()) {
            String name = path.getFileName().toString();
            if (name.endsWith(".partial")) {
                found.unusable().add(path + ": a backup that was never finished");
            } else if (Files.isDirectory(path) && !Files.exists(path.resolveSibling(name + ".json"))) {
                found.unusable().add(path + ": no sidecar describes it");
            } else if (name.endsWith(".json")) {
                readSidecar(path, found);
            }
        }
        found.usable().sort(Comparator.comparing(at));
        return found;
    }

    /** All sidecars that can be read, with or without a backup beside them. */
    List<T> described() throws IOException {
        List<T> described = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            for (Path path : sortedList()) {
                if (path.toString().endsWith(".json")) {
                    sidecar(path, new ArrayList<>()).ifPresent(described::add);
                }
            }
        }
        return described;
    }

    private void readSidecar(Path sidecar, Catalogue<T> found) throws IOException {
        Optional<T> backup = sidecar(sidecar, found.unusable());
        if (backup.isEmpty()) {
            return;
        }
        String name = id.apply(backup.get());
        Path content = sidecar.resolveSibling(name);
        if (!sidecar.getFileName().toString().equals(name + ".json")) {
            found.unusable().add(sidecar + ": describes '" + name + "', another backup");
        } else if (!Files.isDirectory(content)) {
            found.unusable().add(sidecar + ": the folder " + content + " it describes is gone");
        } else if (!Files.isRegularFile(content.resolve(mark))) {
            found.unusable().add(content + ": there is no " + mark + " in it");
        } else {
            found.usable().add(backup.get());
        }
    }

    private Optional<T> sidecar(Path sidecar, List<String> unusable) throws IOException {
        try {
            return Optional.of(Json.read(Files.readString(sidecar), type));
        } catch (IllegalArgumentException e) {
            unusable.add(sidecar + ": cannot be read: " + e.getMessage());
            return Optional.empty();
        }
    }

    private List<Path> sortedList() throws IOException {
        try (Stream<Path> list = Files.list(folder)) {
            return list.sorted().toList();
        }
    }
}
