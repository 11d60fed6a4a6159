package playbook.postgres;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which files belong or belonged to catalogs. The most basic ones have no row that says so, but a map of their own. */
final class CatalogFiles {

    private final Map<Long, Set<Integer>> mapped = new HashMap<>();
    private final Set<Long> all = new HashSet<>();
    private long learned;

    /** The map of the most basic catalogs said so: remembered for the next reading from the beginning. */
    void mapped(long catalog, int file) {
        if (mapped.computeIfAbsent(catalog, none -> new HashSet<>()).add(file)) {
            learned++;
        }
    }

    /** A file that belongs or belonged to a catalog, so that no user's rows are in it. */
    void add(int file) {
        all.add(Integer.toUnsignedLong(file));
    }

    boolean contains(WalFile file) {
        return all.contains(file.number());
    }

    /**
     * The files a catalog has now, had at first, and had between as far as the WAL told.
     *
     * @param now the catalog's own row, null when there is none
     */
    Set<Integer> of(long catalog, @Nullable Relation now) {
        Set<Integer> files = new HashSet<>(mapped.getOrDefault(catalog, Set.of()));
        files.add((int) catalog);
        if (now != null) {
            files.add((int) now.file().number());
        }
        return files;
    }

    /** How many files became known by {@link #mapped}. */
    long learned() {
        return learned;
    }
}
