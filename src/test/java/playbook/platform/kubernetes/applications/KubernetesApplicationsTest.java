package playbook.platform.kubernetes.applications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import playbook.incident.HintedException;
import playbook.platform.Applications.ApplicationState;
import playbook.platform.FrontPage;
import playbook.platform.Job;
import playbook.platform.JobStatus;
import playbook.platform.Servers;
import playbook.platform.kubernetes.RightsUsed;
import playbook.platform.kubernetes.StandInApi;
import playbook.platform.kubernetes.TestCluster;
import playbook.platform.kubernetes.api.Cluster;
import playbook.platform.kubernetes.front.KubernetesFrontPage;
import playbook.platform.kubernetes.jobs.KubernetesJobs;
import playbook.platform.kubernetes.server.KubernetesServers;
import playbook.platform.kubernetes.server.PortForwards;

class KubernetesApplicationsTest {

    private TestCluster test;
    private KubernetesApplications applications;

    @BeforeEach
    void start() throws IOException {
        test = new TestCluster();
        Cluster asked = test.cluster.asked();
        applications = new KubernetesApplications(test.targets, asked, new PortForwards(test.targets, asked));
        await().until(() -> state("api").equals(new ApplicationState("api", 2, 2, false)));
    }

    @AfterEach
    void stop() {
        RightsUsed.areAllGranted(test.cluster.calls());
        test.close();
    }

    @Test
    void aDeploymentIsGoneWhenItsLastPodIs() {
        applications.scale(test.target, "api", 0, false);
        assertThat(state("api").running()).isEqualTo(2);

        await().until(() -> state("api").equals(new ApplicationState("api", 0, 0, false)));

        applications.scale(test.target, "api", 2, false);
        await().until(() -> state("api").equals(new ApplicationState("api", 2, 2, false)));
    }

    @Test
    void aCronJobIsSuspendedAndGoesOn() {
        assertThat(state("cronjob/report")).isEqualTo(new ApplicationState("cronjob/report", 1, 1, false));

        applications.scale(test.target, "cronjob/report", 0, false);
        assertThat(state("cronjob/report")).isEqualTo(new ApplicationState("cronjob/report", 0, 0, false));
        assertThat(applications.addresses(test.target, "cronjob/report")).isEmpty();
        assertThat(applications.errorsSince(test.target, "cronjob/report", java.time.Instant.EPOCH))
                .isEmpty();

        applications.scale(test.target, "cronjob/report", 1, false);
        assertThat(state("cronjob/report")).isEqualTo(new ApplicationState("cronjob/report", 1, 1, false));
    }

    @Test
    void whatARunOfACronJobComplainedOfIsSeenAlsoWhenItHasEnded() {
        run("report-29434001", "2026-11-23T03:00:01Z ERROR no such table");
        run("report-29434000", "2026-11-22T03:00:01Z ERROR of yesterday");
        run("report-29434002", "ERROR without a time");
        run("reporting-29434001", "2026-11-23T03:00:01Z ERROR of another");

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(applications.errorsSince(
                                test.target, "cronjob/report", java.time.Instant.parse("2026-11-23T00:00:00Z")))
                        .containsExactlyInAnyOrder("2026-11-23T03:00:01Z ERROR no such table", "ERROR without a time"));
        await().untilAsserted(() -> assertThat(applications.errorsSince(
                        test.target, "cronjob/report", java.time.Instant.now().plusSeconds(3600)))
                .as("of runs that ended before")
                .isEmpty());
    }

    /** As the controller of CronJobs names and makes it. */
    private void run(String name, String says) {
        test.cluster.create(new JobBuilder()
                .withNewMetadata()
                .withNamespace("production")
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withNewTemplate()
                .withNewSpec()
                .addNewContainer()
                .withName("report")
                .withImage("report:1")
                .withCommand("echo", says)
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build());
    }

    @Test
    void testModeIsAVariableAndEverythingIsGivenBackExactly() {
        var before = deployment().getSpec();

        applications.scale(test.target, "api", 1, true);
        await().until(() -> state("api").equals(new ApplicationState("api", 1, 1, true)));
        assertThat(environment()).extracting(EnvVar::getValue).containsExactly("true");

        applications.scale(test.target, "api", 2, false);
        assertThat(deployment().getSpec()).isEqualTo(before);
        assertThat(TestMode.on(deployment())).isFalse();
    }

    @Test
    void whatSomebodyChangedDuringTestModeStays() {
        applications.scale(test.target, "api", 1, true);
        test.cluster.client().resource(deployment()).edit(now -> {
            Deployment changed = new DeploymentBuilder(now).build();
            changed.getSpec()
                    .getTemplate()
                    .getSpec()
                    .getContainers()
                    .get(0)
                    .getEnv()
                    .add(new EnvVarBuilder().withName("FLAG").withValue("new").build());
            return changed;
        });

        applications.scale(test.target, "api", 2, false);

        assertThat(environment())
                .extracting(variable -> variable.getName() + "=" + variable.getValue())
                .containsExactlyInAnyOrder("FLAG=new", "TEST_MODE=false");
    }

    @Test
    void whoIsOvertakenReadsAgain() {
        AtomicInteger refused = new AtomicInteger();
        test.cluster
                .api()
                .fault(call -> call.verb().equals("update") && refused.getAndIncrement() < 2
                        ? Optional.of(StandInApi.refusal(409, "the object has been modified"))
                        : Optional.empty());

        applications.scale(test.target, "api", 0, false);

        assertThat(state("api").wanted()).isZero();
        assertThat(refused).hasValue(3);
    }

    @Test
    void aCommandRunsInsideAPodAndTellsItsCodeAndItsOutput() {
        KubernetesJobs jobs = test.jobs();
        jobs.start(inside("data-test", "echo out; echo err >&2; exit 9"));
        jobs.start(inside("data-test", "echo twice"));

        JobStatus ended = await().until(() -> jobs.look(test.target, "data-test"), JobStatus::ended);
        assertThat(ended.state()).as(ended.logTail()).isEqualTo(JobStatus.State.SUCCEEDED);
        assertThat(ended.result()).isEqualTo("{\"exitCode\":9}");
        assertThat(ended.logTail()).contains("out\n", "err\n").doesNotContain("twice");
        jobs.forget(test.target, "data-test");
        assertThat(jobs.look(test.target, "data-test").state()).isEqualTo(JobStatus.State.UNKNOWN);
    }

    private Job inside(String name, String script) {
        return Job.inApplication(name, test.target, "api", List.of("sh", "-c", script), Duration.ofSeconds(20));
    }

    @Test
    void anApplicationThatIsNotConfiguredIsNotTouched() {
        assertThatThrownBy(() -> applications.scale(test.target, "billing", 0, false))
                .isInstanceOf(HintedException.class)
                .hasMessage("application 'billing' is not one of [api, cronjob/report]\nHINT:"
                        + " playbook.targets.noa.applications names those that may be touched");
    }

    @Test
    void theFrontPageIsReplacedAndGivenBackByteForByte() throws IOException {
        FrontPage front = new KubernetesFrontPage(
                test.targets, test.cluster.asked(), new PortForwards(test.targets, test.cluster.asked()));
        await().until(() -> test.cluster.running().stream().anyMatch(pod -> pod.contains("nginx"))
                && front(front).isPresent());
        FrontPage.Page before = front.look(test.target);
        assertThat(before.maintenance()).isFalse();

        front.showMaintenance(test.target);
        front.showMaintenance(test.target);
        assertThat(front.look(test.target).maintenance()).isTrue();
        assertThat(test.root.resolve("www/index.html")).hasContent("back soon");

        front.hideMaintenance(test.target);
        assertThat(front.look(test.target)).isEqualTo(before);
        assertThat(test.root.resolve("www/index.html")).hasContent("the shop");
        assertThat(test.root.resolve("www").toFile().list()).hasSize(2);
    }

    @Test
    void aServerIsStoppedWhenItsPodIsGoneAndStartedWithItsReplicas() {
        Servers servers = new KubernetesServers(test.targets, test.cluster.asked());
        await().until(() -> servers.look(test.target).ready());
        String owner = servers.look(test.target).owner();
        assertThat(owner).startsWith("pod database/postgres-0 ");

        assertThat(servers.stop(test.target)).isEqualTo(Servers.State.STOPPED);
        assertThat(servers.stop(test.target)).isEqualTo(Servers.State.STOPPED);

        Servers.State again = servers.start(test.target);
        assertThat(again.ready()).isTrue();
        assertThat(again.owner()).isNotEqualTo(owner);
    }

    @Test
    void aServerOfAnOperatorIsLeftToIt() {
        test.cluster
                .client()
                .apps()
                .statefulSets()
                .inNamespace("database")
                .withName("postgres")
                .edit(set -> new io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder(set)
                        .editMetadata()
                        .addNewOwnerReference()
                        .withKind("postgresql")
                        .withName("noa")
                        .withController(true)
                        .endOwnerReference()
                        .endMetadata()
                        .build());

        assertThatThrownBy(() -> new KubernetesServers(test.targets, test.cluster.asked()).stop(test.target))
                .hasMessageStartingWith(
                        "StatefulSet postgres belongs to postgresql noa, whose operator would start it");
    }

    private Optional<FrontPage.Page> front(FrontPage front) {
        try {
            return Optional.of(front.look(test.target));
        } catch (HintedException notReady) {
            return Optional.empty();
        }
    }

    private List<EnvVar> environment() {
        return deployment()
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0)
                .getEnv();
    }

    private Deployment deployment() {
        return test.cluster
                .client()
                .apps()
                .deployments()
                .inNamespace("production")
                .withName("api")
                .get();
    }

    private ApplicationState state(String name) {
        return applications.look(test.target).stream()
                .filter(state -> state.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
