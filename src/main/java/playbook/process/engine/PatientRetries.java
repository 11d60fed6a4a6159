package playbook.process.engine;

import java.time.Duration;
import java.util.Date;
import java.util.stream.Stream;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.impl.bpmn.parser.FailedJobRetryConfiguration;
import org.camunda.bpm.engine.impl.cmd.DefaultJobRetryCmd;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.persistence.entity.JobEntity;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.jspecify.annotations.Nullable;
import playbook.incident.NotReachedException;

/**
 * An API server that is restarted, or a way to it that is broken for a minute, costs a step none of its tries: it is tried
 * until two minutes have passed since it was due, and only then a person is asked. A step that is tried once stays so.
 */
public final class PatientRetries extends DefaultJobRetryCmd {

    private static final long serialVersionUID = 1L;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final boolean refused;
    private boolean patient;

    public PatientRetries(String job, Throwable failure) {
        super(job, failure);
        this.refused = failure instanceof AuthorizationException;
    }

    @Override
    protected void executeCustomStrategy(CommandContext context, JobEntity job, ActivityImpl activity)
            throws Exception {
        FailedJobRetryConfiguration tries = getFailedJobRetryConfiguration(job, activity);
        Date made = job.getCreateTime();
        patient = tries != null
                && tries.getRetries() > 1
                && made != null
                && made.toInstant()
                        .plus(PATIENCE)
                        .isAfter(ClockUtil.getCurrentTime().toInstant());
        super.executeCustomStrategy(context, job, activity);
    }

    /** Somebody who may not run the step tried to: that is no try of the step, and leaves no trace in it. */
    @Override
    public @Nullable Object execute(CommandContext context) {
        return refused ? null : super.execute(context);
    }

    @Override
    protected boolean shouldDecrementRetriesFor(Throwable failure) {
        boolean notReached = Stream.iterate(failure, each -> each != null, Throwable::getCause)
                .anyMatch(NotReachedException.class::isInstance);
        return super.shouldDecrementRetriesFor(failure) && !(patient && notReached);
    }
}
