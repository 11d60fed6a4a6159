package playbook.postgres;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The present and former files of catalogs. The mapped catalogs have no file number in pg_class, but in the relation
 * map (pg_filenode.map).
 */
final class CatalogFiles {

    private final Map<Long, Set<Integer>> mapped = new HashMap<>();
    private final Set<Long> all = new HashSet<>();
    private long learned;

    /** Remembers a file from the relation map, for the next reading from the beginning. */
    void mapped(long catalog, int file) {
        if (mapped.computeIfAbsent(catalog, none -> new HashSet<>()).add(file)) {
            learned++;
        }
    }

    /** Adds a present or former file of a catalog, which holds no user rows. */
    void add(int file) {
        all.add(Integer.toUnsignedLong(file));
    }

    boolean contains(WalFile file) {
        return all.contains(file.number());
    }

    /**
     * The files that a catalog has or had, as far as the WAL told.
     *
     * @param now the catalog's present row in pg_class, null when there is none
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
