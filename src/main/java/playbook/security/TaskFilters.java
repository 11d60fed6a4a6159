package playbook.security;

import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.FilterService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.TaskQuery;
import org.springframework.stereotype.Component;

/** Creates the filters of Tasklist, which shows no tasks without a filter. */
@Component
class TaskFilters {

    private final FilterService filters;
    private final TaskService tasks;

    TaskFilters(FilterService filters, TaskService tasks) {
        this.filters = filters;
        this.tasks = tasks;
    }

    void create() {
        create(
                "My groups",
                "Waiting for you or your groups, the most urgent first",
                0,
                open().taskCandidateGroupInExpression("${currentUserGroups()}").includeAssignedTasks());
        create("Overdue", "Past their due time", 1, open().dueBeforeExpression("${now()}"));
        create("All open", "Every open task that you may see", 2, open());
    }

    private TaskQuery open() {
        return tasks.createTaskQuery().active().orderByDueDate().asc();
    }

    private void create(String name, String description, int priority, TaskQuery query) {
        if (filters.createTaskFilterQuery().filterName(name).count() > 0) {
            return;
        }
        filters.saveFilter(filters.newTaskFilter(name)
                .setQuery(query)
                .setProperties(Map.of(
                        "description",
                        description,
                        "priority",
                        priority,
                        "refresh",
                        true,
                        "showUndefinedVariable",
                        false,
                        "variables",
                        List.of(
                                Map.of("name", "incidentKey", "label", "Incident"),
                                Map.of("name", "targetLabel", "label", "Target"),
                                Map.of("name", "progress", "label", "Progress")))));
    }
}
