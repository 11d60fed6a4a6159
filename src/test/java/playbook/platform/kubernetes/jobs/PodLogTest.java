package playbook.platform.kubernetes.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The end of a job as its pod's log tells it: a result counts only when it is here as it was written. */
class PodLogTest {

    private static final String WHOLE = """
            ::playbook:: started 2026-01-02T03:04:05Z
            progress 3 7 rows
            ::playbook:: result 2 digest
            ::playbook:: data eyJvayI6
            ::playbook:: data dHJ1ZX0=
            ::playbook:: exit 0 2026-01-02T03:05:00Z
            """;

    @Test
    void aWholeLogTellsEverything() throws Exception {
        PodLog log = PodLog.read(whole());

        assertThat(log.startedAt()).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(log.endedAt()).isEqualTo("2026-01-02T03:05:00Z");
        assertThat(log.exitCode()).isZero();
        assertThat(log.result()).isEqualTo("{\"ok\":true}");
        assertThat(log.plain()).isEqualTo("progress 3 7 rows\n");
        assertThat(log.cut()).isFalse();
    }

    @Test
    void aResultWhoseLinesAreNotAllHereOrOthersIsNone() throws Exception {
        for (String cut : new String[] {
            whole().replace("::playbook:: data eyJvayI6\n", ""),
            whole().replace("eyJvayI6", "eyJva2I6"),
            whole().replace("eyJvayI6", "eyJva"),
            whole().replace("data eyJvayI6\n::playbook:: data dHJ1ZX0=", "data dHJ1ZX0=\n::playbook:: data eyJvayI6")
        }) {
            PodLog log = PodLog.read(cut);
            assertThat(log.result()).as(cut).isNull();
            assertThat(log.cut()).as(cut).isTrue();
        }
    }

    /** A success always has a result; a failure need not have one. */
    @Test
    void anEndWithoutItsResultIsCutUnlessItFailed() {
        assertThat(PodLog.read("::playbook:: exit 0 2026-01-02T03:05:00Z\n").cut())
                .isTrue();
        assertThat(PodLog.read("::playbook:: exit 7 2026-01-02T03:05:00Z\n").cut())
                .isFalse();
        assertThat(PodLog.read("::playbook:: result 1 00\n::playbook:: exit 7 2026-01-02T03:05:00Z\n")
                        .cut())
                .isTrue();
        assertThat(PodLog.read("progress 3 7 rows\n").cut()).isFalse();
        assertThat(PodLog.NOTHING.cut()).isFalse();
    }

    @Test
    void whatTheCommandItselfWritesIsNotTakenForOurs() {
        assertThat(PodLog.read("::playbook:: other 1\n ::playbook:: exit 0 x\n").plain())
                .isEqualTo("::playbook:: other 1\n ::playbook:: exit 0 x\n");
    }

    @Test
    void theContainersStartStandsForALineThatIsFurtherUp() throws Exception {
        var running = new ContainerStateBuilder()
                .withNewRunning()
                .withStartedAt("2026-01-02T03:00:00Z")
                .endRunning()
                .build();

        assertThat(PodLog.read("progress 3 7 rows\n").orStartedAt(running).startedAt())
                .isEqualTo(Instant.parse("2026-01-02T03:00:00Z"));
        assertThat(PodLog.read(whole()).orStartedAt(running).startedAt()).isEqualTo("2026-01-02T03:04:05Z");
    }

    private static String whole() throws Exception {
        byte[] digest = java.security.MessageDigest.getInstance("SHA-256")
                .digest("{\"ok\":true}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return WHOLE.replaceFirst(
                "result 2 \\w+", "result 2 " + java.util.HexFormat.of().formatHex(digest));
    }
}
