package playbook.process.step;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.contains;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import playbook.evidence.Evidence;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.NotReachedException;
import playbook.operation.LongStep;
import playbook.operation.OperationRecord;
import playbook.operation.Operations;
import playbook.platform.Job;
import playbook.platform.JobStatus;
import playbook.process.ProcessTestConfiguration;
import playbook.process.engine.PlaybookVariables;
import playbook.process.incident.ReportedIncident;

/** What a job left is read by type, then the step looks; what it cannot look at is not decided. */
class ProveOperationDelegateTest {

    record Counted(long rows) {}

    private final LongSteps steps = mock(LongSteps.class);
    private final ReportedIncident incidents = mock(ReportedIncident.class);
    private final Operations operations = mock(Operations.class);
    private final Evidence evidence = mock(Evidence.class);
    private final DelegateExecution execution = mock(DelegateExecution.class);
    private final Incident incident =
            new Incident("DL-2026-0001", ProcessTestConfiguration.NOA, Instant.EPOCH, "olivia", Instant.EPOCH);
    private final ProveOperationDelegate delegate =
            new ProveOperationDelegate(steps, incidents, operations, evidence, mock(RowPreparation.class));

    @BeforeEach
    void aJobHasEnded() {
        when(incidents.of(execution)).thenReturn(incident);
        when(execution.getVariable(PlaybookVariables.STEP.name())).thenReturn("countRows");
        when(execution.getVariable(PlaybookVariables.OPERATION_NAME.name())).thenReturn("dl-2026-0001-countrows-1");
    }

    @Test
    void whatTheStepFoundIsKeptAndNotWhatTheJobClaimed() {
        ended("{\"rows\":7}", claimed -> new Counted(claimed.rows() - 1));

        delegate.execute(execution);

        verify(evidence).found(incident, "countRows", new Counted(6));
        verify(execution).setVariable(PlaybookVariables.OUTCOME.name(), "PROVED");
    }

    @Test
    void aResultThatIsMissingOrDoesNotFitGoesToAPersonWithAHint() {
        ended(null, claimed -> claimed);
        delegate.execute(execution);
        verify(evidence).failed(eq(incident), eq("countRows"), contains("the job left no result (state SUCCEEDED)"));

        ended("{}", claimed -> claimed);
        delegate.execute(execution);
        verify(evidence).failed(eq(incident), eq("countRows"), contains("HINT: is the job of another version"));
        verify(evidence, never()).found(any(), any(), any());
    }

    @Test
    void whatCannotBeReachedJustNowIsLookedAtAgainByTheEngine() {
        ended("{\"rows\":7}", claimed -> {
            throw new NotReachedException("cannot look: no answer", "it is tried again", null);
        });

        assertThatThrownBy(() -> delegate.execute(execution)).isInstanceOf(NotReachedException.class);
        verify(evidence, never()).failed(any(), any(), any());
    }

    @Test
    void aClaimThatTheWorldRefutesGoesToAPerson() {
        ended("{\"rows\":7}", claimed -> {
            throw new HintedException("there are " + (claimed.rows() - 1), "look.");
        });

        delegate.execute(execution);

        verify(evidence).failed(incident, "countRows", "there are 6\nHINT: look.");
        verify(execution).setVariable(PlaybookVariables.OUTCOME.name(), "NOT_PROVED");
    }

    private void ended(@Nullable String result, UnaryOperator<Counted> proof) {
        LongStep<Counted> step = new LongStep<>() {
            @Override
            public String name() {
                return "countRows";
            }

            @Override
            public Class<Counted> result() {
                return Counted.class;
            }

            @Override
            public Job job(Incident incident, String jobName) {
                return Job.worker(jobName, incident.target(), name(), "{}", Duration.ofHours(1));
            }

            @Override
            public Object prove(Incident incident, Counted claimed) {
                return proof.apply(claimed);
            }
        };
        doReturn(step).when(steps).named("countRows");
        JobStatus status =
                new JobStatus(JobStatus.State.SUCCEEDED, 0, null, null, 1, 1, "rows", result, "the end of the log");
        when(operations.look("dl-2026-0001-countrows-1"))
                .thenReturn(new OperationRecord("dl-2026-0001-countrows-1", incident, "countRows", 1, status));
    }
}
