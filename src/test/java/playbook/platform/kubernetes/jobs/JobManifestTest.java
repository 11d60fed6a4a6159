package playbook.platform.kubernetes.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import playbook.deploy.Manifest;
import playbook.deploy.PodSecurity;
import playbook.deploy.SampleTarget;
import playbook.deploy.Schema;
import playbook.incident.Target;
import playbook.platform.ConfiguredTargets;
import playbook.platform.Job;
import playbook.platform.kubernetes.server.DatabasePod;

class JobManifestTest {

    private static final ConfiguredTargets TARGETS = SampleTarget.read();
    private static final Target NOA = TARGETS.named("noa");

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatAJobIsMadeOfIsValidAndMayNothingElse(boolean worker) throws Exception {
        JobManifest manifest = manifest(worker, 999L);
        JsonNode job = json(manifest.job());

        assertThat(Schema.violations(new Manifest(job))).isEmpty();
        assertThat(Schema.violations(new Manifest(json(JobInput.of(job(worker), "database")))))
                .isEmpty();
        assertThat(PodSecurity.violations(job.at("/spec/template/spec"))).isEmpty();
        assertThat(job.at("/spec/template/spec/automountServiceAccountToken").asBoolean(true))
                .isFalse();
        assertThat(job.at("/spec/template/spec/containers/0/image").asText())
                .isEqualTo(worker ? "image" : "postgres@sha256:1");
    }

    @ParameterizedTest
    @CsvSource({"999, 999, OnRootMismatch", ", , "})
    void itsVolumesHaveTheGroupThatTheDatabaseGaveThem(
            @Nullable Long given, @Nullable Long group, @Nullable String policy) {
        var context =
                manifest(false, given).job().getSpec().getTemplate().getSpec().getSecurityContext();

        assertThat(context.getFsGroup()).isEqualTo(group);
        assertThat(context.getFsGroupChangePolicy()).isEqualTo(policy);
    }

    /** There may be the place to which a link in the data directory leads. */
    @Test
    void whoReadsDataSeesTheServersOtherClaimsToo() throws Exception {
        JsonNode reads = json(manifest(false, 999L).job()).at("/spec/template/spec");

        assertThat(reads.at("/affinity/podAffinity/requiredDuringSchedulingIgnoredDuringExecution/0/labelSelector")
                        .toString())
                .isEqualTo("{\"matchLabels\":{\"cnpg.io/instanceName\":\"shop-1\"}}");
        assertThat(reads.at("/containers/0/volumeMounts"))
                .filteredOn(mount -> mount.at("/mountPath").asText().equals("/wal"))
                .singleElement()
                .hasToString("{\"mountPath\":\"/wal\",\"name\":\"claim-3\",\"readOnly\":true,\"subPath\":\"inner\"}");
        assertThat(reads.at("/volumes/3/persistentVolumeClaim/claimName").asText())
                .isEqualTo("shop-1-wal");
        assertThat(json(manifest(job(false).writing(Job.Storage.DATA), 999L).job())
                        .at("/spec/template/spec/volumes")
                        .toString())
                .doesNotContain("shop-1-wal");
    }

    private static JobManifest manifest(boolean worker, @Nullable Long volumesGroup) {
        return manifest(job(worker), volumesGroup);
    }

    private static Job job(boolean worker) {
        String name = "dl-2026-0001-look-1";
        Job job = worker
                ? Job.worker(name, NOA, "countRows", "{}", Duration.ofMinutes(1))
                : Job.script(name, NOA, "playbook/readiness/look.sh", Map.of(), Duration.ofMinutes(1));
        return job.withEnvironment(Map.of("PLAYBOOK_INCIDENT", "DL-2026-0001"));
    }

    private static JobManifest manifest(Job job, @Nullable Long volumesGroup) {
        return new JobManifest(
                job,
                TARGETS.cluster(NOA).orElseThrow(),
                new JobEnvironment("postgres.database.svc", 5432, null),
                new DatabasePod(
                        "postgres@sha256:1",
                        999,
                        volumesGroup,
                        "/data",
                        "shop-1",
                        Map.of("cnpg.io/instanceName", "shop-1"),
                        List.of(new DatabasePod.Mounted("shop-1-wal", "/wal", "inner")),
                        List.of()));
    }

    private static JsonNode json(HasMetadata object) throws Exception {
        return new ObjectMapper().readTree(Serialization.asJson(object));
    }
}
