package playbook.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The drill on a real cluster: everything of {@code deploy/sample-drill} in three namespaces of its own, which are removed
 * again. Runs by {@code mvn verify -Pcluster}, on the cluster that {@code KUBECONFIG} names.
 */
@Tag("cluster")
class ClusterIT {

    private static final List<String> USERS =
            List.of("admin", "olivia", "dave", "maria", "eva", "carl", "lena", "conny", "susan", "arthur");
    private static final String OURS = "playbook/cluster-test";

    private final ClusterManifests manifests = ClusterManifests.ofProperties("it-" + random(3));
    private KubernetesClient client;

    @BeforeEach
    void start() throws IOException {
        String config = System.getenv("KUBECONFIG");
        if (config == null || config.isBlank()) {
            String reason = "The drill on a cluster did nothing: no cluster is named."
                    + " HINT: KUBECONFIG=~/.kube/config mvn verify -Pcluster -Dplaybook.cluster.image=...";
            System.out.println(reason);
            Assumptions.abort(reason);
        }
        client = new KubernetesClientBuilder().build();
        say("on " + client.getMasterUrl() + " in " + manifests.namespaces());
        for (String namespace : manifests.namespaces()) {
            client.resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(namespace)
                            .addToLabels(OURS, "true")
                            .addToLabels("playbook/opens-pages", "true")
                            .endMetadata()
                            .build())
                    .create();
        }
        secrets();
        for (Manifest manifest : manifests.render(Path.of("target", "cluster-it"))) {
            client.resource(manifest.json().toString()).create();
        }
    }

    @AfterEach
    void end() {
        if (client == null) {
            return;
        }
        for (String namespace : manifests.namespaces()) {
            client.namespaces().withName(namespace).delete();
        }
        client.close();
    }

    @Test
    void theDrillIsProvenAndNothingIsMissing() throws Exception {
        String database = manifests.namespace("database");
        ended(database, "prepare", 30);
        client.apps()
                .deployments()
                .inNamespace(manifests.namespace("playbook"))
                .withName("playbook")
                .waitUntilReady(10, TimeUnit.MINUTES);

        String check = check();
        say(check);
        assertThat(check).doesNotContain("NOT ALLOWED", "MISSING");

        Job drill = ended(manifests.namespace("production"), "drill", 60);
        assertThat(drill.getStatus().getSucceeded())
                .as("pods of the drill that succeeded")
                .isEqualTo(1);
        assertThat(client.batch().v1().jobs().inNamespace(database).list().getItems())
                .as("jobs that a finished incident leaves")
                .extracting(job -> job.getMetadata().getName())
                .containsExactly("prepare");
    }

    private void secrets() {
        Map<String, String> users = new TreeMap<>();
        USERS.forEach(user -> users.put(user, random(12)));
        String admin = random(24);
        String recovery = random(24);
        String api = random(24);
        String pgpass = "*:*:*:recovery:" + recovery + "\n";
        secret("database", "postgres-credentials", Map.of("password", admin));
        secret("database", "postgres-roles", Map.of("recovery", recovery, "api", api));
        secret("database", "playbook-noa", Map.of("pgpass", pgpass));
        secret("production", "api-credentials", Map.of("password", api));
        secret("production", "drill-roles", Map.of("admin", admin, "recovery", recovery));
        secret("production", "playbook-users", users);
        secret("playbook", "playbook-users", users);
        secret("playbook", "playbook-noa", Map.of("pgpass", pgpass));
        secret("playbook", "playbook-engine", Map.of("password", random(24)));
        secret("playbook", "playbook-admin", Map.of("password", random(12)));
    }

    private void secret(String namespace, String name, Map<String, String> values) {
        client.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(manifests.namespace(namespace))
                        .withName(name)
                        .endMetadata()
                        .withStringData(values)
                        .build())
                .create();
    }

    /** Waits until the job has ended, shows its log, and what its namespace looks like when it did not succeed. */
    private Job ended(String namespace, String name, int minutes) {
        Job job = client.batch()
                .v1()
                .jobs()
                .inNamespace(namespace)
                .withName(name)
                .waitUntilCondition(
                        is -> is != null
                                && is.getStatus() != null
                                && is.getStatus().getConditions().stream()
                                        .anyMatch(condition ->
                                                List.of("Complete", "Failed").contains(condition.getType())
                                                        && condition.getStatus().equals("True")),
                        minutes,
                        TimeUnit.MINUTES);
        for (Pod pod : client.pods()
                .inNamespace(namespace)
                .withLabel("job-name", name)
                .list()
                .getItems()) {
            say(client.pods().resource(pod).getLog());
        }
        if (job.getStatus().getSucceeded() == null || job.getStatus().getSucceeded() == 0) {
            for (String each : manifests.namespaces()) {
                client.pods()
                        .inNamespace(each)
                        .list()
                        .getItems()
                        .forEach(pod -> say(each + "/" + pod.getMetadata().getName() + " "
                                + Serialization.asJson(pod.getStatus())));
            }
        }
        return job;
    }

    /** {@code ./playbook check noa}, as an operator runs it in the application's own pod, with its own rights. */
    private String check() throws Exception {
        Pod pod = client.pods()
                .inNamespace(manifests.namespace("playbook"))
                .withLabel("app.kubernetes.io/component", "application")
                .list()
                .getItems()
                .get(0);
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try (ExecWatch watch = client.pods()
                .resource(pod)
                .inContainer("playbook")
                .writingOutput(output)
                .writingError(output)
                .exec("java", "-Xmx128m", "-cp", "/opt/playbook/playbook.jar", "playbook.Check", "noa")) {
            watch.exitCode().get(10, TimeUnit.MINUTES);
        }
        return output.toString(StandardCharsets.UTF_8);
    }

    private static String random(int bytes) {
        byte[] random = new byte[bytes];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    private static void say(String text) {
        System.out.println("[cluster] " + text);
    }
}
