package playbook.process.task;

import java.util.Date;
import java.util.Optional;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.history.HistoricProcessInstance;
import org.camunda.bpm.engine.history.HistoricTaskInstance;
import org.camunda.bpm.engine.history.UserOperationLogEntry;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.jspecify.annotations.Nullable;

/** What became of a task that somebody wanted to answer or take: looked up for everybody, to be told in one sentence. */
record WhatBecame(String task) implements Command<Optional<TaskFate>> {

    @Override
    public Optional<TaskFate> execute(CommandContext context) {
        HistoryService history = context.getProcessEngineConfiguration().getHistoryService();
        return context.runWithoutAuthorization(() -> Optional.ofNullable(
                        history.createHistoricTaskInstanceQuery().taskId(task).singleResult())
                .map(found -> fate(history, found)));
    }

    private TaskFate fate(HistoryService history, HistoricTaskInstance found) {
        Date ended = found.getEndTime();
        String incident = Optional.ofNullable(history.createHistoricProcessInstanceQuery()
                        .processInstanceId(found.getProcessInstanceId())
                        .singleResult())
                .map(HistoricProcessInstance::getBusinessKey)
                .orElse("");
        return new TaskFate(
                incident,
                found.getTaskDefinitionKey(),
                found.getName(),
                found.getAssignee(),
                by(history),
                ended == null ? null : ended.toInstant());
    }

    private @Nullable String by(HistoryService history) {
        return history
                .createUserOperationLogQuery()
                .taskId(task)
                .operationType(UserOperationLogEntry.OPERATION_TYPE_COMPLETE)
                .list()
                .stream()
                .map(UserOperationLogEntry::getUserId)
                .filter(java.util.Objects::nonNull)
                .findFirst()
                .orElse(null);
    }
}
