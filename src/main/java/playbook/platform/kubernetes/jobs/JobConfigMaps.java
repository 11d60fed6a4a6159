package playbook.platform.kubernetes.jobs;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import playbook.incident.Target;
import playbook.platform.kubernetes.api.Annotations;
import playbook.platform.kubernetes.api.Cluster;
import playbook.platform.kubernetes.api.Names;

/**
 * The ConfigMaps of jobs. Each records, even after the Job was deleted, that the job was started or must not start any
 * more.
 */
final class JobConfigMaps {

    private static final String CANCELLED = "cancelled";

    private final Cluster cluster;

    JobConfigMaps(Cluster cluster) {
        this.cluster = cluster;
    }

    @Nullable
    ConfigMap find(String namespace, String name) {
        return cluster.ask(
                "read ConfigMap " + namespace + "/" + name,
                client -> client.configMaps()
                        .inNamespace(namespace)
                        .withName(name)
                        .get());
    }

    /** Creates the ConfigMap; false when one of that name exists already. */
    boolean create(ConfigMap map) {
        return cluster.tryTo(
                        "create ConfigMap " + map.getMetadata().getNamespace() + "/"
                                + map.getMetadata().getName(),
                        409,
                        client -> client.resource(map).create())
                .isPresent();
    }

    void delete(String namespace, String name) {
        cluster.ask(
                "delete ConfigMap " + namespace + "/" + name,
                client -> client.configMaps()
                        .inNamespace(namespace)
                        .withName(name)
                        .delete());
    }

    static boolean cancelled(ConfigMap map) {
        return map.getData() != null && map.getData().containsKey(CANCELLED);
    }

    static boolean started(ConfigMap map) {
        return Annotations.of(map).containsKey(Names.STARTED);
    }

    /** @param uid of the Job that was made from it */
    void started(ConfigMap map, String uid) {
        update(new ConfigMapBuilder(map)
                .editMetadata()
                .addToAnnotations(Names.STARTED, uid)
                .endMetadata()
                .build());
    }

    /**
     * Cancels a job: after this call no pod of it can start its command, even if its Job is being created at this
     * moment.
     *
     * @return false when its ConfigMap was created at this moment and nothing was done; call it again
     */
    boolean cancel(Target target, String namespace, String name) {
        ConfigMap map = find(namespace, name);
        if (map == null) {
            ConfigMap alone = new ConfigMapBuilder()
                    .withNewMetadata()
                    .withNamespace(namespace)
                    .withName(name)
                    .withLabels(Map.of(Names.MANAGED_BY, Names.US, Names.TARGET, target.name()))
                    .endMetadata()
                    .withData(Map.of(CANCELLED, "true"))
                    .build();
            return create(alone);
        }
        if (!cancelled(map)) {
            update(new ConfigMapBuilder(map).addToData(CANCELLED, "true").build());
        }
        return true;
    }

    private void update(ConfigMap map) {
        cluster.ask(
                "update ConfigMap " + map.getMetadata().getName(),
                client -> client.resource(map).update());
    }
}
