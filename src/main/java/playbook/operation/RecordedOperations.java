package playbook.operation;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.platform.Job;
import playbook.platform.Jobs;

/** Long work with a row each: first the row, then the job. */
@Component
public class RecordedOperations implements Operations {

    private final OperationTable table;
    private final Jobs jobs;

    RecordedOperations(OperationTable table, Jobs jobs) {
        this.table = table;
        this.jobs = jobs;
    }

    @Override
    public OperationRecord start(Incident incident, LongStep step, int attempt) {
        String name = (incident.key() + "-" + step.name() + "-" + attempt).toLowerCase(Locale.ROOT);
        table.insertOrTellAgain(name, incident, step.name(), attempt);
        OperationRecord operation = look(name);
        if (!operation.status().ended()) {
            Job job = step.job(incident, name);
            Map<String, String> environment = new TreeMap<>(job.environment());
            environment.put("PLAYBOOK_INCIDENT", incident.key());
            jobs.start(new Job(name, job.target(), job.command(), environment, job.input(), job.deadline()));
        }
        return operation;
    }

    @Override
    public OperationRecord look(String name) {
        return table.find(name)
                .orElseThrow(() -> new HintedException(
                        "there is no operation '" + name + "'",
                        "its name is made from incident, step and attempt, for example dl-2026-0001-restorebase-1"));
    }

    /** All operations of an incident, in the order of their start. */
    public List<OperationRecord> of(String incidentKey) {
        return table.of(incidentKey);
    }

    /** Ends it; the watch then tells its end as CANCELLED. */
    public void cancel(String name) {
        jobs.cancel(look(name).incident().target(), name);
    }
}
