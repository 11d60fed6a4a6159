package playbook.process.task;

import static playbook.process.engine.PlaybookVariables.AGAIN;
import static playbook.process.engine.PlaybookVariables.INCIDENT_KEY;
import static playbook.process.engine.PlaybookVariables.REPORTED_AT;
import static playbook.process.engine.PlaybookVariables.REPORTED_BY;
import static playbook.process.engine.PlaybookVariables.ROUND;
import static playbook.process.engine.PlaybookVariables.TARGET;
import static playbook.process.engine.PlaybookVariables.TARGET_LABEL;
import static playbook.process.engine.PlaybookVariables.WATCH_TIME;

import java.time.Duration;
import java.util.Objects;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.incident.HintedException;
import playbook.incident.Impacts;
import playbook.incident.Incident;
import playbook.incident.LossReport;
import playbook.incident.ResponseInstance;
import playbook.incident.Target;
import playbook.platform.Targets;
import playbook.process.engine.ModelNames;
import playbook.process.engine.People;
import playbook.process.incident.IncidentNumbers;
import playbook.process.incident.RunningIncident;

/** Turns a report into an incident with a number, before anything is done; a bad report starts nothing. */
@Component
class OpenReport implements ExecutionListener {

    private static final Duration PRACTICE_WATCH = Duration.ofSeconds(5);

    private final Targets targets;
    private final IncidentNumbers numbers;
    private final People people;
    private final Evidence evidence;
    private final Duration watchTime;

    OpenReport(
            Targets targets,
            IncidentNumbers numbers,
            People people,
            Evidence evidence,
            @Value("${playbook.resume.watch-time:5m}") Duration watchTime) {
        this.targets = targets;
        this.numbers = numbers;
        this.people = people;
        this.evidence = evidence;
        this.watchTime = watchTime;
    }

    @Override
    public void notify(DelegateExecution execution) {
        LossReport report = ReportInput.report(execution, people.mustBeSomebody());
        Target target = targets.named(report.target());
        joinRunning(execution, target, report);
        Incident incident;
        try {
            incident = numbers.open(target, report.reportedBy(), report.noticedAt());
        } catch (RunningIncident anotherWasFaster) {
            throw joined(anotherWasFaster.incident(), report);
        }
        execution.setProcessBusinessKey(incident.key());
        INCIDENT_KEY.set(execution, incident.key());
        TARGET.set(execution, target.name());
        TARGET_LABEL.set(execution, target.label());
        REPORTED_AT.set(execution, incident.reportedAt().toString());
        REPORTED_BY.set(execution, incident.reportedBy());
        ROUND.set(execution, 1);
        AGAIN.set(execution, "nothing");
        WATCH_TIME.set(
                execution,
                WATCH_TIME.find(execution).orElse((target.practice() ? PRACTICE_WATCH : watchTime).toString()));
        evidence.found(incident, "report", new ResponseInstance(execution.getProcessInstanceId()));
        evidence.found(incident, "report", report);
        evidence.found(incident, "report", stated(report));
    }

    /** What was not said is unknown; an empty box is no denial. */
    private static Impacts stated(LossReport report) {
        String symptoms = String.join(", ", report.symptoms());
        String by = " (stated by " + report.reportedBy() + ")";
        return new Impacts(
                symptoms.isEmpty() ? null : symptoms + by,
                null,
                null,
                report.customerData() ? "customer data may be affected" + by : null,
                null);
    }

    /** A target has one incident at a time; a further report is kept in its record. */
    private void joinRunning(DelegateExecution execution, Target target, LossReport report) {
        execution
                .getProcessEngineServices()
                .getRuntimeService()
                .createProcessInstanceQuery()
                .processDefinitionKey(ModelNames.RESPONSE)
                .variableValueEquals(TARGET.name(), target.name())
                .list()
                .stream()
                .map(ProcessInstance::getBusinessKey)
                .filter(Objects::nonNull)
                .findFirst()
                .ifPresent(key -> {
                    throw joined(numbers.named(key), report);
                });
    }

    private HintedException joined(Incident running, LossReport report) {
        evidence.refused(
                running,
                "report",
                report.reportedBy(),
                report.reportedBy() + " also reported: " + report.description());
        return new RunningIncident(running);
    }
}
