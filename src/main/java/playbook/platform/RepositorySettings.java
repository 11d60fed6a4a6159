package playbook.platform;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Which backup repository a target has, as configured; which kinds there are, and what each needs, the kinds know.
 *
 * @param kind its name
 * @param settings of that kind, by their names in the configuration
 */
public record RepositorySettings(String kind, Map<String, String> settings) {

    /** Plain folders, where nothing else is configured. */
    public static final String FOLDER = "folder";

    private static final String VARIABLE = "PLAYBOOK_REPOSITORY";

    static RepositorySettings of(TargetProperties.Settings settings) {
        return new RepositorySettings(
                settings.repository().kind(), Map.copyOf(settings.repository().settings()));
    }

    /** Where an archive of plain segments must be configured. */
    boolean archivesInAFolder() {
        return kind.equals(FOLDER);
    }

    /** What each job finds: {@code PLAYBOOK_REPOSITORY} (the kind), and {@code PLAYBOOK_REPOSITORY_<NAME>} of each setting. */
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

    /** The variable in which a job finds this setting. */
    public static String variable(String setting) {
        return VARIABLE + "_" + setting.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** The kind that a job's environment names; jobs of former versions name none, and have folders. */
    public static String kindIn(Map<String, String> environment) {
        return environment.getOrDefault(VARIABLE, FOLDER);
    }
}
