package playbook.restore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import playbook.incident.HintedException;
import playbook.incident.Resource;
import playbook.incident.TableChange;
import playbook.postgres.WalFile;

/** One damaged table: its files on the patient, and the file that is laid into the copy of the catalogs for it. */
record HeapTable(
        TableChange change,
        Path rows,
        long bytes,
        WalFile file,
        long largeValues,
        WalFile largeFile,
        Path largeRows,
        long largeBytes) {

    private static final long FIRST_OF_USERS = 16384;
    private static final String OF_TABLE = Resource.text("playbook/restore/heap-of-table.sql");
    /** Tablespaces were not copied; the index is made anew. */
    private static final String INDEX_HERE = """
            UPDATE pg_catalog.pg_class SET reltablespace = 0
             WHERE oid IN (SELECT i.indexrelid FROM pg_catalog.pg_index AS i
                            WHERE i.indrelid = ?::pg_catalog.text::pg_catalog.oid)""";

    private static final String LAY = """
            UPDATE pg_catalog.pg_class
               SET relfilenode = ?::pg_catalog.text::pg_catalog.oid, reltablespace = 0, relhasindex = relkind = 't'
             WHERE oid = ?::pg_catalog.text::pg_catalog.oid""";

    /**
     * @param data the patient's data directory
     * @throws HintedException when the table's rows cannot be read from its file
     */
    static HeapTable of(Connection patient, Path data, TableChange change) throws SQLException {
        if (change.oid() < FIRST_OF_USERS) {
            throw unreadable(change, change.oid() == 0 ? "it is not known which table it is" : "it is a catalog");
        }
        List<List<String>> found = Catalog.rows(patient, OF_TABLE, change.oid());
        if (found.isEmpty()) {
            throw unreadable(change, "it is gone");
        }
        List<String> row = found.get(0);
        if (!row.get(0).equals("r") || !row.get(1).equals("p") || !row.get(2).equals("heap")) {
            throw unreadable(
                    change,
                    "its rows are not kept as those of an ordinary, logged table (kind " + row.get(0) + row.get(1)
                            + ", access method '" + row.get(2) + "')");
        }
        return new HeapTable(
                change,
                data.resolve(row.get(3)),
                Long.parseLong(row.get(4)),
                new WalFile(Long.parseLong(row.get(5)), Long.parseLong(row.get(6))),
                Long.parseLong(row.get(7)),
                new WalFile(Long.parseLong(row.get(8)), Long.parseLong(row.get(9))),
                data.resolve(row.get(10)),
                Long.parseLong(row.get(11)));
    }

    private static HintedException unreadable(TableChange change, String why) {
        return new HintedException(
                "the dead rows of " + change.table() + " can't be read: " + why + ".",
                "its rows can be given back from a base backup.");
    }

    long allBytes() {
        return bytes + largeBytes;
    }

    /**
     * Lays the collected rows into the copy, in place of the table's own.
     *
     * @param number of the finished file with the rows; the next one is that of their large values
     */
    void layInto(Connection copy, long number) throws SQLException {
        lay(copy, change.oid(), number);
        if (largeValues != 0) {
            lay(copy, largeValues, number + 1);
            try (PreparedStatement statement = copy.prepareStatement(INDEX_HERE)) {
                statement.setString(1, Long.toString(largeValues));
                statement.executeUpdate();
            }
            try (Statement statement = copy.createStatement()) {
                String name = Catalog.text(
                        copy,
                        "SELECT ?::pg_catalog.text::pg_catalog.oid::pg_catalog.regclass::pg_catalog.text",
                        Long.toString(largeValues));
                statement.execute("REINDEX TABLE " + name);
            }
        }
    }

    /** Its own indexes do not fit the new file; without them it is read from its begin to its end. */
    private static void lay(Connection copy, long oid, long number) throws SQLException {
        try (PreparedStatement statement = copy.prepareStatement(LAY)) {
            statement.setString(1, Long.toString(number));
            statement.setString(2, Long.toString(oid));
            if (statement.executeUpdate() != 1) {
                throw new HintedException(
                        "the copy of the catalogs does not know the table with the OID " + oid + ".",
                        "its rows can be given back from a base backup.");
            }
        }
    }

    /** The first number that no file in this folder has, far above those that a server gives; files of a former try are removed. */
    static long freeNumber(Path database) throws IOException {
        long first = 3_900_000_000L;
        long free = first;
        try (var files = Files.list(database)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                String number = name.split("\\.", 2)[0];
                if (number.matches("[0-9]{10}") && Long.parseLong(number) >= first) {
                    free = Math.max(free, Long.parseLong(number) + 1);
                    Files.delete(file);
                }
            }
        }
        return free;
    }
}
