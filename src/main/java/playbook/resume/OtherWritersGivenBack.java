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

/**
 * Enables again what writes without a client session: subscriptions and scheduled jobs. Returns what could not be
 * enabled.
 */
record OtherWritersGivenBack(Evidence evidence, Changes changes) {

    /**
     * Enables subscriptions, except on a server that was put back to a former state: its publishers have already
     * discarded changes that it would need and would silently continue later, so rows would be missing without an
     * error. There a person must copy the tables and enable them.
     */
    List<String> subscriptions(Incident incident, List<String> remarks) {
        boolean putBack = evidence.find(incident, DataInPlace.class)
                .filter(DataInPlace::recovered)
                .isPresent();
        List<String> differences = new ArrayList<>();
        for (Change change : changes.open(incident, Remembered.SUBSCRIPTION)) {
            Subscription subscription = change.before(Subscription.class);
            if (putBack) {
                remarks.add(subscription + " stays disabled: the server was put back to a former state and its"
                        + " publisher does not send again what it had sent since. Empty its tables and copy them"
                        + " again, then"
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
