package playbook.platform;

import static playbook.platform.Setting.required;
import static playbook.platform.Setting.wrong;

import java.util.List;

/** Checks the configured health checks of a target's application, and converts them to {@link TargetChecks}. */
final class CheckSettings {

    private CheckSettings() {}

    /** @param property of the target, for example {@code playbook.targets.shop} */
    static TargetChecks checked(String property, TargetProperties.Settings settings) {
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
}
