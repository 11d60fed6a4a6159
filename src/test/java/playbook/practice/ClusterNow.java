package playbook.practice;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;

/** What the cluster of a drill shows at this moment to somebody who asks its API server. */
final class ClusterNow {

    private final KubernetesClient client;

    ClusterNow(KubernetesClient client) {
        this.client = client;
    }

    /** @param end of the job's name */
    boolean hasPodOfJob(String end) {
        return client.pods().inNamespace(ClusterDrill.DATABASE).list().getItems().stream()
                .anyMatch(pod -> String.valueOf(pod.getMetadata().getLabels().get("job-name"))
                        .endsWith(end));
    }

    Service service() {
        return client.services()
                .inNamespace(ClusterDrill.DATABASE)
                .withName("postgres")
                .get();
    }

    int replicas(String server) {
        return client.apps()
                .statefulSets()
                .inNamespace(ClusterDrill.DATABASE)
                .withName(server)
                .get()
                .getSpec()
                .getReplicas();
    }

    /** Pods before which the network is shut. */
    List<Map<String, String>> walls() {
        return client.network().v1().networkPolicies().inNamespace(ClusterDrill.DATABASE).list().getItems().stream()
                .filter(policy -> policy.getMetadata().getName().startsWith("playbook-fence-"))
                .map(policy -> policy.getSpec().getPodSelector().getMatchLabels())
                .toList();
    }

    /** Nothing of the playbook, and the applications as they were. */
    void nothingIsLeft() {
        assertThat(client.batch()
                        .v1()
                        .jobs()
                        .inNamespace(ClusterDrill.DATABASE)
                        .list()
                        .getItems())
                .extracting(job -> job.getMetadata().getName())
                .isEmpty();
        assertThat(client.persistentVolumeClaims()
                        .inNamespace(ClusterDrill.DATABASE)
                        .list()
                        .getItems())
                .extracting(claim -> claim.getMetadata().getName())
                .containsExactlyInAnyOrder("data", "work");
        assertThat(client.configMaps().inNamespace(ClusterDrill.DATABASE).list().getItems())
                .isEmpty();
        assertThat(client.network()
                        .v1()
                        .networkPolicies()
                        .inNamespace(ClusterDrill.DATABASE)
                        .list()
                        .getItems())
                .isEmpty();
        var api = client.apps()
                .deployments()
                .inNamespace(ClusterDrill.PRODUCTION)
                .withName("api")
                .get();
        assertThat(api.getSpec().getReplicas()).isEqualTo(2);
        assertThat(api.getSpec().getTemplate().getSpec().getContainers().get(0).getEnv())
                .noneMatch(variable -> variable.getName().equals("TEST_MODE"));
        assertThat(client.batch()
                        .v1()
                        .cronjobs()
                        .inNamespace(ClusterDrill.PRODUCTION)
                        .withName("report")
                        .get()
                        .getSpec()
                        .getSuspend())
                .isFalse();
    }
}
