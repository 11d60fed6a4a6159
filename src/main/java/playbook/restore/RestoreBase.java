package playbook.restore;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import playbook.backup.Repositories;
import playbook.backup.Repository;
import playbook.evidence.Evidence;
import playbook.incident.BackupList;
import playbook.incident.BaseBackup;
import playbook.incident.Culprit;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.RestoredBase;
import playbook.incident.TableChange;
import playbook.operation.Tries;
import playbook.platform.Job;
import playbook.postgres.SystemIdentifier;

/**
 * Restores the newest base backup that ends before the culprit begins into a folder beside the patient, with the rows of
 * the lost tables only.
 */
@Component
class RestoreBase implements RecoveryStep<RestoredBase> {

    private final Evidence evidence;
    private final Repositories repositories;

    RestoreBase(Evidence evidence, Repositories repositories) {
        this.evidence = evidence;
        this.repositories = repositories;
    }

    @Override
    public String name() {
        return "restoreBase";
    }

    @Override
    public Class<RestoredBase> result() {
        return RestoredBase.class;
    }

    @Override
    public boolean repeatable() {
        return true;
    }

    @Override
    public Job job(Incident incident, String jobName) {
        String identifier = SystemIdentifier.of(incident.target());
        BaseBackup backup = choose(
                withoutSnapshotsAfterAFailure(
                        evidence.get(incident, BackupList.class).base(), jobName),
                evidence.get(incident, Culprit.class),
                identifier);
        return job(
                repositories.of(incident.target()),
                incident,
                jobName,
                backup,
                identifier,
                wanted(evidence.get(incident, Culprit.class)));
    }

    /** The OIDs of the tables whose rows are read; empty when one has no OID, so that no file may be left out. */
    static List<Long> wanted(Culprit culprit) {
        List<Long> tables = culprit.tables().stream()
                .map(TableChange::oid)
                .distinct()
                .sorted()
                .toList();
        return tables.contains(0L) ? List.of() : tables;
    }

    /** @param tables the OIDs of the tables whose rows are wanted; none for a copy of the whole server */
    static Job job(
            Repository repository,
            Incident incident,
            String jobName,
            BaseBackup backup,
            String identifier,
            List<Long> tables) {
        String oids = tables.stream().map(String::valueOf).collect(Collectors.joining(" "));
        return SideServer.restoring(
                repository,
                backup,
                script -> Job.script(
                        jobName,
                        incident.target(),
                        script,
                        Map.of("BACKUP_ID", backup.id(), "SYSTEM_IDENTIFIER", identifier, "TABLES", oids),
                        Duration.ofHours(24)));
    }

    /**
     * After a failed first try, leaves out snapshots if there are other backups: the storage's driver may hang again.
     */
    static List<BaseBackup> withoutSnapshotsAfterAFailure(List<BaseBackup> backups, String jobName) {
        List<BaseBackup> folders = backups.stream()
                .filter(backup -> !Tries.again(jobName) || !backup.fromSnapshot())
                .toList();
        return folders.isEmpty() ? backups : folders;
    }

    @Override
    public RestoredBase prove(Incident incident, RestoredBase claimed) {
        return claimed;
    }

    /**
     * Chooses a backup of the culprit's timeline or an earlier one. Whether an earlier timeline leads to the culprit is
     * verified by the replay.
     */
    static BaseBackup choose(List<BaseBackup> backups, Culprit culprit, String systemIdentifier) {
        return backups.stream()
                .filter(backup -> backup.systemIdentifier().equals(systemIdentifier))
                .filter(backup -> backup.timeline() <= culprit.timeline())
                .filter(backup -> endsBefore(backup, culprit))
                .max(Comparator.comparing(BaseBackup::stopLsn).thenComparing(BaseBackup::timeline))
                .orElseThrow(() -> new HintedException(
                        (backups.isEmpty()
                                        ? "the backup repository has no base backup"
                                        : "none of the " + backups.size() + " base backups ends")
                                + (backups.isEmpty() ? " from before transaction " : " before transaction ")
                                + culprit.xid() + " began at " + culprit.firstLsn() + " on timeline "
                                + culprit.timeline() + " in the cluster " + systemIdentifier + ".",
                        "put an older base backup into the backup repository. Because backups are listed only at"
                                + " the beginning, then stop this response, which undoes all its changes,"
                                + " and" + " report the loss again."));
    }

    /** Whether one of them leads to before the culprit. */
    static boolean any(List<BaseBackup> backups, Culprit culprit) {
        return backups.stream()
                .anyMatch(backup -> backup.timeline() <= culprit.timeline() && endsBefore(backup, culprit));
    }

    private static boolean endsBefore(BaseBackup backup, Culprit culprit) {
        return culprit.named()
                ? backup.stopLsn().isBefore(culprit.firstLsn())
                : backup.finishedAt().isBefore(culprit.committedAt());
    }
}
