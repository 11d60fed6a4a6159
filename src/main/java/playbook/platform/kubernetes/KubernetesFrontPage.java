package playbook.platform.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.springframework.stereotype.Component;
import playbook.incident.HintedException;
import playbook.incident.Target;
import playbook.platform.ConfiguredTargets;
import playbook.platform.FrontPage;
import playbook.platform.TargetCluster;

/**
 * The front page as a file in each ready pod of a Deployment. What it replaces lies beside it as {@code <page>.kept}; a pod
 * that was started anew has the page of its image again, and the step that looks says so.
 */
@Component
class KubernetesFrontPage implements FrontPage {

    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final ConfiguredTargets targets;
    private final Cluster cluster;

    KubernetesFrontPage(ConfiguredTargets targets, Cluster cluster) {
        this.targets = targets;
        this.cluster = cluster;
    }

    /** Pods that serve different pages show as several digests, and not as maintenance. */
    @Override
    public Page look(Target target) {
        TargetCluster.FrontPage front = front(target);
        TreeSet<String> digests = new TreeSet<>();
        boolean maintenance = true;
        for (Pod pod : pods(front)) {
            String digest = digest(front, pod, front.page());
            digests.add(digest);
            maintenance &= digest.equals(digest(front, pod, front.maintenancePage()));
        }
        return new Page(String.join(",", digests), maintenance);
    }

    @Override
    public void showMaintenance(Target target) {
        TargetCluster.FrontPage front = front(target);
        for (Pod pod : pods(front)) {
            if (!shows(front, pod)) {
                run(front, pod, "cp", "-p", front.page(), kept(front));
                put(front, pod, List.of("cp", front.maintenancePage()));
            }
        }
    }

    @Override
    public void hideMaintenance(Target target) {
        TargetCluster.FrontPage front = front(target);
        for (Pod pod : pods(front)) {
            if (shows(front, pod)) {
                put(front, pod, List.of("cp", "-p", kept(front)));
                run(front, pod, "rm", "-f", kept(front));
            }
        }
    }

    /** By one rename, so that nobody sees half a page. */
    private void put(TargetCluster.FrontPage front, Pod pod, List<String> copy) {
        List<String> argv = new ArrayList<>(copy);
        argv.add(front.page() + ".new");
        run(front, pod, argv.toArray(String[]::new));
        run(front, pod, "mv", "-f", front.page() + ".new", front.page());
    }

    private boolean shows(TargetCluster.FrontPage front, Pod pod) {
        return digest(front, pod, front.page()).equals(digest(front, pod, front.maintenancePage()));
    }

    private String digest(TargetCluster.FrontPage front, Pod pod, String file) {
        return run(front, pod, "sha256sum", file).strip().split(" ", 2)[0];
    }

    private String run(TargetCluster.FrontPage front, Pod pod, String... argv) {
        Exec.Ended result = Exec.run(cluster, pod, front.container(), List.of(argv), DEADLINE);
        if (result.exitCode() != 0) {
            throw new HintedException(
                    String.join(" ", argv) + " in pod " + pod.getMetadata().getName() + " ended with "
                            + result.exitCode() + ": " + result.output().strip(),
                    "are both pages in that container, and may its user write the folder?");
        }
        return result.output();
    }

    private static String kept(TargetCluster.FrontPage front) {
        return front.page() + ".kept";
    }

    private List<Pod> pods(TargetCluster.FrontPage front) {
        List<Pod> pods = Pods.ready(cluster, Pods.deployment(cluster, front.namespace(), front.deployment()));
        if (pods.isEmpty()) {
            throw new HintedException(
                    "Deployment " + front.namespace() + "/" + front.deployment() + " has no ready pod",
                    "start it, or tell customers in another way and do this step by hand");
        }
        return pods;
    }

    private TargetCluster.FrontPage front(Target target) {
        return Optional.ofNullable(targets.cluster(target).orElseThrow().frontPage())
                .orElseThrow(() -> new HintedException(
                        "no front page is configured for " + target.label(),
                        "set playbook.targets." + target.name() + ".kubernetes.front-page"));
    }
}
