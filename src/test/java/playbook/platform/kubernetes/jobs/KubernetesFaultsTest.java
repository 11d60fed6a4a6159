package playbook.platform.kubernetes.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.mockwebserver.http.MockResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import playbook.incident.HintedException;
import playbook.incident.NotReachedException;
import playbook.platform.Job;
import playbook.platform.JobStatus;
import playbook.platform.JobStatus.State;
import playbook.platform.kubernetes.RightsUsed;
import playbook.platform.kubernetes.StandInApi;
import playbook.platform.kubernetes.StandInDoor;
import playbook.platform.kubernetes.TestCluster;
import playbook.platform.kubernetes.api.Cluster;
import playbook.platform.kubernetes.api.Pods;
import playbook.platform.kubernetes.applications.KubernetesApplications;
import playbook.platform.kubernetes.server.KubernetesServers;
import playbook.platform.kubernetes.server.PortForwards;

/**
 * What an API server does to who asks it. One cluster for all; beside the tests somebody has lost the way to it for a whole
 * minute, and the last test looks how that ended.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KubernetesFaultsTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static final String API = "/apis/apps/v1/namespaces/production/deployments/api";
    private static final String POSTGRES = "/apis/apps/v1/namespaces/database/statefulsets/postgres";

    private TestCluster test;
    private KubernetesJobs jobs;
    private StandInDoor far;
    private KubernetesJobs outside;
    private Instant awaySince;

    @BeforeAll
    void start() throws IOException {
        test = new TestCluster();
        jobs = test.jobs();
        far = test.cluster.door();
        outside = test.jobs(test.cluster.askedThrough(far));
        outside.start(job("minute", "playbook/platform/ticks.sh", Map.of("TICKS", "40")));
        await().until(() -> ticks("minute") > 0);
        far.shut();
        awaySince = Instant.now();
    }

    @AfterEach
    void noFault() {
        test.cluster.api().noFault();
    }

    @AfterAll
    void stop() {
        RightsUsed.areAllGranted(test.cluster.calls());
        far.close();
        test.close();
    }

    @Test
    void aMissingRightIsToldInTheWordsOfItsRole() {
        refuse(
                "database batch jobs create",
                403,
                "jobs.batch is forbidden: User \"system:serviceaccount:playbook:playbook\" cannot create"
                        + " resource \"jobs\" in API group \"batch\" in the namespace \"database\"");

        assertThatThrownBy(() -> jobs.start(job("refused")))
                .isInstanceOf(HintedException.class)
                .hasMessage("cannot create Job database/refused: jobs.batch is forbidden: User"
                        + " \"system:serviceaccount:playbook:playbook\" cannot create resource \"jobs\" in API group"
                        + " \"batch\" in the namespace \"database\"\nHINT: add to the playbook's Role in namespace"
                        + " database: apiGroups [\"batch\"], resources [\"jobs\"], verbs [\"create\"];"
                        + " deploy/kubernetes has them all");
        assertThat(jobs.look(test.target, "refused").state()).isEqualTo(State.UNKNOWN);

        test.cluster.api().noFault();
        jobs.start(job("refused"));
        assertThat(ended("refused").state()).isEqualTo(State.SUCCEEDED);
    }

    @Test
    void aQuotaThatRefusesIsToldAsItIs() {
        refuse(
                "database batch jobs create",
                403,
                "jobs.batch \"full\" is forbidden: exceeded quota: jobs, requested: count/jobs.batch=1, used:"
                        + " count/jobs.batch=5, limited: count/jobs.batch=5");

        assertThatThrownBy(() -> jobs.start(job("full")))
                .hasMessage("cannot create Job database/full: jobs.batch \"full\" is forbidden: exceeded quota: jobs,"
                        + " requested: count/jobs.batch=1, used: count/jobs.batch=5, limited: count/jobs.batch=5\nHINT:"
                        + " an admission rule or a missing right refused it; the message names it");
    }

    @Test
    void aCommandThatMayNotBeRunIsTold() {
        refuse("production  pods/exec get", 403, "pods \"api-1\" is forbidden");

        jobs.start(inside("not-allowed", "echo never"));

        assertThat(ended(jobs, "not-allowed").logTail())
                .matches(
                        "cannot run a command in pod production/api-\\d+: the API server refuses it \\(403\\)\nHINT: add"
                                + " to the playbook's Role in namespace production: apiGroups \\[\"\"\\], resources"
                                + " \\[\"pods/exec\"\\], verbs \\[\"get\", \"create\"\\]");
    }

    @Test
    void aStatefulSetThatIsNotThereIsTold() {
        refuse("database apps statefulsets get", 404, "statefulsets.apps \"postgres\" not found");

        assertThatThrownBy(() -> jobs.start(job("alone")))
                .hasMessage("there is no StatefulSet postgres in namespace database\nHINT: correct"
                        + " kubernetes.namespace or kubernetes.stateful-set of the target");
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503})
    void aBusyOrFailingServerIsAskedAgain(int code) throws IOException {
        AtomicInteger asked = new AtomicInteger();
        test.cluster
                .api()
                .fault(call -> asked.incrementAndGet() % 3 == 0
                        ? Optional.empty()
                        : Optional.of(StandInApi.refusal(code, "not now")));

        jobs.start(job("busy-" + code));

        assertThat(ended("busy-" + code).state()).isEqualTo(State.SUCCEEDED);
        assertThat(starts("busy-" + code)).isEqualTo(1);
    }

    @Test
    void aLookAtARunningJobIsThreeQuestions() {
        jobs.start(job("questions", "playbook/platform/ticks.sh", Map.of("TICKS", "40")));
        await().until(() -> ticks("questions") > 0);
        List<String> asked = new CopyOnWriteArrayList<>();
        test.cluster.api().fault(call -> {
            asked.add(call.right());
            return Optional.empty();
        });

        assertThat(jobs.look(test.target, "questions").state()).isEqualTo(State.RUNNING);

        assertThat(asked).containsExactly("database batch jobs get", "database  pods list", "database  pods/log get");
    }

    @Test
    void aServerThatWantsToBeLeftAloneForSomeSecondsIsAskedOnceAndWaitedFor() {
        List<Instant> asked = new CopyOnWriteArrayList<>();
        test.cluster.api().fault(call -> {
            asked.add(Instant.now());
            return asked.size() == 1 ? Optional.of(StandInApi.comeAgain(2)) : Optional.empty();
        });

        assertThat(jobs.look(test.target, "left-alone").state()).isEqualTo(State.UNKNOWN);

        assertThat(Duration.between(asked.get(0), asked.get(1)))
                .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(4));
    }

    /** A step may not take so long: it ends at once, and nobody asks meanwhile, whatever he wants to know. */
    @Test
    void aServerThatWantsToBeLeftAloneForLongIsLeftAloneByEverybody() {
        AtomicInteger calls = new AtomicInteger();
        test.cluster.api().fault(call -> {
            calls.incrementAndGet();
            return Optional.of(StandInApi.comeAgain(30));
        });
        KubernetesJobs mine = test.jobs();

        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            for (int times = 0; times < 5; times++) {
                assertThatThrownBy(() -> mine.look(test.target, "left-alone"))
                        .isInstanceOf(NotReachedException.class)
                        .hasMessageMatching(
                                "cannot read Job database/left-alone: it has too much to do and wants not to"
                                        + " be asked for \\d+ s\nHINT: it is asked again then; kubectl get --raw /metrics \\|"
                                        + " grep apiserver_flowcontrol tells who asks so much");
            }
        });
        assertThat(calls).hasValue(1);
    }

    @Test
    void aJobWhoseCreationWasDoneButNotAnsweredIsNoSecondJob() throws IOException {
        try (StandInDoor door = test.cluster.door()) {
            KubernetesJobs there = test.jobs(test.cluster.askedThrough(door));
            loseOneAnswer("database batch jobs create", door);

            there.start(job("lost"));

            assertThat(ended("lost").state()).isEqualTo(State.SUCCEEDED);
            assertThat(starts("lost")).isEqualTo(1);
        }
    }

    @Test
    void anApplicationThatWasScaledWithoutAnAnswerIsScaledOnce() throws IOException {
        try (StandInDoor door = test.cluster.door()) {
            Cluster asked = test.cluster.askedThrough(door);
            var applications = new KubernetesApplications(test.targets, asked, new PortForwards(test.targets, asked));
            AtomicReference<String> written = loseOneAnswer("production apps deployments update", door);

            applications.scale(test.target, "api", 1, false);

            assertThat(api().getSpec().getReplicas()).isEqualTo(1);
            assertThat(api().getMetadata().getResourceVersion()).isEqualTo(written.get());
            applications.scale(test.target, "api", 2, false);
        }
    }

    @Test
    void whatSomebodyWroteAfterItWasReadIsNotOverwritten() {
        AtomicInteger updates = new AtomicInteger();
        test.cluster.api().fault(call -> {
            if (call.right().equals("production apps deployments update") && updates.getAndIncrement() == 0) {
                test.cluster
                        .api()
                        .change(
                                API,
                                now -> now.withObject("/metadata/annotations").put("somebody", "was here"));
            }
            return Optional.empty();
        });
        Cluster asked = test.cluster.asked();

        new KubernetesApplications(test.targets, asked, new PortForwards(test.targets, asked))
                .scale(test.target, "api", 1, false);

        assertThat(updates).hasValue(2);
        assertThat(api().getSpec().getReplicas()).isEqualTo(1);
        assertThat(api().getMetadata().getAnnotations()).containsEntry("somebody", "was here");
    }

    @Test
    void aServerThatAnOperatorTookMeanwhileIsNotStopped() {
        AtomicInteger updates = new AtomicInteger();
        test.cluster.api().fault(call -> {
            if (call.right().equals("database apps statefulsets update") && updates.getAndIncrement() == 0) {
                test.cluster
                        .api()
                        .change(
                                POSTGRES,
                                now -> now.withObject("/metadata")
                                        .putArray("ownerReferences")
                                        .addObject()
                                        .put("apiVersion", "acid.zalan.do/v1")
                                        .put("kind", "postgresql")
                                        .put("name", "noa")
                                        .put("uid", "1")
                                        .put("controller", true));
            }
            return Optional.empty();
        });
        try {
            assertThatThrownBy(() -> new KubernetesServers(test.targets, test.cluster.asked()).stop(test.target))
                    .hasMessageStartingWith("StatefulSet postgres belongs to postgresql noa");
            assertThat(updates).hasValue(1);
            assertThat(test.cluster.running()).contains("database/postgres-0");
        } finally {
            test.cluster.api().noFault();
            test.cluster
                    .api()
                    .change(POSTGRES, now -> now.withObject("/metadata").remove("ownerReferences"));
        }
    }

    @Test
    void aLogThatWasCutIsReadAgainBeforeAnythingIsCalledLost() throws IOException {
        test.cluster
                .api()
                .fault(call -> call.resource().equals("pods/log")
                        ? Optional.of(new MockResponse().setResponseCode(200).setBody("progress 3 7 rows\n"))
                        : Optional.empty());
        jobs.start(job("cut-log"));

        JobStatus cut = await().until(
                        () -> jobs.look(test.target, "cut-log"),
                        status -> status.logTail().contains("has ended"));
        assertThat(cut.state()).isEqualTo(State.RUNNING);
        assertThat(cut.heldUpBy()).isEqualTo("its pod has ended; the end of its log has not come yet");

        test.cluster.api().noFault();
        assertThat(jobs.look(test.target, "cut-log").state()).isEqualTo(State.SUCCEEDED);
        assertThat(starts("cut-log")).isEqualTo(1);
    }

    @Test
    void aLongLogThatBreaksInTheMiddleComesWholeInTheEnd() throws IOException {
        jobs.start(job("broken-log", "playbook/platform/result.sh", Map.of()));
        ended("broken-log");
        try (StandInDoor door = test.cluster.door()) {
            KubernetesJobs there = test.jobs(test.cluster.askedThrough(door));
            door.cutTheNextAnswerAfter(500_000);

            assertThat(ended(there, "broken-log").result()).hasSize(3_000_001);
            assertThat(door.wasCut()).isTrue();
        }
    }

    @Test
    void aNodeThatGivesNoLogIsToldAndWaitedFor() {
        jobs.start(job("silent-node"));
        ended("silent-node");
        refuse(
                "database  pods/log get",
                500,
                "Get \"https://10.0.0.7:10250/containerLogs/database/silent-node-1/job\": dial tcp 10.0.0.7:10250:"
                        + " connect: connection refused");

        JobStatus status = await().until(
                        () -> jobs.look(test.target, "silent-node"),
                        seen -> seen.logTail().contains("has ended"));

        assertThat(status.state()).isEqualTo(State.RUNNING);
        assertThat(status.logTail())
                .matches("(?s)cannot read the log of pod database/silent-node-\\d+: Get \"https://10.0.0.7:10250/"
                        + "containerLogs/database/silent-node-1/job\": dial tcp 10.0.0.7:10250: connect: connection"
                        + " refused\nHINT: is the pod's node up, and does the API server reach its kubelet\\? It is tried"
                        + " again\nheld up: its pod has ended; the end of its log has not come yet");
    }

    @Test
    void aCommandWhoseConnectionWasCutIsNotRunTwice() throws IOException {
        try (StandInDoor door = test.cluster.door()) {
            KubernetesJobs there = test.jobs(test.cluster.askedThrough(door));
            Path ran = test.root.resolve("work/ran");
            there.start(inside("cut-command", "echo once >> " + ran + "; sleep 5"));
            await().until(() -> Files.exists(ran));

            door.cut();

            JobStatus status = ended(there, "cut-command");
            assertThat(status.state()).isEqualTo(State.FAILED);
            assertThat(status.logTail())
                    .matches(
                            "cannot tell how \\[sh, -c, .*] in pod production/api-\\d+ ended: the connection (ended|broke)"
                                    + " before the command's end was told.*\nHINT: look in the pod what it did and whether it"
                                    + " still runs, before it is tried again");
            there.start(inside("cut-command", "echo twice >> " + ran));
            assertThat(ran).hasContent("once\n");
        }
    }

    /** Two servers on one data directory would destroy it; one that has ended may stay to be looked at. */
    @Test
    void theNextServerBeginsWhenThePodOfTheFormerHasEndedAndNotBefore() {
        AtomicInteger asked = new AtomicInteger();
        test.cluster.api().fault(call -> {
            if (!call.right().equals("database  pods list")) {
                return Optional.empty();
            }
            String phase = asked.incrementAndGet() <= 3 ? "Running" : "Succeeded";
            return Optional.of(new MockResponse()
                    .setResponseCode(200)
                    .setBody(
                            "{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"items\":[{\"metadata\":{\"name\":\"former\"},"
                                    + "\"status\":{\"phase\":\"" + phase + "\"}}]}"));
        });

        new Serving(test.cluster.asked()).delete("database", "former");

        assertThat(asked).hasValue(4);
    }

    @Test
    void aPodThatADrainEndedTellsIt() throws IOException {
        jobs.start(job("drained", "playbook/platform/ticks.sh", Map.of("TICKS", "400")));
        await().until(() -> ticks("drained") > 0
                && "Running".equals(pod("drained").getStatus().getPhase()));

        test.cluster.drain(pod("drained"));

        JobStatus status = ended("drained");
        assertThat(status.state()).isEqualTo(State.FAILED);
        assertThat(status.logTail())
                .endsWith(
                        "the cluster ended its pod (EvictionByEvictionAPI: Eviction API: evicting): somebody drains the"
                                + " node, or it has no room left");
        jobs.start(job("drained", "playbook/platform/ticks.sh", Map.of("TICKS", "400")));
        assertThat(starts("drained")).isEqualTo(1);
    }

    @Test
    void aPodWhoseJobWasDeletedWithoutItIsWatchedToItsEnd() throws IOException {
        jobs.start(job("orphan", "playbook/platform/ticks.sh", Map.of("TICKS", "8")));
        await().until(() -> ticks("orphan") > 0);
        String pod = pod("orphan").getMetadata().getName();

        test.cluster.orphan("database", "orphan");

        JobStatus now = jobs.look(test.target, "orphan");
        assertThat(now.state()).isEqualTo(State.RUNNING);
        assertThat(now.logTail()).endsWith("its Job is gone, somebody deleted it; its pod " + pod + " is still there");
        jobs.start(job("orphan", "playbook/platform/ticks.sh", Map.of("TICKS", "8")));
        assertThat(ended("orphan").state()).isEqualTo(State.SUCCEEDED);
        assertThat(starts("orphan")).isEqualTo(1);
        jobs.forget(test.target, "orphan");
    }

    /** Foreground: the Job stays, marked, until its pods are gone. */
    @Test
    void aJobThatIsBeingDeletedTellsIt() throws IOException {
        jobs.start(job("foreground", "playbook/platform/ticks.sh", Map.of("TICKS", "400")));
        await().until(() -> ticks("foreground") > 0);

        test.cluster.deleteInForeground("database", "foreground");
        assertThat(ended("foreground").logTail()).endsWith("its Job is about to go, somebody deleted it");

        test.cluster.finishDeleting("database", "foreground");
        await().until(() ->
                jobs.look(test.target, "foreground").logTail().startsWith("Job database/foreground is gone"));
        assertThat(jobs.look(test.target, "foreground").state()).isEqualTo(State.LOST);
        jobs.start(job("foreground", "playbook/platform/ticks.sh", Map.of("TICKS", "400")));
        assertThat(starts("foreground")).isEqualTo(1);
    }

    @Test
    void aServerThatIsAwayIsToldAndTheJobGoesOnMeanwhile() {
        assertThatThrownBy(() -> outside.look(test.target, "minute"))
                .isInstanceOf(HintedException.class)
                .hasMessageStartingWith("cannot read Job database/minute: ")
                .hasMessageEndingWith("\nHINT: is the API server up, and is it reached from here (kubectl get --raw"
                        + " /readyz)? It is tried again");
        assertThatThrownBy(() -> outside.start(job("meanwhile"))).hasMessageContaining("HINT: is the API server up");
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void afterAWholeMinuteWithoutItsApiServerAJobIsFoundToItsEnd() throws IOException {
        int during = ticks("minute");
        await().atMost(MINUTE.plusSeconds(5))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> Duration.between(awaySince, Instant.now()).compareTo(MINUTE) >= 0);
        assertThatThrownBy(() -> outside.look(test.target, "minute")).isInstanceOf(NotReachedException.class);
        far.open();

        outside.start(job("minute", "playbook/platform/ticks.sh", Map.of("TICKS", "40")));

        assertThat(ended(outside, "minute").state()).isEqualTo(State.SUCCEEDED);
        assertThat(starts("minute")).isEqualTo(1);
        assertThat(during).isGreaterThan(1);
        assertThat(ticks("minute")).isEqualTo(40);
        assertThat(outside.look(test.target, "meanwhile").state()).isEqualTo(State.UNKNOWN);
    }

    private void refuse(String right, int code, String message) {
        test.cluster
                .api()
                .fault(call ->
                        call.right().equals(right) ? Optional.of(StandInApi.refusal(code, message)) : Optional.empty());
    }

    /** It is done, and then the connection breaks before the answer; returns the version that the Deployment api had then. */
    private AtomicReference<String> loseOneAnswer(String right, StandInDoor door) {
        AtomicReference<String> written = new AtomicReference<>();
        AtomicInteger asked = new AtomicInteger();
        test.cluster.api().lost(call -> {
            if (call.right().equals(right) && asked.getAndIncrement() == 0) {
                written.set(test.cluster
                        .api()
                        .change(API, now -> {})
                        .at("/metadata/resourceVersion")
                        .asText());
                door.cut();
            }
        });
        return written;
    }

    private Deployment api() {
        return test.cluster
                .client()
                .apps()
                .deployments()
                .inNamespace("production")
                .withName("api")
                .get();
    }

    private io.fabric8.kubernetes.api.model.Pod pod(String job) {
        return Pods.ofJob(test.cluster.client(), "database", job).get(0);
    }

    private int ticks(String job) throws IOException {
        return lines(job, "ticks");
    }

    private int starts(String job) throws IOException {
        return lines(job, "starts");
    }

    private int lines(String job, String file) throws IOException {
        Path path = test.root.resolve("work/jobs").resolve(job).resolve(file);
        return Files.exists(path) ? Files.readAllLines(path).size() : 0;
    }

    private Job job(String name) {
        return job(name, "playbook/platform/short.sh", Map.of("WHAT", ""));
    }

    private Job job(String name, String script, Map<String, String> environment) {
        return Job.script(name, test.target, script, environment, Duration.ofMinutes(5));
    }

    private Job inside(String name, String script) {
        return Job.inApplication(name, test.target, "api", List.of("sh", "-c", script), Duration.ofSeconds(20));
    }

    private JobStatus ended(String name) {
        return ended(jobs, name);
    }

    private JobStatus ended(KubernetesJobs asked, String name) {
        return await().atMost(Duration.ofSeconds(30)).until(() -> asked.look(test.target, name), JobStatus::ended);
    }
}
