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

    /** For a machine without snapshots, whose folders are copied. */
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

    /** Whether the configuration asks for snapshots. */
    boolean wanted(Target target);

    /** Why no snapshots of this target can be taken, in words; empty when they can. */
    Optional<String> whyNot(Target target);

    Optional<VolumeSnapshot> find(Target target, String name);

    /** All snapshots of the data volume, also those of others, newest first. */
    List<VolumeSnapshot> list(Target target);

    /** Removes the volume of this incident's side instance; does nothing when there is none. */
    void removeSideVolume(Target target, String incidentKey);
}
