package playbook.platform.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import playbook.incident.HintedException;
import playbook.platform.Job;
import playbook.platform.JobStatus;

/** What an API server does to who asks it. A watch only tells whether a pod is ready, and is not waited for. */
class KubernetesFaultsTest {

    private TestCluster test;
    private KubernetesJobs jobs;

    @BeforeEach
    void start() throws IOException {
        test = new TestCluster();
        jobs = test.jobs();
    }

    @AfterEach
    void stop() {
        test.close();
    }

    @Test
    void aMissingRightIsToldInTheWordsOfItsRole() {
        test.cluster
                .api()
                .fault(call -> call.right().equals("database batch jobs create")
                        ? Optional.of(StandInApi.refusal(
                                403,
                                "jobs.batch is forbidden: User \"system:serviceaccount:playbook:playbook\" cannot create"
                                        + " resource \"jobs\" in API group \"batch\" in the namespace \"database\""))
                        : Optional.empty());

        assertThatThrownBy(() -> jobs.start(job("refused")))
                .isInstanceOf(HintedException.class)
                .hasMessage("cannot create Job database/refused: jobs.batch is forbidden: User"
                        + " \"system:serviceaccount:playbook:playbook\" cannot create resource \"jobs\" in API group"
                        + " \"batch\" in the namespace \"database\"\nHINT: add to the playbook's Role in namespace"
                        + " database: apiGroups [\"batch\"], resources [\"jobs\"], verbs [\"create\"];"
                        + " deploy/kubernetes has them all");
        assertThat(jobs.look(test.target, "refused").state()).isEqualTo(JobStatus.State.UNKNOWN);

        test.cluster.api().noFault();
        jobs.start(job("refused"));
        assertThat(ended("refused").state()).isEqualTo(JobStatus.State.SUCCEEDED);
    }

    @Test
    void aStatefulSetThatIsNotThereIsTold() {
        test.cluster
                .client()
                .apps()
                .statefulSets()
                .inNamespace("database")
                .withName("postgres")
                .delete();

        assertThatThrownBy(() -> jobs.start(job("alone")))
                .hasMessage("there is no StatefulSet postgres in namespace database\nHINT: correct"
                        + " kubernetes.namespace or kubernetes.stateful-set of the target");
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503})
    void aBusyOrFailingServerIsAskedAgain(int code) {
        AtomicInteger asked = new AtomicInteger();
        test.cluster
                .api()
                .fault(call -> asked.incrementAndGet() % 3 == 0
                        ? Optional.empty()
                        : Optional.of(StandInApi.refusal(code, "not now")));

        jobs.start(job("busy"));

        assertThat(ended("busy").state()).isEqualTo(JobStatus.State.SUCCEEDED);
    }

    @Test
    void anAnswerThatGotLostIsNoSecondJob() {
        AtomicInteger created = new AtomicInteger();
        // The first creation is done by somebody who did not hear of it: as if its answer had got lost.
        test.cluster.api().fault(call -> {
            if (call.right().equals("database batch jobs create") && created.getAndIncrement() == 0) {
                return Optional.of(StandInApi.refusal(409, "jobs.batch \"lost\" already exists"));
            }
            return Optional.empty();
        });

        jobs.start(job("lost"));
        assertThat(jobs.look(test.target, "lost").state()).isEqualTo(JobStatus.State.UNKNOWN);
        jobs.start(job("lost"));

        assertThat(ended("lost").state()).isEqualTo(JobStatus.State.SUCCEEDED);
    }

    @Test
    void aServerThatIsAwayIsToldAndTheJobGoesOnMeanwhile() {
        jobs.start(job("away"));
        test.cluster.api().fault(call -> Optional.of(StandInApi.refusal(503, "apiserver not ready")));

        assertThatThrownBy(() -> jobs.look(test.target, "away"))
                .isInstanceOf(HintedException.class)
                .hasMessageContaining("cannot read Job database/away: apiserver not ready")
                .hasMessageContaining("HINT: is the API server up");

        test.cluster.api().noFault();
        assertThat(ended("away").state()).isEqualTo(JobStatus.State.SUCCEEDED);
    }

    private Job job(String name) {
        return new Job(
                name,
                test.target,
                new Job.Command.Script("playbook/platform/short.sh"),
                Map.of("WHAT", ""),
                "",
                Duration.ofMinutes(1));
    }

    private JobStatus ended(String name) {
        return await().atMost(Duration.ofSeconds(20)).until(() -> jobs.look(test.target, name), JobStatus::ended);
    }
}
