package playbook.process.incident;

import static playbook.process.engine.PlaybookVariables.FAILED_JOB;

import java.util.List;
import java.util.Optional;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.history.HistoricProcessInstance;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.JobEntity;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.ResponseInstance;
import playbook.process.engine.ModelNames;

/** An incident is answered by one process instance: what else was started under its key does nothing and ends nothing. */
@Component
class OwnResponse {

    private final Evidence evidence;

    OwnResponse(Evidence evidence) {
        this.evidence = evidence;
    }

    /** @throws HintedException when this is another instance that bears the incident's key */
    void mustBe(Incident incident, DelegateExecution execution) {
        if (!is(incident, execution)) {
            throw new HintedException(
                    "this process instance bears the key " + incident.key()
                            + " and is not the one that answers it: it was started in its middle, restarted or copied",
                    "delete it in Cockpit: the incident's own response goes on by itself, its tasks are in Tasklist.");
        }
    }

    boolean is(Incident incident, DelegateExecution execution) {
        // Where no response was ever begun, there is none that this one could be mistaken for.
        return own(incident, execution)
                .map(own -> own.equals(root((ExecutionEntity) execution)))
                .orElse(true);
    }

    /** A failed step is asked about in an instance of its own, for the instance that waits for the answer. */
    private static String root(ExecutionEntity execution) {
        String root = execution.getRootProcessInstanceId();
        if (!execution.getProcessDefinitionId().startsWith(ModelNames.FAILED_STEP + ":")) {
            return root;
        }
        // By the job: the execution it waits in may have become another since, as one branch beside it ended.
        return FAILED_JOB
                .find(execution)
                .map(job -> Context.getCommandContext().getJobManager().findJobById(job))
                .map(JobEntity::getExecution)
                .map(ExecutionEntity::getRootProcessInstanceId)
                .orElse(root);
    }

    /** An incident of a former version has none on record: there it is the oldest of its key. */
    private Optional<String> own(Incident incident, DelegateExecution execution) {
        return evidence.find(incident, ResponseInstance.class)
                .map(ResponseInstance::id)
                .or(() -> oldest(execution.getProcessEngineServices().getHistoryService(), incident.key()));
    }

    private static Optional<String> oldest(HistoryService history, String key) {
        List<HistoricProcessInstance> found = history.createHistoricProcessInstanceQuery()
                .processInstanceBusinessKey(key)
                .processDefinitionKey(ModelNames.RESPONSE)
                .orderByProcessInstanceStartTime()
                .asc()
                .listPage(0, 1);
        return found.stream().map(HistoricProcessInstance::getId).findFirst();
    }
}
