package playbook.platform;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The configured backup repository of a target; {@code playbook.backup.Repositories} knows the kinds and their
 * settings.
 *
 * @param kind name of the kind
 * @param settings the kind's settings by name
 */
public record RepositorySettings(String kind, Map<String, String> settings) {

    /** The default kind: plain folders. */
    public static final String FOLDER = "folder";

    private static final String VARIABLE = "PLAYBOOK_REPOSITORY";

    static RepositorySettings of(TargetProperties.Settings settings) {
        return new RepositorySettings(
                settings.repository().kind(), Map.copyOf(settings.repository().settings()));
    }

    /** Whether the kind needs a configured archive folder of plain WAL segments. */
    boolean archivesInAFolder() {
        return kind.equals(FOLDER);
    }

    /**
     * The variables that each job gets: {@code PLAYBOOK_REPOSITORY} (the kind), and {@code PLAYBOOK_REPOSITORY_<NAME>}
     * of each setting.
     */
    public Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put(VARIABLE, kind);
        settings.forEach((name, value) -> environment.put(variable(name), value));
        return environment;
    }

    /** The same job, with these variables beside its own. */
    public Job in(Job job) {
        Map<String, String> all = environment();
        all.putAll(job.environment());
        return job.withEnvironment(all);
    }

    /** The name of the environment variable for this setting. */
    public static String variable(String setting) {
        return VARIABLE + "_" + setting.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** The kind in a job's environment; a job of a former version has none, and uses folders. */
    public static String kindIn(Map<String, String> environment) {
        return environment.getOrDefault(VARIABLE, FOLDER);
    }
}
