package playbook.practice;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import playbook.evidence.Json;
import playbook.incident.BaseBackup;
import playbook.incident.LogicalBackup;
import playbook.incident.Lsn;

/** The backups which a range has before anything is broken: one physical, one logical with its baseline. */
final class Backups {

    static final DateTimeFormatter ID =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Home home;
    private final Cluster cluster;

    Backups(Home home, Cluster cluster) {
        this.home = home;
        this.cluster = cluster;
    }

    BaseBackup base() throws SQLException, IOException {
        String id = ID.format(Instant.now());
        Path folder = home.backups().resolve("base");
        Path partial = folder.resolve(id + ".partial");
        cluster.asPostgres(
                "pg_basebackup",
                List.of(
                        "--pgdata=" + partial,
                        "--format=plain",
                        "--wal-method=stream",
                        "--checkpoint=fast",
                        "--label=" + id,
                        "--no-password"));
        cluster.asPostgres("pg_verifybackup", List.of("--quiet", partial.toString()));
        Instant verified = Instant.now();
        JsonNode range = new ObjectMapper()
                .readTree(partial.resolve("backup_manifest").toFile())
                .path("WAL-Ranges")
                .path(0);
        Files.move(partial, folder.resolve(id), StandardCopyOption.ATOMIC_MOVE);
        try (Connection connection = cluster.connect("recovery", Home.DATABASE);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT system_identifier::text, current_setting('server_version_num')::integer / 10000"
                                + " FROM pg_catalog.pg_control_system()")) {
            row.next();
            BaseBackup backup = new BaseBackup(
                    id,
                    row.getString(1),
                    range.path("Timeline").asInt(),
                    Lsn.parse(range.path("Start-LSN").asText()),
                    Lsn.parse(range.path("End-LSN").asText()),
                    verified,
                    size(folder.resolve(id)),
                    row.getInt(2),
                    verified);
            sidecar(folder.resolve(id + ".json"), backup);
            return backup;
        }
    }

    LogicalBackup logical() throws SQLException, IOException {
        String id = ID.format(Instant.now());
        Path folder = home.backups().resolve("logical");
        Path partial = folder.resolve(id + ".partial");
        try (Connection connection = cluster.connect("recovery", Home.DATABASE)) {
            connection.setAutoCommit(false);
            Sql.run(connection, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
            String snapshot;
            Instant snapshotAt;
            int version;
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(
                            "SELECT pg_catalog.pg_export_snapshot(), pg_catalog.transaction_timestamp(),"
                                    + " current_setting('server_version_num')::integer / 10000")) {
                row.next();
                snapshot = row.getString(1);
                snapshotAt = row.getTimestamp(2).toInstant();
                version = row.getInt(3);
            }
            cluster.asPostgres(
                    "pg_dump",
                    List.of(
                            "--format=directory",
                            "--jobs=2",
                            "--compress=1",
                            "--snapshot=" + snapshot,
                            "--file=" + partial,
                            "--no-password",
                            Home.DATABASE));
            Map<String, Long> rows = count(connection);
            connection.rollback();
            String digest = digest(partial);
            Files.move(partial, folder.resolve(id), StandardCopyOption.ATOMIC_MOVE);
            LogicalBackup backup = new LogicalBackup(
                    id,
                    Home.DATABASE,
                    snapshotAt,
                    Instant.now(),
                    size(folder.resolve(id)),
                    version,
                    digest,
                    rows,
                    null);
            sidecar(folder.resolve(id + ".json"), backup);
            return backup;
        }
    }

    /** Exact, in the session's snapshot: every table that holds rows itself, partitions by their own names. */
    private static Map<String, Long> count(Connection connection) throws SQLException {
        Map<String, Long> rows = new TreeMap<>();
        Map<String, String> tables = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT n.nspname || '.' || c.relname, pg_catalog.format('%I.%I', n.nspname, c.relname)
                        FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                        WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'""")) {
            while (row.next()) {
                tables.put(row.getString(1), row.getString(2));
            }
        }
        for (Map.Entry<String, String> table : tables.entrySet()) {
            try (Statement statement = connection.createStatement();
                    ResultSet row =
                            statement.executeQuery("SELECT pg_catalog.count(*) FROM ONLY " + table.getValue())) {
                row.next();
                rows.put(table.getKey(), row.getLong(1));
            }
        }
        return rows;
    }

    private static void sidecar(Path file, Object backup) {
        Home.write(file, Json.write(backup), "rw-------");
        Home.giveToPostgres(file);
    }

    /** SHA-256 over the SHA-256 of each file, in the order of their names. */
    static String digest(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            MessageDigest whole = MessageDigest.getInstance("SHA-256");
            for (Path file : files.sorted().toList()) {
                MessageDigest one = MessageDigest.getInstance("SHA-256");
                try (InputStream in = new DigestInputStream(Files.newInputStream(file), one)) {
                    in.transferTo(java.io.OutputStream.nullOutputStream());
                }
                whole.update(one.digest());
            }
            return HexFormat.of().formatHex(whole.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> {
                        try {
                            return Files.size(file);
                        } catch (IOException e) {
                            throw new UncheckedIOException("cannot size " + file, e);
                        }
                    })
                    .sum();
        }
    }
}
