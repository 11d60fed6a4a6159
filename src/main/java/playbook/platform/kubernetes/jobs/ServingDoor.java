package playbook.platform.kubernetes.jobs;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import java.util.Map;
import playbook.platform.kubernetes.api.Cluster;
import playbook.platform.kubernetes.api.Names;
import playbook.platform.kubernetes.api.Services;

/** The Service and the NetworkPolicy before a server that a job leaves running. */
final class ServingDoor {

    private final Cluster cluster;
    private final String namespace;
    private final String incident;
    private final String name;
    private final Map<String, String> labels;

    ServingDoor(Cluster cluster, String namespace, String incident, String group) {
        this.cluster = cluster;
        this.namespace = namespace;
        this.incident = incident;
        this.name = Names.serving(incident, group);
        this.labels = Names.groupLabels(incident, group);
    }

    /**
     * Creates the NetworkPolicy first, so that nobody can connect before it exists, then the Service.
     *
     * @return the address of the Service
     */
    String open(int port) {
        cluster.tryTo(
                "create NetworkPolicy " + namespace + "/" + name,
                409,
                client -> client.resource(policy(port)).create());
        cluster.tryTo(
                "create Service " + namespace + "/" + name,
                409,
                client -> client.resource(service(port)).create());
        return Services.address(Services.withPort(cluster, namespace, name));
    }

    void close() {
        cluster.ask(
                "delete Service " + namespace + "/" + name,
                client ->
                        client.services().inNamespace(namespace).withName(name).delete());
        cluster.ask(
                "delete NetworkPolicy " + namespace + "/" + name,
                client -> client.network()
                        .v1()
                        .networkPolicies()
                        .inNamespace(namespace)
                        .withName(name)
                        .delete());
    }

    private Service service(int port) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .withSelector(labels)
                .addNewPort()
                .withPort(port)
                .endPort()
                .endSpec()
                .build();
    }

    /** The NetworkPolicy that admits only jobs of the same incident. */
    private NetworkPolicy policy(int port) {
        return new NetworkPolicyBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .withPolicyTypes("Ingress")
                .withNewPodSelector()
                .withMatchLabels(labels)
                .endPodSelector()
                .addNewIngress()
                .addNewFrom()
                .withNewPodSelector()
                .addToMatchLabels(Names.MANAGED_BY, Names.US)
                .addToMatchLabels(Names.INCIDENT, incident)
                .endPodSelector()
                .endFrom()
                .addNewPort()
                .withPort(new IntOrString(port))
                .endPort()
                .endIngress()
                .endSpec()
                .build();
    }
}
