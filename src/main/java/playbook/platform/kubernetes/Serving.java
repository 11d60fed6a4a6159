package playbook.platform.kubernetes;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import playbook.incident.Await;
import playbook.incident.HintedException;
import playbook.platform.Job;
import playbook.platform.TargetCluster;

/**
 * Servers that jobs leave running in their pods, at most one of a group: two on one data directory would destroy it, so
 * the next begins when the pod of the former is gone, not when it was told to go.
 */
final class Serving {

    /** Who waits may be a delegate, which has 20 seconds; it is asked again. */
    private static final Duration GONE = Duration.ofSeconds(15);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final Cluster cluster;

    Serving(Cluster cluster) {
        this.cluster = cluster;
    }

    static List<Pod> podsOf(KubernetesClient client, String namespace, String job) {
        return client.pods()
                .inNamespace(namespace)
                .withLabel(Names.JOB_NAME, job)
                .list()
                .getItems();
    }

    /** Ends who served before in this job's group. */
    void makeRoom(TargetCluster target, Job job) {
        Job.Group group = job.group();
        String incident = job.environment().get("PLAYBOOK_INCIDENT");
        if (group != null && incident != null) {
            jobs(target.namespace(), Names.groupLabels(incident, group.name())).stream()
                    .filter(name -> !name.equals(job.name()))
                    .forEach(name -> delete(target.namespace(), name));
        }
    }

    JobEnvironment environment(Job job, TargetCluster target) {
        String namespace = target.namespace();
        Service database = service(namespace, target.service());
        Job.Group group = job.group();
        String incident = job.environment().get("PLAYBOOK_INCIDENT");
        String host = null;
        if (group != null && group.serves() && incident != null) {
            String name = Names.serving(incident, group.name());
            Map<String, String> labels = Names.groupLabels(incident, group.name());
            cluster.tryTo(
                    "create NetworkPolicy " + namespace + "/" + name,
                    409,
                    client -> client.resource(policy(namespace, name, labels, group))
                            .create());
            cluster.tryTo(
                    "create Service " + namespace + "/" + name,
                    409,
                    client -> client.resource(service(namespace, name, labels, group))
                            .create());
            host = address(service(namespace, name));
        }
        return new JobEnvironment(
                address(database), database.getSpec().getPorts().get(0).getPort(), host);
    }

    void end(TargetCluster target, String incident, String group) {
        String namespace = target.namespace();
        String name = Names.serving(incident, group);
        Map<String, String> labels = Names.groupLabels(incident, group);
        jobs(namespace, labels).forEach(job -> delete(namespace, job));
        // Those of earlier ones too: their Jobs went when the next began.
        cluster.ask(
                        "list the ConfigMaps in namespace " + namespace,
                        client -> client.configMaps()
                                .inNamespace(namespace)
                                .withLabels(labels)
                                .list())
                .getItems()
                .forEach(map -> cluster.ask(
                        "delete ConfigMap " + namespace + "/"
                                + map.getMetadata().getName(),
                        client -> client.resource(map).delete()));
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

    /** Returns when no pod of it runs any more. */
    void delete(String namespace, String job) {
        cluster.ask(
                "delete Job " + namespace + "/" + job,
                client -> client.batch()
                        .v1()
                        .jobs()
                        .inNamespace(namespace)
                        .withName(job)
                        .withPropagationPolicy(io.fabric8.kubernetes.api.model.DeletionPropagation.BACKGROUND)
                        .delete());
        long end = System.nanoTime() + GONE.toNanos();
        List<Pod> pods = running(namespace, job);
        while (!pods.isEmpty()) {
            if (System.nanoTime() > end) {
                throw new HintedException(
                        "pod " + pods.get(0).getMetadata().getName() + " of Job " + job + " is still there "
                                + GONE.toSeconds() + " s after it was told to end",
                        "it is tried again; when it stays, is its node up? Only when that machine is surely off: kubectl delete"
                                + " pod --force. When its Job was deleted without it: kubectl delete pod");
            }
            Await.pause(LOOK_AGAIN);
            pods = running(namespace, job);
        }
    }

    /** One that has ended may stay for a while, or for ever when somebody deleted its Job without it. */
    private List<Pod> running(String namespace, String job) {
        return cluster
                .ask("list the pods of Job " + namespace + "/" + job, client -> podsOf(client, namespace, job))
                .stream()
                .filter(pod -> !Pods.ended(pod))
                .toList();
    }

    private List<String> jobs(String namespace, Map<String, String> labels) {
        return cluster
                .ask(
                        "list the Jobs in namespace " + namespace,
                        client -> client.batch()
                                .v1()
                                .jobs()
                                .inNamespace(namespace)
                                .withLabels(labels)
                                .list())
                .getItems()
                .stream()
                .map(job -> job.getMetadata().getName())
                .toList();
    }

    private Service service(String namespace, String name) {
        Service service = cluster.ask(
                "read Service " + namespace + "/" + name,
                client ->
                        client.services().inNamespace(namespace).withName(name).get());
        if (service == null || service.getSpec().getPorts().isEmpty()) {
            throw new HintedException(
                    "there is no Service " + name + " with a port in namespace " + namespace,
                    "jobs reach the database by it: correct kubernetes.service of the target");
        }
        return service;
    }

    /** Its own address needs no name server; a headless one has only a name. */
    static String address(Service service) {
        String address = service.getSpec().getClusterIP();
        return address == null || address.isEmpty() || address.equals("None")
                ? service.getMetadata().getName() + "." + service.getMetadata().getNamespace() + ".svc"
                : address;
    }

    private static Service service(String namespace, String name, Map<String, String> labels, Job.Group group) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .withSelector(labels)
                .addNewPort()
                .withPort(group.port())
                .endPort()
                .endSpec()
                .build();
    }

    /** Only jobs of the same incident get in. */
    private static NetworkPolicy policy(String namespace, String name, Map<String, String> labels, Job.Group group) {
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
                .addToMatchLabels(Names.INCIDENT, String.valueOf(labels.get(Names.INCIDENT)))
                .endPodSelector()
                .endFrom()
                .addNewPort()
                .withPort(new IntOrString(group.port()))
                .endPort()
                .endIngress()
                .endSpec()
                .build();
    }
}
