package playbook.platform;

import static playbook.platform.Setting.name;
import static playbook.platform.Setting.required;
import static playbook.platform.Setting.wrong;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import playbook.platform.TargetCluster.Restored;
import playbook.platform.TargetCluster.Volume;

/** Checks the configuration of a target in Kubernetes, and converts it to a {@link TargetCluster}. */
final class ClusterSettings {

    private final String prefix;
    private final KubernetesProperties written;

    private ClusterSettings(String prefix, KubernetesProperties written) {
        this.prefix = prefix;
        this.written = written;
    }

    /** @param property of the target, for example {@code playbook.targets.shop} */
    static TargetCluster checked(String property, String target, TargetProperties.Settings settings) {
        String prefix = property + ".kubernetes.";
        KubernetesProperties written = Objects.requireNonNull(settings.kubernetes());
        return new ClusterSettings(prefix, written).cluster(target, settings);
    }

    private TargetCluster cluster(String target, TargetProperties.Settings settings) {
        return new TargetCluster(
                name(prefix + "namespace", written.namespace()),
                server(),
                new TargetCluster.Storage(
                        written.archive() == null
                                        && !RepositorySettings.of(settings).archivesInAFolder()
                                ? volume(prefix + "backups", written.backups())
                                : volume(prefix + "archive", written.archive()),
                        volume(prefix + "backups", written.backups()),
                        work(target),
                        written.snapshotClass() == null
                                ? null
                                : name(prefix + "snapshot-class", written.snapshotClass())),
                new TargetCluster.JobPods(
                        name(prefix + "secret", written.secret()),
                        written.secretKey(),
                        required(prefix + "worker-image", written.workerImage()),
                        written.binDirectory(),
                        written.runAsUser(),
                        written.resources()),
                applications(settings),
                ClusterFrontPage.of(prefix + "front-page.", written.frontPage(), written.portForward()),
                written.portForward());
    }

    private TargetCluster.Server server() {
        Map<String, String> pods = labels(prefix + "pods", written.pods());
        if (!pods.isEmpty() && written.statefulSet() != null) {
            throw wrong(prefix + "pods", written.pods(), "name either stateful-set or pods");
        }
        return new TargetCluster.Server(
                pods.isEmpty() ? name(prefix + "stateful-set", written.statefulSet()) : "",
                pods,
                name(prefix + "container", written.container()),
                name(prefix + "service", written.service()),
                pods.isEmpty() || written.data() != null ? volume(prefix + "data", written.data()) : new Volume("", ""),
                restored());
    }

    private TargetCluster.Applications applications(TargetProperties.Settings settings) {
        KubernetesProperties.Applications applications = required(prefix + "applications", written.applications());
        return new TargetCluster.Applications(
                name(prefix + "applications.namespace", applications.namespace()),
                applications.container(),
                Map.copyOf(applications.testEnvironment()),
                applications.port(),
                List.copyOf(settings.applications()),
                settings.checks() == null ? "ERROR" : settings.checks().errorMarker());
    }

    private @Nullable Restored restored() {
        if (written.cutOver() == KubernetesProperties.CutOver.CLAIM) {
            return null;
        }
        if (written.statefulSet() == null) {
            throw wrong(
                    prefix + "cut-over",
                    "service",
                    "an operator that keeps pods without a StatefulSet replaces its servers itself");
        }
        KubernetesProperties.Restored other = required(prefix + "restored", written.restored());
        Restored restored = new Restored(
                name(prefix + "restored.stateful-set", other.statefulSet()),
                volume(prefix + "restored.data", other.data()));
        if (restored.statefulSet().equals(written.statefulSet())
                || restored.data().equals(volume(prefix + "data", written.data()))) {
            throw wrong(
                    prefix + "restored.stateful-set",
                    restored.statefulSet(),
                    "name another StatefulSet with a claim of its own, which rests at 0 replicas");
        }
        return restored;
    }

    private static Volume volume(String property, KubernetesProperties.@Nullable Volume volume) {
        return new Volume(
                name(property + ".claim", required(property, volume).claim()),
                inside(property + ".path", required(property, volume).path()));
    }

    /** Parses labels as written for {@code kubectl --selector}, with equality only. */
    private static Map<String, String> labels(String property, String selector) {
        Map<String, String> labels = new TreeMap<>();
        for (String part : selector.isBlank() ? new String[0] : selector.split(",", -1)) {
            String[] label = part.trim().split("==?", -1);
            if (label.length != 2 || label[0].isBlank() || label[0].endsWith("!") || label[1].isBlank()) {
                throw wrong(
                        property,
                        selector,
                        "write labels as after kubectl's -l: cnpg.io/cluster=shop,cnpg.io/instanceRole=primary");
            }
            labels.put(label[0], label[1]);
        }
        return Collections.unmodifiableMap(labels);
    }

    private TargetCluster.Work work(String target) {
        String property = prefix + "work";
        KubernetesProperties.Work work = required(property, written.work());
        if (work.claim() == null && work.size() == null) {
            throw wrong(property + ".claim", null, "name a claim that is there, or give size (and storage-class)");
        }
        return new TargetCluster.Work(
                name(property + ".claim", work.claim() == null ? "playbook-work-" + target : work.claim()),
                inside(property + ".path", work.path()),
                work.storageClass(),
                work.size());
    }

    private static String inside(String property, String path) {
        if (path.startsWith("/") || List.of(path.split("/", -1)).contains("..")) {
            throw wrong(property, path, "write a path relative to the top of the claim, without '..'");
        }
        return path;
    }
}
