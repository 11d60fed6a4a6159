package playbook.practice;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import playbook.incident.BaseBackup;
import playbook.incident.LogicalBackup;
import playbook.incident.Lsn;

/** The backups which a range has before anything is broken: one physical, one logical with its baseline. */
final class Backups {

    static final DateTimeFormatter ID =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Home home;
    private final PracticeServer server;

    Backups(Home home, PracticeServer server) {
        this.home = home;
        this.server = server;
    }

    BaseBackup base() throws SQLException, IOException {
        String id = ID.format(Instant.now());
        BackupFolder folder = new BackupFolder(home.backups().resolve("base"));
        Path partial = folder.partial(id);
        server.asPostgres(
                "pg_basebackup",
                List.of(
                        "--pgdata=" + partial,
                        "--format=plain",
                        "--wal-method=stream",
                        "--checkpoint=fast",
                        "--label=" + id,
                        "--no-password"));
        server.asPostgres("pg_verifybackup", List.of("--quiet", partial.toString()));
        Instant verified = Instant.now();
        JsonNode range = new ObjectMapper()
                .readTree(partial.resolve("backup_manifest").toFile())
                .path("WAL-Ranges")
                .path(0);
        Path finished = folder.finish(id);
        try (Connection connection = server.connect("recovery", Home.DATABASE);
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
                    BackupFolder.size(finished),
                    row.getInt(2),
                    verified);
            folder.describe(id, backup);
            return backup;
        }
    }

    LogicalBackup logical() throws SQLException, IOException {
        String id = ID.format(Instant.now());
        BackupFolder folder = new BackupFolder(home.backups().resolve("logical"));
        Path partial = folder.partial(id);
        try (Connection connection = server.connect("recovery", Home.DATABASE)) {
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
            server.asPostgres(
                    "pg_dump",
                    List.of(
                            "--format=directory",
                            "--jobs=2",
                            "--compress=1",
                            "--snapshot=" + snapshot,
                            "--file=" + partial,
                            "--no-password",
                            Home.DATABASE));
            Map<String, Long> rows = ExactCounts.of(connection);
            connection.rollback();
            String digest = BackupFolder.digest(partial);
            Path finished = folder.finish(id);
            LogicalBackup backup = new LogicalBackup(
                    id,
                    Home.DATABASE,
                    snapshotAt,
                    Instant.now(),
                    BackupFolder.size(finished),
                    version,
                    digest,
                    rows,
                    null);
            folder.describe(id, backup);
            return backup;
        }
    }
}
