package playbook.process.task;

import java.util.Map;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.VariableScope;
import playbook.incident.Answer.Asked;
import playbook.incident.Incident;
import playbook.process.engine.NotAllowed;

/** One question to people: what its form shows, which answers there are, what each must meet, what it leaves behind. */
interface Question {

    Asked asked();

    /** Lays beside the new task what its form shows, from the record. */
    default void show(DelegateTask task, Incident incident) {}

    /**
     * What was answered, as it goes on record; each value that the process will read is checked.
     *
     * @throws playbook.incident.HintedException when a value is missing or is none that the form offers
     */
    Map<String, String> read(VariableScope sent);

    /** @throws NotAllowed when another person has to answer */
    default void mustBeAnother(Incident incident, String who) {}

    /** @throws playbook.incident.HintedException when the answer does not fit what is on record */
    default void check(DelegateTask task, Incident incident, Map<String, String> answer) {}

    /** Keeps what later steps and later checks look for: in evidence, which no form can overwrite. */
    default void keep(DelegateTask task, Incident incident, String who, Map<String, String> answer) {}
}
