package playbook.platform.kubernetes.jobs;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import playbook.platform.JobStatus;
import playbook.platform.kubernetes.api.Cluster;
import playbook.platform.kubernetes.api.Names;
import playbook.platform.kubernetes.snapshots.SnapshotSight;
import playbook.platform.kubernetes.snapshots.VolumeSnapshots;

/** How a job stands, asked of the API server alone: any application of ours may ask, also after a restart. */
final class JobWatch {

    private final JobConfigMaps maps;
    private final JobObjects objects;
    private final VolumeSnapshots snapshots;

    JobWatch(Cluster cluster) {
        this.maps = new JobConfigMaps(cluster);
        this.objects = new JobObjects(cluster);
        this.snapshots = new VolumeSnapshots(cluster);
    }

    JobStatus look(String namespace, String name) {
        Job job = objects.job(namespace, name);
        if (job == null) {
            return lookWithoutJob(namespace, name);
        }
        JobStatus seen =
                sight(namespace, name, job, objects.newestPod(namespace, name).orElse(null));
        String snapshot = job.getMetadata().getLabels().get(Names.SNAPSHOT);
        return snapshot == null || seen.ended() || seen.startedAt() != null
                ? seen
                : SnapshotSight.waiting(seen, snapshots.find(namespace, snapshot), snapshot, Instant.now());
    }

    private JobStatus lookWithoutJob(String namespace, String name) {
        ConfigMap map = maps.find(namespace, name);
        if (map != null && RunRecord.is(map)) {
            return RunRecord.look(map, JobConfigMaps.cancelled(map));
        }
        // Without both it was never started, or is forgotten, whatever still ends there.
        Pod pod = map == null ? null : objects.newestPod(namespace, name).orElse(null);
        return pod == null
                ? JobSight.gone(
                        namespace,
                        name,
                        map != null && JobConfigMaps.cancelled(map),
                        map != null && JobConfigMaps.started(map))
                : sight(namespace, name, null, pod);
    }

    /** The ConfigMap is read only when it tells one end from another. */
    private JobStatus sight(String namespace, String name, @Nullable Job job, @Nullable Pod pod) {
        PodLog log = pod == null ? PodLog.NOTHING : objects.log(pod);
        JobStatus seen = JobSight.of(job, pod, log, false);
        if (!seen.ended() || seen.state() == JobStatus.State.SUCCEEDED) {
            return seen;
        }
        ConfigMap map = maps.find(namespace, name);
        return map != null && JobConfigMaps.cancelled(map) ? JobSight.of(job, pod, log, true) : seen;
    }
}
