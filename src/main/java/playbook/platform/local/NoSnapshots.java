package playbook.platform.local;

import java.util.List;
import java.util.Optional;
import playbook.incident.Target;
import playbook.incident.VolumeSnapshot;
import playbook.platform.Snapshots;

/** This machine's folders are copied. */
final class NoSnapshots implements Snapshots {

    @Override
    public boolean wanted(Target target) {
        return false;
    }

    @Override
    public Optional<String> whyNot(Target target) {
        return Optional.of("volumes are only known in a cluster");
    }

    @Override
    public Optional<VolumeSnapshot> find(Target target, String name) {
        return Optional.empty();
    }

    @Override
    public List<VolumeSnapshot> list(Target target) {
        return List.of();
    }

    @Override
    public void removeSideVolume(Target target, String incidentKey) {}
}
