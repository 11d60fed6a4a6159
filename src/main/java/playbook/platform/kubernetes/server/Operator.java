package playbook.platform.kubernetes.server;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Who keeps a database's pods as it wants them, and how the whole server goes back in time with it. */
enum Operator {
    CLOUDNATIVEPG(
            "postgresql.cnpg.io",
            "cnpg.io/podRole=instance",
            "cnpg.io/cluster",
            "CloudNativePG: make a new Cluster with bootstrap.recovery from the backups of %s and recoveryTarget.targetTime"
                    + " (<time before the loss, with its time zone>), and lead the applications to it"),
    CRUNCHY(
            "postgres-operator.crunchydata.com",
            "postgres-operator.crunchydata.com/data=postgres",
            "postgres-operator.crunchydata.com/cluster",
            "Crunchy PGO: make a new PostgresCluster whose spec.dataSource.postgresCluster names %s and a repoName, with"
                    + " options --type=time and --target=<time before the loss>, and lead the applications to it; or in"
                    + " place by spec.backups.pgbackrest.restore and the annotation"
                    + " postgres-operator.crunchydata.com/pgbackrest-restore"),
    ZALANDO(
            "acid.zalan.do",
            "application=spilo",
            "cluster-name",
            "Zalando's operator: make a new postgresql with a section clone (cluster: %s, timestamp: <time before the loss,"
                    + " with its time zone>), and lead the applications to it"),
    UNKNOWN("", "", "", "let the operator of %s recover into a new cluster, and lead the applications to it");

    private final String apiGroup;
    private final String serverLabel;
    private final String clusterLabel;
    private final String ownWay;

    Operator(String apiGroup, String serverLabel, String clusterLabel, String ownWay) {
        this.apiGroup = apiGroup;
        this.serverLabel = serverLabel;
        this.clusterLabel = clusterLabel;
        this.ownWay = ownWay;
    }

    /** @param kind of the owner, for example {@code PostgresCluster} */
    record Owner(Operator operator, String kind, String name) {

        String ownWay() {
            return operator.ownWay.formatted(name);
        }

        /** Labels of all its servers, standbys too, and of nothing else; empty when they are not known. */
        Map<String, String> servers() {
            String[] server = operator.serverLabel.split("=", 2);
            return server.length < 2
                    ? Map.of()
                    : new TreeMap<>(Map.of(server[0], server[1], operator.clusterLabel, name));
        }

        @Override
        public String toString() {
            return kind + " " + name;
        }
    }

    /**
     * By the reference to the controller; Zalando's operator writes none unless {@code enable_owner_references} is set, so
     * its labels do as well.
     */
    static Optional<Owner> of(HasMetadata owned) {
        Optional<Owner> controller = owned.getMetadata().getOwnerReferences().stream()
                .filter(reference -> Boolean.TRUE.equals(reference.getController()))
                .findFirst()
                .map(reference -> new Owner(named(reference), reference.getKind(), reference.getName()));
        return controller.or(() -> labelled(owned.getMetadata().getLabels()));
    }

    private static Operator named(OwnerReference reference) {
        String group = String.valueOf(reference.getApiVersion()).split("/", 2)[0];
        for (Operator operator : values()) {
            if (operator.apiGroup.equals(group)) {
                return operator;
            }
        }
        return UNKNOWN;
    }

    private static Optional<Owner> labelled(@org.jspecify.annotations.Nullable Map<String, String> labels) {
        return labels != null && "spilo".equals(labels.get("application"))
                ? Optional.of(new Owner(ZALANDO, "postgresql", labels.getOrDefault("cluster-name", "")))
                : Optional.empty();
    }
}
