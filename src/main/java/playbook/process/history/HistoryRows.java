package playbook.process.history;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.history.HistoricActivityInstance;
import org.camunda.bpm.engine.history.HistoricProcessInstance;
import org.camunda.bpm.engine.history.HistoricTaskInstance;
import org.jspecify.annotations.Nullable;

/** The engine's history rows of one incident, over the response and everything it called; each kind is read once. */
final class HistoryRows {

    private final HistoryService history;
    private final HistoricProcessInstance root;
    private final Map<String, HistoricProcessInstance> instances;
    private @Nullable List<HistoricActivityInstance> activities;
    private @Nullable List<HistoricTaskInstance> tasks;
    private @Nullable Map<String, String> texts;

    HistoryRows(HistoryService history, HistoricProcessInstance root) {
        this.history = history;
        this.root = root;
        this.instances = Stream.concat(
                        history
                                .createHistoricProcessInstanceQuery()
                                .processInstanceBusinessKey(root.getBusinessKey())
                                .list()
                                .stream(),
                        history
                                .createHistoricProcessInstanceQuery()
                                .rootProcessInstanceId(root.getId())
                                .list()
                                .stream())
                .collect(Collectors.toMap(HistoricProcessInstance::getId, Function.identity(), (one, same) -> one));
    }

    /** A variable of type string, also of an instance that has ended. */
    Optional<String> text(String variable) {
        Map<String, String> known = texts;
        if (known == null) {
            Map<String, String> read = new HashMap<>();
            history
                    .createHistoricVariableInstanceQuery()
                    .processInstanceIdIn(instances.keySet().toArray(String[]::new))
                    .disableBinaryFetching()
                    .disableCustomObjectDeserialization()
                    .list()
                    .stream()
                    .filter(found -> "string".equals(found.getTypeName()) && found.getValue() != null)
                    // The response's own value wins over those of what it called.
                    .sorted(Comparator.comparing(found -> root.getId().equals(found.getProcessInstanceId())))
                    .forEach(found -> read.put(found.getName(), (String) found.getValue()));
            known = read;
            texts = read;
        }
        return Optional.ofNullable(known.get(variable));
    }

    /** Of all instances, open and done. */
    List<HistoricTaskInstance> tasks() {
        List<HistoricTaskInstance> known = tasks;
        if (known == null) {
            known = instances.values().stream()
                    .map(HistoricProcessInstance::getRootProcessInstanceId)
                    .distinct()
                    .flatMap(tree ->
                            history.createHistoricTaskInstanceQuery().rootProcessInstanceId(tree).list().stream())
                    .filter(task -> instances.containsKey(task.getProcessInstanceId()))
                    .toList();
            tasks = known;
        }
        return known;
    }

    /** Of all instances; those of one instance in the order in which they happened. */
    List<HistoricActivityInstance> activities() {
        List<HistoricActivityInstance> known = activities;
        if (known == null) {
            known = instances.keySet().stream()
                    .flatMap(id -> history
                            .createHistoricActivityInstanceQuery()
                            .processInstanceId(id)
                            .orderPartiallyByOccurrence()
                            .asc()
                            .list()
                            .stream())
                    .toList();
            activities = known;
        }
        return known;
    }

    HistoricProcessInstance root() {
        return root;
    }

    /** The response and everything it called, by their ids. */
    Map<String, HistoricProcessInstance> instances() {
        return instances;
    }
}
