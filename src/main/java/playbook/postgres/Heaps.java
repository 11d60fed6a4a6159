package playbook.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import playbook.incident.HeapFiles;
import playbook.incident.HeapFiles.HeapFile;
import playbook.incident.HintedException;
import playbook.incident.Resource;
import playbook.incident.Target;

/**
 * Checks whether tables still have the files that the pin protects. No slot and no xmin prevents a rewrite: VACUUM FULL
 * and CLUSTER keep pinned dead rows, in another file; REPACK (CONCURRENTLY) of version 19 discards them, in spite of a
 * read-only default and of older snapshots.
 */
public final class Heaps {

    private Heaps() {}

    public static HeapFiles look(Target target) {
        try (Connection session = Connections.open(target)) {
            return look(session);
        } catch (SQLException e) {
            throw failed(target, e);
        }
    }

    /** In words, each table whose file was replaced since, or is being replaced; empty when all files are the same. */
    public static List<String> replaced(Target target, HeapFiles before) {
        try (Connection session = Connections.open(target)) {
            List<String> words = new ArrayList<>();
            Map<Long, HeapFile> now = byOid(look(session));
            for (HeapFile then : before.tables()) {
                HeapFile file = now.get(then.oid());
                if (file == null) {
                    words.add("table " + then.table() + " was dropped after the pin: its rows are in no heap any more");
                } else if (file.file() != then.file()) {
                    words.add(
                            "table " + file.table() + " was rewritten after the pin (file " + then.file() + " is "
                                    + file.file()
                                    + " now: REPACK, VACUUM FULL, CLUSTER, ALTER TABLE or TRUNCATE): its heap is no evidence any more");
                }
            }
            Map<Long, HeapFile> known = byOid(before);
            for (String[] running : running(session)) {
                HeapFile table = known.get(Long.parseLong(running[0]));
                words.add("table " + (table == null ? "with oid " + running[0] : table.table())
                        + " is being rewritten now: " + running[1]
                        + "; what the pin keeps in it is lost when that ends");
            }
            return words;
        } catch (SQLException e) {
            throw failed(target, e);
        }
    }

    private static HeapFiles look(Connection session) throws SQLException {
        List<HeapFile> files = Query.list(
                session,
                Resource.text("playbook/postgres/heap-files.sql"),
                row -> new HeapFile(row.getLong(1), row.getString(2), row.getLong(3)));
        return new HeapFiles(files, Instant.now());
    }

    private static List<String[]> running(Connection session) throws SQLException {
        boolean repack = session.getMetaData().getDatabaseMajorVersion() >= 19;
        return Query.list(
                session,
                Resource.text("playbook/postgres/" + (repack ? "heap-rewrites-19.sql" : "heap-rewrites.sql")),
                row -> new String[] {row.getString(1), Objects.requireNonNullElse(row.getString(2), "")});
    }

    private static Map<Long, HeapFile> byOid(HeapFiles files) {
        return files.tables().stream().collect(Collectors.toMap(HeapFile::oid, Function.identity()));
    }

    private static HintedException failed(Target target, SQLException e) {
        return new HintedException(
                "the files of the tables on " + target.label() + " could not be looked at: " + e.getMessage(),
                "see the server's log; " + target.user() + " must be a superuser.",
                e);
    }
}
