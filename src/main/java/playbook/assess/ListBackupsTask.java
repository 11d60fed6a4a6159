package playbook.assess;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import playbook.backup.Catalogue;
import playbook.backup.Dumps;
import playbook.backup.Repository;
import playbook.backup.WalArchive;
import playbook.incident.BackupCondition;
import playbook.incident.BackupList;
import playbook.incident.BaseBackup;
import playbook.incident.HintedException;
import playbook.incident.LogicalBackup;
import playbook.incident.Target;
import playbook.operation.WorkerContext;
import playbook.operation.WorkerTask;
import playbook.postgres.SystemIdentifier;
import playbook.postgres.Tablespaces;
import playbook.postgres.WalSource;

/** Reads the backup repository and the dumps on the machine that has them. */
public class ListBackupsTask implements WorkerTask {

    @Override
    public String name() {
        return "listBackups";
    }

    @Override
    public void run(WorkerContext context) throws Exception {
        Dumps dumps = context.dumps();
        Catalogue<LogicalBackup> logical =
                context.input(ListBackups.Request.class).checkDigests() ? dumps.readWithDigests() : dumps.read();
        context.result(list(context, logical, systemIdentifier(context.target())));
    }

    private static ListedBackups list(
            WorkerContext context, Catalogue<LogicalBackup> logical, @Nullable String systemIdentifier)
            throws IOException {
        Repository.Content repository = context.repository();
        Catalogue<BaseBackup> found = repository.base();
        List<String> unusable = new ArrayList<>(found.unusable());
        List<BaseBackup> base = new ArrayList<>();
        for (BaseBackup backup : found.usable()) {
            String trouble = trouble(repository, backup, context.data(), systemIdentifier);
            if (trouble.isEmpty()) {
                base.add(backup);
            } else {
                unusable.add("base backup " + backup.id() + ": " + trouble);
            }
        }
        Archives wal = Archives.read(context, repository, systemIdentifier);
        Instant now = Instant.now();
        BackupList list = new BackupList(
                base,
                logical.usable(),
                wal.archived().gaps(),
                wal.archived()
                        .reaches(
                                base.isEmpty()
                                        ? null
                                        : base.get(base.size() - 1).startLsn()),
                now,
                new BackupList.Reach(
                        wal.all().gaps(), wal.all().spans(), wal.all().onlyOnServer()));
        return new ListedBackups(
                list,
                new BackupCondition(
                        Stream.concat(unusable.stream(), logical.unusable().stream())
                                .toList(),
                        Stream.concat(repository.whyNoWal().stream(), wal.archived().wrong().stream())
                                .toList(),
                        wal.archived().timelines(),
                        list.lastGoodBase().map(BaseBackup::id).orElse(null),
                        list.lastGoodLogical().map(LogicalBackup::id).orElse(null),
                        now,
                        unusable),
                systemIdentifier == null ? "" : systemIdentifier);
    }

    /** Why an intact backup cannot be used for this server; empty when it can. */
    private static String trouble(
            Repository.Content repository, BaseBackup backup, Path data, @Nullable String systemIdentifier)
            throws IOException {
        List<String> younger = new ArrayList<>(Tablespaces.in(data));
        younger.removeAll(repository.tablespaces(backup));
        if (!younger.isEmpty()) {
            return "the tablespaces " + String.join(", ", younger)
                    + " of the server were created after this backup, so a replay from it would overwrite the"
                    + " server's own files";
        }
        return systemIdentifier == null || systemIdentifier.equals(backup.systemIdentifier())
                ? ""
                : "it is a backup of the server " + backup.systemIdentifier() + ", not of " + systemIdentifier;
    }

    /**
     * @param archived what the repository holds
     * @param all the archive and the segments that only the server has; the archive alone where the server's data
     *     directory cannot be read
     */
    private record Archives(WalArchive archived, WalArchive all) {

        static Archives read(WorkerContext context, Repository.Content repository, @Nullable String systemIdentifier)
                throws IOException {
            try (WalSource source = repository.wal();
                    WalSource server = context.serverWal()) {
                WalArchive archived = WalArchive.read(source, systemIdentifier);
                return new Archives(
                        archived,
                        Files.isReadable(context.data().resolve("pg_wal"))
                                ? archived.withServer(server, systemIdentifier)
                                : archived);
            }
        }
    }

    /**
     * Null when the server does not answer: the list must work without it, since it is needed most when the server is
     * lost.
     */
    private static @Nullable String systemIdentifier(Target target) {
        try {
            return SystemIdentifier.of(target);
        } catch (HintedException e) {
            System.err.println("the server's identity is not checked: " + e.getMessage());
            return null;
        }
    }
}
