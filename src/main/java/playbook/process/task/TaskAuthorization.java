package playbook.process.task;

import java.util.List;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.exception.NullValueException;
import org.camunda.bpm.engine.impl.cfg.auth.AuthorizationCommandChecker;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.persistence.entity.JobEntity;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.process.engine.ModelNames;
import playbook.process.engine.NotAllowed;
import playbook.process.engine.People;
import playbook.process.incident.ReportedIncident;

/** The engine's own authorization of work on tasks; its refusals are said in plain words and stay on record. */
@Component
public class TaskAuthorization extends AuthorizationCommandChecker {

    private static final Logger LOG = LoggerFactory.getLogger(TaskAuthorization.class);

    private final ReportedIncident incidents;
    private final People people;
    private final Evidence evidence;

    TaskAuthorization(ReportedIncident incidents, People people, Evidence evidence) {
        this.incidents = incidents;
        this.people = people;
        this.evidence = evidence;
    }

    @Override
    public void checkTaskWork(TaskEntity task) {
        allowed(task, "answer or take", () -> super.checkTaskWork(task));
    }

    @Override
    public void checkTaskAssign(TaskEntity task) {
        allowed(task, "give away", () -> super.checkTaskAssign(task));
    }

    @Override
    public void checkUpdateTaskVariable(TaskEntity task) {
        allowed(task, "change", () -> super.checkUpdateTaskVariable(task));
    }

    /** Only of a helper process, which has no task of its own for that; a step's tries are ordered by a person's answer. */
    @Override
    public void checkUpdateRetriesJob(JobEntity job) {
        if (people.isKnown() && !ModelNames.FAILED_STEP.equals(job.getProcessDefinitionKey())) {
            NotAllowed refusal = new NotAllowed(
                    people.name() + " may not give a step of a response another try past its task",
                    "answer the task 'Handle the failed step'.");
            if (job.getExecution() != null) {
                evidence.refused(
                        incidents.of(job.getExecution()),
                        RequestPlaces.STEP,
                        people.name(),
                        String.valueOf(refusal.getMessage()));
            }
            throw refusal;
        }
        super.checkUpdateRetriesJob(job);
    }

    private void allowed(TaskEntity task, String what, Runnable check) {
        try {
            check.run();
        } catch (AuthorizationException refusal) {
            if (isGone(task)) {
                throw new NullValueException("no task " + task.getId());
            }
            throw plain(task, what, refusal);
        }
    }

    /** Rights to a task go with it: who is a moment too late was entitled all the same. */
    private static boolean isGone(TaskEntity task) {
        CommandContext context = Context.getCommandContext();
        return context.runWithoutAuthorization(() -> context.getProcessEngineConfiguration()
                        .getTaskService()
                        .createTaskQuery()
                        .taskId(task.getId())
                        .count()
                == 0);
    }

    private AuthorizationException plain(TaskEntity task, String what, AuthorizationException refusal) {
        if (task.getExecution() == null || task.getBpmnModelElementInstance() == null) {
            return refusal;
        }
        List<String> groups = task.getBpmnModelElementInstance().getCamundaCandidateGroupsList();
        NotAllowed said = new NotAllowed(
                people.name() + " may not " + what + " '" + task.getName() + "', which is for "
                        + String.join(" or ", groups),
                "ask one of them; an administrator changes groups.");
        try {
            evidence.refused(
                    incidents.of(task.getExecution()),
                    task.getTaskDefinitionKey(),
                    people.name(),
                    String.valueOf(said.getMessage()));
        } catch (RuntimeException notRecorded) {
            LOG.error("a refusal is not on record: {}", said.getMessage(), notRecorded);
        }
        AuthorizationException plain = new AuthorizationException(said.getMessage());
        plain.initCause(refusal);
        return plain;
    }
}
