package playbook.resume;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import playbook.evidence.Changes;
import playbook.evidence.Changes.Change;
import playbook.evidence.Evidence;
import playbook.incident.DataInPlace;
import playbook.incident.Incident;
import playbook.incident.Remembered;
import playbook.postgres.ScheduledJobs;
import playbook.postgres.Subscription;

/** Lets what writes without a session write again: subscriptions and scheduled jobs. Returns what could not be given back. */
record OtherWritersGivenBack(Evidence evidence, Changes changes) {

    /**
     * A server that was put back to a former state asks its publishers for changes which they have thrown away meanwhile,
     * and they silently go on later: rows would be missing without an error. So there a person enables them.
     */
    List<String> subscriptions(Incident incident, List<String> remarks) {
        boolean putBack = evidence.find(incident, DataInPlace.class)
                .filter(DataInPlace::recovered)
                .isPresent();
        List<String> differences = new ArrayList<>();
        for (Change change : changes.open(incident, Remembered.SUBSCRIPTION)) {
            Subscription subscription = change.before(Subscription.class);
            if (putBack) {
                remarks.add(
                        subscription + " stays disabled: the server was put back to a former state and its publisher"
                                + " does not send again what it had sent since. Empty and copy its tables anew, then"
                                + " ALTER SUBSCRIPTION … ENABLE");
                changes.undone(change);
            } else {
                done(change, subscription.enable(incident.target()), differences);
            }
        }
        return differences;
    }

    List<String> jobs(Incident incident) {
        List<String> differences = new ArrayList<>();
        for (Change change : changes.open(incident, Remembered.SCHEDULED_JOBS)) {
            done(change, change.before(ScheduledJobs.class).resume(incident.target()), differences);
        }
        return differences;
    }

    private void done(Change change, Optional<String> not, List<String> differences) {
        not.ifPresentOrElse(differences::add, () -> changes.undone(change));
    }
}
