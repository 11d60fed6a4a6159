package playbook.platform;

import java.time.Duration;
import playbook.incident.Await;
import playbook.incident.Target;

/**
 * Waits for a job and looks at it less often the longer it runs, since each look is several requests to the API server.
 */
public final class LookingOn {

    private static final Duration FIRST = Duration.ofMillis(50);
    private static final Duration MOST = Duration.ofSeconds(1);

    private LookingOn() {}

    /** @return the job's status at the last look, ended or not */
    public static JobStatus await(Jobs jobs, Target target, String name, Duration patience) {
        long begin = System.nanoTime();
        JobStatus status = jobs.look(target, name);
        long passed = System.nanoTime() - begin;
        while (!status.ended() && passed < patience.toNanos()) {
            Await.pause(aFifthOf(passed));
            status = jobs.look(target, name);
            passed = System.nanoTime() - begin;
        }
        return status;
    }

    private static Duration aFifthOf(long passed) {
        return Duration.ofNanos(Math.min(MOST.toNanos(), Math.max(FIRST.toNanos(), passed / 5)));
    }
}
