package playbook.platform;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.springframework.context.annotation.Primary;
import org.springframework.stereotype.Component;
import playbook.incident.Target;

/** Asks the platform of the target. */
@Component
@Primary
class ApplicationsOfTargets implements Applications {

    private final Platforms platforms;

    ApplicationsOfTargets(Platforms platforms) {
        this.platforms = platforms;
    }

    @Override
    public List<ApplicationState> look(Target target) {
        return of(target).look(target);
    }

    @Override
    public void scale(Target target, String application, int replicas, boolean testMode) {
        of(target).scale(target, application, replicas, testMode);
    }

    @Override
    public List<URI> addresses(Target target, String application) {
        return of(target).addresses(target, application);
    }

    @Override
    public List<String> errorsSince(Target target, String application, Instant since) {
        return of(target).errorsSince(target, application, since);
    }

    @Override
    public boolean hasDataTest(Target target, String application, List<String> argv) {
        return of(target).hasDataTest(target, application, argv);
    }

    private Applications of(Target target) {
        return platforms.of(target).applications();
    }
}
