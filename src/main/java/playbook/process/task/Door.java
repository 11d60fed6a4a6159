package playbook.process.task;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.TaskAlreadyClaimedException;
import org.camunda.bpm.engine.exception.NotFoundException;
import org.camunda.bpm.engine.exception.NullValueException;
import org.camunda.bpm.engine.impl.interceptor.CommandExecutor;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.variable.VariableMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.incident.HintedException;
import playbook.process.engine.Conflict;
import playbook.process.engine.Gone;
import playbook.process.engine.People;
import playbook.process.incident.IncidentNumbers;
import playbook.process.incident.ReportedIncident;

/**
 * Where people's answers come in, whichever of the engine's services a client uses. Who came too late is told who was
 * faster and when, and what did not fit stays on record.
 */
@Component
public class Door {

    private static final Logger LOG = LoggerFactory.getLogger(Door.class);

    private final ReportedIncident incidents;
    private final IncidentNumbers numbers;
    private final People people;
    private final Evidence evidence;
    private final TaskRules rules;

    Door(ReportedIncident incidents, IncidentNumbers numbers, People people, Evidence evidence, TaskRules rules) {
        this.incidents = incidents;
        this.numbers = numbers;
        this.people = people;
        this.evidence = evidence;
        this.rules = rules;
    }

    ProcessInstance report(
            CommandExecutor engine,
            String definition,
            @Nullable String businessKey,
            @Nullable Map<String, Object> sent) {
        return engine.execute(new StartReport(definition, businessKey, sent));
    }

    VariableMap answer(
            CommandExecutor engine,
            String task,
            @Nullable Map<String, Object> sent,
            boolean asForm,
            boolean withVariables,
            boolean deserialize) {
        try {
            return engine.execute(
                    new AnswerTask(task, sent, asForm, withVariables, deserialize, rules::mustBeTheirs, this::refused));
        } catch (OptimisticLockingException | NullValueException tooLate) {
            throw said(engine, task, tooLate);
        } catch (HintedException ours) {
            throw ours;
        } catch (RuntimeException failed) {
            throw hasEnded(engine, task) ? said(engine, task, failed) : failed;
        }
    }

    /** What was read of the task before it ended does not fit what was read after: the failure is no fault but the lost race. */
    private static boolean hasEnded(CommandExecutor engine, String task) {
        return engine.execute(new WhatBecame(task))
                .filter(fate -> fate.at() != null)
                .isPresent();
    }

    void take(CommandExecutor engine, String task, Runnable act) {
        try {
            act.run();
        } catch (OptimisticLockingException
                | TaskAlreadyClaimedException
                | NotFoundException
                | NullValueException tooLate) {
            throw said(engine, task, tooLate);
        }
    }

    private void refused(TaskEntity task, HintedException said) {
        evidence.refused(
                incidents.of(task.getExecution()),
                task.getTaskDefinitionKey(),
                people.name(),
                String.valueOf(said.getMessage()));
    }

    private HintedException said(CommandExecutor engine, String task, RuntimeException tooLate) {
        TaskFate fate = engine.execute(new WhatBecame(task)).orElse(null);
        if (fate == null) {
            return new Gone("there is no task '" + FormField.shown(task) + "'", "load the list of tasks again.");
        }
        Conflict conflict = conflict(fate);
        LOG.info("{} came too late: {}", people.name(), conflict.getMessage(), tooLate);
        try {
            evidence.refused(
                    numbers.named(fate.incident()), fate.form(), people.name(), String.valueOf(conflict.getMessage()));
        } catch (HintedException noIncident) {
            LOG.warn("a refusal is not on record: {}", conflict.getMessage());
        }
        return conflict;
    }

    private Conflict conflict(TaskFate fate) {
        String name = "'" + fate.name() + "'";
        Instant at = fate.at();
        if (at == null) {
            return new Conflict(
                    fate.assignee() == null
                            ? "a colleague was faster: " + name + " was changed a moment ago"
                            : "a colleague was faster: " + fate.assignee() + " has taken " + name,
                    "load it again; its group may take it over with 'assignee'.");
        }
        String when = " at " + at.truncatedTo(ChronoUnit.SECONDS);
        if (fate.by() == null) {
            return new Conflict(
                    name + " ended" + when + " without an answer: the response went on without it",
                    "read at /incidents/" + fate.incident() + " what is open now.");
        }
        return new Conflict(
                (people.name().equals(fate.by()) ? "it was you: " : "a colleague was faster: ") + fate.by()
                        + " answered " + name + when,
                "read the answer and what is open now at /incidents/" + fate.incident() + ".");
    }
}
