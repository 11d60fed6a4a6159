package playbook.platform;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import playbook.incident.HintedException;
import playbook.incident.Target;

/** The targets of the configuration, checked once at the start: what is wrong stops it. */
@Component
public class ConfiguredTargets implements Targets {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,30}");

    private final Path home;
    private final Map<String, Target> targets = new LinkedHashMap<>();
    private final Map<String, TargetFolders> folders = new LinkedHashMap<>();
    private final Map<String, TargetCluster> clusters = new LinkedHashMap<>();
    private final Map<String, TargetChecks> checks = new LinkedHashMap<>();
    private final Map<String, RepositorySettings> repositories = new LinkedHashMap<>();

    ConfiguredTargets(TargetProperties properties) {
        home = properties.home().toAbsolutePath().normalize();
        properties.targets().forEach(this::add);
    }

    /** Below it: {@code jobs/}, {@code incidents/}. */
    public Path home() {
        return home;
    }

    @Override
    public Collection<Target> all() {
        return List.copyOf(targets.values());
    }

    @Override
    public Target named(String name) {
        return of(targets, name);
    }

    @Override
    public TargetChecks checks(Target target) {
        return of(checks, target.name());
    }

    /** Where this target is in a cluster, empty when it is on this machine. */
    public Optional<TargetCluster> cluster(Target target) {
        named(target.name());
        return Optional.ofNullable(clusters.get(target.name()));
    }

    /** Where this target keeps its things on this machine. */
    public TargetFolders folders(Target target) {
        return of(folders, target.name());
    }

    /** Which backup repository this target has. */
    public RepositorySettings repository(Target target) {
        return of(repositories, target.name());
    }

    private <T> T of(Map<String, T> byName, String name) {
        T found = byName.get(name);
        if (found == null) {
            throw new HintedException(
                    "there is no target named '" + name + "'; configured: " + targets.keySet(),
                    "name one of these, or add playbook.targets." + name + " to the configuration and restart");
        }
        return found;
    }

    private void add(String name, TargetProperties.Settings settings) {
        String property = "playbook.targets." + name;
        if (!NAME.matcher(name).matches()) {
            throw wrong(property, name, "name it with lower-case letters, digits and hyphens, at most 31");
        }
        if (settings.port() < 1 || settings.port() > 65_535) {
            throw wrong(property + ".port", settings.port(), "give the port of the server, 1 to 65535");
        }
        Path passfile = absolute(property + ".passfile", settings.passfile());
        String user = required(property + ".user", settings.user());
        if (settings.applicationRoles().contains(user)) {
            throw wrong(
                    property + ".application-roles",
                    settings.applicationRoles(),
                    "the fence shuts these roles out: " + user
                            + " recovers and must not be one of them; give the playbook a superuser of its own");
        }
        for (String role : settings.agentRoles()) {
            if (settings.applicationRoles().contains(role)) {
                throw wrong(
                        property + ".agent-roles",
                        settings.agentRoles(),
                        role + " is one of application-roles, which the fence shuts out: name the role of an operator's"
                                + " agent, or none");
            }
        }
        targets.put(
                name,
                new Target(
                        name,
                        settings.label() == null ? name : settings.label(),
                        required(property + ".host", settings.host()),
                        settings.port(),
                        required(property + ".database", settings.database()),
                        user,
                        passfile,
                        List.copyOf(settings.applicationRoles()),
                        List.copyOf(settings.agentRoles()),
                        settings.practice()));
        if ((settings.local() == null) == (settings.kubernetes() == null)) {
            throw wrong(
                    property + (settings.local() == null ? ".local" : ".kubernetes"),
                    settings.local() == null ? null : "set beside " + property + ".local",
                    "a target is on this machine (local) or in a cluster (kubernetes): give one of both");
        }
        if (settings.kubernetes() == null) {
            folders.put(name, folders(property, settings));
        } else {
            clusters.put(name, TargetCluster.of(property, name, settings));
        }
        checks.put(name, checks(property, settings));
        repositories.put(name, repository(settings));
    }

    static RepositorySettings repository(TargetProperties.Settings settings) {
        return new RepositorySettings(
                settings.repository().kind(), Map.copyOf(settings.repository().settings()));
    }

    private static TargetFolders folders(String property, TargetProperties.Settings settings) {
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
                local.archiveDirectory() == null && !repository(settings).archivesInAFolder()
                        ? absolute(prefix + "backup-directory", local.backupDirectory())
                        : absolute(prefix + "archive-directory", local.archiveDirectory()),
                absolute(prefix + "backup-directory", local.backupDirectory()),
                absolute(prefix + "work-directory", local.workDirectory()),
                local.logDirectory() == null ? null : absolute(prefix + "log-directory", local.logDirectory()),
                // Without an application nothing is looked for there.
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

    private static TargetChecks checks(String property, TargetProperties.Settings settings) {
        TargetProperties.Checks checks = settings.checks();
        if (settings.applications().isEmpty() && (checks == null || checks.application() == null)) {
            if (checks != null
                    && !(checks.criticalPaths().isEmpty()
                            && checks.integrityCommand().isEmpty())) {
                throw wrong(
                        property + ".checks.application",
                        null,
                        "critical-paths and integrity-command ask an application: name it here and in " + property
                                + ".applications, or leave them out");
            }
            return new TargetChecks("", "/health", List.of(), List.of());
        }
        checks = required(property + ".checks", checks);
        String application = required(property + ".checks.application", checks.application());
        if (!settings.applications().contains(application)) {
            throw wrong(
                    property + ".checks.application",
                    application,
                    "it is none of " + property + ".applications " + settings.applications());
        }
        return new TargetChecks(
                application,
                checks.healthPath(),
                checks.criticalPaths().stream()
                        .map(request -> new TargetChecks.CriticalPath(
                                request.method(),
                                required(property + ".checks.critical-paths[].path", request.path()),
                                request.body(),
                                request.expectedStatus()))
                        .toList(),
                List.copyOf(checks.integrityCommand()));
    }

    private static Path absolute(String property, @Nullable Path path) {
        Path given = required(property, path);
        if (!given.isAbsolute()) {
            throw wrong(property, given, "write an absolute path");
        }
        return given.normalize();
    }

    private static <T> T required(String property, @Nullable T value) {
        if (value == null || value.toString().isBlank()) {
            throw wrong(property, value, "give it a value; docs/configuration.md shows a whole target");
        }
        return value;
    }

    private static HintedException wrong(String property, @Nullable Object value, String hint) {
        return new HintedException(property + (value == null ? " is missing" : " is '" + value + "'"), hint);
    }
}
