package playbook.process.incident;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Lazy;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.freeze.FenceGuard;
import playbook.freeze.PinGuard;
import playbook.incident.FenceLook;
import playbook.incident.Incident;
import playbook.operation.OperationReading;
import playbook.process.engine.ModelNames;

/**
 * Looks at fence and pin of each running response every few seconds, also while people decide. What broke is on record, on
 * the page and in the open tasks; several nodes look each for itself, which costs little and tells nothing twice that did
 * not change.
 */
@Component
public class FenceWatch {

    private static final Logger LOG = LoggerFactory.getLogger(FenceWatch.class);

    private static final int SECONDS = 15;

    private final RuntimeService runtime;
    private final TaskService tasks;
    private final IncidentNumbers numbers;
    private final Evidence evidence;
    private final ObjectProvider<FenceGuard> fence;
    private final ObjectProvider<PinGuard> pin;
    private final ObjectProvider<OperationReading> operations;

    FenceWatch(
            @Lazy RuntimeService runtime,
            @Lazy TaskService tasks,
            IncidentNumbers numbers,
            Evidence evidence,
            ObjectProvider<FenceGuard> fence,
            ObjectProvider<PinGuard> pin,
            ObjectProvider<OperationReading> operations) {
        this.runtime = runtime;
        this.tasks = tasks;
        this.numbers = numbers;
        this.evidence = evidence;
        this.fence = fence;
        this.pin = pin;
        this.operations = operations;
    }

    @Scheduled(initialDelay = SECONDS, fixedDelay = SECONDS, timeUnit = TimeUnit.SECONDS)
    void look() {
        runtime.createProcessInstanceQuery().processDefinitionKey(ModelNames.RESPONSE).list().stream()
                .map(ProcessInstance::getBusinessKey)
                .filter(Objects::nonNull)
                .forEach(this::look);
    }

    private void look(String key) {
        try {
            Incident incident = numbers.named(key);
            pin.stream().forEach(guard -> guard.look(incident).ifPresent(found -> tell(incident, "pin", found)));
            fence.stream()
                    .forEach(guard -> guard.look(incident, oursWrite(operations, key))
                            .filter(look -> isNew(incident, look))
                            .ifPresent(look -> {
                                evidence.found(incident, "fence", look);
                                if (!look.reasons().isEmpty()) {
                                    tell(incident, "fence", look.inWords());
                                }
                            }));
        } catch (RuntimeException e) {
            // The server may be stopped on purpose just now; a step that needs it tells more.
            LOG.info("{}: fence and pin could not be looked at: {}", key, e.getMessage());
        }
    }

    /** While an operation of ours runs, or ran since the last look, transaction ids tell nothing. */
    public static boolean oursWrite(ObjectProvider<OperationReading> operations, String key) {
        Instant lastLook = Instant.now().minus(3 * SECONDS, ChronoUnit.SECONDS);
        return operations.stream()
                .flatMap(reading -> reading.of(key).stream())
                .map(OperationReading.Seen::status)
                .anyMatch(status -> !status.ended()
                        || (status.endedAt() != null && status.endedAt().isAfter(lastLook)));
    }

    /** That all is as it should be is new only after it was not. */
    private boolean isNew(Incident incident, FenceLook look) {
        FenceLook before =
                evidence.find(incident, FenceLook.class).orElse(new FenceLook(List.of(), true, Instant.EPOCH));
        return before.holds() != look.holds() || !before.reasons().equals(look.reasons());
    }

    private void tell(Incident incident, String step, String found) {
        LOG.warn("{}: {}", incident.key(), found);
        evidence.failed(incident, step, found);
        List<Task> open = tasks.createTaskQuery()
                .processInstanceBusinessKey(incident.key())
                .list();
        for (Task task : open) {
            task.setDescription(found);
            tasks.saveTask(task);
        }
    }
}
