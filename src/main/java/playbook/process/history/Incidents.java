package playbook.process.history;

import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.history.HistoricProcessInstance;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import playbook.platform.Targets;
import playbook.process.engine.ModelNames;

/**
 * What the pages may ask of the engine's history, running or ended. Answers hold only what the engine lets the present
 * user read.
 */
@Component
public class Incidents {

    private final HistoryService history;
    private final ObjectProvider<Targets> targets;

    Incidents(HistoryService history, ObjectProvider<Targets> targets) {
        this.history = history;
        this.targets = targets;
    }

    /** All incidents, running ones first, then the newest first. */
    @Transactional(readOnly = true)
    public List<Summary> all() {
        return history
                .createHistoricProcessInstanceQuery()
                .processDefinitionKey(ModelNames.RESPONSE)
                .orderByProcessInstanceStartTime()
                .desc()
                .list()
                .stream()
                .filter(root -> root.getBusinessKey() != null)
                .collect(Collectors.toMap(
                        HistoricProcessInstance::getBusinessKey,
                        Function.identity(),
                        (newer, older) -> older, // The first instance under a key is the response.
                        LinkedHashMap::new))
                .values()
                .stream()
                .map(root -> summary(new IncidentHistory(history, root)))
                .sorted(Comparator.comparing(Summary::ended))
                .toList();
    }

    /** Empty when there is no such incident, or the present user may not read it. */
    @Transactional(readOnly = true)
    public Optional<IncidentStory> find(String key) {
        return history
                .createHistoricProcessInstanceQuery()
                .processDefinitionKey(ModelNames.RESPONSE)
                .processInstanceBusinessKey(key)
                .orderByProcessInstanceStartTime()
                .asc() // The first instance under a key is the response.
                .listPage(0, 1)
                .stream()
                .findFirst()
                .map(root -> story(new IncidentHistory(history, root)));
    }

    private Summary summary(IncidentHistory incident) {
        return new Summary(
                incident.key(),
                incident.state(),
                incident.phase(),
                target(incident),
                incident.startedAt(),
                incident.endedAt(),
                incident.openTasks().size());
    }

    private IncidentStory story(IncidentHistory incident) {
        List<IncidentStory.Step> steps = incident.steps();
        return new IncidentStory(
                incident.key(),
                incident.state(),
                incident.phase(),
                incident.startedAt(),
                incident.endedAt(),
                incident.text("reportedBy").orElse(incident.starter()),
                incident.text("description").orElse(""),
                target(incident),
                steps,
                IncidentTimings.of(incident.startedAt(), incident.endedAt(), steps),
                incident.openTasks(),
                incident.deeds(),
                incident.troubles());
    }

    private IncidentStory.TargetName target(IncidentHistory incident) {
        String name = incident.text("target").orElse("");
        String label = incident.text("targetLabel").orElse(name);
        return targets.stream()
                .flatMap(configured -> configured.all().stream())
                .filter(target -> target.name().equals(name))
                .findFirst()
                .map(target -> new IncidentStory.TargetName(name, target.label(), target.database(), target.practice()))
                .orElse(new IncidentStory.TargetName(name, label, "", label.contains("practice")));
    }

    /** @param state {@code running}, {@code cancelled}, or the id of the end that was reached ({@code resolved}) */
    public record Summary(
            String key,
            String state,
            String phase,
            IncidentStory.TargetName target,
            Instant startedAt,
            @Nullable Instant endedAt,
            int openTasks) {

        public boolean ended() {
            return endedAt != null;
        }
    }
}
