package playbook.resume;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import playbook.evidence.InMemoryRecord;
import playbook.freeze.ScriptedApplications;
import playbook.incident.Incident;
import playbook.platform.NetworkFence;
import playbook.platform.ScriptedPlatform;
import playbook.postgres.TestServer;
import playbook.postgres.WriteFence;

/** One look at the resumed service. */
class WatchResumedIT {

    private final InMemoryRecord record = new InMemoryRecord();
    private final WriteFence fence = new WriteFence((connection, from, to, own) -> Set.of());

    @Test
    void silenceAndErrorsAreTroubleAndWritesAreNot() {
        try (TestServer server = TestServer.start()) {
            Incident incident = new Incident("DL-2026-0001", server.target(), Instant.now(), "olga", Instant.now());
            ScriptedApplications applications = new ScriptedApplications().with("api", 2, false);
            record.kept(
                    incident,
                    new LiftFence(fence, ScriptedPlatform.of(NetworkFence.NONE), record, record).run(incident));
            WatchResumedResult nobodyThere = new WatchResumed(
                            ScriptedPlatform.of(new ScriptedApplications().with("api", 0, false)),
                            fence,
                            record,
                            Duration.ZERO)
                    .run(incident);
            assertThat(nobodyThere.outcome()).isEqualTo(WatchResumedResult.Outcome.OK);
            assertThat(nobodyThere.remarks())
                    .singleElement()
                    .asString()
                    .startsWith("no transaction wrote since ")
                    .endsWith("; no write is expected: no application of this database runs");
            WatchResumed watch = new WatchResumed(ScriptedPlatform.of(applications), fence, record, Duration.ZERO);

            WatchResumedResult silent = record.kept(incident, watch.run(incident));
            server.execute("CREATE TABLE t ()");
            WatchResumedResult writing = record.kept(incident, watch.run(incident));
            server.execute("CREATE TABLE u ()");
            applications.errors.add("ERROR cannot log in");
            WatchResumedResult failing = record.kept(incident, watch.run(incident));

            assertThat(silent.outcome()).isEqualTo(WatchResumedResult.Outcome.TROUBLE);
            assertThat(silent.troubles()).singleElement().asString().startsWith("no transaction wrote since ");
            assertThat(writing.troubles()).isEmpty();
            assertThat(writing.outcome()).isEqualTo(WatchResumedResult.Outcome.OK);
            assertThat(writing.transactions()).isPositive();
            assertThat(failing.troubles())
                    .containsExactly(
                            "api: 1 error line in 1 s; in the hour before the loss was noticed its log has none",
                            "api: ERROR cannot log in");
        }
    }
}
