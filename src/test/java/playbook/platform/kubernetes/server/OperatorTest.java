package playbook.platform.kubernetes.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import playbook.platform.kubernetes.RightsUsed;
import playbook.platform.kubernetes.TestCluster;

/** Owner references and labels as the operators themselves write them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperatorTest {

    private static final String POSTGRES = "/apis/apps/v1/namespaces/database/statefulsets/postgres";

    private TestCluster test;
    private KubernetesServers servers;

    @BeforeAll
    void start() throws IOException {
        test = new TestCluster();
        servers = new KubernetesServers(test.targets, test.cluster.asked());
        await().until(() -> servers.look(test.target).ready());
    }

    @AfterEach
    void nobodys() {
        test.cluster
                .api()
                .change(POSTGRES, set -> set.withObject("/metadata").remove(Set.of("ownerReferences", "labels")));
    }

    @AfterAll
    void stop() {
        RightsUsed.areAllGranted(test.cluster.calls());
        test.close();
    }

    @Test
    void aServerOfNobodyIsNotRefused() {
        assertThat(servers.cannotExchange(test.target, "DL-1")).isEmpty();
    }

    @Test
    void crunchysStatefulSetBelongsToItsPostgresCluster() {
        owned("postgres-operator.crunchydata.com/v1beta1", "PostgresCluster", "hippo");

        assertThat(servers.cannotExchange(test.target, "DL-1"))
                .hasValue(
                        "StatefulSet postgres belongs to PostgresCluster hippo, whose operator would start it again at"
                                + " once. The operator's own way: Crunchy PGO: make a new PostgresCluster whose"
                                + " spec.dataSource.postgresCluster names hippo and a repoName, with options --type=time and"
                                + " --target=<time before the loss>, and lead the applications to it; or in place by"
                                + " spec.backups.pgbackrest.restore and the annotation"
                                + " postgres-operator.crunchydata.com/pgbackrest-restore.");
        isLeftAlone();
    }

    @Test
    void zalandosStatefulSetBelongsToItsPostgresql() {
        owned("acid.zalan.do/v1", "postgresql", "acid-minimal-cluster");

        isZalandos();
    }

    /** Its operator writes no owner reference unless it is told to. */
    @Test
    void zalandosStatefulSetIsSeenByItsLabelsToo() {
        test.cluster
                .api()
                .change(
                        POSTGRES,
                        set -> set.withObject("/metadata/labels")
                                .put("application", "spilo")
                                .put("cluster-name", "acid-minimal-cluster"));

        isZalandos();
    }

    @Test
    void anotherOwnersIsLeftToItToo() {
        owned("example.com/v1", "Database", "shop");

        assertThat(servers.cannotExchange(test.target, "DL-1"))
                .hasValue(
                        "StatefulSet postgres belongs to Database shop, whose operator would start it again at once. The"
                                + " operator's own way: let the operator of shop recover into a new cluster, and lead the"
                                + " applications to it.");
        isLeftAlone();
    }

    private void isZalandos() {
        assertThat(servers.cannotExchange(test.target, "DL-1"))
                .hasValue(
                        "StatefulSet postgres belongs to postgresql acid-minimal-cluster, whose operator would start it"
                                + " again at once. The operator's own way: Zalando's operator: make a new postgresql with a section"
                                + " clone (cluster: acid-minimal-cluster, timestamp: <time before the loss, with its time zone>),"
                                + " and lead the applications to it.");
        isLeftAlone();
    }

    private void isLeftAlone() {
        assertThatThrownBy(() -> servers.stop(test.target)).hasMessageContaining("\nHINT: recover the rows, or go the");
        assertThatThrownBy(() -> servers.start(test.target))
                .hasMessageContaining("\nHINT: recover the rows, or go the");
        assertThat(test.cluster.calls()).doesNotContain("database apps statefulsets update");
        assertThat(servers.look(test.target).ready()).isTrue();
    }

    private void owned(String apiVersion, String kind, String name) {
        test.cluster
                .api()
                .change(
                        POSTGRES,
                        set -> owner(set)
                                .put("apiVersion", apiVersion)
                                .put("kind", kind)
                                .put("name", name)
                                .put("uid", "5b2f")
                                .put("controller", true)
                                .put("blockOwnerDeletion", true));
    }

    private static ObjectNode owner(ObjectNode set) {
        return set.withObject("/metadata").putArray("ownerReferences").addObject();
    }
}
