package playbook.wayback;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import playbook.incident.BackupList;
import playbook.incident.Culprit;
import playbook.incident.Figures;
import playbook.incident.LogicalBackup;
import playbook.incident.Target;

/** Tells a person the shell commands for ways back that the playbook cannot carry out. */
final class ByHand {

    private ByHand() {}

    /**
     * How to load the dump into a new database beside the live one, so that nothing is overwritten before a person has
     * compared.
     */
    static String fromDump(Target target, String incident, @Nullable Culprit culprit, @Nullable BackupList backups) {
        Optional<LogicalBackup> dump = backups == null
                ? Optional.empty()
                : backups.logical().stream()
                        .filter(backup -> backup.database().equals(target.database()))
                        .filter(backup -> culprit == null || backup.snapshotAt().isBefore(culprit.committedAt()))
                        .max(Comparator.comparing(LogicalBackup::snapshotAt));
        return dump.map(backup -> " By hand, from the dump " + backup.id() + " of "
                        + Figures.second(backup.snapshotAt())
                        + " (what was written since is not in it), in the target's backup folder: "
                        + commands(target, incident, backup)
                        + " . Then compare the tables there with the live ones and give back what is missing.")
                .orElse(" There is no dump of " + target.database() + " from before the loss either.");
    }

    /** Loads the whole dump, since a single table may need its types, domains and schemas. */
    private static String commands(Target target, String incident, LogicalBackup backup) {
        String server = " -h " + target.host() + " -p " + target.port() + " -U " + target.user();
        String database = "rescue_" + incident.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
        return "createdb" + server + " -T template0 " + database + " && pg_restore" + server + " -d " + database
                + " -j 4 " + word("logical/" + backup.id());
    }

    /** Quotes a text for a shell. */
    private static String word(String text) {
        return text.matches("[A-Za-z0-9_./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
