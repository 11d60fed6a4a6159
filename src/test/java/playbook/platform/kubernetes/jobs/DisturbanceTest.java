package playbook.platform.kubernetes.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What others did to a job: told when it happened, and only then; an end that was not read yet is no end. */
class DisturbanceTest {

    private static final Job JOB =
            new JobBuilder().withNewMetadata().withName("merge").endMetadata().build();

    @Test
    void nothingIsToldOfAJobThatNobodyTouched() {
        assertThat(Disturbance.of(JOB, pod("Completed", 0, 1))).isEmpty();
        assertThat(Disturbance.of(JOB, null)).isEmpty();
        assertThat(Disturbance.of(null, null)).isEmpty();
    }

    /** The API server writes False when it took the eviction back. */
    @Test
    void anEvictionThatWasTakenBackIsNone() {
        assertThat(Disturbance.of(JOB, evicted("True")))
                .startsWith("the cluster ended its pod (EvictionByEvictionAPI: evicting): ");
        assertThat(Disturbance.of(JOB, evicted("False"))).isEmpty();
    }

    @Test
    void aJobThatIsGoneOrAboutToGoIsTold() {
        assertThat(Disturbance.of(null, pod("Completed", 0, 1)))
                .isEqualTo("its Job is gone, somebody deleted it; its pod merge-x is still there");
        assertThat(Disturbance.of(
                        new JobBuilder(JOB)
                                .editMetadata()
                                .withDeletionTimestamp(Instant.now().toString())
                                .endMetadata()
                                .build(),
                        pod("Completed", 0, 1)))
                .isEqualTo("its Job is about to go, somebody deleted it");
    }

    @ParameterizedTest
    @CsvSource({
        "Completed, 0, 1, true",
        "Error, 7, 59, true",
        "Error, 7, 61, false",
        "Error, 137, 1, false",
        "OOMKilled, 137, 1, false",
        "OOMKilled, 1, 1, false",
    })
    void aLogIsReadAgainAfterAnEndByItselfForAMinute(String reason, int code, int secondsAgo, boolean again) {
        assertThat(Disturbance.logMayBeCut(pod(reason, code, secondsAgo))).isEqualTo(again);
    }

    private static Pod pod(String reason, int code, int secondsAgo) {
        return new PodBuilder()
                .withNewMetadata()
                .withName("merge-x")
                .endMetadata()
                .withNewStatus()
                .addNewContainerStatus()
                .withNewState()
                .withNewTerminated()
                .withReason(reason)
                .withExitCode(code)
                .withFinishedAt(Instant.now().minusSeconds(secondsAgo).toString())
                .endTerminated()
                .endState()
                .endContainerStatus()
                .endStatus()
                .build();
    }

    private static Pod evicted(String status) {
        return new PodBuilder(pod("Completed", 0, 1))
                .editStatus()
                .addNewCondition()
                .withType("DisruptionTarget")
                .withStatus(status)
                .withReason("EvictionByEvictionAPI")
                .withMessage("evicting")
                .endCondition()
                .endStatus()
                .build();
    }
}
