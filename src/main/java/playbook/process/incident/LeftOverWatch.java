package playbook.process.incident;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.incident.HintedException;
import playbook.process.engine.ModelNames;
import playbook.resume.OrphanedChanges;

/** Tells loudly, at each start, what ended incidents left changed: a slot nobody drops fills the disk. */
@Component
class LeftOverWatch {

    private static final Logger LOG = LoggerFactory.getLogger(LeftOverWatch.class);

    private final OrphanedChanges orphaned;
    private final IncidentNumbers numbers;
    private final RuntimeService runtime;
    private final Evidence evidence;

    LeftOverWatch(OrphanedChanges orphaned, IncidentNumbers numbers, @Lazy RuntimeService runtime, Evidence evidence) {
        this.orphaned = orphaned;
        this.numbers = numbers;
        this.runtime = runtime;
        this.evidence = evidence;
    }

    @EventListener(ApplicationReadyEvent.class)
    void look() {
        List<String> running =
                runtime.createProcessInstanceQuery().processDefinitionKey(ModelNames.RESPONSE).list().stream()
                        .map(ProcessInstance::getBusinessKey)
                        .filter(Objects::nonNull)
                        .toList();
        OrphanedChanges.Found found = orphaned.find(running);
        found.open().stream()
                .collect(Collectors.groupingBy(change -> change.incidentKey()))
                .forEach((key, changes) -> tell(
                        key,
                        changes.stream()
                                .map(change ->
                                        change.kind() + " " + change.subject() + " (was " + change.before() + ")")
                                .collect(Collectors.joining(", "))));
        found.slots()
                .forEach(slot -> LOG.warn(
                        "replication slot {} on {} belongs to no running incident and keeps WAL and dead rows.\n"
                                + "HINT: select pg_drop_replication_slot('{}')",
                        slot.name(),
                        slot.target(),
                        slot.name()));
        found.unseen().forEach(target -> LOG.warn("not looked for left-overs on {}", target));
    }

    private void tell(String key, String changes) {
        String text = key + " does not run any more, and these changes of it were never given back: " + changes
                + "\nHINT: set them back by hand to what they were.";
        LOG.warn(text);
        try {
            evidence.failed(numbers.named(key), "orphaned", text);
        } catch (HintedException unknown) {
            LOG.warn("not put on record: {}", unknown.getMessage());
        }
    }
}
