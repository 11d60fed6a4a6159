package playbook.platform;

import java.util.List;
import org.springframework.stereotype.Component;
import playbook.incident.Target;

/** The platforms of this installation: each target is on one of them. */
@Component
public final class Platforms {

    private final List<Platform> platforms;

    public Platforms(List<Platform> platforms) {
        this.platforms = List.copyOf(platforms);
    }

    public Platform of(Target target) {
        return platforms.stream()
                .filter(platform -> platform.hosts(target))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no platform hosts " + target.name()));
    }
}
