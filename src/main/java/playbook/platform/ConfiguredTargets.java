package playbook.platform;

import static playbook.platform.Setting.absolute;
import static playbook.platform.Setting.required;
import static playbook.platform.Setting.wrong;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import playbook.incident.HintedException;
import playbook.incident.Objectives;
import playbook.incident.Target;

/** The configured targets. They are checked at the start of the application, and an error stops it. */
@Component
public class ConfiguredTargets implements Targets {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,30}");

    private final Path home;
    private final Map<String, Target> targets = new LinkedHashMap<>();
    private final Map<String, TargetFolders> folders = new LinkedHashMap<>();
    private final Map<String, TargetCluster> clusters = new LinkedHashMap<>();
    private final Map<String, TargetChecks> checks = new LinkedHashMap<>();
    private final Map<String, RepositorySettings> repositories = new LinkedHashMap<>();
    private final Map<String, Objectives> objectives = new LinkedHashMap<>();

    ConfiguredTargets(TargetProperties properties) {
        home = properties.home().toAbsolutePath().normalize();
        properties.targets().forEach(this::add);
    }

    /** The playbook's home folder, which contains {@code jobs/} and {@code incidents/}. */
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

    /** The target's settings in Kubernetes; empty when the target is on this machine. */
    public Optional<TargetCluster> cluster(Target target) {
        named(target.name());
        return Optional.ofNullable(clusters.get(target.name()));
    }

    /** The target's folders on this machine. */
    public TargetFolders folders(Target target) {
        return of(folders, target.name());
    }

    /** Which backup repository this target has. */
    public RepositorySettings repository(Target target) {
        return of(repositories, target.name());
    }

    @Override
    public Objectives objectives(Target target) {
        return of(objectives, target.name());
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
            folders.put(name, LocalSettings.checked(property, settings));
        } else {
            clusters.put(name, ClusterSettings.checked(property, name, settings));
        }
        checks.put(name, CheckSettings.checked(property, settings));
        repositories.put(name, RepositorySettings.of(settings));
        objectives.put(
                name,
                new Objectives(
                        positive(
                                property + ".objectives.recovery-time",
                                settings.objectives().recoveryTime()),
                        positive(
                                property + ".objectives.recovery-point",
                                settings.objectives().recoveryPoint())));
    }

    private static @Nullable Duration positive(String property, @Nullable Duration agreed) {
        if (agreed != null && (agreed.isNegative() || agreed.isZero())) {
            throw wrong(property, agreed, "give what was agreed, for example 30m, or leave it out when nothing was");
        }
        return agreed;
    }
}
