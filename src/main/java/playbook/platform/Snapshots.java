package playbook.platform;

import java.util.List;
import java.util.Optional;
import playbook.incident.Target;
import playbook.incident.VolumeSnapshot;

/**
 * Snapshots of the volume that holds a target's data. They are taken by jobs ({@link Job.SnapshotVolume}) and never
 * deleted.
 */
public interface Snapshots {

    /** A machine whose folders are copied. */
    Snapshots NONE = new Snapshots() {

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
    };

    /** The configuration asks for them. */
    boolean wanted(Target target);

    /** Why there are none of this target, in words; empty when they can be taken. */
    Optional<String> whyNot(Target target);

    Optional<VolumeSnapshot> find(Target target, String name);

    /** All of the data's volume, by whomever they were taken, newest first. */
    List<VolumeSnapshot> list(Target target);

    /** Removes the volume on which this incident's side instance was; nothing when there is none. */
    void removeSideVolume(Target target, String incidentKey);
}
