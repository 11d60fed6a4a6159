package playbook.platform;

import static playbook.platform.Setting.absolute;
import static playbook.platform.Setting.required;
import static playbook.platform.Setting.wrong;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Checks the configuration of a target on this machine, and converts it to {@link TargetFolders}. */
final class LocalSettings {

    private LocalSettings() {}

    /** @param property of the target, for example {@code playbook.targets.shop} */
    static TargetFolders checked(String property, TargetProperties.Settings settings) {
        TargetProperties.Local local = required(property + ".local", settings.local());
        String prefix = property + ".local.";
        Path bin = absolute(prefix + "bin-directory", local.binDirectory());
        if (!Files.isExecutable(bin.resolve("pg_basebackup"))) {
            throw wrong(
                    prefix + "bin-directory",
                    bin,
                    "no pg_basebackup in it; give the folder of the server's own version, on Debian"
                            + " /usr/lib/postgresql/<major>/bin");
        }
        if ((local.frontPage() == null) != (local.maintenancePage() == null)) {
            throw wrong(
                    prefix + (local.frontPage() == null ? "front-page" : "maintenance-page"),
                    null,
                    "give both front-page and maintenance-page, or neither");
        }
        if (local.startCommand().isEmpty() != local.stopCommand().isEmpty()) {
            throw wrong(
                    prefix + (local.startCommand().isEmpty() ? "start-command" : "stop-command"),
                    null,
                    "give both start-command and stop-command, or neither");
        }
        return new TargetFolders(
                bin,
                absolute(prefix + "data-directory", local.dataDirectory()),
                local.archiveDirectory() == null
                                && !RepositorySettings.of(settings).archivesInAFolder()
                        ? absolute(prefix + "backup-directory", local.backupDirectory())
                        : absolute(prefix + "archive-directory", local.archiveDirectory()),
                absolute(prefix + "backup-directory", local.backupDirectory()),
                absolute(prefix + "work-directory", local.workDirectory()),
                local.logDirectory() == null ? null : absolute(prefix + "log-directory", local.logDirectory()),
                // Without applications this folder is not used.
                settings.applications().isEmpty() && local.applicationsDirectory() == null
                        ? absolute(prefix + "work-directory", local.workDirectory())
                                .resolve("no-applications")
                        : absolute(prefix + "applications-directory", local.applicationsDirectory()),
                List.copyOf(settings.applications()),
                settings.checks() == null ? "ERROR" : settings.checks().errorMarker(),
                local.frontPage() == null ? null : absolute(prefix + "front-page", local.frontPage()),
                local.maintenancePage() == null ? null : absolute(prefix + "maintenance-page", local.maintenancePage()),
                List.copyOf(local.startCommand()),
                List.copyOf(local.stopCommand()));
    }
}
