package playbook.platform;

import java.util.List;
import java.util.Optional;
import org.springframework.context.annotation.Primary;
import org.springframework.stereotype.Component;
import playbook.incident.Target;

/** For whoever is given the servers of all targets; it goes when {@code decide} asks {@link Platforms}. */
@Component
@Primary
class ServersOfTargets implements Servers {

    private final Platforms platforms;

    ServersOfTargets(Platforms platforms) {
        this.platforms = platforms;
    }

    @Override
    public State look(Target target) {
        return platforms.of(target).servers().look(target);
    }

    @Override
    public Optional<String> cannotExchange(Target target, String incidentKey) {
        return platforms.of(target).servers().cannotExchange(target, incidentKey);
    }

    @Override
    public void lead(Target target, String incidentKey, boolean recovered) {
        platforms.of(target).servers().lead(target, incidentKey, recovered);
    }

    @Override
    public List<String> staysChanged(Target target, String incidentKey) {
        return platforms.of(target).servers().staysChanged(target, incidentKey);
    }

    @Override
    public State stop(Target target) {
        return platforms.of(target).servers().stop(target);
    }

    @Override
    public State start(Target target) {
        return platforms.of(target).servers().start(target);
    }
}
