package playbook.platform;

import java.util.List;
import java.util.Optional;
import org.springframework.context.annotation.Primary;
import org.springframework.stereotype.Component;
import playbook.incident.Target;
import playbook.incident.VolumeSnapshot;

/** Asks the platform of the target. */
@Component
@Primary
class SnapshotsOfTargets implements Snapshots {

    private final Platforms platforms;

    SnapshotsOfTargets(Platforms platforms) {
        this.platforms = platforms;
    }

    @Override
    public boolean wanted(Target target) {
        return of(target).wanted(target);
    }

    @Override
    public Optional<String> whyNot(Target target) {
        return of(target).whyNot(target);
    }

    @Override
    public Optional<VolumeSnapshot> find(Target target, String name) {
        return of(target).find(target, name);
    }

    @Override
    public List<VolumeSnapshot> list(Target target) {
        return of(target).list(target);
    }

    @Override
    public void removeSideVolume(Target target, String incidentKey) {
        of(target).removeSideVolume(target, incidentKey);
    }

    private Snapshots of(Target target) {
        return platforms.of(target).snapshots();
    }
}
