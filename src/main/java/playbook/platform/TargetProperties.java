package playbook.platform;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The configuration as written. {@link ConfiguredTargets} checks it, so that an error can name the property and say what
 * to write.
 *
 * @param home where jobs and incidents keep their folders
 * @param targets by name
 */
@ConfigurationProperties("playbook")
public record TargetProperties(
        @DefaultValue("run") Path home, @DefaultValue Map<String, Settings> targets) {

    /** One protected database, see {@link playbook.incident.Target}. */
    public record Settings(
            @Nullable String label,
            @Nullable String host,
            @DefaultValue("5432") int port,
            @Nullable String database,
            @Nullable String user,
            @Nullable Path passfile,
            @DefaultValue List<String> applicationRoles,
            @DefaultValue List<String> agentRoles,
            boolean practice,
            @Nullable Local local,
            @Nullable KubernetesProperties kubernetes,
            @DefaultValue List<String> applications,
            @Nullable Checks checks,
            @DefaultValue Repository repository,
            @DefaultValue Agreed objectives) {}

    /** See {@link playbook.incident.Objectives}. */
    public record Agreed(
            @Nullable Duration recoveryTime, @Nullable Duration recoveryPoint) {}

    /** See {@link RepositorySettings}. */
    public record Repository(
            @DefaultValue(RepositorySettings.FOLDER) String kind,
            @DefaultValue Map<String, String> settings) {}

    /** Folders of a database on this machine, see {@link TargetFolders}. */
    public record Local(
            @Nullable Path binDirectory,
            @Nullable Path dataDirectory,
            @Nullable Path archiveDirectory,
            @Nullable Path backupDirectory,
            @Nullable Path workDirectory,
            @Nullable Path logDirectory,
            @Nullable Path applicationsDirectory,
            @Nullable Path frontPage,
            @Nullable Path maintenancePage,
            @DefaultValue List<String> startCommand,
            @DefaultValue List<String> stopCommand) {}

    /**
     * See {@link TargetChecks}.
     *
     * @param errorMarker a log line which contains it is an error
     */
    public record Checks(
            @Nullable String application,
            @DefaultValue("/health") String healthPath,
            @DefaultValue List<Request> criticalPaths,
            @DefaultValue List<String> integrityCommand,
            @DefaultValue("ERROR") String errorMarker) {}

    /** See {@link TargetChecks.CriticalPath}. */
    public record Request(
            @DefaultValue("GET") String method,
            @Nullable String path,
            @DefaultValue("") String body,
            @DefaultValue("200") int expectedStatus) {}
}
