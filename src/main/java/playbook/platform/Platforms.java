package playbook.platform;

import java.util.List;
import org.springframework.stereotype.Component;
import playbook.incident.Target;

/** Finds the platform of a target. */
@Component
class Platforms {

    private final List<Platform> platforms;

    Platforms(List<Platform> platforms) {
        this.platforms = platforms;
    }

    Platform of(Target target) {
        return platforms.stream()
                .filter(platform -> platform.hosts(target))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no platform hosts " + target.name()));
    }
}
