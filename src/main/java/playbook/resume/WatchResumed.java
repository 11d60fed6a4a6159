package playbook.resume;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.incident.Await;
import playbook.incident.CulpritSearch;
import playbook.incident.Incident;
import playbook.operation.ShortStep;
import playbook.platform.Applications;
import playbook.platform.Applications.ApplicationState;
import playbook.platform.Platforms;
import playbook.postgres.WriteFence;

/**
 * Checks once whether the service works: replicas run, no more errors than before, transactions write. The model
 * repeats this.
 */
@Component
class WatchResumed implements ShortStep {

    private static final Duration LOOK = Duration.ofMillis(250);

    /**
     * If fewer seconds than this had a commit in the two minutes around the loss, a silence of some seconds now means
     * nothing.
     */
    private static final int BUSY_SECONDS = 12;

    private final Platforms platforms;
    private final WriteFence fence;
    private final Evidence evidence;
    private final Duration patience;

    @Autowired
    WatchResumed(Platforms platforms, WriteFence fence, Evidence evidence) {
        this(platforms, fence, evidence, Duration.ofSeconds(5));
    }

    WatchResumed(Platforms platforms, WriteFence fence, Evidence evidence, Duration patience) {
        this.platforms = platforms;
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
        Instant now = Instant.now();
        // There is no result when a person lifted the fence by hand; then the watch begins now.
        Optional<LiftFenceResult> lifted = evidence.find(incident, LiftFenceResult.class);
        Instant up = lifted.map(LiftFenceResult::at).orElse(now);
        Optional<WatchResumedResult> last = evidence.find(incident, WatchResumedResult.class)
                .filter(look -> lifted.isEmpty() || look.at().isAfter(up));
        Instant since = last.map(WatchResumedResult::at).orElse(up);
        long xidBefore = last.map(WatchResumedResult::nextXid)
                .or(() -> lifted.map(LiftFenceResult::nextXid))
                .orElseGet(() -> fence.nextXid(incident.target()));
        List<String> troubles = new ArrayList<>();
        Applications applications = platforms.of(incident.target()).applications();
        List<ApplicationState> states = applications.look(incident.target());
        ApplicationErrors logs = new ApplicationErrors(applications, incident);
        List<ErrorLines> errors = new ArrayList<>();
        for (ApplicationState application : states) {
            errors.add(logs.look(application, since, now, troubles));
        }
        long xid = awaitWrite(incident, xidBefore);
        long transactions = (xid - xidBefore) & 0xFFFF_FFFFL;
        List<String> remarks = new ArrayList<>();
        errors.stream()
                .filter(lines -> lines.lines() > 0 && !lines.moreThanBefore())
                .forEach(lines -> remarks.add(lines.inWords()));
        if (transactions == 0) {
            String silence = "no transaction wrote since " + since + ": the next transaction id is still " + xid;
            Optional<String> quiet = quietBefore(incident, states);
            quiet.ifPresentOrElse(
                    why -> remarks.add(silence + "; no write is expected: " + why), () -> troubles.add(silence));
        }
        return new WatchResumedResult(
                troubles.isEmpty() ? WatchResumedResult.Outcome.OK : WatchResumedResult.Outcome.TROUBLE,
                troubles,
                remarks,
                errors,
                xid,
                transactions,
                now);
    }

    /**
     * Why the absence of writes is no trouble; empty when it is. There may be no application, or hardly any writes
     * before either.
     */
    private Optional<String> quietBefore(Incident incident, List<ApplicationState> states) {
        if (states.stream().noneMatch(application -> application.wanted() > 0)) {
            return Optional.of("no application of this database runs");
        }
        return evidence.find(incident, CulpritSearch.class)
                .filter(search -> search.timeLine().size() < BUSY_SECONDS)
                .map(search ->
                        "around the loss only " + search.timeLine().size() + " seconds of a minute had a commit");
    }

    private long awaitWrite(Incident incident, long before) {
        return Await.until(now -> now != before, patience, LOOK, () -> fence.nextXid(incident.target()));
    }
}
