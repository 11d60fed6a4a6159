package playbook.platform;

import java.util.List;

/**
 * How to check whether a target's application is healthy.
 *
 * @param application the application that is tested; empty when the target has none; each test then says so
 * @param healthPath for example {@code /health}
 * @param criticalPaths requests that must answer with the expected status
 * @param integrityCommand the application's own data test, argv; empty when there is none
 */
public record TargetChecks(
        String application, String healthPath, List<CriticalPath> criticalPaths, List<String> integrityCommand) {

    public boolean hasApplication() {
        return !application.isEmpty();
    }

    /** @param body sent as JSON when not empty */
    public record CriticalPath(String method, String path, String body, int expectedStatus) {}
}
