package playbook.operation;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import playbook.platform.JobStatus;
import playbook.platform.JobStatus.State;
import playbook.platform.Jobs;
import playbook.platform.Platforms;

/** Watches long operations: records their progress, and reports each end until a listener has accepted it. */
@Component
public class OperationReconciler {

    private static final Logger LOG = LoggerFactory.getLogger(OperationReconciler.class);
    private static final String UNSEEN = "its state cannot be read just now, but it may still be running: ";
    private static final long QUIET_NANOS = Duration.ofSeconds(5).toNanos();

    private final OperationTable table;
    private final Platforms platforms;
    private final ObjectProvider<OperationEndings> endings;
    private final String holder;
    private final Map<String, Long> writtenAt = new HashMap<>();
    private final PollSchedule looks = new PollSchedule();

    OperationReconciler(
            OperationTable table, Platforms platforms, ObjectProvider<OperationEndings> endings, Node node) {
        this.holder = node.name();
        this.table = table;
        this.platforms = platforms;
        this.endings = endings;
    }

    @Scheduled(fixedDelayString = "${playbook.operation.interval:500ms}")
    public synchronized void reconcile() {
        List<OperationTable.Leased> mine = table.lease(holder);
        looks.only(mine.stream().map(leased -> leased.operation().name()).toList());
        for (OperationTable.Leased leased : mine) {
            try {
                reconcile(leased);
            } catch (RuntimeException e) {
                // An operation whose machine does not answer must not stop the watch over the others.
                LOG.warn("operation {}: {}", leased.operation().name(), e.getMessage(), e);
                unseen(leased, String.valueOf(e.getMessage()));
            }
        }
    }

    private void reconcile(OperationTable.Leased leased) {
        OperationRecord known = leased.operation();
        if (table.closed(known.incident().key())) {
            jobs(known).cancel(known.incident().target(), known.name());
            jobs(known).forget(known.incident().target(), known.name());
            table.delivered(leased, true);
            return;
        }
        if (!known.status().ended() && !looks.due(known.name(), System.nanoTime())) {
            return;
        }
        JobStatus now = known.status().ended()
                ? known.status()
                : told(jobs(known).look(known.incident().target(), known.name()));
        OperationRecord seen = new OperationRecord(known.name(), known.incident(), known.step(), known.attempt(), now);
        if (now.ended()) {
            boolean mine = known.status().ended() || table.write(leased, holder, now);
            if (mine && endings.stream().allMatch(ending -> ending.delivered(seen))) {
                // Forget the job before the end is marked as delivered: after a crash in between, both are done once
                // more.
                jobs(known).forget(known.incident().target(), known.name());
                table.delivered(leased, false);
                writtenAt.remove(known.name());
            }
        } else if (worthWriting(known.name(), known.status(), now) && table.write(leased, holder, now)) {
            writtenAt.put(known.name(), System.nanoTime());
            endings.stream().forEach(ending -> ending.progressed(seen));
        }
    }

    private Jobs jobs(OperationRecord operation) {
        return platforms.of(operation.incident().target()).jobs();
    }

    /** Records that the state is unknown now, so that nobody mistakes the state last seen for the present one. */
    private void unseen(OperationTable.Leased leased, String why) {
        JobStatus last = leased.operation().status();
        int before = last.logTail().indexOf(JobStatus.HELD + UNSEEN);
        String seen = (before < 0 ? last.logTail() : last.logTail().substring(0, before)).strip();
        String log = (seen.isEmpty() ? "" : seen + "\n") + JobStatus.HELD + UNSEEN + why;
        if (!last.ended() && !log.equals(last.logTail())) {
            table.write(
                    leased,
                    holder,
                    new JobStatus(
                            last.state(),
                            last.exitCode(),
                            last.startedAt(),
                            last.endedAt(),
                            last.done(),
                            last.total(),
                            last.unit(),
                            last.result(),
                            log));
        }
    }

    private boolean worthWriting(String name, JobStatus before, JobStatus now) {
        Long last = writtenAt.get(name);
        boolean moved = now.done() != before.done() || !Objects.equals(now.logTail(), before.logTail());
        return now.state() != before.state()
                || percent(now) != percent(before)
                || (moved && (last == null || System.nanoTime() - last > QUIET_NANOS));
    }

    private static long percent(JobStatus status) {
        return status.total() > 0 ? Math.round(100.0 * status.done() / status.total()) : -1;
    }

    private static JobStatus told(JobStatus status) {
        if (status.state() != State.LOST) {
            return status;
        }
        String text = "the job was started, is not running, and left no exit code: it was killed, or the machine went"
                + " down.\nHINT: look at the system's log for the out-of-memory killer or a restart; its results"
                + " were not verified";
        return new JobStatus(
                State.FAILED,
                status.exitCode(),
                status.startedAt(),
                status.endedAt(),
                status.done(),
                status.total(),
                status.unit(),
                status.result(),
                status.logTail().isEmpty() ? text : status.logTail() + "\n" + text);
    }
}
