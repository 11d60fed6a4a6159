package playbook.platform.kubernetes.front;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import playbook.incident.HintedException;
import playbook.platform.ClusterFrontPage.InContainer;
import playbook.platform.FrontPage.Page;
import playbook.platform.Inventory.Item;
import playbook.platform.kubernetes.api.Cluster;
import playbook.platform.kubernetes.api.Exec;
import playbook.platform.kubernetes.api.Pods;

/**
 * The front page as a file in each ready pod of a Deployment. The replaced page is kept beside it as
 * {@code <page>.kept}. A restarted pod has its image's page again, which the step reports when it looks.
 */
final class PageInContainer implements Front {

    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final Cluster cluster;
    private final InContainer front;

    PageInContainer(Cluster cluster, InContainer front) {
        this.cluster = cluster;
        this.front = front;
    }

    /** Pods that serve different pages show as several digests, and not as maintenance. */
    @Override
    public Page look() {
        TreeSet<String> digests = new TreeSet<>();
        boolean maintenance = true;
        for (Pod pod : pods()) {
            String digest = digest(pod, front.page());
            digests.add(digest);
            maintenance &= digest.equals(digest(pod, front.maintenancePage()));
        }
        return new Page(String.join(",", digests), maintenance);
    }

    @Override
    public void show() {
        for (Pod pod : pods()) {
            if (!shows(pod)) {
                run(pod, "cp", "-p", front.page(), kept());
                put(pod, List.of("cp", front.maintenancePage()));
            }
        }
    }

    @Override
    public void hide() {
        for (Pod pod : pods()) {
            if (shows(pod)) {
                put(pod, List.of("cp", "-p", kept()));
                run(pod, "rm", "-f", kept());
            }
        }
    }

    @Override
    public List<Item> check() {
        String where = front.namespace() + "/" + front.deployment() + " " + front.page();
        return List.of(
                look().maintenance()
                        ? new Item(
                                "front page",
                                Item.State.WEAK,
                                where + " is the maintenance page",
                                "has an incident ended without taking it down?")
                        : Item.found("front page", where + ", and " + front.maintenancePage() + " is there"));
    }

    /** Replaces the page by a rename, so that nobody gets an incomplete page. */
    private void put(Pod pod, List<String> copy) {
        List<String> argv = new ArrayList<>(copy);
        argv.add(front.page() + ".new");
        run(pod, argv.toArray(String[]::new));
        run(pod, "mv", "-f", front.page() + ".new", front.page());
    }

    private boolean shows(Pod pod) {
        return digest(pod, front.page()).equals(digest(pod, front.maintenancePage()));
    }

    private String digest(Pod pod, String file) {
        return run(pod, "sha256sum", file).strip().split(" ", 2)[0];
    }

    private String run(Pod pod, String... argv) {
        Exec.Ended result = Exec.run(cluster, pod, front.container(), List.of(argv), DEADLINE);
        if (result.exitCode() != 0) {
            throw new HintedException(
                    String.join(" ", argv) + " in pod " + pod.getMetadata().getName() + " ended with "
                            + result.exitCode() + ": " + result.output().strip(),
                    "are both pages in that container, and may its user write the folder?");
        }
        return result.output();
    }

    private String kept() {
        return front.page() + ".kept";
    }

    private List<Pod> pods() {
        List<Pod> pods = Pods.ready(cluster, Pods.deployment(cluster, front.namespace(), front.deployment()));
        if (pods.isEmpty()) {
            throw new HintedException(
                    "Deployment " + front.namespace() + "/" + front.deployment() + " has no ready pod",
                    "start it, or tell customers in another way and do this step by hand");
        }
        return pods;
    }
}
