package playbook.assess;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import playbook.backup.Catalogue;
import playbook.backup.WalArchive;
import playbook.incident.BackupCondition;
import playbook.incident.BackupList;
import playbook.incident.BaseBackup;
import playbook.incident.HintedException;
import playbook.incident.LogicalBackup;
import playbook.incident.Lsn;
import playbook.incident.Target;
import playbook.operation.WorkerContext;
import playbook.operation.WorkerTask;
import playbook.postgres.Connections;

/** Reads the backup folder and the archive where they lie. */
public class ListBackupsTask implements WorkerTask {

    @Override
    public String name() {
        return "listBackups";
    }

    @Override
    public void run(WorkerContext context) throws Exception {
        Catalogue catalogue = Catalogue.read(context.backups());
        if (context.input(ListBackups.Request.class).checkDigests()) {
            catalogue = catalogue.withDigestsChecked(context.backups());
        }
        context.result(list(
                catalogue, context.archive(), context.data(), context.backups(), systemIdentifier(context.target())));
    }

    private static ListBackups.Listed list(
            Catalogue found, Path archiveFolder, Path data, Path backups, @Nullable String systemIdentifier)
            throws Exception {
        List<String> unusable = new ArrayList<>(found.unusable());
        List<BaseBackup> base = new ArrayList<>();
        for (BaseBackup backup : found.base()) {
            List<String> younger = tablespaces(data);
            younger.removeAll(tablespaces(backups.resolve("base").resolve(backup.id())));
            if (!younger.isEmpty()) {
                unusable.add("base/" + backup.id() + ": the tablespaces " + String.join(", ", younger)
                        + " of the server were made after it, and its replay would write over the server's own files");
            } else if (systemIdentifier == null || systemIdentifier.equals(backup.systemIdentifier())) {
                base.add(backup);
            } else {
                unusable.add("base/" + backup.id() + ": it is a backup of the server " + backup.systemIdentifier()
                        + ", not of " + systemIdentifier);
            }
        }
        WalArchive archive = WalArchive.read(archiveFolder, systemIdentifier);
        WalArchive both = archive.withServer(data.resolve("pg_wal"), systemIdentifier);
        Lsn newest = base.isEmpty() ? null : base.get(base.size() - 1).startLsn();
        Instant now = Instant.now();
        BackupList list = new BackupList(
                base,
                found.logical(),
                archive.gaps(),
                archive.reaches(newest),
                now,
                new BackupList.Reach(both.gaps(), both.spans(), both.onlyOnServer()));
        return new ListBackups.Listed(
                list,
                new BackupCondition(
                        unusable,
                        archive.wrong(),
                        archive.timelines(),
                        list.lastGoodBase().map(BaseBackup::id).orElse(null),
                        list.lastGoodLogical().map(LogicalBackup::id).orElse(null),
                        now),
                systemIdentifier == null ? "" : systemIdentifier);
    }

    /** Their OIDs, as the folder with a server's data names them; none where it cannot be read. */
    private static List<String> tablespaces(Path data) throws IOException {
        Path folder = data.resolve("pg_tblspc");
        if (!Files.isReadable(folder)) {
            return new ArrayList<>();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(path -> path.getFileName().toString())
                    .sorted()
                    .collect(Collectors.toCollection(ArrayList::new));
        }
    }

    /** Null when the server does not answer: the list is needed most when it is gone. */
    private static @Nullable String systemIdentifier(Target target) {
        try (Connection session = Connections.open(target);
                Statement statement = session.createStatement();
                ResultSet row =
                        statement.executeQuery("select system_identifier from pg_catalog.pg_control_system()")) {
            row.next();
            return Long.toUnsignedString(row.getLong(1));
        } catch (HintedException | SQLException e) {
            System.err.println("the server's identity is not checked: " + e.getMessage());
            return null;
        }
    }
}
