package playbook.evidence;

import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.ServerIdentity;
import playbook.incident.ServerSeen;
import playbook.incident.Target;
import playbook.postgres.ServerFacts;
import playbook.postgres.ServerPlace;

/**
 * Checked before each act that changes the target's server or lets others connect: the server that answers at the
 * target's address must be the one in the incident's record, and must not be a standby.
 */
public final class SameServer {

    private SameServer() {}

    /**
     * When no server is on record yet, because a person set the pin by hand, this records the server that answers now
     * and requires it from then on. A restart, or another pod with the same data, is recorded ({@link ServerSeen}) and
     * allowed.
     *
     * @throws HintedException when another cluster or a standby answers; nothing was changed then
     */
    public static void mustBe(Evidence evidence, Incident incident) {
        ServerIdentity reported = evidence.find(incident, ServerIdentity.class).orElse(null);
        if (reported == null) {
            evidence.found(incident, "sameServer", ServerFacts.identity(incident.target()));
            return;
        }
        ServerPlace now = ServerPlace.ask(incident.target());
        if (!now.systemIdentifier().equals(reported.systemIdentifier())) {
            throw refused(
                    incident,
                    now,
                    reported,
                    "the address now belongs to another server than when the loss was reported. Find the one"
                            + " with that system identifier"
                            + " (pg_controldata), point the host name or the Service to it (kubectl get endpoints),"
                            + " then choose 'try again'.");
        }
        if (now.standby()) {
            throw refused(
                    incident,
                    now,
                    reported,
                    "was there a failover? Find the primary (SELECT pg_is_in_recovery() is f there), point the"
                            + " host name or the Service to it, then choose 'try again'. If it was a standby at the"
                            + " report, it does not have the pin's slots, and the fence on it is not proved: keep"
                            + " applications stopped.");
        }
        tell(evidence, incident, now);
    }

    private static void tell(Evidence evidence, Incident incident, ServerPlace now) {
        ServerSeen seen = new ServerSeen(now.startedAt(), now.address(), now.dataDirectory(), null);
        ServerSeen before = evidence.find(incident, ServerSeen.class).orElse(null);
        if (before == null || !before.sameAs(seen)) {
            evidence.found(incident, "sameServer", before == null ? seen : seen.after(before));
        }
    }

    private static HintedException refused(
            Incident incident, ServerPlace now, ServerIdentity reported, String whatToDo) {
        Target target = incident.target();
        return new HintedException(
                "at " + target.host() + ":" + target.port() + " answers "
                        + (now.standby() ? "a standby of cluster " : "cluster ") + now.systemIdentifier()
                        + " (timeline "
                        + now.timeline() + ", " + now.dataDirectory() + "); " + incident.key()
                        + " is about the primary of cluster " + reported.systemIdentifier() + ". Nothing was changed.",
                whatToDo);
    }
}
