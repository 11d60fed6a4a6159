package playbook.evidence;

import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.ServerIdentity;
import playbook.incident.ServerSeen;
import playbook.incident.Target;
import playbook.postgres.ServerFacts;
import playbook.postgres.ServerPlace;

/**
 * Asked before each act that changes the target's server or lets others in: does the server of the incident's record
 * still answer at its address, and is it no standby?
 */
public final class SameServer {

    private SameServer() {}

    /**
     * Where no server is on record yet, because the pin was set by hand, the one that answers now goes on record and is
     * required from then on. A server that was restarted, or is another pod, is told in the record ({@link
     * ServerSeen}).
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
                    "the address leads to another server than at the report. Find the one with that system identifier"
                            + " (pg_controldata), lead the host name or the Service back to it (kubectl get endpoints),"
                            + " then choose 'try again'.");
        }
        if (now.standby()) {
            throw refused(
                    incident,
                    now,
                    reported,
                    "was there a failover? Find the primary (SELECT pg_is_in_recovery() is f there), lead the host name"
                            + " or the Service to it, then choose 'try again'. If it was a standby at the report, it has"
                            + " neither the slots of the pin nor a surely raised fence: keep applications stopped.");
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
