package playbook.resume;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.incident.Incident;
import playbook.operation.ShortStep;
import playbook.platform.Applications;
import playbook.platform.Applications.ApplicationState;
import playbook.postgres.WriteFence;

/** Looks once whether the service lives: replicas there, no new errors, writes flowing. The model repeats it. */
@Component
public class WatchResumed implements ShortStep {

    private static final Duration LOOK = Duration.ofMillis(250);
    private static final int SHOWN_ERRORS = 20;

    private final Applications applications;
    private final WriteFence fence;
    private final Evidence evidence;
    private final Duration patience;

    @Autowired
    public WatchResumed(Applications applications, WriteFence fence, Evidence evidence) {
        this(applications, fence, evidence, Duration.ofSeconds(5));
    }

    WatchResumed(Applications applications, WriteFence fence, Evidence evidence, Duration patience) {
        this.applications = applications;
        this.fence = fence;
        this.evidence = evidence;
        this.patience = patience;
    }

    @Override
    public String name() {
        return "watchResumed";
    }

    @Override
    public WatchResumedResult run(Incident incident) {
        LiftFenceResult lifted = evidence.get(incident, LiftFenceResult.class);
        Optional<WatchResumedResult> last = evidence.find(incident, WatchResumedResult.class)
                .filter(look -> look.at().isAfter(lifted.at()));
        Instant since = last.map(WatchResumedResult::at).orElse(lifted.at());
        long xidBefore = last.map(WatchResumedResult::nextXid).orElse(lifted.nextXid());
        Instant now = Instant.now();
        List<String> troubles = new ArrayList<>();
        for (ApplicationState application : applications.look(incident.target())) {
            look(incident, application, since, troubles);
        }
        long xid = awaitWrite(incident, xidBefore);
        long transactions = (xid - xidBefore) & 0xFFFF_FFFFL;
        if (transactions == 0) {
            troubles.add("no transaction wrote since " + since + ": the next transaction id is still " + xid);
        }
        WatchResumedResult result = new WatchResumedResult(
                troubles.isEmpty() ? WatchResumedResult.Outcome.OK : WatchResumedResult.Outcome.TROUBLE,
                troubles,
                xid,
                transactions,
                now);
        return result;
    }

    private void look(Incident incident, ApplicationState application, Instant since, List<String> troubles) {
        if (application.running() != application.wanted()) {
            troubles.add("%s: %d of %d replicas are running"
                    .formatted(application.name(), application.running(), application.wanted()));
        }
        if (application.testMode()) {
            troubles.add(application.name() + " is still in test mode");
        }
        List<String> errors = applications.errorsSince(incident.target(), application.name(), since);
        errors.stream().limit(SHOWN_ERRORS).forEach(line -> troubles.add(application.name() + ": " + line));
        if (errors.size() > SHOWN_ERRORS) {
            troubles.add("%s: %d more error lines".formatted(application.name(), errors.size() - SHOWN_ERRORS));
        }
    }

    private long awaitWrite(Incident incident, long before) {
        long until = System.nanoTime() + patience.toNanos();
        long now = fence.nextXid(incident.target());
        while (now == before && System.nanoTime() < until) {
            try {
                Thread.sleep(LOOK.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for a write", e);
            }
            now = fence.nextXid(incident.target());
        }
        return now;
    }
}
